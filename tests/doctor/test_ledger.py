"""Which work is where, and how firmly it is held."""

from __future__ import annotations

from gitscen.doctor.deep.model import Nameless, Staged
from gitscen.doctor.evidence.model import Change, Changed, FileTree, Kind, Loose, Refs
from gitscen.doctor.finding import Firmness
from gitscen.doctor.ledger import MOST, ledger
from gitscen.doctor.objects.connect import Connections, Dangling
from gitscen.doctor.objects.form import Commit
from gitscen.doctor.record import replace
from gitscen.names import Oid, RefName, TreePath
from tests.doctor.made import (
    DEEP,
    INDEX,
    MAIN,
    SOUND,
    STASH,
    A,
    B,
    C,
    deep,
    lock,
    log,
    logged,
    loose,
    made,
    record,
    state,
)

TREE = FileTree(
    known=True,
    changed=(
        Changed(TreePath(b"edited"), Change.EDITED),
        Changed(TreePath(b"hidden"), Change.EDITED, hidden=True),
        Changed(TreePath(b"gone"), Change.DELETED),
    ),
    loose=(Loose(TreePath(b"new\x1b"), Kind.FILE), Loose(TreePath(b"build/"), Kind.FOLDER, ignored=True)),
)


def test_a_sound_workspace_holds_its_commits_on_its_branch() -> None:
    assert [(one.firmness, one.what, one.where, one.count) for one in ledger(SOUND, DEEP)] == [
        (Firmness.BRANCH, "1 commit", MAIN, 1)
    ]


def test_only_what_no_remote_has_is_unpushed() -> None:
    remote = RefName("refs/remotes/o/main")
    evidence = made(refs=Refs(loose={**loose(MAIN, B), **loose(remote)}))
    held = ledger(evidence, deep(links=Connections(commits={A: remote, B: MAIN})))
    assert [one.what for one in held] == ["1 unpushed commit"]


def test_everything_has_its_firmness() -> None:
    rescue, tag = RefName("refs/gitscen/rescue/0001/x"), RefName("refs/tags/t")
    evidence = made(
        refs=Refs(loose={**loose(MAIN), **loose(STASH, B), **loose(rescue, B), **loose(tag, B)}),
        reflogs={"refs/stash": log("refs/stash", logged(B, b"On main: x"))},
        state=state(MERGE_AUTOSTASH=B.encode()),
        files=TREE,
        locks=(lock("index.lock", b"x", replace(INDEX, staged={b"a.txt": record(B)})),),
    )
    commits = {A: "refs/heads/main", B: "refs/tags/t", C: "reflog HEAD"}
    dangling = (Dangling(Oid("d" * 40), "commit", 1, 1, Commit(A, (), "lost", 0)),)
    links = Connections(commits=commits, dangling=dangling)
    nameless = (Nameless(A), Nameless(B, conflict=True))
    held = ledger(evidence, deep(links=links, staged=(Staged(TreePath(b"s"), "added", C),), nameless=nameless))
    assert [(one.firmness, one.what, one.where) for one in held] == [
        (Firmness.BRANCH, "1 commit", MAIN),
        (Firmness.TAG, "1 commit", tag),
        (Firmness.RESCUE, "work that was set aside", rescue),
        (Firmness.STASH, "On main: x", "stash@{0}"),
        (Firmness.AUTOSTASH, "uncommitted work of before the operation", ".git/MERGE_AUTOSTASH"),
        (Firmness.REFLOG, "1 commit", "the reflog of HEAD"),
        (Firmness.STAGED, "s, added", "s"),
        (Firmness.FILE, "edited, edited", "edited"),
        (Firmness.FILE, '"new\\033", untracked', '"new\\033"'),
        (Firmness.HIDDEN, "hidden, edited", "hidden"),
        (Firmness.IGNORED, "build/, ignored", "build/"),
        (Firmness.LOCK, "1 staged version", ".git/index.lock"),
        (Firmness.DANGLING, "lost", "d" * 40),
        (Firmness.DANGLING, "1 content without a name", ""),
        (Firmness.DANGLING, "1 text with conflict markers, as a merge writes them", ""),
    ]


def test_what_a_killed_commit_left_behind_is_no_work() -> None:
    whole = lock("index.lock", b"x", replace(INDEX, staged={b"a.txt": record(B)}))
    staged = (Staged(TreePath(b"a.txt"), "edited", C), Staged(TreePath(b"n"), "added", C))
    held = ledger(made(locks=(whole,)), deep(lagging=B, right_lock=True, staged=staged))
    assert [(one.firmness, one.what) for one in held][1:] == [(Firmness.STAGED, "n, added")]


def test_much_of_one_kind_is_counted() -> None:
    many = FileTree(known=True, loose=tuple(Loose(TreePath(b"%d" % n), Kind.FILE) for n in range(MOST + 7)))
    held = [one for one in ledger(made(files=many), DEEP) if one.firmness is Firmness.FILE]
    assert len(held) == MOST + 1
    assert (held[-1].what, held[-1].count) == ("7 more, untracked", 7)


def test_entries_that_no_ref_leads_to_are_held_by_the_log_only() -> None:
    held = ledger(made(reflogs={"refs/stash": log("refs/stash", logged(B))}), DEEP)
    assert [one.firmness for one in held if one.oid == B] == [Firmness.REFLOG]
