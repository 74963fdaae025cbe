"""What we see with our own eyes: a world read with pygit2 and plain files, never through the workflow."""
