"""The container's git workflow as a library: `Workspace` and what configures it."""
