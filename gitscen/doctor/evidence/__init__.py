"""Plain facts about a workspace, read with the standard library alone: it works where git refuses, lies or crashes."""
