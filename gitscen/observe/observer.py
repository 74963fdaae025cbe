"""Looks at a world: one `Observation` for each look, read with pygit2 and plain files.

`git fsck` is the one thing that git itself is asked: what it says is what the invariant is about. It is asked
again only where refs, index or objects have changed since the last look.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pygit2
from pygit2.enums import ConfigLevel, FileStatus, RepositoryOpenFlag

from gitscen.git.command import Git
from gitscen.names import BranchName, Oid, TreePath
from gitscen.observe import marks, objects, worktree
from gitscen.observe.observation import Observation, Store


@dataclass
class Observer:
    """Eyes on one world.

    `remotes` maps the names of the bare repositories to their places, `untouchable` are the folders in which
    nothing may change, `fired` is the folder in which forbidden programs leave a file, and `environment` is the one
    `git fsck` runs in.
    """

    workspace: Path
    remotes: Mapping[str, Path]
    untouchable: tuple[Path, ...]
    fired: Path
    environment: Mapping[str, str]
    store: Store = field(default_factory=Store)
    _fsck: dict[Path, tuple[object, frozenset[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Have libgit2 read the world's configuration; it would go on with the home that this process began with."""
        home = Path(self.environment["HOME"])
        for level, place in ((ConfigLevel.GLOBAL, home), (ConfigLevel.XDG, home / ".config/git")):
            pygit2.settings.search_path[level] = str(place)
        pygit2.settings.search_path[ConfigLevel.SYSTEM] = ""

    def look(self) -> Observation:
        """Return what is to be seen now."""
        repository = pygit2.Repository(str(self.workspace), RepositoryOpenFlag.NO_SEARCH)
        git_dir = Path(repository.path)
        shallow = marks.read_shallow(git_dir)
        refs = objects.read_refs(repository)
        stash = objects.read_stash(repository)
        index, unmerged = worktree.read_index(repository, self.store)
        files, nested = worktree.read_files(self.workspace, self.store)
        remotes = {name: self._look_at_remote(place) for name, place in self.remotes.items()}
        branch, head = _read_head(repository)
        tips = (*refs.values(), *(entry.oid for entry in stash), *([head] if head else []))
        objects.absorb(repository, tips, self.store, shallow)
        present = frozenset(Oid(str(oid)) for oid in repository.odb)
        places = (self.workspace, *self.remotes.values())
        return Observation(
            store=self.store,
            branch=branch,
            head=head,
            refs=refs,
            remotes=remotes,
            index=index,
            unmerged=unmerged,
            locked=worktree.read_locked(repository, git_dir / "index.lock", self.store),
            files=files,
            status={
                TreePath(os.fsencode(path)): "UU"
                if TreePath(os.fsencode(path)) in unmerged
                else worktree.letters(FileStatus(flags))
                for path, flags in repository.status(untracked_files="all", ignored=True).items()
            },
            nested=nested,
            stash=stash,
            in_progress=marks.read_in_progress(git_dir),
            locks=marks.read_locks(git_dir),
            shallow=shallow,
            reflog=marks.read_reflog_oids(git_dir),
            objects=present,
            damage=frozenset(
                line for place in places for line in self._read_fsck(place, (refs, stash, present, index))
            ),
            outside=self._read_outside(),
            fired=frozenset(path.name for path in self.fired.iterdir()) if self.fired.is_dir() else frozenset(),
        )

    def _look_at_remote(self, place: Path) -> dict[str, Oid]:
        repository = pygit2.Repository(str(place), RepositoryOpenFlag.NO_SEARCH | RepositoryOpenFlag.BARE)
        refs = objects.read_refs(repository)
        objects.absorb(repository, refs.values(), self.store, marks.read_shallow(place))
        return refs

    def _read_fsck(self, place: Path, state: object) -> frozenset[str]:
        if place != self.workspace:
            state = sorted((path.as_posix(), path.stat().st_mtime_ns) for path in place.glob("refs/**/*"))
        known = self._fsck.get(place)
        if known is None or known[0] != state:
            done = Git(place, self.environment).try_("fsck", "--no-dangling", "--no-progress")
            words = (done.stdout.decode(errors="replace") + done.stderr).splitlines()
            said = frozenset(
                f"{place.name}: {word}"
                for word in words
                if word.startswith(("error", "broken", "missing", "bad", "fatal"))
            )
            known = (state, said)
            self._fsck[place] = known
        return known[1]

    def _read_outside(self) -> dict[str, str]:
        seen: dict[str, str] = {}
        for top in self.untouchable:
            for path in top.rglob("*"):
                if path.is_symlink():
                    seen[str(path)] = f"link to {path.readlink()}"
                elif path.is_file():
                    seen[str(path)] = f"{path.stat().st_mode:o} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        return seen


def _read_head(repository: pygit2.Repository) -> tuple[BranchName | None, Oid | None]:
    """Return the branch of HEAD (None: detached) and its commit (None: unborn)."""
    target = repository.references["HEAD"].target
    if isinstance(target, pygit2.Oid):
        return None, Oid(str(target))
    branch = BranchName(target.removeprefix("refs/heads/"))
    reference = repository.references.get(target)
    return branch, Oid(str(reference.target)) if reference else None
