"""A workspace as a scenario file that rebuilds its state: an accident becomes a regression test."""
