from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyfakefs.fake_filesystem import FakeFilesystem

from gitscen.doctor.evidence import indexentries
from gitscen.doctor.evidence.index import parse_index, read_index
from gitscen.doctor.evidence.indexfile import IndexFile, IndexState
from gitscen.doctor.evidence.plain import Kind, Plain
from tests.conftest import Repository
from tests.doctor.evidence.build import A, B, C, Entry, build_index, extension, lay

ENTRIES = [Entry(b"a.txt", A), Entry(b"b/c d.txt", B, 0o100755), Entry(b"b/\xff", C, 0o120000)]
WHOLE = build_index(ENTRIES)


def parse(data: bytes) -> IndexFile:
    return parse_index(Plain(path="index", kind=Kind.FILE, content=data, size=len(data)))


@pytest.mark.parametrize("version", [2, 3, 4])
def test_entries_are_read_of_every_version(version: int) -> None:
    index = parse(build_index(ENTRIES, version=version))
    assert (index.state, index.version, index.count) == (IndexState.GOOD, version, 3)
    assert [(one.path, one.oid, one.mode) for one in index.entries()] == [
        (entry.path, entry.oid, entry.mode) for entry in ENTRIES
    ]


@pytest.mark.parametrize("length", range(1, 20))
def test_names_of_every_length_are_cut_right(length: int) -> None:
    index = parse(build_index([Entry(b"x" * length), Entry(b"y" * length)]))
    assert list(index.staged) == [b"x" * length, b"y" * length]


def test_flags_and_stages_are_told_apart() -> None:
    index = parse(
        build_index(
            [
                Entry(b"assumed", flags=0x8000),
                Entry(b"new", extended=0x2000),
                Entry(b"skipped", extended=0x4000),
                Entry(b"two", A, stage=1),
                Entry(b"two", B, stage=2),
                Entry(b"two", C, stage=3),
            ],
            version=3,
        )
    )
    assert index.flagged == (b"assumed", b"new", b"skipped")
    assert index.entry(b"assumed").assume_unchanged  # type: ignore[union-attr] # it is there
    assert index.entry(b"new").intent_to_add  # type: ignore[union-attr] # it is there
    assert index.entry(b"skipped").skip_worktree  # type: ignore[union-attr] # it is there
    assert {stage: one.oid for stage, one in index.stages(b"two").items()} == {1: A, 2: B, 3: C}
    assert index.entry(b"two") is None
    assert len(list(index.oids())) == 5  # an intent-to-add entry has no blob of its own


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (b"", IndexState.EMPTY),
        (b"\x01\x7d\x21noise" * 9, IndexState.GARBAGE),
        (bytes(200), IndexState.GARBAGE),
        (b"DIR", IndexState.TRUNCATED),
        (WHOLE[:100], IndexState.TRUNCATED),
        (WHOLE[:-1], IndexState.TRUNCATED),
        (WHOLE[:60] + b"\x01" + WHOLE[61:], IndexState.BAD_CHECKSUM),
        (build_index(ENTRIES, checksum=bytes(20)), IndexState.GOOD),
        (build_index(ENTRIES, version=9), IndexState.UNKNOWN),
        (build_index(ENTRIES, version=9, checksum=b"x" * 20), IndexState.GARBAGE),
        (build_index(ENTRIES, extensions=extension(b"futu", b"re")), IndexState.UNKNOWN),
        (build_index(ENTRIES, extensions=extension(b"FUTU", b"re")), IndexState.GOOD),
        (build_index(ENTRIES, extensions=b"TREE\xff\xff\xff\xff"), IndexState.TRUNCATED),
    ],
)
def test_the_state_tells_damage_from_what_is_not_understood(data: bytes, state: IndexState) -> None:
    assert parse(data).state is state


def test_of_a_truncated_index_the_entries_before_the_cut_are_read() -> None:
    index = parse(WHOLE[:160])
    assert (index.state, index.fault, list(index.staged)) == (
        IndexState.TRUNCATED,
        "entry 2 of 3 does not parse",
        [b"a.txt"],
    )


def test_a_number_of_entries_that_is_a_lie_costs_nothing() -> None:
    index = parse(b"DIRC" + (2).to_bytes(4) + b"\xff\xff\xff\xff" + WHOLE[12:])
    assert (index.state, index.count) == (IndexState.TRUNCATED, 0xFFFFFFFF)


def test_paths_of_version_4_that_grow_without_end_are_given_up() -> None:
    entries = [Entry(b"x" * length) for length in range(4000, 4200)]
    index = parse(build_index(entries, version=4))
    assert (index.state, len(index.staged)) == (IndexState.TRUNCATED, 97)


