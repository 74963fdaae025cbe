"""The hands of one recovery: see `hands.Hands`. Each change is a line in the journal first, and durable after.

What is replaced or taken away goes to `aside/` of the recovery's folder. Nothing outside of the workspace and its
repository is ever written.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import zlib
from pathlib import Path

from gitscen.doctor.evidence.model import Evidence
from gitscen.doctor.objects.store import ObjectStore
from gitscen.errors import GitError, WorkspaceError
from gitscen.git.command import Git
from gitscen.git.done import Done
from gitscen.names import Oid, RefName
from gitscen.outcome import Act, Deed, Resolution
from gitscen.recover.borrow import find_folders
from gitscen.recover.clause import clause
from gitscen.recover.durable import make_folders, place_file, sync_folder
from gitscen.recover.fence import scratch_env, workspace_env
from gitscen.recover.journal import Journal
from gitscen.recover.manifest import Ground, Spot
from gitscen.recover.place import Recovery
from gitscen.recover.restore import displace

RESCUE = "refs/gitscen/rescue/"
_LIMIT = 600.0
_UNFIT = re.compile(r"[^\w.-]|\.\.|\.lock$|^[.-]|\.$", re.ASCII)
"""What a rescue ref's last part does not have: what git refuses, a slash, and whatever is not plain ASCII."""
_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Doing:
    """The hands that do. `evidence` is replaced when the doctor has looked again."""

    def __init__(self, recovery: Recovery, ground: Ground, evidence: Evidence, *, trusted: bool, when: int) -> None:
        """Take the recovery's folder, the ground it may touch, and what the plan was made from."""
        self.recovery, self.ground, self.evidence = recovery, ground, evidence
        self.trusted, self.when = trusted, when
        self.journal = Journal(recovery.folder / "journal")
        self.told: list[Deed] = []
        self.settled: list[Resolution] = []

    @property
    def name(self) -> str:
        """The recovery's number, `0001`."""
        return self.recovery.name

    @property
    def scratch(self) -> Path:
        """A folder for temporary files of this recovery, below `.git/gitscen`; gone at its end."""
        place = self.recovery.folder / "scratch"
        place.mkdir(exist_ok=True)
        return place

    @property
    def worktree(self) -> Path:
        """The top of the working tree."""
        return Path(self.evidence.layout.workspace)

    @property
    def git_dir(self) -> Path:
        """The worktree's own git directory."""
        return self.recovery.git_dir

    @property
    def common_dir(self) -> Path:
        """The repository's directory, which linked worktrees share."""
        return Path(self.evidence.layout.common_dir or self.git_dir)

    @property
    def store(self) -> ObjectStore:
        """A reader of the objects as they are now, with those that git borrows from elsewhere."""
        return ObjectStore(find_folders(self.common_dir / "objects"), self.evidence.hash)

    def aside(self, path: Path) -> Path | None:
        """Move a file, link or folder aside; return where to, or None if there was none."""
        if not os.path.lexists(path):
            return None
        spot = self._spot(path)
        self.journal.note("aside", path=str(path))
        target = displace(self.ground, spot, self.recovery.folder / "aside")
        sync_folder(target.parent)
        sync_folder(path.parent)
        return target

    def write(self, path: Path, content: bytes, *, mode: int | None = None) -> None:
        """Write a file whole: what was there is moved aside, folders are made, it is durable, its mode is kept."""
        self._spot(path)
        self.journal.note("write", path=str(path))
        try:
            there = path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            there = None
        if there and mode is None and stat.S_ISREG(there.st_mode):
            mode = stat.S_IMODE(there.st_mode)
        if there:
            self.aside(path)
        make_folders(path.parent)
        same_disk = path.parent.stat().st_dev == self.recovery.folder.stat().st_dev
        beside = self.recovery.folder / "part" if same_disk else path.with_name("gitscen-new")
        place_file(beside, path, content, mode=mode)

    def git(self, *args: str, stdin: bytes = b"", index: Path | None = None) -> Done:
        """Run git in the workspace, without hooks and with the configuration that is trusted; try, never raise."""
        env = workspace_env(self.worktree, self.git_dir, trusted=self.trusted, when=self.when)
        return _try(self.worktree, env, args, stdin, index)

    def bare_git(self, *args: str, stdin: bytes = b"", index: Path | None = None) -> Done:
        """Run git with the workspace's objects and no other file of it: works where HEAD, refs or config are broken."""
        scratch = self._bare()
        env = scratch_env(scratch, self.common_dir / "objects", trusted=self.trusted, when=self.when)
        return _try(scratch, env, args, stdin, index)

    def write_object(self, kind: str, content: bytes) -> Oid:
        """Write one loose object, durably; return its id."""
        whole = b"%s %d\0" % (kind.encode(), len(content)) + content
        oid = Oid(hashlib.new(self.evidence.hash, whole).hexdigest())
        path = self.common_dir / "objects" / oid[:2] / oid[2:]
        if not _holds(path, whole):
            self.write(path, zlib.compress(whole), mode=0o444)
        return oid

    def pin(self, oid: Oid, name: str) -> RefName:
        """Hold an object under `refs/gitscen/rescue/<number>/<name>` (or `<name>-2`...), durably, as a plain file."""
        if not _OID.fullmatch(oid):
            raise WorkspaceError(f"{oid!r} is no object id, so nothing was pinned under {name}.")
        fit = _UNFIT.sub("-", name) or "work"
        number, ref = 1, RefName(f"{RESCUE}{self.recovery.label}/{fit}")
        while (held := self._held(ref)) not in (None, oid):
            number += 1
            ref = RefName(f"{RESCUE}{self.recovery.label}/{fit}-{number}")
        if held is None:
            self.write(self.common_dir / ref, f"{oid}\n".encode())
        return ref

    def tell(self, what: str, act: Act = Act.MENDED, oid: Oid | None = None) -> None:
        """Say what was done, in the past tense: it is printed at the end, and in the journal."""
        deed = Deed(act, what, oid)
        self.journal.note("told", what=clause(deed))
        self.told.append(deed)

    def _held(self, ref: RefName) -> str | None:
        path = self.common_dir / ref
        if path.is_file() and not path.is_symlink():
            return path.read_text(errors="replace").strip()
        return "" if os.path.lexists(path) else None

    def _spot(self, path: Path) -> Spot:
        """Return the spot of a path that may be touched. Raises `WorkspaceError` where it leads out of the ground."""
        if ".." in path.parts:
            raise WorkspaceError(f"{path} leads out of the folder that it is in: nothing was touched there.")
        spot = self.ground.spot(path)
        if path.is_relative_to(self.ground.own):
            raise WorkspaceError(f"{path} is the book of a recovery: it was not touched.")
        root = self.ground.roots[spot.root]
        for folder in path.parents:
            if folder == root:
                break
            if folder.is_symlink():
                raise WorkspaceError(
                    f"{folder} is a symbolic link: nothing behind it was touched. Look at it yourself."
                )
        return spot

    def _bare(self) -> Path:
        scratch = self.recovery.folder / "bare.git"
        if not (scratch / "HEAD").exists():
            for folder in ("refs", "objects"):
                (scratch / folder).mkdir(parents=True, exist_ok=True)
            sha256 = self.evidence.hash != "sha1"
            version = "1\n[extensions]\n\tobjectFormat = sha256\n" if sha256 else "0\n"
            (scratch / "config").write_text(f"[core]\n\tbare = true\n\trepositoryformatversion = {version}")
            (scratch / "HEAD").write_text("ref: refs/heads/none\n")
        return scratch


def _try(directory: Path, env: dict[str, str], args: tuple[str, ...], stdin: bytes, index: Path | None) -> Done:
    if index is not None:
        env = {**env, "GIT_INDEX_FILE": str(index)}
    try:
        return Git(directory, env, _LIMIT).try_(*args, stdin=stdin)
    except GitError as error:
        return Done(tuple(error.argv), error.code, error.stdout, error.stderr)


def _holds(path: Path, whole: bytes) -> bool:
    try:
        return zlib.decompress(path.read_bytes()) == whole
    except (OSError, zlib.error):
        return False
