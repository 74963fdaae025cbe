from __future__ import annotations

from collections.abc import Callable

import pytest

from gitscen.errors import GitError
from gitscen.outcome import Act, Outcome, Status
from gitscen.workflow.progress import read_in_progress
from gitscen.workflow.resolve import resolve
from tests.conftest import Place, Repository
from tests.workflow.worlds import context_in, lines

LOCAL, INCOMING = lines("5=local"), lines("5=incoming", "25=incoming")
BLENDED = lines("5=local", "25=incoming")


@pytest.fixture
def workspace(place: Place) -> Repository:
    """On `own`, whose commits conflict with those of `other`; both begin at a commit that has `f`."""
    workspace = place.clone("workspace", "-b", "main")
    workspace.commit("base", {"f": lines()})
    workspace.git("branch", "base")
    workspace.git("switch", "-qc", "other")
    workspace.commit("other 1", {"f": INCOMING})
    workspace.commit("other 2", {"g": "other\n"})
    workspace.git("switch", "-qc", "own", "base")
    workspace.commit("own 1", {"f": LOCAL})
    workspace.commit("own 2", {"g": "own\n"})
    author = ("--author=Ada <ada@example.invalid>", "--date=1700000000 +0130")
    workspace.git("rebase", "-q", "--exec", f"git commit -q --amend --no-edit '{author[0]}' '{author[1]}'", "base")
    return workspace


def stop_merge(workspace: Repository) -> None:
    workspace.git("merge", "-q", "other", code=1)


def stop_rebase(workspace: Repository) -> None:
    workspace.git("rebase", "-q", "other", code=1)


def stop_rebase_apply(workspace: Repository) -> None:
    workspace.git("rebase", "-q", "--apply", "other", code=1)


def stop_picks_onto_own(workspace: Repository) -> None:
    workspace.git("cherry-pick", "base..other", code=1)


def stop_picks_onto_upstream(workspace: Repository) -> None:
    workspace.git("switch", "-q", "other")
    workspace.git("push", "-q", "origin", "other")
    workspace.git("cherry-pick", "base..own", code=1)


def stop_revert(workspace: Repository) -> None:
    workspace.git("checkout", "-q", "other", "--", "f")
    workspace.git("commit", "-qm", "takes other")
    workspace.git("revert", "--no-edit", "HEAD~2", code=1)


def stop_am(workspace: Repository) -> None:
    patches = workspace.git("format-patch", "--stdout", "base..other")
    workspace.git("am", "-q", "-3", stdin=patches.encode() + b"\n", code=128)


def stop_stash_pop(workspace: Repository) -> None:
    workspace.git("switch", "-q", "--detach", "base")
    workspace.write({"f": LOCAL, "g": "own\n"})
    workspace.git("add", "-A")
    workspace.git("stash", "push", "-q")
    workspace.git("switch", "-q", "other")
    workspace.git("stash", "pop", "-q", code=1)


def stop_autostash(workspace: Repository) -> None:
    workspace.git("switch", "-qc", "fresh", "base")
    workspace.commit("fresh", {"h": "h\n"})
    workspace.write({"f": LOCAL, "g": "own\n"})
    workspace.git("add", "-A")
    workspace.git("rebase", "-q", "--autostash", "other")


