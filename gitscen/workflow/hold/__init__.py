"""Holding work: snapshots under refs of ours, entries of the stash, and the way back from both."""
