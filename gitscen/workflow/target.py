"""Where a switch goes: a branch here, a branch of the remote, or a new one and the commit it starts from.

Asks the remote at most once and fetches at most one branch, exactly: a shallow or single-branch clone would not find
it otherwise. Moves remote-tracking refs, nothing else. Default branches are asked for, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

from gitscen.errors import BadName, UsageError
from gitscen.names import BranchName, Oid, branch_ref, ref_branch, tracking_ref
from gitscen.outcome import Act
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.join.remote import has_remote
from gitscen.workflow.refs import has_refs, read_shallow


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A branch to switch to. `tip` is its commit here, None where it has to be made at `start`.

    `start` is None too where nothing is committed anywhere. `tracks` tells that the remote has the branch.
    """

    branch: BranchName
    tip: Oid | None = None
    start: Oid | None = None
    tracks: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class RemoteView:
    """What a remote said of its default branch and of one other; `reachable` is False where it said nothing.

    `tips` has the tip of the default branch too: a remote says it of its HEAD.
    """

    reachable: bool
    default: BranchName | None = None
    tips: tuple[tuple[str, Oid], ...] = ()

    def tip(self, branch: BranchName) -> Oid | None:
        """Return the commit of a branch that was asked for."""
        return dict(self.tips).get(branch_ref(branch))


def read_target(context: Context, branch: BranchName, start: str | None) -> Target:
    """Find the branch, fetching it if only the remote has it. Raises `UsageError` for a start that is nowhere."""
    git, remote = context.git, context.settings.remote
    if tip := git.oid(branch_ref(branch)):
        return Target(branch=branch, tip=tip)
    view = _ask(git, remote, branch)
    note = "" if view.reachable else _offline_note(git, remote)
    found = _remote_branch(context, view, branch)
    if found:
        return Target(branch=branch, start=found, tracks=True, note=note)
    _check_room(git, branch)
    if start is not None:
        return Target(branch=branch, start=_find_start(context, start), note=note)
    default = view.default or _known_default(git, remote)
    view = view if view.default or not default else _ask(git, remote, default)
    begin = _remote_branch(context, view, default) if default else None
    return Target(branch=branch, start=begin or git.oid("HEAD"), note=note)


def parse_remote(text: bytes) -> RemoteView:
    """Return what `git ls-remote --symref` wrote. Pure."""
    default = None
    tips: list[tuple[str, Oid]] = []
    for line in text.decode(errors="surrogateescape").splitlines():
        value, _, name = line.partition("\t")
        if value.startswith("ref: ") and name == "HEAD":
            default = ref_branch(value.removeprefix("ref: "))
        elif not value.startswith("ref: "):
            tips.append((branch_ref(default) if name == "HEAD" and default else name, Oid(value)))
    return RemoteView(reachable=True, default=default, tips=tuple(tips))


def _ask(git: Git, remote: str, branch: BranchName) -> RemoteView:
    done = git.try_("ls-remote", "--symref", "--end-of-options", remote, "HEAD", branch_ref(branch))
    return parse_remote(done.stdout) if done.ok else RemoteView(reachable=False)


def _remote_branch(context: Context, view: RemoteView, branch: BranchName) -> Oid | None:
    """Return the remote's commit of a branch, fetched if need be; the one last seen where the remote is not there."""
    git, remote = context.git, context.settings.remote
    ref = tracking_ref(remote, branch)
    tip = view.tip(branch)
    if tip is None:
        return None if view.reachable else git.oid(ref)
    known = git.oid(ref)
    if known == tip:
        return tip
    # With --depth a tip that is here already would become a boundary and hide its own history.
    here = git.try_("cat-file", "-e", "--end-of-options", f"{tip}^{{commit}}").ok
    shallow = ("--depth=1",) if (read_shallow(git.git_dir) and not here) else ()
    git.run(
        "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", *shallow,
        "--end-of-options", remote, f"+{branch_ref(branch)}:{ref}",
    )  # fmt: skip
    context.tell(Act.FETCHED, f"{remote}/{branch}", tip)
    return git.oid(ref)


def _find_start(context: Context, start: str) -> Oid:
    git, remote = context.git, context.settings.remote
    branch = BranchName(start)
    if found := git.oid(f"{branch_ref(branch)}^{{commit}}"):
        return found
    view = _ask(git, remote, branch)
    found = _remote_branch(context, view, branch) or git.oid(f"{start}^{{commit}}")
    if found is None:
        raise UsageError(f"there is no branch or commit {start!r}, here or at {remote}. Give one that is there.")
    return found


def _known_default(git: Git, remote: str) -> BranchName | None:
    done = git.try_("symbolic-ref", "--quiet", f"refs/remotes/{remote}/HEAD")
    prefix = f"refs/remotes/{remote}/"
    return BranchName(done.line.removeprefix(prefix)) if done.ok and done.line.startswith(prefix) else None


def _offline_note(git: Git, remote: str) -> str:
    if not has_remote(git, remote):
        return ""
    return f"{remote} could not be reached; what was last seen of it was used."


def _check_room(git: Git, branch: BranchName) -> None:
    """Raise `BadName` where a branch's name is a folder of another's, which refs cannot hold."""
    if "/" not in branch and has_refs(git.git_dir, f"{branch_ref(branch)}/") is False:
        return
    parts = branch.split("/")
    above = [branch_ref(BranchName("/".join(parts[:count]))) for count in range(1, len(parts))]
    done = git.run("for-each-ref", "--format=%(refname)", *above, f"{branch_ref(branch)}/")
    blocking = [ref for ref in done.line.splitlines() if ref in above or ref.startswith(f"{branch_ref(branch)}/")]
    if blocking:
        there = blocking[0].removeprefix("refs/heads/")
        raise BadName(f"branch {branch!r} cannot be made beside branch {there!r}. Choose another name.")
