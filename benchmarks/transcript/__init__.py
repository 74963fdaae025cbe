"""The git commands of an operation, recorded with all that they meet, and played again without gitscen."""
