"""What the evidence says once objects are read: what is held by what, what is staged, what stash entries hold."""