def test_paths_of_version_4_that_are_too_many_together_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexentries, "_MOST_NAMES", 1000)
    index = parse(build_index([Entry(b"x" * 90 + b"%d" % number) for number in range(20)], version=4))
    assert (index.state, len(index.staged)) == (IndexState.TRUNCATED, 10)


def test_the_cache_tree_is_read_with_its_folders() -> None:
    tree = b"\x003 2\n" + bytes.fromhex(A) + b"b\x002 0\n" + bytes.fromhex(B) + b"c\x00-1 0\n"
    index = parse(build_index(ENTRIES, extensions=extension(b"TREE", tree)))
    assert index.tree == A
    assert [tuple(one) for one in index.cache_tree] == [(b"", 3, A), (b"b", 2, B), (b"c", -1, None)]


@given(st.binary(max_size=400))
@example(b"DIRC" + (4).to_bytes(4) + b"\x00\x00\x00\x01" + bytes(62) + b"\xff" * 30)
def test_any_bytes_are_read_without_a_word(data: bytes) -> None:
    parse(data)
    parse(b"DIRC" + data)
    parse(build_index(ENTRIES, extensions=extension(b"TREE", data)))
    parse(build_index(ENTRIES, extensions=extension(b"REUC", data)))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60))
def test_any_bytes_as_the_link_of_a_split_index_are_read_without_a_word(fs: FakeFilesystem, data: bytes) -> None:
    link = bytes.fromhex(A) + data
    for name in ("/g/index", f"/g/sharedindex.{A}"):
        if fs.exists(name):
            fs.remove_object(name)
    lay(fs, {"/g/index": build_index([], extensions=extension(b"link", link)), f"/g/sharedindex.{A}": WHOLE})
    assert read_index("/g").state in {IndexState.GOOD, IndexState.TRUNCATED}


def test_a_split_index_whose_shared_file_is_gone_is_not_whole(fs: FakeFilesystem) -> None:
    lay(fs, {"/g/index": build_index([], extensions=extension(b"link", bytes.fromhex(A)))})
    index = read_index("/g")
    assert (index.state, index.fault) == (IndexState.TRUNCATED, f"its shared file sharedindex.{A} is missing")


def listed(repository: Repository) -> list[tuple[bytes, int, str, int]]:
    done = subprocess.run(["git", "ls-files", "--stage", "-z"], cwd=repository.path, check=True, capture_output=True)
    found = []
    for line in done.stdout.split(b"\0")[:-1]:
        facts, _, path = line.partition(b"\t")
        mode, oid, stage = facts.decode().split()
        found.append((path, int(mode, 8), oid, int(stage)))
    return sorted(found)


def seen(repository: Repository) -> list[tuple[bytes, int, str, int]]:
    index = read_index(str(repository.path / ".git"))
    assert index.state is IndexState.GOOD, index
    return sorted((bytes(one.path), one.mode, str(one.oid), one.stage) for one in index.entries())


def test_what_git_writes_is_read_as_git_reads_it(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.git("init", "-q")
    repository.commit("one", {f"d{number % 7}/file {number}.txt": f"{number}\n" for number in range(40)})
    for version in ("4", "3", "2"):
        repository.git("update-index", "--index-version", version)
        assert seen(repository) == listed(repository)
    repository.git("config", "splitIndex.maxPercentChange", "100")
    repository.git("update-index", "--split-index")
    repository.git("rm", "-q", "--cached", "d1/file 1.txt")
    repository.write({"d2/file 2.txt": "other\n", "a new one": "x\n", "later": "y\n"})
    repository.git("add", "d2", "a new one")
    repository.git("add", "--intent-to-add", "later")
    assert read_index(str(repository.path / ".git")).shared
    assert seen(repository) == listed(repository)
    repository.git("update-index", "--no-split-index")
    repository.git("reset", "-q", "--hard")
    repository.git("switch", "-qc", "other")
    repository.commit("theirs", {"d0/file 0.txt": "theirs\n"})
    repository.git("switch", "-q", "-")
    repository.commit("mine", {"d0/file 0.txt": "mine\n"})
    repository.git("merge", "-q", "other", code=1)
    assert sorted(stage for _, _, _, stage in seen(repository) if stage) == [1, 2, 3]
    assert seen(repository) == listed(repository)


def test_a_sparse_index_keeps_its_folders(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.git("init", "-q")
    repository.commit("one", {"in/a": "a", "out/deep/b": "b", "top": "t"})
    repository.git("sparse-checkout", "set", "--cone", "--sparse-index", "in")
    index = read_index(str(repository.path / ".git"))
    assert (index.state, sorted(index.staged)) == (IndexState.GOOD, [b"in/a", b"out/", b"top"])
    assert "sdir" in index.extensions
