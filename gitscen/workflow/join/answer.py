"""What `git push --porcelain` wrote, as one value: whether the ref was taken, and what there is to tell a person.

Pure. The flag decides; words are only for showing, with control characters taken out (CVE-2024-52005: a remote's
words can drive a terminal).
"""

from __future__ import annotations

from dataclasses import dataclass

from gitscen.names import RefName

_SHOWN = 500
"""Characters of a remote's words that are worth showing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer for one ref. `flag` is git's (space, `+`, `-`, `*`, `=`, `!`), or None where no answer came."""

    flag: str | None
    words: str
    code: int

    @property
    def accepted(self) -> bool:
        """Whether the remote has what was pushed."""
        return self.code == 0 and self.flag is not None and self.flag != "!"

    @property
    def up_to_date(self) -> bool:
        """Whether the remote had it before."""
        return self.flag == "="

    @property
    def refused(self) -> bool:
        """Whether the ref was turned down, by this git or by the remote."""
        return self.flag == "!"


def parse_answer(stdout: bytes, stderr: str, *, code: int, ref: RefName) -> Answer:
    """Return the answer for `ref` in the output of a push; the words are the remote's own where it spoke."""
    flag, summary = None, ""
    for line in stdout.decode(errors="replace").splitlines():
        head, _, rest = line.partition("\t")
        names, _, said = rest.partition("\t")
        if len(head) == 1 and names.rpartition(":")[2] == ref:
            flag, summary = head, said
    lines = [line for line in map(printable, stderr.splitlines()) if line]
    spoken = [line.removeprefix("remote:").strip() for line in lines if line.startswith("remote:")]
    told = [line for line in lines if not line.startswith(("hint:", "remote:"))]
    parts = [printable(summary), *(spoken or told)] if flag == "!" else spoken or told
    words = "; ".join(filter(None, parts)) or f"git push ended with {code} and said nothing"
    return Answer(flag=flag, words=words[:_SHOWN], code=code)


def printable(text: str) -> str:
    """Return text without what is not printable, on one line."""
    return "".join(char if char.isprintable() else " " for char in text).strip()
