"""What is wrong, found in the evidence and in what objects add to it: a pure module a family."""
