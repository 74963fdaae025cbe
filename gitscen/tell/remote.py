"""What others push, as plain git commands: origin's history and the peers' commits. Pure.

All of it is typed in one clone, `elsewhere`, whose HEAD is detached and goes to whatever the next commit begins at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitscen.scenario import acts
from gitscen.scenario.content import Edits
from gitscen.scenario.model import OriginCommit
from gitscen.tell.files import Files
from gitscen.tell.shellword import word

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_PAST_HOOKS = "--receive-pack='git -c core.hooksPath=/dev/null receive-pack' "


class Remote:
    """What is known of the branches of one remote."""

    def __init__(self, name: str, default: str, files: Files) -> None:
        """Begin with an empty remote whose HEAD names the branch `default`."""
        self.hooked = False
        self._name, self._default, self._files = name, default, files
        self._branches: set[str] = set()
        self._roots = 0
        self._at = ""

    def begin(self, commit: OriginCommit) -> Iterator[str]:
        """Yield the commands of one commit of the history that is there at first."""
        yield from self._go(commit.branch, commit.start, sure=True)
        yield from self._commit(commit, commit.message)
        yield from self._push(commit.branch)

    def older(self, count: int) -> Iterator[str]:
        """Yield the commands that make the first branch's root, empty commits."""
        yield f'for n in {" ".join(map(str, range(1, count + 1)))}; do git commit -q --allow-empty -m "older $n"; done'
        yield from self._push(self._default)

    def push(self, step: acts.Push) -> Iterator[str]:
        """Yield the commands of a peer's push."""
        if step.delete_branch:
            self._branches.discard(step.branch)
            self._at = ""
            yield f'git -C "$world/{self._name}.git" update-ref -d {word("refs/heads/" + step.branch)}'
            return
        yield f"git fetch -q --prune {self._name}"
        yield from self._go(step.branch, step.start or self._default, sure=False)
        yield from self._commit(step, step.message, rewrite=step.rewrite)
        yield from self._push(step.branch, force=step.rewrite)

    def _go(self, branch: str, start: str | None, *, sure: bool) -> Iterator[str]:
        """Yield what puts HEAD at a branch, or at where it starts. Unless `sure`, the workflow may have moved it."""
        if branch in self._branches:
            if not sure or self._at != branch:
                yield f"git switch -q --detach {self._ref(branch)}"
            return
        first = "" if sure else f"git switch -q --detach {self._ref(branch)} 2>/dev/null || "
        if start in self._branches:
            yield f"{first}git switch -q --detach {self._ref(str(start))}"
        else:
            self._roots += 1
            yield f"{first}git switch -q --orphan root-{self._roots}"

    def _commit(self, edits: Edits, message: str, *, rewrite: bool = False) -> Iterator[str]:
        yield from self._files.edit(edits)
        yield "git add -A -f"
        amend = " --amend --reset-author" if rewrite else ""
        yield f"git commit -q --allow-empty{amend} -m {word(message)}"

    def _push(self, branch: str, *, force: bool = False) -> Iterator[str]:
        self._branches.add(branch)
        self._at = branch
        past = _PAST_HOOKS if self.hooked else ""
        yield f"git push -q {past}{self._name} {'+' if force else ''}HEAD:{word('refs/heads/' + branch)}"

    def _ref(self, branch: str) -> str:
        name = f"{self._name}/{branch}"
        return name if _PLAIN.fullmatch(branch) else word(f"refs/remotes/{name}")
