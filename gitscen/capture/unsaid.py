"""What a story cannot say of a workspace: told on standard error and in the file, never silently left out. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Unsaid:
    """Sentences without their full stops, each once, in the order in which they were met."""

    lines: dict[str, None] = field(default_factory=dict)

    def add(self, line: str) -> None:
        """Take a note."""
        self.lines[line] = None

    def told(self) -> tuple[str, ...]:
        """Return all notes as sentences."""
        return tuple(f"{_begun(line)}." for line in self.lines)


def _begun(line: str) -> str:
    """Return a sentence with a capital, unless it begins with a code or the key of a setting."""
    return line[:1].upper() + line[1:] if line.partition(" ")[0].isalpha() else line
