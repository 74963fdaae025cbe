"""git's objects read without git: loose files, packs, and what reaches what. The standard library alone."""
