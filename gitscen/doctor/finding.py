"""What is wrong with a workspace, as data: codes, findings, remedies, and the level that they add up to. Pure.

A code is stable: reports, `gitscen explain` and `gitscen recover --only` name it. Every code belongs to one family,
and a finding of it asks for at most one remedy.
"""

from __future__ import annotations

from enum import Enum

from gitscen.doctor.record import record
from gitscen.names import Oid, RefName


class Severity(Enum):
    """How much a finding matters: only a warning or an error makes the exit code 1."""

    NOTE = "note"
    """Worth knowing. Nothing has to be done."""
    WARNING = "warning"
    """Something was left half-way, or work is held less firmly than the user believes."""
    ERROR = "error"
    """Something is damaged, or lost."""


class Level(Enum):
    """The state of a workspace in one word, from good to bad."""

    HEALTHY = "healthy"
    PARKED = "parked"
    """Nothing is wrong, and work waits in stash entries, pins or rescue refs."""
    INTERRUPTED = "interrupted"
    """An operation or a process was cut short. Nothing is damaged."""
    DAMAGED = "damaged"
    """Files of the repository are damaged. Everything can still be had from somewhere."""
    LOSSY = "lossy"
    """Content is really gone."""


class Safety(Enum):
    """Whether a remedy may be carried out."""

    SAFE = "safe"
    """It moves no branch, loses nothing, and may be done without asking in particular."""
    CONSENT = "needs consent"
    """It changes what the user sees: files, a branch, the configuration."""
    PERSON = "needs a person"
    """gitscen does not do it: it says what a person has to decide."""


class Remedy(Enum):
    """What mends a finding. Each is carried out by one module below `gitscen.recover`."""

    # the repository as such
    INIT_REPOSITORY = "init-repository"  # .git is gone: a new one around the files
    RESTORE_LAYOUT = "restore-layout"  # refs/, objects/ or commondir missing; a gitdir pointer that can be put right
    RESTORE_HEAD = "restore-head"  # HEAD missing, empty or garbage: from HEAD's reflog
    # configuration
    MEND_CONFIG = "mend-config"  # lines git cannot parse are commented out; missing keys as git init writes them
    UNSET_WORKTREE = "unset-worktree"  # core.worktree that names a missing or a foreign place
    # locks
    MOVE_LOCK_ASIDE = "move-lock-aside"  # what it holds is pinned first; the right index is installed
    MOVE_ASIDE = "move-aside"  # a left-over or derived file: temporary objects, midx, commit-graph, FETCH_HEAD
    # refs and their logs
    RESTORE_REF = "restore-ref"  # a ref that is empty, garbage, missing, or names an object that is gone
    MEND_PACKED_REFS = "mend-packed-refs"  # bad lines out; refs that only the reflogs know back
    MEND_REFLOG = "mend-reflog"  # bad or torn lines out
    MEND_STASH = "mend-stash"  # refs/stash and its log agree again; every entry is back
    STORE_STASH = "store-stash"  # a dropped entry: held under a rescue ref
    HOLD_DUPLICATE = "hold-duplicate"  # a stash entry whose work is in the working tree too: under a rescue ref
    PIN = "pin"  # commits or objects that nothing holds: under a rescue ref
    ATTACH_HEAD = "attach-head"  # a detached HEAD with commits of its own: back onto a branch
    # index
    REBUILD_INDEX = "rebuild-index"  # from HEAD and the files; what was staged only is pinned
    INSTALL_INDEX = "install-index"  # the lock of a killed commit is the right index
    # objects
    HEAL_OBJECT = "heal-object"  # from another copy: file, pack, alternate, remote; else it is reported as gone
    REBUILD_PACK_INDEX = "rebuild-pack-index"
    SALVAGE_PACK = "salvage-pack"  # readable objects out of a damaged or unfinished pack
    MEND_ALTERNATES = "mend-alternates"
    MEND_SHALLOW = "mend-shallow"
    # operations and worktrees
    END_OPERATION = "end-operation"  # everything held, then branch and work as they were before it
    SETTLE_UNMERGED = "settle-unmerged"  # unmerged entries without an operation: held, local preference
    RESTORE_FILES = "restore-files"  # files emptied by a power cut: from the index
    HOLD_WORKTREE = "hold-worktree"  # a linked worktree whose directory is gone: its HEAD and index under rescue refs
    DETACH_SUBMODULE = (
        "detach-submodule"  # a submodule whose repository is gone: its files stay, the pointer goes aside
    )
    FINISH_RECOVER = "finish-recover"  # an earlier recover, or a workflow operation, was killed


@record
class Finding:
    """One thing that is so, and matters.

    `path` is what it is about, as a person names it (`.git/HEAD`, `src/a.txt`, `refs/heads/main`), None for the whole
    workspace. `message` is a sentence; `evidence` are facts, `at_risk` is the work that hangs on it, both in words.
    `remedy` is what mends it, with how safe that is; None where there is nothing to mend. `file` (relative to the git
    directory), `ref` and `oid` name the same thing for whoever carries the remedy out.
    """

    code: str
    severity: Severity
    message: str
    path: str | None = None
    evidence: tuple[str, ...] = ()
    at_risk: tuple[str, ...] = ()
    remedy: Remedy | None = None
    safety: Safety = Safety.SAFE
    lossy: bool = False
    file: str | None = None
    ref: RefName | None = None
    oid: Oid | None = None

    @property
    def loud(self) -> bool:
        """Whether it is a warning or an error."""
        return self.severity is not Severity.NOTE


class Firmness(Enum):
    """What holds a piece of work, from the firmest to the weakest."""

    BRANCH = "branch"
    TAG = "tag"
    REMOTE = "remote-tracking branch"
    RESCUE = "rescue ref"
    STASH = "stash entry"
    AUTOSTASH = "autostash"
    REFLOG = "reflog only"
    STAGED = "index"
    FILE = "file"
    HIDDEN = "file hidden by an index flag"
    IGNORED = "ignored file"
    LOCK = "half-written lock"
    DANGLING = "nothing: only until git gc"


@record
class Holding:
    """One line of the ledger: some work of the user's, where it is and how firmly it is held.

    `what` says it in words (`2 unpushed commits`, `src/a.txt, edited`), `where` names the ref, file or object.
    """

    firmness: Firmness
    what: str
    where: str
    oid: Oid | None = None
    count: int = 1


@record
class Diagnosis:
    """All that the doctor says of a workspace. `story` is what probably happened, a sentence each."""

    workspace: str
    level: Level
    findings: tuple[Finding, ...] = ()
    ledger: tuple[Holding, ...] = ()
    story: tuple[str, ...] = ()

    @property
    def healthy(self) -> bool:
        """Whether nothing is at warning or above."""
        return not any(finding.loud for finding in self.findings)
