"""The trailer that names the command a commit was made for: how a command is known to be done after a kill."""

from __future__ import annotations

from dataclasses import dataclass

from gitscen.names import BranchName, Oid, branch_ref
from gitscen.session.message import Command
from gitscen.workflow.git import Git

TRAILER = "Gitscen-Command"
DEPTH = 200
"""Commits that are looked at: a command that was redelivered was done a short while ago."""

WIP = "WIP: "
_TITLE = 72


@dataclass(frozen=True, slots=True)
class Made:
    """A commit that was made for a command."""

    oid: Oid
    subject: str


def trailer(command: Command) -> str:
    """Return the trailer of a command's commits. Ids hold nothing that could end the line."""
    return f"{TRAILER}: {command.session_id}/{command.command_id}"


def commit_message(command: Command, *, note: str = "") -> str:
    """Return the message of a command's commit: the instruction's first line, and what else there is of it below."""
    lines = [line.rstrip() for line in command.instruction.strip().splitlines()]
    title = lines[0] if len(lines[0]) <= _TITLE else lines[0][: _TITLE - 3] + "..."
    begin = f"{WIP if note else ''}{title}"
    body = "\n".join(lines if len(lines) > 1 or title != lines[0] else [])[:4_000]
    # A line of the instruction could be a trailer of another command: only the last paragraph has trailers.
    parts = [begin, "\n".join(f"    {line}" for line in body.splitlines()), note, trailer(command)]
    return "\n\n".join(part for part in parts if part)


def find_made(git: Git, branch: BranchName, command: Command) -> Made | None:
    """Return the newest commit on a branch that was made for a command, if there is one."""
    form = f"--format=%H%n%(trailers:key={TRAILER},valueonly,unfold,separator=%x2C)%n%s"
    done = git.try_("log", f"--max-count={DEPTH}", "-z", form, "--end-of-options", branch_ref(branch), "--")
    return parse_made(done.stdout, f"{command.session_id}/{command.command_id}") if done.ok else None


def parse_made(log: bytes, wanted: str) -> Made | None:
    """Return the first commit of a log that has the trailer `wanted`. Pure."""
    for record in log.decode(errors="replace").split("\0"):
        oid, trailers, subject = [*record.split("\n", 2), "", ""][:3]
        if wanted in trailers.split(","):
            return Made(Oid(oid), subject)
    return None
