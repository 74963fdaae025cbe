"""gitscen tests git workflows on real repositories, full and shallow, and tells which work they lose."""
