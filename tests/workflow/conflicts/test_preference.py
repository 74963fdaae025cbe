from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gitscen.names import Oid, TreePath
from gitscen.workflow.conflicts.conflict import Entry, Trees, Version, find_conflicts
from gitscen.workflow.conflicts.preference import LOCAL_STAGE, Blend, Keep, Meeting, plan_local
from gitscen.workflow.status import Unmerged
from tests.workflow.conflicts.test_conflict import KINDS, unmerged_of

PATHS = [TreePath(path) for path in (b"a", b"b", b"d", b"d/x", b"e~f")]
ENTRIES = st.builds(
    Entry, st.sampled_from(["100644", "100755", "120000", "160000"]), st.sampled_from([Oid("1"), Oid("2")])
)


def test_local_is_where_git_has_it_in_each_operation() -> None:
    assert {meeting.name: stage for meeting, stage in LOCAL_STAGE.items()} == {
        "MERGE": 2, "REVERT": 2, "REBASE": 3, "PICK_ONTO_UPSTREAM": 3, "PICK_ONTO_OWN": 2, "AM": 2, "STASH": 3,
    }  # fmt: skip
    assert set(LOCAL_STAGE) == set(Meeting)


@given(
    st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(list(KINDS.values()))), unique_by=lambda pair: pair[0])
)
def test_without_trees_every_path_comes_to_what_local_has(
    drawn: list[tuple[TreePath, tuple[bool, bool, bool]]],
) -> None:
    unmerged = [unmerged_of(path, stages) for path, stages in drawn]
    steps = plan_local(find_conflicts(unmerged, None, local_is_ours=True), None)
    assert {step.path for step in steps} == {entry.path for entry in unmerged}
    for step in steps:
        (entry,) = [entry for entry in unmerged if entry.path == step.path]
        match step:
            case Keep(entry=None):
                assert entry.ours is None
            case Keep(entry=kept):
                assert kept is not None
                assert (kept.mode, kept.oid) == entry.ours
            case Blend(base=base, local=local, incoming=incoming):
                assert [stage and stage[1] for stage in (entry.base, entry.ours, entry.theirs)] == [
                    base,
                    local,
                    incoming,
                ]


@given(
    st.dictionaries(st.sampled_from(PATHS), ENTRIES),
    st.dictionaries(st.sampled_from(PATHS), st.none() | ENTRIES),
    st.dictionaries(st.sampled_from(PATHS), st.none() | ENTRIES),
    st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(list(KINDS.values()))), unique_by=lambda pair: pair[0]),
    st.booleans(),
)
def test_no_path_is_planned_twice_and_nothing_comes_that_local_lacks(
    base: dict[TreePath, Entry],
    local: dict[TreePath, Entry | None],
    incoming: dict[TreePath, Entry | None],
    drawn: list[tuple[TreePath, tuple[bool, bool, bool]]],
    local_is_ours: bool,  # noqa: FBT001
) -> None:
    trees = Trees(base, Version(local), Version(incoming))
    unmerged = [unmerged_of(path, stages) for path, stages in drawn]
    steps = plan_local(find_conflicts(unmerged, trees, local_is_ours=local_is_ours), trees)
    assert len({step.path for step in steps}) == len(steps)
    assert {entry.path for entry in unmerged} <= {step.path for step in steps}
    comes = [isinstance(step, Blend) or step.entry is not None for step in steps]
    assert comes == sorted(comes)  # what leaves goes first, so that a file can take a folder's place
    kinds = {entry.path: entry for entry in unmerged}
    for step in steps:
        found: Unmerged | None = kinds.get(step.path)
        if found and not (found.base and found.ours and found.theirs) and trees.knows(step.path):
            has = trees.at(trees.local, step.path)
            assert (has is None) == (isinstance(step, Keep) and step.entry is None)


def test_modes_are_merged_three_ways() -> None:
    plain, executable = Entry("100644", Oid("1")), Entry("100755", Oid("2"))
    for base, local, incoming, mode in (
        (plain, plain, executable, "100755"),
        (plain, executable, plain, "100755"),
        (executable, plain, executable, "100644"),
    ):
        entry = Unmerged(
            TreePath(b"a"),
            unmerged_of(TreePath(b"a"), (True, True, True)).kind,
            *((e.mode, e.oid) for e in (base, local, incoming)),
        )
        (step,) = plan_local(find_conflicts([entry], None, local_is_ours=True), None)
        assert isinstance(step, Blend)
        assert step.mode == mode
