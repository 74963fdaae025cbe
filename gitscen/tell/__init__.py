"""Telling a story that is not played: in words, as plain git commands, and as a graph of its commits. Pure."""
