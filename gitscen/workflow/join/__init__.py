"""Local and incoming commits brought together: remotes, shallow history, rebase and merge."""
