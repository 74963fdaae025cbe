"""Stories of sessions, played: a host and its containers as real processes, judged from outside."""
