"""The table of the matrix, held against git's own merge of every pair, and against a few pairs told by hand."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Literal

import pygit2
import pytest

from gitscen.git.command import git_version
from gitscen.names import Side
from gitscen.scenario.content import Content, Edits, as_file
from gitscen.scenario.matrix.change import KEEP, base_lines, change_of, keep_text, tree_of
from gitscen.scenario.matrix.meet import Came, meet
from gitscen.scenario.matrix.ways import Way
from gitscen.world.history import History
from tests.conftest import Repository

NEEDS_MERGE_TREE = pytest.mark.skipif(git_version() < (2, 38), reason="git merge-tree --write-tree came with git 2.38")
Files = dict[str, tuple[int, bytes]]


def as_files(tree: dict[str, Content]) -> Files:
    return {path: (as_file(content).mode, as_file(content).data) for path, content in tree.items()}


def write_branch(history: History, branch: str, local: Way, side: Side | None) -> None:
    """Commit a row's folders: as they were, or as one side leaves them."""
    files: dict[str, Content] = {}
    for incoming in Way:
        folder, lines = f"{local.value}/{incoming.value}", base_lines(local, incoming)
        tree = tree_of(lines, change_of(local, incoming, side)) if side else {"file.txt": "".join(lines)}
        files |= {f"{folder}/{path}": content for path, content in tree.items()}
        files[f"{folder}/{KEEP}"] = keep_text(local, incoming)
    base = history.tip(f"{local.value}-base") if side else None
    parents = [base] if base else []
    history.commit(branch, Edits(files=files), message=branch, time=1, parents=parents, base=None)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a repository with three branches for each row: its base and its two sides."""
    place = tmp_path_factory.mktemp("rows")
    pygit2.init_repository(str(place), bare=True)
    history = History(place, "table")
    for local in Way:
        write_branch(history, f"{local.value}-base", local, None)
        for side in Side:
            write_branch(history, f"{local.value}-{side.value}", local, side)
    return Repository(place)


def merge(repository: Repository, local: Way) -> tuple[Files, set[str]]:
    """Return what git's own merge of a row comes to, and the folders in which it sees a conflict."""
    sides = (f"refs/heads/{local.value}-{side.value}" for side in (Side.LOCAL, Side.INCOMING))
    options = ("--write-tree", "--name-only", "--no-messages", "-z")
    clean = all(meet(local, incoming).came is not Came.LOCAL for incoming in Way)
    tree, *unmerged = repository.git("merge-tree", *options, *sides, code=0 if clean else 1).rstrip("\0").split("\0")
    opened = pygit2.Repository(str(repository.path))
    files: Files = {}
    todo = [("", opened[tree].peel(pygit2.Tree))]
    for prefix, folder in todo:
        for entry in folder:
            path = f"{prefix}{entry.name}"
            if isinstance(entry, pygit2.Tree):
                todo.append((f"{path}/", entry))
            elif isinstance(entry, pygit2.Blob) and entry.name != KEEP:
                files[path] = (int(entry.filemode), entry.data)
    return files, {"/".join(path.split("/")[:2]) for path in unmerged}


@NEEDS_MERGE_TREE
@pytest.mark.parametrize("local", Way, ids=lambda way: way.value)
def test_git_sees_a_conflict_where_the_table_has_a_clash_and_agrees_everywhere_else(
    repository: Repository, local: Way
) -> None:
    files, conflicts = merge(repository, local)
    for incoming in Way:
        folder, meeting = f"{local.value}/{incoming.value}", meet(local, incoming)
        assert (folder in conflicts) == (meeting.came is Came.LOCAL), folder
        if meeting.came is not Came.LOCAL:
            there = {
                path.removeprefix(f"{folder}/"): one for path, one in files.items() if path.startswith(f"{folder}/")
            }
            assert there == as_files({path: one for path, one in meeting.files.items() if one is not False}), folder


BASE = "".join(base_lines(Way.RENAME, Way.RENAME_AND_EDIT))


def test_local_wins_a_clash_and_what_does_not_clash_is_kept() -> None:
    both_renamed = meet(Way.RENAME, Way.RENAME_AND_EDIT)
    edited = BASE.replace("rename, rename-and-edit: line 1\n", "rename, rename-and-edit: top, incoming\n")
    assert both_renamed.came is Came.LOCAL
    assert both_renamed.files == {"file.txt": False, "local.txt": edited, "incoming.txt": False}
    assert both_renamed.lost == {"incoming.txt": edited}


def test_a_file_renamed_to_a_name_that_local_took_stays_where_it_was() -> None:
    taken = meet(Way.ADD, Way.RENAME_SAME)
    base = "".join(base_lines(Way.ADD, Way.RENAME_SAME))
    assert taken.files == {"file.txt": base, "new.txt": "add, rename-same: added, local\n"}
    assert taken.lost == {"new.txt": base}


def test_local_deletion_stands_against_an_edit_and_the_edit_is_to_be_found() -> None:
    deleted = meet(Way.DELETE, Way.EDIT_TOP)
    assert deleted.files == {"file.txt": False}
    assert list(deleted.lost) == ["file.txt"]
    assert meet(Way.EDIT_TOP, Way.DELETE).lost == {}


PAIRS = list(product(Way, Way))


def test_a_clash_is_one_from_either_side() -> None:
    assert [pair for pair in PAIRS if meet(*pair).came is not meet(*reversed(pair)).came] == []


def lines_of(tree: Mapping[str, Content | Literal[False]]) -> set[bytes]:
    contents = [as_file(content).data for content in tree.values() if content is not False]
    return {line for content in contents for line in content.splitlines()}


def test_all_that_local_wrote_is_in_the_tree_and_all_that_incoming_wrote_is_there_or_in_history() -> None:
    for pair in PAIRS:
        meeting, base = meet(*pair), base_lines(*pair)
        here, there = (lines_of(tree_of(base, change_of(*pair, side))) - lines_of({"": "".join(base)}) for side in Side)
        assert here <= lines_of(meeting.files), pair
        assert there <= lines_of(meeting.files) | lines_of(meeting.lost), pair


def test_what_local_took_away_comes_back_only_as_the_link_that_incoming_put_in_its_place() -> None:
    taken = [pair for pair in PAIRS if change_of(*pair, Side.LOCAL).place != "file.txt"]
    back = [pair for pair in taken if meet(*pair).files["file.txt"] is not False]
    assert {incoming for _, incoming in back} == {Way.TO_LINK}


def test_the_same_on_both_sides_loses_nothing() -> None:
    same = [pair for pair in PAIRS if meet(*pair).came is Came.SAME]
    assert len(same) == 7
    assert [pair for pair in same if meet(*pair).lost] == []
