"""The steps of a recovery: one function for each remedy, named in `table`."""
