"""What does the work of a command: the scripted agent, or any program that is told the instruction."""
