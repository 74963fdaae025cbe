from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyfakefs.fake_filesystem import FakeFilesystem

from gitscen.doctor.evidence.plain import Kind, Plain
from gitscen.doctor.evidence.read import read_listing
from gitscen.doctor.evidence.reflog import parse_reflog
from gitscen.doctor.evidence.refs import parse_head, parse_packed_refs, parse_ref, read_head, read_refs
from gitscen.doctor.evidence.refset import HeadState, RefState
from tests.doctor.evidence.build import LOG, NOTHING, WHO, A, B, lay


def plain(content: bytes, *, size: int | None = None) -> Plain:
    size = len(content) if size is None else size
    return Plain(path="x", kind=Kind.FILE, content=content, size=size, clipped=size > len(content))


@pytest.mark.parametrize(
    ("content", "state"),
    [
        (b"ref: refs/heads/main\n", HeadState.BRANCH),
        (b"ref:refs/heads/main", HeadState.BRANCH),
        (b"ref: \t refs/heads/main \r\n", HeadState.BRANCH),
        (A.encode() + b"\n", HeadState.DETACHED),
        (A.encode(), HeadState.DETACHED),
        (A.encode() + b"\tbranch of x\n", HeadState.DETACHED),
        (b"", HeadState.EMPTY),
        (A.encode()[:-1], HeadState.GARBAGE),
        (A.encode() + b"0", HeadState.GARBAGE),
        (b"ref: heads/main\n", HeadState.GARBAGE),
        (b"ref: refs/heads/a..b\n", HeadState.GARBAGE),
        (b"ref: refs/heads/main\0\n", HeadState.GARBAGE),
        (b"\0" * 41, HeadState.GARBAGE),
        (b"ref: ", HeadState.GARBAGE),
    ],
)
def test_head_is_told_in_each_of_its_states(content: bytes, state: HeadState) -> None:
    head = parse_head(plain(content))
    assert head.state is state
    assert (head.ref, head.oid) == {
        HeadState.BRANCH: ("refs/heads/main", None),
        HeadState.DETACHED: (None, A),
    }.get(state, (None, None))


def test_a_head_of_64_digits_counts_where_the_repository_has_such() -> None:
    assert parse_ref(b"a" * 64, digits=64) == (RefState.GOOD, "a" * 64, None)
    assert parse_ref(b"a" * 64)[0] is RefState.GARBAGE


def test_a_link_is_the_symbolic_ref_that_it_names_and_no_other(fs: FakeFilesystem) -> None:
    fs.create_dir("/g")
    assert read_head("/g").state is HeadState.MISSING
    fs.create_symlink("/g/HEAD", "refs/heads/main")
    assert (read_head("/g").state, read_head("/g").ref) == (HeadState.BRANCH, "refs/heads/main")
    fs.remove_object("/g/HEAD")
    fs.create_symlink("/g/HEAD", "/etc/passwd")
    assert read_head("/g").state is HeadState.UNREADABLE


def test_packed_refs_are_read_with_what_their_tags_are_of() -> None:
    text = f"# pack-refs with: peeled fully-peeled sorted \n{A} refs/heads/main\n{B} refs/tags/v1\n^{A}\n"
    packed = parse_packed_refs(plain(text.encode()))
    assert packed.refs == {"refs/heads/main": A, "refs/tags/v1": B}
    assert (packed.peeled, packed.bad, packed.sorted) == ({"refs/tags/v1": A}, (), True)
    assert packed.file.content == b""


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("@@@@ corrupt line\n", 2),
        (f"^{A}\n", 2),
        (f"{A} refs/heads/a..b\n", 2),
        (f"{A} heads/x\n", 2),
        (f"{A[:-1]} refs/heads/x\n", 2),
        ("\n", 2),
        (f"{A} refs/heads/x", 3),
    ],
)
def test_a_line_of_packed_refs_that_git_dies_of_is_bad_and_the_others_count(line: str, number: int) -> None:
    good = f"{B} refs/heads/z\n"
    text = "# pack-refs with: sorted \n" + (line + good if line.endswith("\n") else good + line)
    packed = parse_packed_refs(plain(text.encode()))
    assert [bad.number for bad in packed.bad] == [number]
    assert packed.refs == {"refs/heads/z": B}


