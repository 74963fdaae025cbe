"""What a subject did instead of answering: it is raised here and becomes a failure of the case. Pure."""

from __future__ import annotations

from gitscen.verdict import Invariant

SUBJECT = "subject"
"""The rule of a subject that gave no answer at all, or one that says nothing."""

LINES_SHOWN = 12
"""Lines of a program's standard error that a failure shows, the last ones."""


class SubjectFault(Exception):
    """The subject cannot be started, ended, or said what is no answer. `rule` is what that breaks."""

    rule = SUBJECT

    def __init__(self, message: str, said: str = "") -> None:
        """Take a sentence, and what the subject wrote to standard error."""
        super().__init__(message)
        self.said = said

    def __str__(self) -> str:
        """Return the sentence, and below it the last lines of standard error."""
        message = str(self.args[0])
        lines = self.said.rstrip("\n").split("\n")[-LINES_SHOWN:] if self.said.strip() else []
        told = "".join(f"\n  {line.rstrip(chr(13))}" for line in lines)
        return f"{message}\nThe last lines of its standard error:{told}" if lines else message


class SubjectKilled(SubjectFault):
    """SIGKILL ended the program in the middle of a request; the story may have wanted that."""


class SubjectSlow(SubjectFault):
    """No answer within the time that a request has."""

    rule = Invariant.BUDGET_EXCEEDED.value
