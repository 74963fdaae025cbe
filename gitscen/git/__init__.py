"""git for all but the workflow: the one door to the git program, and the environment of a world's processes."""