def test_what_was_not_read_of_packed_refs_is_no_damage_unless_it_cannot_be_refs() -> None:
    assert parse_packed_refs(plain(f"{A} refs/heads/a\n{B} refs/he".encode(), size=1 << 30)).bad == ()
    assert [one.number for one in parse_packed_refs(plain(bytes(1000), size=1 << 30)).bad] == [1]


def test_lines_out_of_order_are_told_where_the_header_promises_order() -> None:
    lines = f"{A} refs/heads/b\n{A} refs/heads/a\n"
    assert not parse_packed_refs(plain(f"# pack-refs with: peeled sorted \n{lines}".encode())).sorted
    assert parse_packed_refs(plain(lines.encode())).sorted


def test_loose_refs_come_before_packed_ones_and_symbolic_ones_are_followed(fs: FakeFilesystem) -> None:
    lay(
        fs,
        {
            "/g/packed-refs": f"{A} refs/heads/main\n{A} refs/remotes/origin/main\n",
            "/g/refs/heads/main": B,
            "/g/refs/remotes/origin/HEAD": "ref: refs/remotes/origin/main\n",
            "/g/refs/heads/empty": "",
            "/g/refs/heads/garbage": "\x01\x02",
            "/g/refs/heads/loop": "ref: refs/heads/loop",
            "/g/refs/heads/x.lock": "",
            "/g/refs/heads/.odd": A,
        },
    )
    fs.create_symlink("/g/refs/heads/out", "/etc/passwd")
    listing = read_listing("/g")
    refs = read_refs("/g", "/g", listing, listing)
    assert dict(refs.all()) == {
        "refs/heads/main": B,
        "refs/remotes/origin/HEAD": A,
        "refs/remotes/origin/main": A,
    }
    assert {name: one.state for name, one in refs.loose.items()} == {
        "refs/heads/main": RefState.GOOD,
        "refs/remotes/origin/HEAD": RefState.SYMBOLIC,
        "refs/heads/empty": RefState.EMPTY,
        "refs/heads/garbage": RefState.GARBAGE,
        "refs/heads/loop": RefState.SYMBOLIC,
        "refs/heads/out": RefState.UNREADABLE,
    }
    assert refs.stray == ("refs/heads/.odd",)
    assert "refs/heads/empty" in refs


def test_a_linked_worktree_has_refs_of_its_own(fs: FakeFilesystem) -> None:
    lay(fs, {"/g/refs/heads/main": A, "/g/refs/bisect/bad": A, "/g/worktrees/w/refs/bisect/bad": B})
    refs = read_refs("/g/worktrees/w", "/g", read_listing("/g/worktrees/w"), read_listing("/g"))
    assert dict(refs.all()) == {"refs/heads/main": A, "refs/bisect/bad": B}


def test_a_reflog_is_read_line_by_line() -> None:
    log = parse_reflog("HEAD", plain(LOG.encode()))
    assert [(one.old, one.new, one.who, one.when, one.message, one.number) for one in log.lines] == [
        (NOTHING, A, WHO.encode(), 1700000000, b"commit (initial): one", 1),
        (A, B, WHO.encode(), 1700000001, b"commit: two", 2),
    ]
    assert (log.bad, log.torn) == ((), False)


@pytest.mark.parametrize(
    "line", ["garbage", "", f"{A} {B}", f"{A} {B} x 1 +0000", f"{A} {B} {WHO} {'9' * 30} +0000\tx"]
)
def test_a_bad_line_of_a_reflog_is_told_and_the_others_count(line: str) -> None:
    log = parse_reflog("HEAD", plain(f"{line}\n{LOG}".encode()))
    assert ([one.number for one in log.bad], [one.number for one in log.lines], log.torn) == ([1], [2, 3], False)


def test_a_last_line_without_an_end_is_torn() -> None:
    log = parse_reflog("HEAD", plain(LOG.encode()[:-9]))
    assert (len(log.lines), [one.number for one in log.bad], log.torn) == (1, [2], True)


def test_of_a_log_beyond_the_limit_the_end_is_read() -> None:
    log = parse_reflog("HEAD", plain(LOG.encode()[5:], size=len(LOG)))
    assert ([one.new for one in log.lines], log.bad) == ([B], ())


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_a_word(content: bytes) -> None:
    parse_head(plain(content))
    parse_head(plain(b"ref: refs/" + content))
    parse_packed_refs(plain(content))
    parse_reflog("HEAD", plain(content))
    parse_reflog("HEAD", plain(f"{A} {B} ".encode() + content))
