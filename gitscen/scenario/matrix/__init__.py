"""The conflict matrix, `matrix/*`: every way to change a path, on either side, against every other. Generated; pure."""
