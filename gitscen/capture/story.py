"""An examined workspace as a scenario: its origin, and the steps that bring a clone into the same state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gitscen.capture.content import Reading
from gitscen.capture.damage import Damaging
from gitscen.capture.disguise import Disguise
from gitscen.capture.history import History, Tree
from gitscen.capture.local import Local
from gitscen.capture.operation import operands, rebased, saves_work, tell_operations
from gitscen.capture.origin import Origin, plan_origin, tell_origin, tell_twins
from gitscen.capture.place import Places
from gitscen.capture.refs import HEADS, STASH, TAGS, head_ref, refs_before
from gitscen.capture.settings import other_remotes, tell_programs, tell_settings
from gitscen.capture.skip import choose_skipped
from gitscen.capture.stash import dropped, read_entries, tell_entry
from gitscen.capture.unsaid import Unsaid
from gitscen.capture.working import Working, unmerged_sides
from gitscen.capture.worktrees import told_worktrees
from gitscen.doctor.deep.tips import REFLOG, WORKTREE
from gitscen.doctor.diagnose import Examination
from gitscen.doctor.evidence.model import Change, Evidence
from gitscen.doctor.findings.operations import in_progress
from gitscen.names import Oid
from gitscen.outcome import Status
from gitscen.scenario.acts import Commit, DoDamage, DoStep, Git, Stage, Write
from gitscen.scenario.asks import Expect, Recover
from gitscen.scenario.damage import Damage
from gitscen.scenario.model import Scenario

TITLE = "A captured workspace"
ABOUT = "What 'gitscen capture' found in a workspace. Recovered, nothing is in progress and no work is lost."


def tell_workspace(seen: Examination, disguise: Disguise, unsaid: Unsaid, *, stops: bool) -> Scenario:
    """Return the story of a workspace. `stops` tells whether the operation in progress is expected to stop with 1."""
    return _Teller(seen, disguise, unsaid, stops=stops).tell()


@dataclass(slots=True)
class _Teller:
    """Tells one workspace, part by part."""

    seen: Examination
    disguise: Disguise
    unsaid: Unsaid
    stops: bool
    history: History = field(init=False)
    reading: Reading = field(init=False)
    places: Places = field(default_factory=Places)
    local: Local = field(init=False)

    def __post_init__(self) -> None:
        self.history = History(self.seen, self.unsaid)
        self.reading = Reading(self.history, self.unsaid, self.disguise)
        self.local = Local(self.reading, self.places)

    @property
    def evidence(self) -> Evidence:
        """What plain files told."""
        return self.seen.evidence

    def tell(self) -> Scenario:
        """Return the story."""
        refs = refs_before(self.evidence)
        behind = [finding for finding in self.seen.diagnosis.findings if finding.code == "ref-behind"]
        refs |= {finding.ref: finding.oid for finding in behind if finding.ref and finding.oid}
        tips = self._tips(refs)
        origin = plan_origin(self.history, tips)
        self.reading.skipped = choose_skipped(
            self.history, [*(chain.commits for chain in origin.chains), tips, self._saved()]
        )
        commits = tell_origin(origin, self.reading, self.places)
        steps = tuple(self._steps(origin, refs, tips))
        return Scenario(
            title=TITLE,
            about=ABOUT,
            clones=(origin.clone,),
            remotes=other_remotes(self.evidence),
            origin=commits,
            step=(*steps, Recover(outcome=(Status.DONE, Status.RESOLVED))),
            expect=Expect(operation=(), unmerged={}),
        )

    def _steps(self, origin: Origin, refs: dict[str, Oid], tips: list[Oid]) -> Iterator[DoStep]:
        yield from tell_twins(origin, self.reading, self.places)
        yield from self._branches(refs)
        yield from self._tags(refs)
        for tip in tips:
            yield from self.local.ensure(tip)
        yield from self._dangling()
        yield from self._worktrees()
        yield from self._stashes()
        yield from self._stand(refs)
        yield from tell_settings(self.evidence, self.reading)
        yield from self._begin()
        yield from self.local.forget()
        yield from self._pack()
        if not self._is_behind():
            yield from Working(self.reading, self._head_tree(refs)).steps()
        yield from tell_programs(self.evidence, self.reading)
        yield from Damaging(self.seen, self.reading, self.places).steps()

    def _tips(self, refs: dict[str, Oid]) -> list[Oid]:
        """Return the commits that the story needs besides branches, the firm ones first."""
        labels = self.seen.deep.links.commits
        found = [oid for ref, oid in refs.items() if ref.startswith((HEADS, TAGS))]
        found += operands(self.evidence)
        found += [self.evidence.head.oid] if self.evidence.head.oid else []
        found += [one.head.oid for one in self.evidence.worktrees if one.head.oid and not one.itself]
        logged = [oid for oid, label in labels.items() if label.startswith((REFLOG, WORKTREE))]
        above = {parent for oid in logged for parent in self.history.commit(oid).parents}
        found += [oid for oid in logged if oid not in above]
        return [oid for oid in dict.fromkeys(found) if self.history.is_commit(oid) or oid in refs.values()]

    def _saved(self) -> list[Oid]:
        """Return the commits of stash entries and autostashes, with their indexes."""
        held = [parked.oid for parked in (*read_entries(self.seen), *dropped(self.seen))]
        held += [oid] if (oid := saves_work(self.evidence)) else []
        whole = [oid for oid in held if self.history.is_commit(oid)]
        return [*whole, *(parent for oid in whole for parent in self.history.commit(oid).parents[:2])]

    def _branches(self, refs: dict[str, Oid]) -> Iterator[DoStep]:
        head = head_ref(self.evidence)
        moving = rebased(self.evidence, refs)
        for ref in sorted((ref for ref in refs if ref.startswith(HEADS)), key=lambda ref: (ref == head, ref)):
            tip = moving[1] if moving and moving[0] == ref else refs[ref]
            yield from self.local.branch(ref, tip)
        others = [
            ref for ref in refs if not ref.startswith((HEADS, TAGS, "refs/remotes/origin/", "refs/bisect/", STASH))
        ]
        for ref in others:
            if not self.history.is_commit(refs[ref]) or ref.startswith("refs/replace/"):
                self.unsaid.add(f"{ref} is left out")
                continue
            yield from self.local.ensure(refs[ref])
            yield Git(args=("update-ref", ref, self.places.revision(refs[ref])))

    def _tags(self, refs: dict[str, Oid]) -> Iterator[DoStep]:
        for ref in sorted(ref for ref in refs if ref.startswith(TAGS)):
            name = self.disguise.branch(ref.removeprefix(TAGS))
            if not self.history.is_commit(refs[ref]):
                self.unsaid.add(f"{ref} is left out: it is no commit that can be read")
                continue
            yield from self.local.ensure(refs[ref])
            yield Git(args=("tag", name, self.places.revision(refs[ref])))

    def _stashes(self) -> Iterator[DoStep]:
        for parked in dropped(self.seen):
            yield from tell_entry(self.local, parked)
            yield DoDamage(damage=Damage.STASH_DROPPED)
        entries = list(read_entries(self.seen))
        if any(finding.code == "stash-not-reset" for finding in self.seen.diagnosis.findings):
            entries = entries[:-1]
        for parked in entries:
            yield from tell_entry(self.local, parked)

    def _dangling(self) -> Iterator[DoStep]:
        """Yield what leaves contents without a name: they were staged once."""
        blobs = [one.oid for one in self.seen.deep.links.dangling if one.kind == "blob"]
        if any(one.commit and not one.is_stash for one in self.seen.deep.links.dangling):
            self.unsaid.add("commits that nothing holds are left out")
        told = {f"captured-{number}": self.reading.content(b"captured", self.history.content(oid), 0o100644)
                for number, oid in enumerate(blobs[:50], 1)}  # fmt: skip
        files = {name: content for name, content in told.items() if content is not None}
        if files and (self.local.made or self.places.at):
            yield Write(files=files)
            yield Stage(paths=tuple(files))
            yield Git(args=("rm", "--quiet", "-f", "--", *files))

    def _worktrees(self) -> Iterator[DoStep]:
        told = told_worktrees(self.seen)
        for path, one in told.items():
            if one.head.oid and one.head.oid in self.places:
                place, revision = self.reading.name(path), self.places.revision(one.head.oid)
                yield Git(args=("worktree", "add", "--quiet", "--detach", place, revision))
        for one in self.evidence.worktrees:
            if not one.itself and one.name not in {other.name for other in told.values()}:
                self.unsaid.add(f"the linked worktree {one.name} is left out")

    def _stand(self, refs: dict[str, Oid]) -> Iterator[DoStep]:
        """Yield what puts HEAD where it was before the operation in progress."""
        head, moving = head_ref(self.evidence), rebased(self.evidence, refs)
        begun = self.evidence.state.get("BISECT_START").text.strip()
        if moving and moving[0]:
            head = moving[0]
        elif begun and f"{HEADS}{begun}" in refs:
            head = f"{HEADS}{begun}"
        if head and head in refs:
            yield Git(args=("switch", "--quiet", self.disguise.branch(head.removeprefix(HEADS))))
        elif head and head.startswith(HEADS):
            yield Git(args=("switch", "--quiet", "--orphan", self.disguise.branch(head.removeprefix(HEADS))))
        elif (oid := self.evidence.head.oid) and oid in self.places:
            yield Git(args=("checkout", "--quiet", "--detach", self.places.revision(oid)))

    def _begin(self) -> Iterator[DoStep]:
        """Yield the operation in progress, with the work that it set aside; or what a killed commit left."""
        saved = saves_work(self.evidence)
        unheld = any(finding.code == "autostash-unheld" for finding in self.seen.diagnosis.findings)
        if saved and (in_progress(self.evidence) or unheld) and self.history.is_commit(saved):
            base = self.history.commit(saved).parents[0]
            edits = self.reading.edits(self.history.tree(base), self.history.tree(saved))
            yield from [Write(**edits)] if edits else []
        yield from tell_operations(self.local, self.evidence, stops=self.stops)
        if self.evidence.index.unmerged and not in_progress(self.evidence):
            yield from self._unmerged()
        if self._is_behind():
            yield from self._commit_late()

    def _unmerged(self) -> Iterator[DoStep]:
        """Yield what leaves unmerged entries without an operation: a change is picked, and nothing is noted."""
        head = self.history.tree(self.seen.deep.head) if self.seen.deep.head else {}
        before, after = unmerged_sides(self.evidence, head)
        yield Git(args=("checkout", "--quiet", "-B", "captured-pick"))
        for message, old, new in (("before", head, before), ("after", before, after)):
            edits = self.reading.edits(old, new)
            empty = Git(args=("commit", "--quiet", "--allow-empty", "-m", message))
            yield Commit(message=message, **edits) if edits else empty
        yield Git(args=("switch", "--quiet", "-"))
        yield Git(args=("cherry-pick", "--no-commit", "captured-pick"), code=1)
        yield Git(args=("branch", "--quiet", "-D", "captured-pick"))

    def _is_behind(self) -> bool:
        return any(finding.code == "index-stale" for finding in self.seen.diagnosis.findings)

    def _commit_late(self) -> Iterator[DoStep]:
        """Yield a commit that was killed when it had moved the branch: the index is as it was before."""
        head = self.seen.deep.head
        if head is None:
            return
        parent = self.history.commit(head).parents[0]
        yield Git(args=("reset", "--quiet", "--hard", "HEAD~1"))
        yield Write(**self.reading.edits(self.history.tree(parent), self.history.tree(head)))
        yield DoDamage(damage=Damage.INDEX_STALE)
        later = [one for one in self.evidence.files.changed if one.change is Change.EDITED]
        if later:
            self.unsaid.add("edits since the commit that was killed are left out")

    def _pack(self) -> Iterator[DoStep]:
        """Yield what packs refs where the damage is of packed ones."""
        codes = {finding.code for finding in self.seen.diagnosis.findings}
        refs = codes & {"packed-refs-empty", "packed-refs-garbage", "refs-missing"}
        store, head = self.seen.store, self.seen.deep.head
        packed = (
            any(code.startswith("pack-") and code != "pack-temporary" for code in codes)
            and store
            and head
            and head not in store.loose
        )
        if refs:
            yield Git(args=("pack-refs", "--all"))
        if packed:
            yield Git(args=("repack", "-a", "-d", "-k", "--quiet"))

    def _head_tree(self, refs: dict[str, Oid]) -> Tree:
        """Return the files of HEAD as they are in the story before anything is touched."""
        head = self.evidence.head.oid or refs.get(head_ref(self.evidence) or "")
        return self.history.tree(head) if head else {}
