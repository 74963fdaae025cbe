"""The doctor's findings as damage steps, in an order in which each can still be done. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gitscen.capture.content import Reading
from gitscen.capture.place import Places
from gitscen.capture.refs import RENAMED
from gitscen.capture.worktrees import told_worktrees
from gitscen.doctor.diagnose import Examination
from gitscen.doctor.finding import Finding
from gitscen.names import Oid, unquote_path
from gitscen.scenario.acts import DoDamage
from gitscen.scenario.damage import TAKES, Damage, Of

_MADE = frozenset({
    "file-emptied", "index-unmerged", "stash-dropped", "lock-staged", "head-unheld", "index-hidden",
    "index-intent-to-add", "index-stale",
})  # fmt: skip
"""What other steps make: files, entries, commits."""
_OBJECTS = frozenset({
    "object-missing", "object-corrupt", "object-empty", "ref-object-missing", "index-object-missing",
    "stash-object-missing",
})  # fmt: skip
_FOLLOWS = {"index-checksum": frozenset({"index-object-missing"}), "pack-missing": _OBJECTS, "pack-corrupt": _OBJECTS}
"""Codes that come by themselves with the damage of another one."""
_ORDER = (
    "autostash", "index-object", "object", "stash-object", "ref-object", "pack", "midx", "commit-graph", "stash",
    "reflog", "ref-", "pseudo", "operation", "rebase", "merge", "sequencer", "worktree", "submodule", "lock", "stale",
    "truncated", "live", "index", "alternates", "shallow", "head-branch", "packed-refs", "config", "head",
    "objects-missing", "refs-missing", "git-missing",
)  # fmt: skip
"""Beginnings of names: first what git still has to read the repository for, last what leaves none."""


@dataclass(frozen=True, slots=True)
class Damaging:
    """Turns findings into steps. `objects` says by which revision the story names an object that cannot be read."""

    seen: Examination
    reading: Reading
    places: Places

    def steps(self) -> tuple[DoDamage, ...]:
        """Return the steps, each once, in their order."""
        found: dict[DoDamage, None] = {}
        findings = self.seen.diagnosis.findings
        told = set[str]().union(*(_FOLLOWS.get(finding.code, ()) for finding in findings))
        for finding in findings:
            if finding.code in told:
                continue
            if finding.loud or finding.code == "worktree-missing":
                found |= dict.fromkeys(self._step(finding))
        return tuple(sorted(found, key=_rank))

    def _step(self, finding: Finding) -> Iterator[DoDamage]:
        code = finding.code
        if code in _MADE or (code.startswith("operation-") and code != "operation-broken"):
            return
        if code.startswith("lock-"):
            yield from self._lock(finding)
        elif code == "operation-broken":
            yield from self._operation(finding)
        elif code in ("object-missing", "object-empty", "object-corrupt"):
            yield from self._object(finding)
        elif code == "autostash-unheld":
            if self.seen.evidence.state.get("MERGE_AUTOSTASH").exists and "MERGE_HEAD" not in self.seen.evidence.state:
                yield DoDamage(damage=Damage.AUTOSTASH_UNHELD)
        else:
            yield from self._named(finding)

    def _named(self, finding: Finding) -> Iterator[DoDamage]:
        try:
            damage = Damage(finding.code)
        except ValueError:
            self.reading.unsaid.add(f"{finding.code} cannot be made by a story: {finding.message.rstrip('.')}")
            return
        if damage is Damage.WORKTREE_BROKEN and not told_worktrees(self.seen):
            self.reading.unsaid.add(f"{finding.code} is left out: {finding.message.rstrip('.')}")
            return
        yield DoDamage(damage=damage, of=self._of(damage, finding))

    def _of(self, damage: Damage, finding: Finding) -> str:
        disguise = self.reading.disguise
        match TAKES.get(damage):
            case Of.REF | Of.OTHER_REF | Of.LOG:
                ref = finding.ref or (RENAMED if damage is Damage.REF_RENAME_CUT else "")
                return ref if ref == "HEAD" else disguise.ref(ref)
            case Of.STAGED | Of.FILE:
                return self.reading.name(unquote_path(finding.path or ""))
            case _:
                return ""

    def _lock(self, finding: Finding) -> Iterator[DoDamage]:
        file = finding.file or ""
        if finding.code == "lock-torn":
            yield DoDamage(damage=Damage.TRUNCATED_INDEX_LOCK)
        elif finding.code == "lock-live" and file == "index.lock":
            yield DoDamage(damage=Damage.LIVE_INDEX_LOCK)
        elif file.endswith(".lock"):
            locked = file.removesuffix(".lock")
            yield DoDamage(damage=Damage.LOCK_STALE, of="" if locked == "index" else self.reading.disguise.ref(locked))
        elif not file.endswith("/.tmp-renamed-log"):
            self.reading.unsaid.add(f"the half-written file .git/{file} is left out")

    def _operation(self, finding: Finding) -> Iterator[DoDamage]:
        for fact in finding.evidence:
            name = fact.partition(" ")[0].removeprefix(".git/")
            if name.endswith("/head-name"):
                yield DoDamage(damage=Damage.REBASE_HEAD_NAME_MISSING)
            elif fact.startswith(".git/"):
                yield DoDamage(damage=Damage.OPERATION_BROKEN, of=name)
            else:
                self.reading.unsaid.add(f"{finding.path}: {fact} is left out")

    def _object(self, finding: Finding) -> Iterator[DoDamage]:
        revision = self.revision(finding.oid) if finding.oid else None
        if revision is None:
            self.reading.unsaid.add(
                f"the object {(finding.oid or '')[:12]} is in no commit that is told: {finding.code}"
            )
        else:
            yield DoDamage(damage=Damage(finding.code), of=revision)

    def revision(self, oid: Oid) -> str | None:
        """Return how the story names an object: as a commit, or by the commit and path where it was wanted."""
        if oid in self.places:
            return self.places.revision(oid)
        wanted = self.reading.history.wanted.get(oid) or self._held().get(oid)
        if wanted is None or wanted[0] not in self.places:
            return None
        commit, path = wanted
        if not path:
            return f"{self.places.revision(commit)}^{{tree}}"
        name = self.reading.disguise.path(path.rstrip(b"/")).decode("utf-8", "replace")
        return f"{self.places.revision(commit)}:{name}" if name.isprintable() else None

    def _held(self) -> Mapping[Oid, tuple[Oid, bytes]]:
        """Return where each blob of HEAD is: a damaged one is there and is not missed by whoever only lists it."""
        head = self.seen.deep.head
        if head is None or head not in self.places:
            return {}
        found: dict[Oid, tuple[Oid, bytes]] = {}
        for commit in self.places.at:
            for path, entry in self.reading.history.tree(commit).items():
                found.setdefault(entry.oid, (commit, path))
        return found


def _rank(step: DoDamage) -> tuple[int, int, str]:
    name = step.damage.value
    place = next((at for at, start in enumerate(_ORDER) if name.startswith(start)), len(_ORDER))
    exact = _ORDER.index(name) if name in _ORDER else place
    kind = 0 if ":" in step.of else 1 if "^{" in step.of else 2
    return exact, kind, step.of
