"""What must hold, held against what was seen. Pure: observations in, failures out."""
