"""What is wrong with a workspace: evidence from plain files, findings, and which of the user's work is where."""
