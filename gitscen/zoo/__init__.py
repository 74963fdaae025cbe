"""A zoo of broken workflows: the shipped one, each with one mistake that real programs made, and what catches it."""
