"""Every code is found in evidence made by hand, and nothing else is found beside it."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from gitscen.doctor.deep.model import Blocked, Deep, Saved
from gitscen.doctor.evidence.indexfile import INTENT_TO_ADD, SKIP_WORKTREE
from gitscen.doctor.evidence.model import (
    BadLine,
    Change,
    Changed,
    Evidence,
    FileTree,
    Head,
    HeadState,
    Holder,
    Holders,
    Hook,
    Include,
    IndexFile,
    IndexState,
    Kind,
    LayoutFault,
    LayoutKind,
    LinkedWorktree,
    Loose,
    LooseRef,
    Nested,
    Own,
    Owned,
    PackedRefs,
    PartFault,
    Plain,
    Pointing,
    Reflog,
    Refs,
    RefState,
    Seen,
    Shallow,
    Space,
    StateFiles,
)
from gitscen.doctor.evidence.submodules import Submodule
from gitscen.doctor.explain import PAGES
from gitscen.doctor.finding import Finding, Safety
from gitscen.doctor.judge import find
from gitscen.doctor.objects.alternates import Alternate
from gitscen.doctor.objects.connect import Connections, Dangling, Missing
from gitscen.doctor.objects.form import Broken, Commit
from gitscen.doctor.objects.look import ObjectFacts, PackFault
from gitscen.doctor.record import replace
from gitscen.names import RefName, TreePath
from tests.doctor.made import (
    DEEP,
    INDEX,
    LAYOUT,
    MAIN,
    SOUND,
    STASH,
    TOPIC,
    ZERO,
    A,
    B,
    C,
    config,
    deep,
    detached,
    facts,
    lock,
    log,
    logged,
    loose,
    made,
    missing,
    packed,
    plain,
    record,
    state,
)

BAD = (BadLine(2, b"@@@@"),)
ENTRY = Commit(C, (A, B), "WIP on main: x", 0)
LOST = Saved(C, "WIP on main: x", 2, 0, 1)
HERE = Saved(B, "On main: x", 2, 2, 2)
ORIGIN, MASTER = RefName("refs/remotes/o/HEAD"), RefName("refs/remotes/o/master")
OTHER = RefName("refs/remotes/o/other")
ASTRAY = {ORIGIN: LooseRef(ORIGIN, RefState.SYMBOLIC, None, MASTER)}
CLIPPED = PackedRefs(file=plain("packed-refs", b"x", clipped=True), refs={MAIN: A})
STASHED = {**loose(MAIN), **loose(STASH, B)}
LISTED = {"refs/stash": log("refs/stash", logged(B))}
FILE = TreePath(b"a.txt")


class Case(NamedTuple):
    """Evidence, and exactly the codes that are found in it."""

    codes: str
    evidence: Evidence = SOUND
    deep: Deep = DEEP


def files(*changed: Changed, **more: object) -> FileTree:
    return FileTree(known=True, files=1, changed=changed, **more)  # type: ignore[arg-type]


def head(kind: HeadState, content: bytes = b"") -> Evidence:
    return made(head=Head(state=kind, file=plain("HEAD", content)))


PIPE = "it is a pipe, socket or device"


def fault(path: str) -> Plain:
    return Plain(path=path, kind=Kind.OTHER, fault=PIPE)


def head_is(what: str) -> Evidence:
    file = Plain(path="HEAD", kind=Kind.LINK, fault=what)
    return made(head=Head(state=HeadState.UNREADABLE, file=file), listing={MAIN: Seen(Kind.FILE)})


def index(kind: IndexState) -> Evidence:
    return made(index=IndexFile(state=kind), files=FileTree(files=3))


def worktree(**fields: object) -> Evidence:
    pointers = {"gitdir": plain("gitdir", b"/x/.git\n"), "commondir": plain("commondir", b"../..\n")}
    named = {"head": Head(state=HeadState.BRANCH, ref=TOPIC), "place": "/x", "found": True}
    return made(worktrees=(LinkedWorktree(name="x", **{**pointers, **named, **fields}),))  # type: ignore[arg-type]


def layout(fault: LayoutFault | None = None, **fields: Any) -> Evidence:  # noqa: ANN401 - fields of Layout
    return Evidence(layout=replace(LAYOUT, kind=LayoutKind.NONE, git_dir=None, common_dir=None, fault=fault, **fields))


CASES = [
    Case(""),
    # repository
    Case("git-missing", layout(LayoutFault.NO_GIT), Deep()),
    Case("git-missing", layout(LayoutFault.NO_GIT), Deep(above="/w")),
    Case("gitdir-broken", layout(LayoutFault.POINTER_DANGLING, pointer="/gone", target="/gone"), Deep()),
    Case("link-outside", layout(LayoutFault.LINK), Deep()),
    Case("file-unreadable", layout(LayoutFault.UNREADABLE), Deep()),
    Case("worktree-broken", layout(LayoutFault.COMMONDIR), Deep()),
    Case("bare-repository", made(layout=replace(LAYOUT, kind=LayoutKind.BARE), index=IndexFile())),
    Case("refs-missing", made(layout=replace(LAYOUT, missing=("refs",)), refs=Refs())),
    Case("objects-missing", made(layout=replace(LAYOUT, missing=("objects",))), facts(missing=True)),
    Case("format-unknown", made(config=config(("core.repositoryformatversion", "2")))),
    Case("format-unknown", made(config=config(("core.repositoryformatversion", "1"), ("extensions.new", "1")))),
    Case("", made(config=config(("core.repositoryformatversion", "0"), ("extensions.new", "1")))),
    Case("", made(config=config(("core.repositoryformatversion", "1"), ("extensions.objectformat", "sha256")))),
    Case("owner-differs", made(owner=7)),
    Case("owner-differs", made(owned=(Owned("objects/aa", 7, 0o755),))),
    Case("mode-unwritable", made(owned=(Owned("objects", 0, 0o555),))),
    Case("link-outside", made(common={"refs/heads/x": Seen(Kind.OTHER)})),
    Case("", made(common={"hooks/pre-commit": Seen(Kind.LINK), "fsmonitor--daemon.ipc": Seen(Kind.OTHER)})),
    Case("link-outside", SOUND, facts(links=("pack",))),
    Case("file-unreadable", made(faults=(PartFault("index", "permission denied"),))),
    Case("file-unreadable", made(files=files(unreadable=((FILE, "permission denied"),)))),
    Case(
        "file-unreadable",  # nothing is missing: it may only not be read
        made(reflogs={TOPIC: log(TOPIC, logged(C))}),
        missing(
            Missing(A, "commit", "it is missing", MAIN),
            Missing(B, "commit", "Permission denied", f"reflog {MAIN}"),
            facts=ObjectFacts(
                broken=((B, Broken("x", "Permission denied")),),
                packs=(PackFault("/o/pack/pack-1.pack", "Permission denied", None),),
            ),
            closed=("/w/.git/objects/aa",),
        ),
    ),
    Case("mode-unwritable", SOUND, deep(sealed=True)),
    Case("file-unreadable", made(files=files(Changed(FILE, Change.UNREADABLE)))),
    Case("disk-full", made(space=Space(1000, 100_000))),
    Case("disk-full", made(space=Space(1 << 40, 3))),
    Case("recover-unfinished", made(own=Own(recoveries={"0001": {"state": plain("state", b"working\n")}}))),
    Case("", made(own=Own(recoveries={"0001": {"state": plain("state", b"ended\n")}}))),
    Case("operation-killed", made(own=Own(operation=plain("gitscen/operation.json", b"{}")))),
    # configuration
    Case("config-missing", made(config=replace(config(), file=plain("config")))),
    Case("config-garbage", made(config=config(bad=BAD))),
    Case("config-worktree", made(config=config(("core.worktree", "/elsewhere")))),
    Case("", made(config=config(("core.worktree", "../")))),
    Case("config-bare", made(config=config(("core.bare", "true")))),
    Case("", made(config=config(("core.bare", "true")), index=IndexFile())),  # for linked worktrees alone
    Case(
        "",
        made(
            config=config(("core.bare", "true"), ("extensions.worktreeconfig", "true")),
            worktree_config=config(("core.bare", "false")),
        ),
    ),
    Case("config-garbage", made(config=config(("core.repositoryformatversion", "x"), bad=BAD))),
    Case("config-programs", made(config=config(programs=config(("core.pager", "x")).entries))),
    Case("config-include", made(config=config(includes=(Include("x", None, 1, inside=True),)))),
    Case("hook-present", made(hooks=(Hook("pre-commit", executable=True),))),
    Case("", made(hooks=(Hook("pre-commit", executable=False),))),
    Case("identity-missing", made(config=config(("user.useconfigonly", "true")))),
    # HEAD
    Case("head-missing", head(HeadState.MISSING)),
    Case("head-empty", head(HeadState.EMPTY)),
    Case("head-empty", head(HeadState.GARBAGE, b"\0\0\0\n")),
    Case("head-garbage", head(HeadState.GARBAGE, b"what")),
    Case("file-unreadable", head(HeadState.UNREADABLE)),
    Case("head-detached", made(head=detached(A))),
    Case("head-unheld", made(head=detached(B)), deep(links=Connections(commits={A: MAIN, B: "HEAD"}))),
    Case("head-object-missing", made(head=detached(C)), missing(Missing(C, "commit", "it is missing", "HEAD"))),
    Case("head-unborn", made(refs=Refs()), deep(head=None)),
    Case(
        "head-branch-missing object-dangling",  # every ref is gone, and every reflog
        made(refs=Refs()),
        deep(head=None, links=Connections(dangling=(Dangling(C, "commit", 1, 1, Commit(A, (), "x", 0)),))),
    ),
    Case(
        "head-unborn object-dangling",  # the first commit was taken back
        made(refs=Refs(), reflogs={"HEAD": log("HEAD", logged(ZERO))}),
        deep(head=None, links=Connections(dangling=(Dangling(C, "commit", 1, 1, Commit(A, (), "x", 0)),))),
    ),
    Case("head-branch-missing", made(refs=Refs(), reflogs={MAIN: log(MAIN, logged(B))}), deep(head=None)),
    Case(
        "head-branch-missing",
        made(refs=Refs(), reflogs={"HEAD": log("HEAD", logged(B, b"checkout: moving from x to main"))}),
        deep(head=None),
    ),
    # refs
    Case("ref-empty", made(refs=Refs(loose={**loose(MAIN), **loose(TOPIC, None)}))),
    Case("ref-empty", made(refs=Refs(loose={**loose(MAIN), **loose(TOPIC, None, b"\0\0")}))),
    Case("ref-garbage", made(refs=Refs(loose={**loose(MAIN), **loose(TOPIC, None, b"what")}))),
    Case("ref-missing", made(reflogs={TOPIC: log(TOPIC, logged(B))})),
    Case(
        "ref-behind",  # its file was lost
        made(refs=Refs(packed=packed(content=b"x", refs={MAIN: A})), reflogs={MAIN: log(MAIN, logged(A), logged(B))}),
    ),
    Case(
        "ref-behind",  # killed before the ref was written
        made(reflogs={MAIN: log(MAIN, logged(A), logged(B, old=A))}),
        deep(links=Connections(commits={A: MAIN, B: f"reflog {MAIN}"})),
    ),
    Case(
        "",  # killed, and pinned since
        made(reflogs={MAIN: log(MAIN, logged(A), logged(B, old=A))}),
        deep(links=Connections(commits={A: MAIN, B: "refs/gitscen/rescue/1/x"})),
    ),
    Case("", made(reflogs={MAIN: log(MAIN, logged(C), logged(B, old=C))})),  # moved by what keeps no log
    Case("ref-object-missing", SOUND, missing(Missing(A, "commit", "it is missing", MAIN))),
    Case("ref-name-odd", made(refs=Refs(loose=loose(MAIN), stray=("refs/heads/a b",)))),
    Case("ref-rename-cut", made(common={"logs/refs/.tmp-renamed-log": Seen(Kind.FILE)})),
    Case("packed-refs-garbage", made(refs=Refs(loose=loose(MAIN), packed=packed(content=b"@", bad=BAD)))),
    Case("packed-refs-garbage", made(refs=Refs(loose=loose(MAIN), packed=packed(content=b"x", sorted=False)))),
    Case(
        "packed-refs-empty",
        made(refs=Refs(loose=loose(MAIN), packed=packed(content=b"")), reflogs={TOPIC: log(TOPIC, logged(B))}),
    ),
    Case("packed-refs-empty", made(refs=Refs(loose=loose(MAIN), packed=packed(content=b"")))),
    Case(
        "packed-refs-empty",  # gone, and of what a clone packs only the remote's HEAD is left
        made(refs=Refs(loose={**loose(MAIN), ORIGIN: LooseRef(ORIGIN, RefState.SYMBOLIC, None, MASTER)})),
    ),
    Case("reflog-garbage", made(reflogs={MAIN: log(MAIN, logged(A), logged(A), bad=(BadLine(1, b"x"),))})),
    Case("reflog-torn", made(reflogs={MAIN: log(MAIN, logged(A), bad=(BadLine(2, b"x"),), torn=True)})),
    Case("reflog-stale", SOUND, missing(Missing(C, "commit", "it is missing", f"reflog {MAIN}"))),
    # other things where files should be
    Case("head-garbage", head_is("it is a folder")),
    Case("head-garbage", head_is("it is a symbolic link to nowhere")),
    Case("file-unreadable", head_is("it is a symbolic link to refs/heads/main")),
    Case("file-unreadable", head_is("it is a symbolic link to /etc/passwd")),
    Case("index-garbage", made(index=IndexFile(state=IndexState.UNREADABLE, fault=PIPE))),
    Case("file-unreadable", made(index=IndexFile(state=IndexState.UNREADABLE, fault="permission denied"))),
    Case(
        "ref-garbage",
        made(refs=Refs(loose={**loose(MAIN), TOPIC: LooseRef(TOPIC, RefState.UNREADABLE, text=PIPE.encode())})),
    ),
    Case(
        "file-unreadable",
        made(refs=Refs(loose={**loose(MAIN), TOPIC: LooseRef(TOPIC, RefState.UNREADABLE, text=b"permission denied")})),
    ),
    Case("packed-refs-garbage", made(refs=Refs(loose=loose(MAIN), packed=PackedRefs(file=fault("packed-refs"))))),
    Case(
        "refs-unchecked",  # what it does not show may be in the rest of it
        made(
            refs=Refs(packed=CLIPPED, loose=ASTRAY),
            reflogs={TOPIC: log(TOPIC, logged(A))},
            config=config(("branch.main.remote", "o"), ("branch.main.merge", "refs/heads/main")),
        ),
    ),
    Case("packed-refs-garbage", made(refs=Refs(loose=loose(MAIN), packed=replace(CLIPPED, bad=BAD)))),
    Case("ref-target-missing", made(refs=Refs(loose={**loose(MAIN), **loose(OTHER), **ASTRAY}))),
    Case("ref-target-missing", made(refs=Refs(loose={**loose(MAIN), TOPIC: ASTRAY[ORIGIN]._replace(name=TOPIC)}))),
    Case(
        "ref-garbage",  # what it stands for is there, and broken
        made(refs=Refs(loose={**loose(MAIN), **loose(OTHER), **loose(MASTER, None, b"what"), **ASTRAY})),
    ),
    Case("reflog-garbage", made(reflogs={MAIN: Reflog(name=MAIN, file=fault(f"logs/{MAIN}"))})),
    Case("shallow-garbage", made(shallow=Shallow(file=fault("shallow")))),
    Case("config-missing", made(config=replace(config(), file=fault("config")))),
    Case("link-outside", made(info={"info/exclude": fault("info/exclude")})),
    Case("head-branch-missing", made(refs=Refs()), deep(head=None, packed=True)),
    Case("link-outside", made(state=StateFiles(files={"MERGE_MSG": fault("MERGE_MSG")}))),
    # history
    Case("history-replaced", made(info={"info/grafts": plain("info/grafts", b"x")})),
    Case(
        "pseudo-ref-stale",
        made(state=state(ORIG_HEAD=C.encode())),
        missing(Missing(C, "commit", "it is missing", "state ORIG_HEAD")),
    ),
    Case("pseudo-ref-garbage", made(state=state(ORIG_HEAD=b"what"))),
    Case("upstream-gone", made(config=config(("branch.main.remote", "o"), ("branch.main.merge", "refs/heads/x")))),
    Case(
        "upstream-diverged",
        made(
            refs=Refs(loose={**loose(MAIN), **loose(RefName("refs/remotes/o/m"))}),
            reflogs={"refs/remotes/o/m": log("refs/remotes/o/m", logged(A, b"fetch: forced-update", B))},
        ),
    ),
    Case("remote-path", made(config=config(("remote.o.url", "/somewhere")))),
    Case("", made(config=config(("remote.o.url", "https://example.invalid/x")))),
    # stash
    Case("", made(refs=Refs(loose=STASHED), reflogs=LISTED)),
    Case("stash-ref-missing", made(reflogs=LISTED)),
    Case("stash-ref-garbage", made(refs=Refs(loose={**loose(MAIN), **loose(STASH, None)}), reflogs=LISTED)),
    Case("stash-log-missing", made(refs=Refs(loose=STASHED))),
    Case("", made(refs=Refs(loose=STASHED), common={"logs/refs": Seen(Kind.UNKNOWN)})),  # it may be there
    Case("", made(reflogs=LISTED, common={"refs": Seen(Kind.UNKNOWN)})),
    Case(
        "stash-log-torn",
        made(refs=Refs(loose=STASHED), reflogs={"refs/stash": log("refs/stash", logged(B), bad=BAD, torn=True)}),
    ),
    Case(
        "stash-log-ahead",
        made(refs=Refs(loose=STASHED), reflogs={"refs/stash": log("refs/stash", logged(B), logged(A, old=B))}),
    ),
    Case("stash-log-behind", made(refs=Refs(loose=STASHED), reflogs={"refs/stash": log("refs/stash", logged(A))})),
    Case(
        "stash-object-missing",
        made(refs=Refs(loose=STASHED), reflogs=LISTED),
        missing(Missing(B, "commit", "it is missing", "stash@{0}")),
    ),
    Case(
        "stash-not-reset",
        made(refs=Refs(loose=STASHED), reflogs=LISTED, files=files(Changed(FILE, Change.EDITED))),
        deep(saved=(HERE,)),
    ),
    Case(
        "stash-dropped",
        SOUND,
        deep(links=Connections(commits={A: MAIN}, dangling=(Dangling(C, "commit", 1, 1, ENTRY),)), dropped=(LOST,)),
    ),
    Case(
        "",  # applied, edited on, and dropped
        SOUND,
        deep(
            links=Connections(commits={A: MAIN}, dangling=(Dangling(C, "commit", 1, 1, ENTRY),)),
            dropped=(LOST._replace(carried=True),),
        ),
    ),
    # index
    Case("index-missing", index(IndexState.MISSING)),
    Case("index-empty", index(IndexState.EMPTY)),
    Case("index-garbage", index(IndexState.GARBAGE)),
    Case("index-truncated", index(IndexState.TRUNCATED)),
    Case("index-checksum", index(IndexState.BAD_CHECKSUM)),
    Case("index-unknown", index(IndexState.UNKNOWN)),
    Case("file-unreadable", index(IndexState.UNREADABLE)),
    Case("index-object-missing", SOUND, missing(Missing(C, "blob", "it is missing", "index", b"a.txt"))),
    Case("index-stale", SOUND, deep(lagging=B)),
    Case("index-unmerged", made(index=replace(INDEX, unmerged={b"u": {2: record(A)}}))),
    Case(
        "index-intent-to-add",
        made(index=replace(INDEX, staged={b"n": record(C, flags=INTENT_TO_ADD)}, flagged=(b"n",))),
    ),
    Case(
        "index-hidden",
        made(
            index=replace(INDEX, staged={b"n": record(C, flags=SKIP_WORKTREE)}, flagged=(b"n",)),
            files=files(Changed(FILE, Change.EDITED, hidden=True)),
        ),
    ),
    Case("sparse-leftover", made(config=config(("core.sparsecheckout", "true")))),
    # locks
    Case("lock-stale", made(locks=(lock("HEAD.lock"),))),
    Case("lock-stale", made(locks=(lock("index.lock", b"x", INDEX),))),
    Case("lock-staged", made(locks=(lock("index.lock", b"x", replace(INDEX, staged={b"a.txt": record(B)})),))),
    Case("lock-torn", made(locks=(lock("index.lock", b"x", IndexFile(state=IndexState.TRUNCATED)),))),
    Case("lock-live", made(locks=(replace(lock("index.lock"), holder=Holder(3, "git", "index.lock")),))),
    Case(
        "lock-live process-live",
        made(locks=(lock("index.lock"),), holders=Holders(told=True, processes=(Holder(3, "git"),))),
    ),
    Case("process-live", made(holders=Holders(told=True, processes=(Holder(3, "git"),)))),
    Case(
        "index-stale lock-stale",
        made(locks=(lock("index.lock", b"x", replace(INDEX, staged={b"a.txt": record(B)})),)),
        deep(lagging=B, right_lock=True),
    ),
    # operations
    Case("operation-merge", made(state=state(MERGE_HEAD=B.encode()))),
    Case("operation-cherry-pick", made(state=state(CHERRY_PICK_HEAD=B.encode()))),
    Case("operation-revert", made(state=state(("sequencer",), REVERT_HEAD=B.encode()))),
    Case(
        "operation-rebase",
        made(
            state=state(
                ("rebase-merge",),
                rebase_0merge__head_0name=b"refs/heads/main",
                rebase_0merge__onto=A.encode(),
                rebase_0merge__orig_0head=A.encode(),
                CHERRY_PICK_HEAD=B.encode(),
            )
        ),
    ),
    Case(
        "operation-am",
        made(
            state=state(
                ("rebase-apply",), rebase_0apply__applying=b"", rebase_0apply__next=b"1", rebase_0apply__last=b"2"
            )
        ),
    ),
    Case("operation-bisect", made(state=state(BISECT_START=b"main"))),
    Case("operation-broken", made(state=state(MERGE_HEAD=b""))),
    Case("operation-broken", made(state=state(("rebase-merge",)))),
    Case("operation-broken", made(state=state(MERGE_AUTOSTASH=b""))),
    Case("sequencer-left", made(state=state(("sequencer",), sequencer__todo=b"pick x"))),
    Case(
        "autostash-unheld",
        made(state=state(MERGE_AUTOSTASH=B.encode())),
        deep(links=Connections(commits={A: MAIN, B: "state MERGE_AUTOSTASH"})),
    ),
    Case("", made(state=state(MERGE_AUTOSTASH=A.encode()))),
    Case("squash-left", made(state=state(SQUASH_MSG=b"x"))),
    # objects
    Case("object-empty", SOUND, facts(broken=((C, Broken("x", "it is empty")),))),
    Case("object-corrupt", SOUND, facts(broken=((C, Broken("x", "it cannot be unpacked")),))),
    Case("object-missing", SOUND, missing(Missing(C, "blob", "it is missing", MAIN, b"a.txt"))),
    Case(
        "",  # promised by a remote
        made(config=config(("remote.o.promisor", "true"), ("remote.o.url", "https://x"))),
        missing(Missing(C, "blob", "it is missing", MAIN, b"a.txt")),
    ),
    Case("object-temporary", SOUND, facts(temporary=("aa/tmp_obj_x",))),
    Case("pack-temporary", SOUND, facts(temporary=("pack/tmp_pack_x",))),
    Case(
        "object-dangling",
        SOUND,
        deep(links=Connections(commits={A: MAIN}, dangling=(Dangling(C, "commit", 1, 1, Commit(A, (), "x", 0)),))),
    ),
    Case("objects-unchecked", SOUND, deep(links=Connections(commits={A: MAIN}, complete=False))),
    Case("pack-corrupt", SOUND, facts(packs=(PackFault("/o/pack/pack-1.pack", None, "its checksum is wrong"),))),
    Case("pack-index-missing", SOUND, facts(packs=(PackFault("/o/pack/pack-1.pack", "it is missing", None),))),
    Case("pack-index-empty", SOUND, facts(packs=(PackFault("/o/pack/pack-1.pack", "it is too short", None),))),
    Case("pack-index-corrupt", SOUND, facts(packs=(PackFault("/o/pack/pack-1.pack", "its checksum is wrong", None),))),
    Case("pack-missing", SOUND, facts(stray_indexes=("pack/pack-1.idx",))),
    Case("midx-corrupt", SOUND, facts(midx="its checksum is wrong")),
    Case("commit-graph-corrupt", SOUND, facts(graphs=(("info/commit-graph", "its checksum is wrong"),))),
    Case("alternates-missing", SOUND, facts(alternates=(Alternate("/x", "/x", exists=False, outside=True),))),
    Case(
        "alternates-missing",  # what seems to be missing may be there
        SOUND,
        missing(
            Missing(A, "commit", "it is missing", MAIN),
            facts=ObjectFacts(alternates=(Alternate("/x", "/x", exists=False, outside=True),)),
        ),
    ),
    Case(
        "pack-index-missing",  # the same
        made(head=detached(C)),
        missing(
            Missing(C, "commit", "it is missing", "HEAD"),
            facts=ObjectFacts(packs=(PackFault("/o/pack/pack-1.pack", "it is missing", None),)),
        ),
    ),
    Case(
        "pack-corrupt",  # what it had is told with it
        SOUND,
        missing(
            Missing(A, "commit", "it cannot be unpacked", MAIN),
            facts=ObjectFacts(packs=(PackFault("/o/pack/pack-1.pack", None, "its checksum is wrong", (A,)),)),
        ),
    ),
    Case("alternates-outside", SOUND, facts(alternates=(Alternate("/x", "/x", exists=True, outside=True),))),
    Case("alternates-garbage", SOUND, facts(alternates="it cannot be read")),
    Case(
        "shallow-missing",
        SOUND,
        missing(Missing(C, "commit", "it is missing", MAIN, parent_of=A), rooted=False),
    ),
    Case("shallow-garbage", made(shallow=Shallow(file=plain("shallow", b"x"), bad=BAD))),
    # files
    Case("file-emptied", made(files=files(Changed(FILE, Change.EMPTIED)))),
    Case("file-emptied", made(files=files(*(Changed(TreePath(b"%d" % n), Change.EMPTIED) for n in range(3))))),
    Case("file-case", made(index=replace(INDEX, staged={b"a": record(C), b"A": record(C)}))),
    Case(
        "file-link-broken",
        made(files=files(pointing=(Pointing(FILE, b"x", tracked=True, outside=False, broken=True),))),
    ),
    Case(
        "file-link-outside",
        made(files=files(pointing=(Pointing(FILE, b"/x", tracked=True, outside=True, broken=False),))),
    ),
    Case("file-blocks", made(files=files(loose=(Loose(FILE, Kind.FILE),))), deep(blocked=(Blocked(FILE, TOPIC),))),
    Case("nested-repository", made(files=files(nested=(Nested(FILE, tracked=False, kind=Kind.FOLDER),)))),
    Case("submodule-missing", made(files=files(nested=(Nested(FILE, tracked=True, kind=Kind.FILE, found=False),)))),
    Case("submodule-broken", made(submodules=(Submodule(FILE, ("its HEAD is empty",)), Submodule(FILE)))),
    Case("link-outside", made(submodules=(Submodule(FILE, outside="/elsewhere"),))),
    # linked worktrees
    Case("", worktree()),
    Case("worktree-broken", worktree(commondir=plain("commondir"))),
    Case("worktree-missing", worktree(found=False)),
    Case("worktree-broken", worktree(answers=False)),
    Case(
        "worktree-missing",
        worktree(found=False, head=detached(B)),
        deep(links=Connections(commits={A: MAIN, B: "worktrees/x"})),
    ),
    Case("", worktree(found=False, locked=plain("locked"))),
    Case("worktree-broken", worktree(returns=False)),
    Case("worktree-broken", worktree(gitdir=plain("gitdir", b"0123 4567 Dev <dev@x> 1 +0000\n"))),
    Case("worktree-broken", worktree(head=Head(state=HeadState.EMPTY))),
    Case("worktree-broken", worktree(head=Head(state=HeadState.UNREADABLE, file=fault("HEAD")))),
    Case("", worktree(head=Head(state=HeadState.UNREADABLE, file=Plain(path="HEAD", fault="permission denied")))),
    Case("worktree-broken", made(main=LinkedWorktree(name="", is_main=True, head=Head(state=HeadState.GARBAGE)))),
    Case("", made(main=LinkedWorktree(name="", is_main=True, head=Head(state=HeadState.BRANCH, ref=TOPIC)))),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.codes or "sound")
def test_exactly_this_is_found(case: Case) -> None:
    found = list(find(case.evidence, case.deep))
    assert sorted({finding.code for finding in found}) == sorted(case.codes.split())


def test_every_code_has_a_page_and_a_case() -> None:
    cased = {code for case in CASES for code in case.codes.split()}
    assert cased == set(PAGES)


QUIET = {
    "bare-repository", "head-detached", "head-unborn", "reflog-stale", "history-replaced", "pseudo-ref-stale",
    "upstream-gone", "upstream-diverged", "remote-path", "index-intent-to-add", "index-hidden",
    "sparse-leftover", "process-live", "squash-left", "object-dangling", "objects-unchecked",
    "alternates-outside", "config-programs", "config-include", "hook-present", "identity-missing",
    "ref-target-missing", "refs-unchecked",
    "file-case", "file-link-broken", "file-link-outside", "file-blocks", "nested-repository",
}  # fmt: skip
EITHER = {"file-emptied", "worktree-missing", "file-unreadable"}


def test_which_findings_are_loud() -> None:
    loud = {finding.code for finding in all_findings() if finding.loud}
    quiet = {finding.code for finding in all_findings() if not finding.loud}
    assert quiet - EITHER == QUIET
    assert loud & QUIET == set()


def test_one_empty_file_is_no_alarm() -> None:
    one, many = ([Changed(TreePath(b"%d" % n), Change.EMPTIED) for n in range(count)] for count in (1, 2))
    found = [next(find(made(files=files(*changed)), DEEP)) for changed in (one, many)]
    assert [finding.loud for finding in found] == [False, True]
    assert found[1].at_risk == ("0", "1")


def all_findings() -> list[Finding]:
    return [finding for case in CASES for finding in find(case.evidence, case.deep)]


def test_what_is_loud_has_a_remedy_or_needs_a_person() -> None:
    for finding in all_findings():
        assert not finding.loud or finding.remedy or finding.safety is Safety.PERSON, finding.code


def test_messages_are_sentences() -> None:
    for finding in all_findings():
        assert finding.message.endswith("."), finding
        assert finding.message == " ".join(finding.message.split())


def test_what_is_lossy_is_loud() -> None:
    assert all(finding.loud for finding in all_findings() if finding.lossy)
