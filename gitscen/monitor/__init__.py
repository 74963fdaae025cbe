"""What a host, or any workspace, is doing: looked at without touching anything, told as text, JSON or a live view."""
