"""`Done`: how one git command ended. Pure; both doors to git return it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Done:
    """One finished git command: its exit code (negative: ended by that signal) and what it wrote."""

    argv: tuple[str, ...]
    code: int
    stdout: bytes
    stderr: str

    @property
    def ok(self) -> bool:
        """Whether git exited with 0."""
        return self.code == 0

    @property
    def line(self) -> str:
        """Standard output as one stripped line of text."""
        return self.stdout.decode(errors="surrogateescape").strip()

    @property
    def fields(self) -> list[bytes]:
        """Standard output split at NUL bytes, as `-z` writes it."""
        return [field for field in self.stdout.split(b"\0") if field]
