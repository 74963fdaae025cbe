from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitscen.names import ConflictKind, ConflictNature, Oid, TreePath
from gitscen.workflow.conflicts.conflict import (
    Entry,
    Trees,
    Version,
    find_conflicts,
    parse_changes,
    parse_unmerged,
    true_path,
)
from gitscen.workflow.status import Unmerged

KINDS = {
    "UU": (True, True, True),
    "AA": (False, True, True),
    "DD": (True, False, False),
    "AU": (False, True, False),
    "UA": (False, False, True),
    "DU": (True, False, True),
    "UD": (True, True, False),
}
A, B = Entry("100644", Oid("a" * 40)), Entry("100644", Oid("b" * 40))
NAMES = st.binary(min_size=1, max_size=12).filter(lambda name: b"\0" not in name)


def unmerged_of(path: TreePath, stages: tuple[bool, bool, bool]) -> Unmerged:
    (kind,) = [letters for letters, there in KINDS.items() if there == stages]
    sides = [("100644", Oid(str(number) * 40)) if there else None for number, there in enumerate(stages, start=1)]
    return Unmerged(path, ConflictKind(kind), *sides)


@given(st.dictionaries(NAMES, st.sampled_from(list(KINDS)), max_size=5))
def test_what_git_lists_as_unmerged_is_read_back(kinds: dict[bytes, str]) -> None:
    raw = b"".join(
        b"100644 %s %d\t%s\0" % (str(stage).encode() * 40, stage, name)
        for name, kind in kinds.items()
        for stage, there in enumerate(KINDS[kind], start=1)
        if there
    )
    assert parse_unmerged(raw) == tuple(unmerged_of(TreePath(name), KINDS[kind]) for name, kind in kinds.items())


def test_changes_and_renames_are_read() -> None:
    zero, one, two = "0" * 40, "1" * 40, "2" * 40
    raw = (
        f":100644 100755 {one} {two} M\0m -> n\0"
        f":000000 120000 {zero} {two} A\0new\nline\0"
        f":100644 000000 {one} {zero} D\0gone\0"
        f":100644 100644 {one} {two} R090\0old\0:(top)\0"
    ).encode()
    base, version = parse_changes(raw)
    assert base == {name: Entry("100644", Oid(one)) for name in (b"m -> n", b"gone", b"old")}
    assert version.changed == {
        b"m -> n": Entry("100755", Oid(two)),
        b"new\nline": Entry("120000", Oid(two)),
        b"gone": None,
        b"old": None,
        b":(top)": Entry("100644", Oid(two)),
    }
    assert (version.origins, version.targets) == ({b":(top)": b"old"}, {b"old": b":(top)"})


@pytest.mark.parametrize(
    ("path", "known", "expected"),
    [
        (b"d~HEAD", b"d", b"d"),
        (b"x/d~1a2b3c4 (sub_ject ~x)", b"x/d", b"x/d"),
        (b"d~e~HEAD", b"d~e", b"d~e"),
        (b"d~HEAD", b"d~HEAD", b"d~HEAD"),
        (b"~HEAD", b"d", b"~HEAD"),
        (b"x~y/d", b"x", b"x~y/d"),
        (b"d~HEAD_0", b"other", b"d~HEAD_0"),
    ],
)
def test_the_name_that_git_invented_leads_back(path: bytes, known: bytes, expected: bytes) -> None:
    trees = Trees({}, Version({TreePath(known): A}), Version())
    assert true_path(TreePath(path), trees, ()) == expected


def test_without_trees_a_name_leads_to_what_the_index_has() -> None:
    tracked = [TreePath(b"d/x"), TreePath(b"d~HEAD"), TreePath(b"f~y")]
    assert true_path(TreePath(b"d~HEAD"), None, tracked) == b"d"
    assert true_path(TreePath(b"f~y"), None, tracked) == b"f~y"


@pytest.mark.parametrize(
    ("kind", "local", "incoming", "nature"),
    [
        ("UU", Version(), Version(), ConflictNature.CONTENT),
        ("AA", Version({TreePath(b"p"): A}), Version({TreePath(b"p"): B}), ConflictNature.ADD_ADD),
        ("DU", Version({TreePath(b"p"): None}), Version({TreePath(b"p"): B}), ConflictNature.MODIFY_DELETE),
        ("UD", Version({TreePath(b"p"): A}, {TreePath(b"p"): TreePath(b"o")}), Version(), ConflictNature.RENAME_DELETE),
        ("AA", Version({TreePath(b"p"): A}, {TreePath(b"p"): TreePath(b"o")}), Version(), ConflictNature.RENAME_ADD),
        ("DD", Version({TreePath(b"p"): None}), Version({TreePath(b"p"): None}), ConflictNature.RENAME_RENAME),
        ("UA", Version(), Version(), ConflictNature.RENAME_ADD),  # a directory was renamed under it
    ],
)
def test_natures(kind: str, local: Version, incoming: Version, nature: ConflictNature) -> None:
    entry = unmerged_of(TreePath(b"p"), KINDS[kind])
    (conflict,) = find_conflicts([entry], Trees({}, local, incoming), local_is_ours=True)
    assert (conflict.kind.value, conflict.nature) == (kind, nature)


def test_a_file_beside_the_link_it_met_is_one_conflict() -> None:
    path = TreePath(b"l")
    link = Unmerged(path, ConflictKind.ADDED_BY_THEM, None, None, ("120000", Oid("3" * 40)))
    file = Unmerged(TreePath(b"l~HEAD"), ConflictKind.ADDED_BY_US, None, ("100644", Oid("2" * 40)), None)
    trees = Trees({}, Version({path: Entry("100644", Oid("2" * 40))}), Version({path: Entry("120000", Oid("3" * 40))}))
    (conflict,) = find_conflicts([link, file], trees, local_is_ours=True)
    assert (conflict.path, conflict.kind, conflict.nature) == (path, ConflictKind.BOTH_ADDED, ConflictNature.SYMLINK)
    assert conflict.index_paths == (b"l", b"l~HEAD")
    assert conflict.lost == "3" * 40
