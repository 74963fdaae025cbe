"""Mends configuration files line by line: what git cannot read is commented out, what is missing is put back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from gitscen.doctor.evidence.model import Evidence
from gitscen.doctor.finding import Finding
from gitscen.recover.hands import Hands

_MARK = b"# gitscen: "
_BAD = re.compile(r"bad config line (\d+)")
_CLONED = re.compile(rb"clone: from (\S+)$")
_MOST = 200
"""How many lines git may find fault with, one after the other."""


def mend_config(hands: Hands, finding: Finding) -> str:
    """Make a configuration file readable. Returns what a person has to decide."""
    path = _place(hands, finding)
    seen = hands.evidence.worktree_config if finding.file == "config.worktree" else hands.evidence.config
    if not seen.file.exists or seen.file.empty:
        hands.write(path, _defaults(hands.evidence))
        hands.tell(f"{path.name} was written anew, as git init does, with the remote that is known: look through it")
        return ""
    if not seen.file.readable or seen.file.clipped:
        return f"{path} cannot be read whole: {seen.file.fault or 'it is too large'}."
    content, out = seen.file.content, [bad.number for bad in seen.bad]
    if finding.code == "config-bare":
        out += [entry.line for entry in seen.entries if entry.key == "core.bare" and entry.truth]
    content = comment_out(content, out)
    for _ in range(_MOST):
        number = _fault(hands, content)
        if number is None:
            break
        out.append(number)
        content = comment_out(content, [number])
    hands.write(path, content)
    hands.tell(f"{len(out)} line(s) of {path.name} are commented out: git cannot read them, or dies of what they say")
    return ""


def unset_worktree(hands: Hands, finding: Finding) -> str:
    """Comment out core.worktree where it stands."""
    path = _place(hands, finding)
    seen = hands.evidence.worktree_config if finding.file == "config.worktree" else hands.evidence.config
    numbers = [entry.line for entry in seen.entries if entry.key == "core.worktree"]
    if not numbers:
        return "core.worktree is set in no file of this workspace."
    hands.write(path, comment_out(seen.file.content, numbers))
    hands.tell(f"core.worktree is commented out in {path.name}")
    return ""


def comment_out(content: bytes, numbers: Iterable[int]) -> bytes:
    """Return a file with some lines, which count from 1, commented out; one that goes on takes the next along. Pure."""
    lines = content.split(b"\n")
    wanted = {number - 1 for number in numbers}
    for at, line in enumerate(lines):
        if at in wanted:
            if line.endswith(b"\\") and at + 1 < len(lines):
                wanted.add(at + 1)
            lines[at] = _MARK + line.replace(b"\0", b"?")
    return b"\n".join(lines)


def _fault(hands: Hands, content: bytes) -> int | None:
    """Return the number of the line at which git stops, None if it reads all."""
    scratch = hands.scratch / "config"
    scratch.write_bytes(content)
    done = hands.bare_git("config", "--file", str(scratch), "--no-includes", "--list", "-z")
    found = _BAD.search(done.stderr)
    return int(found[1]) if not done.ok and found else None


def _place(hands: Hands, finding: Finding) -> Path:
    name = finding.file or "config"
    return (hands.git_dir if name == "config.worktree" else hands.common_dir) / name


def _defaults(evidence: Evidence) -> bytes:
    """Return what git init writes, with the remote that the clone came from and its branches' upstreams. Pure."""
    newer = evidence.hash != "sha1"
    lines = ["[core]", f"\trepositoryformatversion = {int(newer)}", "\tfilemode = true", "\tbare = false"]
    lines += ["\tlogallrefupdates = true"]
    lines += ["[extensions]", f"\tobjectformat = {evidence.hash}"] if newer else []
    url = next((match[1] for line in _log(evidence) if (match := _CLONED.match(line))), b"").decode(errors="replace")
    if url and not url.startswith("-") and "::" not in url and url.isprintable():
        quoted = url.replace("\\", "\\\\").replace('"', '\\"')
        lines += ['[remote "origin"]', f'\turl = "{quoted}"', "\tfetch = +refs/heads/*:refs/remotes/origin/*"]
        for ref, _ in evidence.refs.all("refs/heads/"):
            branch = ref.removeprefix("refs/heads/")
            if f"refs/remotes/origin/{branch}" in evidence.refs and branch.isprintable() and '"' not in branch:
                lines += [f'[branch "{branch}"]', "\tremote = origin", f"\tmerge = {ref}"]
    return "\n".join([*lines, ""]).encode()


def _log(evidence: Evidence) -> list[bytes]:
    logs = [evidence.reflogs[name] for name in evidence.reflogs if name == "HEAD" or name.startswith("refs/remotes/")]
    return [line.message for log in logs for line in log.lines]
