"""Damage to the workspace's `.git`, by name: what killed programs, full disks and lost power leave behind."""