@pytest.mark.parametrize(
    ("stop", "content"),
    [
        (stop_merge, (BLENDED, "own\n")),
        (stop_rebase, (BLENDED, "own\n")),
        (stop_rebase_apply, (BLENDED, "own\n")),
        (stop_picks_onto_own, (BLENDED, "own\n")),
        (stop_picks_onto_upstream, (BLENDED, "own\n")),
        (stop_am, (BLENDED, "own\n")),
        (stop_stash_pop, (BLENDED, "own\n")),
        (stop_autostash, (BLENDED, "own\n")),
        (stop_revert, (INCOMING, "own\n")),
    ],
)
def test_every_operation_is_settled_and_concluded(
    workspace: Repository, stop: Callable[[Repository], None], content: tuple[str, str]
) -> None:
    stop(workspace)
    assert workspace.git("ls-files", "--unmerged")
    outcome = resolve(context_in(workspace))
    assert outcome.status is Status.RESOLVED, outcome
    assert b"f" in {done.path for done in outcome.resolutions}
    assert (workspace.read("f"), workspace.read("g")) == content
    assert read_in_progress(context_in(workspace).git) == frozenset()
    assert workspace.git("ls-files", "--unmerged") == ""
    again = resolve(context_in(workspace))
    assert (again.status, again.reason) == (Status.DONE, "there is nothing to resolve.")


def test_a_picked_commit_keeps_its_author(workspace: Repository) -> None:
    stop_picks_onto_upstream(workspace)
    resolve(context_in(workspace))
    assert workspace.git("log", "-1", "--format=%an %ad", "--date=raw") == "Ada 1700000000 +0130"


@pytest.mark.parametrize("stop", [stop_rebase, stop_rebase_apply])
def test_a_rebase_keeps_every_commit_and_tells_in_each(
    workspace: Repository, stop: Callable[[Repository], None]
) -> None:
    author = workspace.git("log", "-2", "--format=%s %ad %ae")
    stop(workspace)
    resolve(context_in(workspace))
    assert workspace.git("log", "-2", "--format=%s %ad %ae") == author
    bodies = workspace.git("log", "-2", "--format=%b").splitlines()
    assert [line for line in bodies if line] == [
        f"Resolved: both added g, local kept (incoming {workspace.git('rev-parse', 'other:g')})",
        f"Resolved: both modified f, local kept (incoming {workspace.git('rev-parse', 'other:f')})",
    ]
    assert workspace.git("symbolic-ref", "HEAD") == "refs/heads/own"


def test_merges_within_a_rebase_stay_merges(workspace: Repository) -> None:
    workspace.git("switch", "-qc", "side", "base")
    workspace.commit("side", {"f": lines("5=side"), "s": "s\n"})
    workspace.git("switch", "-q", "own")
    workspace.git("merge", "-q", "side", code=1)
    workspace.commit("Merge side", {"f": LOCAL})
    workspace.git("rebase", "-q", "--rebase-merges", "other", code=1)
    assert resolve(context_in(workspace)).status is Status.RESOLVED
    assert workspace.git("log", "-1", "--format=%s") == "Merge side"
    assert len(workspace.git("log", "-1", "--format=%P").split()) == 2
    assert (workspace.read("f"), workspace.read("g"), workspace.read("s")) == (BLENDED, "own\n", "s\n")


def test_a_new_merge_within_a_rebase_gets_its_own_title(workspace: Repository) -> None:
    workspace.git("switch", "-qc", "side", "base")
    workspace.commit("side", {"f": lines("5=side")})
    workspace.git("switch", "-q", "own")
    (workspace.path.parent / "todo").write_text("pick own~1\nmerge side # Fresh merge\n")
    editor = f"sequence.editor=cp {workspace.path.parent / 'todo'}"
    workspace.git("-c", editor, "rebase", "-q", "-i", "other", code=1)
    assert resolve(context_in(workspace)).status is Status.RESOLVED
    assert workspace.git("log", "-1", "--format=%s") == "Fresh merge"
    assert workspace.read("f") == BLENDED


def test_a_merges_own_title_stays(workspace: Repository) -> None:
    stop_merge(workspace)
    resolve(context_in(workspace))
    assert workspace.git("log", "-1", "--format=%s %P").startswith("Merge branch 'other' into own ")
    assert "# Conflicts" not in workspace.git("log", "-1", "--format=%B")


