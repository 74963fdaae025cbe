"""Looks at a world: one `Observation` for each look, read with pygit2 and plain files.

`git fsck` is the one thing that git itself is asked, where a look finds a reason or is to be thorough: what it says is
what the invariant is about.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import pygit2
from pygit2.enums import ConfigLevel

from gitscen.names import Oid, TreePath
from gitscen.observe import marks
from gitscen.observe.eye import Eye, Sight
from gitscen.observe.index import IndexReader
from gitscen.observe.listing import list_folder, read_file
from gitscen.observe.objects import Absorber, read_stash
from gitscen.observe.observation import Observation, Store, Tree
from gitscen.observe.odb import Odb
from gitscen.observe.parse import Parsed
from gitscen.observe.soundness import Soundness
from gitscen.observe.status import StatusReader
from gitscen.observe.worktree import Files
from gitscen.world.world import World


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
    _last: Observation | None = None
    """The last look that could read the workspace's repository."""

    @classmethod
    def of(cls, world: World, *, remotes: Iterable[str], environment: Mapping[str, str]) -> Self:
        """Return the observer of a world, whose remotes are origin and these; `environment` is the one it has now."""
        return cls(
            workspace=world.workspace,
            remotes={name: world.remote(name) for name in ("origin", *remotes)},
            untouchable=(world.home, world.outside),
            fired=world.fired,
            environment=dict(environment),
        )

    def __post_init__(self) -> None:
        """Have libgit2 read the world's configuration; it would go on with the home that this process began with."""
        home = Path(self.environment["HOME"])
        for level, place in ((ConfigLevel.GLOBAL, home), (ConfigLevel.XDG, home / ".config/git")):
            pygit2.settings.search_path[level] = str(place)
        pygit2.settings.search_path[ConfigLevel.SYSTEM] = ""
        known: dict[Oid, Parsed] = {}
        absorber = Absorber(known, self.store)
        self._locked = IndexReader("index.lock")
        self._files = Files(self.workspace, self.store)
        self._status = StatusReader(home)
        self._eye = self._open(self.workspace, known, absorber, bare=False)
        self._eyes = {name: self._open(place, known, absorber, bare=True) for name, place in self.remotes.items()}

    def _open(self, place: Path, known: dict[Oid, Parsed], absorber: Absorber, *, bare: bool) -> Eye:
        odb = Odb(known, self.store.contents)
        return Eye(place, odb, absorber, Soundness(place, self.environment, odb), bare=bare)

    def look(self, *, thorough: bool = False) -> Observation:
        """Return what is to be seen now. A `thorough` look asks `git fsck` of every repository."""
        remotes = {name: eye.look() for name, eye in self._eyes.items()}
        files, nested = self._files.look()
        try:
            seen = self._eye.look()
        except (pygit2.GitError, OSError, KeyError, ValueError) as error:
            if self._last is None:
                raise
            return self._look_blind(self._last, str(error), files, nested, remotes)
        damage = self._eye.judge(seen, thorough=thorough)
        said = [eye.judge(remotes[name], thorough=thorough) for name, eye in self._eyes.items()]
        self._last = Observation(
            store=self.store,
            branch=seen.branch,
            head=seen.head,
            refs=seen.refs.but_stash,
            remotes={name: remote.refs.but_stash for name, remote in remotes.items()},
            index=seen.index.staged,
            unmerged=seen.index.unmerged,
            locked=self._locked.look(seen.listing).staged,
            files=files,
            status=self._status.look(seen, files, nested, sound=not damage),
            nested=nested,
            stash=read_stash(seen.repository),
            in_progress=marks.read_in_progress(seen.listing),
            locks=marks.find_locks(seen.listing),
            shallow=seen.shallow,
            reflog=seen.logged.reflog,
            objects=self._eye.odb.present,
            damage=damage.union(*said),
            outside=self._read_outside(),
            fired=self._read_fired(),
            unreadable=seen.index.broken,
        )
        return self._last

    def _look_blind(
        self, last: Observation, why: str, files: Tree, nested: tuple[TreePath, ...], remotes: Mapping[str, Sight]
    ) -> Observation:
        """Return what is to be seen where nobody can read the repository; the rest is as it was seen last."""
        return replace(
            last,
            files=files,
            nested=nested,
            remotes={name: remote.refs.but_stash for name, remote in remotes.items()},
            outside=self._read_outside(),
            fired=self._read_fired(),
            blind=why,
        )

    def _read_fired(self) -> frozenset[str]:
        return frozenset(path.name for path in self.fired.iterdir()) if self.fired.is_dir() else frozenset()

    def _read_outside(self) -> dict[str, str]:
        seen: dict[str, str] = {}
        for top in self.untouchable:
            for entry in list_folder(top).values():
                if entry.is_symlink():
                    seen[entry.path] = f"link to {os.readlink(entry.path)}"  # noqa: PTH115
                elif entry.is_file():
                    digest = hashlib.sha256(read_file(entry.path)).hexdigest()
                    seen[entry.path] = f"{entry.stat().st_mode:o} {digest}"
        return seen
