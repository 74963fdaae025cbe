"""One trial: a world, some damage, and everything that doctor, recover and undo promise, held against it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gitscen.names import Oid
from tests.recover.damaged.child import Ended, run_gitscen
from tests.recover.damaged.harm import Harm
from tests.recover.damaged.held import blobs, held, logged, readable
from tests.recover.damaged.photograph import differences, photograph
from tests.recover.damaged.worlds import World

_UNDOS = 5
"""Each recovery is undone singly; there are more than one where a killed one was left as it was."""


@dataclass(slots=True)
class Trial:
    """What is tried: `moments` are seconds after which recover is killed and begun again, one after the other."""

    world: World
    harms: Sequence[Harm]
    moments: Sequence[float] = ()
    said: dict[str, str] = field(default_factory=dict)

    def problems(self) -> list[str]:
        """Carry it out and return what did not hold."""
        return list(self._problems())

    def _problems(self) -> Iterator[str]:
        world = self.world
        firm = self._firm()
        world.lay_out()
        for harm in self.harms:
            harm.do(world.live)
        before = photograph(world.live)
        firm &= self._there()
        held_still = self._held() | blobs(world.live)
        had = readable(world.repository / "objects")
        lines = logged(world.repository)
        ended = self._run("doctor")
        if ended.fault:
            yield f"doctor: {ended.fault}"
        yield from self._same("doctor changed", before)
        if ended.code == 0:  # nothing tells that something was there, as after a tag was deleted
            firm &= held_still
        for moment in self.moments:
            self._run("recover", "--yes", moment=moment)
        ended = self._run("recover", "--yes")
        if ended.fault or ended.code == 2:
            yield f"recover: {ended.fault or self.said['recover'][-300:]}"
        once = photograph(world.live)
        yield from self._kept(had, firm & held_still if once == before else firm, sound=ended.code == 0)
        yield from self._logged(lines)
        again = self._run("recover", "--yes")
        if again.fault:
            yield f"a second recover: {again.fault}"
        yield from self._same("a second recover changed", once)
        for _ in range(_UNDOS):
            undone = self._run("undo")
            if undone.code:
                yield f"undo: {undone.fault or undone.text[-300:]}"
            if undone.code or "no recovery" in undone.text:
                break
        yield from self._same("undo did not bring back", before)

    def _firm(self) -> set[Oid]:
        """Return what is held, but for what one of several damages lets go of, and by itself is not told of.

        That is as if a person had done it.
        """
        self.world.lay_out()
        firm = self._held() | blobs(self.world.live)
        for harm in self.harms if len(self.harms) > 1 else ():
            self.world.lay_out()
            harm.do(self.world.live)
            if run_gitscen("doctor", str(self.world.workspace), folder=self.world.root).code == 0:
                firm &= self._held() | blobs(self.world.live)
        return firm

    def _run(self, verb: str, *options: str, moment: float | None = None) -> Ended:
        folder = self.world.root
        ended = run_gitscen(verb, str(self.world.workspace), *options, folder=folder, moment=moment)
        self.said.setdefault(verb if moment is None else f"{verb} killed", ended.text)
        return ended

    def _same(self, what: str, before: dict[str, tuple[object, ...]]) -> Iterator[str]:
        found = differences(before, photograph(self.world.live))
        if found:
            yield f"{what} {len(found)}: {'; '.join(found[:4])}"

    def _kept(self, had: set[Oid], firm: set[Oid], *, sound: bool) -> Iterator[str]:
        """What was readable is readable; what was firmly held is; and a workspace that is called sound is."""
        lost = had - readable(self.world.repository / "objects")
        if lost:
            yield f"not readable any more: {self._named(lost)}"
        loose = firm - self._held() - blobs(self.world.live)
        if loose:
            yield f"not held any more (recover {'0' if sound else '1'}): {self._named(loose)}"
        if sound:
            for args in (("status",), ("fsck", "--no-dangling", "--no-progress")):
                done = self._git(*args)
                if done.returncode:
                    yield f"recover 0, and git {args[0]} ends with {done.returncode}: {done.stderr.decode()[-300:]}"
            ended = self._run("doctor")
            if ended.code:
                yield f"recover 0, and the doctor ends with {ended.code}: {ended.text[-300:]}"

    def _logged(self, lines: set[tuple[str, bytes]]) -> Iterator[str]:
        """A line of a reflog goes with the worktree that it is of, and else stays."""
        top = self.world.repository
        gone = lines - logged(top)
        lost = {(way, line) for way, line in gone if not way.startswith("worktrees/") or (top / way).parent.exists()}
        if lost:
            yield f"lines of reflogs are gone: {len(lost)}: {sorted(lost)[:2]}"

    def _held(self) -> set[Oid]:
        repository = self.world.repository
        others = list((repository / "worktrees").glob("*")) if (repository / "worktrees").is_dir() else []
        return held(repository, repository, *others)

    def _there(self) -> set[Oid]:
        return readable(self.world.repository / "objects") | blobs(self.world.live)

    def _named(self, oids: set[Oid]) -> str:
        names = [f"{oid[:10]} {self._kind(oid)}" for oid in sorted(oids)]
        return f"{len(names)}: {', '.join(names[:5])}"

    def _kind(self, oid: Oid) -> str:
        kept = Path(self.world.root, self.world.kind, "kept", *self.world.repository.relative_to(self.world.live).parts)
        done = subprocess.run(["git", "--git-dir", kept, "cat-file", "-t", oid], capture_output=True, check=False)
        shown = subprocess.run(["git", "--git-dir", kept, "cat-file", "-p", oid], capture_output=True, check=False)
        return f"{done.stdout.decode().strip()} {shown.stdout[-40:]!r}"

    def _git(self, *args: str) -> subprocess.CompletedProcess[bytes]:
        argv = ["git", "--no-optional-locks", *args]
        return subprocess.run(argv, cwd=self.world.workspace, capture_output=True, check=False)