def test_a_pick_of_which_nothing_is_left_is_skipped(workspace: Repository) -> None:
    """The picked commit only changes the line that local keeps."""
    workspace.git("switch", "-qc", "tiny", "base")
    workspace.commit("tiny", {"f": lines("5=tiny")})
    workspace.git("switch", "-q", "own")
    before = workspace.git("rev-parse", "HEAD")
    workspace.git("cherry-pick", "tiny", code=1)
    outcome = resolve(context_in(workspace))
    assert (outcome.status, outcome.head) == (Status.RESOLVED, before)


def test_a_fixup_stays_a_fixup(workspace: Repository) -> None:
    workspace.commit("fixup! own 1", {"f": lines("5=fixed")})
    workspace.git("-c", "sequence.editor=:", "rebase", "-q", "-i", "--autosquash", "other", code=1)
    outcome = resolve(context_in(workspace))
    assert outcome.status is Status.RESOLVED
    assert workspace.git("log", "--format=%s", "other..").splitlines() == ["own 2", "own 1"]
    assert workspace.read("f") == lines("5=fixed", "25=incoming")


def test_what_a_person_resolved_by_hand_is_kept(workspace: Repository) -> None:
    stop_merge(workspace)
    workspace.write({"f": "by hand\n=======\n"})
    outcome = resolve(context_in(workspace))
    assert [done.path for done in outcome.resolutions] == [b"g"]
    assert (workspace.git("show", "HEAD:f"), workspace.read("g")) == ("by hand\n=======", "own\n")
    assert Act.PINNED not in [deed.act for deed in outcome.deeds]


def test_edits_beside_markers_are_pinned_and_told(workspace: Repository) -> None:
    stop_merge(workspace)
    half = workspace.read("f") + "half-way\n"
    workspace.write({"f": half})
    outcome = resolve(context_in(workspace))
    (pinned,) = [deed for deed in outcome.deeds if deed.act is Act.PINNED]
    assert pinned.what == f"the half-resolved text of f under refs/gitscen/rescue/resolve/{str(pinned.oid)[:12]}"
    assert workspace.git("show", f"refs/gitscen/rescue/resolve/{str(pinned.oid)[:12]}:f") + "\n" == half
    assert workspace.read("f") == BLENDED


def test_an_untouched_conflict_leaves_no_rescue_ref(workspace: Repository) -> None:
    stop_merge(workspace)
    outcome = resolve(context_in(workspace))
    assert [deed.act for deed in outcome.deeds] == [Act.COMMITTED]
    assert workspace.git("for-each-ref", "refs/gitscen") == ""


def test_what_stands_where_local_goes_is_moved_aside(workspace: Repository) -> None:
    """Local has a file `d`, incoming a folder, and a person put another file into that folder since."""
    workspace.git("switch", "-q", "other")
    workspace.commit("folder", {"d/x": "x\n", "d/y": "y\n"})
    workspace.git("switch", "-q", "own")
    workspace.commit("file", {"d": "file\n"})
    stop_merge(workspace)
    workspace.write({"d/note": "precious\n", "d/x": "edited\n"})
    outcome = resolve(context_in(workspace))
    assert outcome.status is Status.RESOLVED
    assert workspace.read("d") == "file\n"
    aside = workspace.path / ".git" / "gitscen" / "aside"
    assert {file.read_text() for file in aside.rglob("*") if file.is_file()} == {"precious\n", "edited\n"}


def test_a_patch_that_applies_nowhere_is_not_skipped(workspace: Repository) -> None:
    patch = workspace.git("format-patch", "--stdout", "-1", "own~1").replace("line 5", "line five")
    workspace.git("am", "-q", stdin=patch.encode() + b"\n", code=128)
    with pytest.raises(GitError):
        resolve(context_in(workspace))
    assert (workspace.path / ".git" / "rebase-apply" / "applying").exists()


def test_nothing_to_resolve(workspace: Repository) -> None:
    workspace.git("bisect", "start")
    outcome: Outcome = resolve(context_in(workspace))
    assert (outcome.status, outcome.deeds) == (Status.DONE, ())
