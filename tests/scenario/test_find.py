"""Selections, on a small catalogue of our own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from gitscen.errors import NothingSelected, ScenarioError, UsageError
from gitscen.scenario import find
from gitscen.scenario.find import select_cases, select_picks
from gitscen.scenario.matrix.ways import Route, Way

STORY = '{}title = "t"\n[[origin]]\nbranch = "main"\n[[step]]\nask = "push"\n'


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of four stories without the matrix, and a folder beside it in which we stand."""
    for name, head in {
        "conflict/both-added": 'tags = ["seed", "quick"]\n',
        "conflict/both-modified": 'tags = ["seed"]\nclones = ["shallow:2", "full"]\n',
        "push/plain": 'clones = ["single-branch"]\n',
        "push/deep/er": 'clones = ["full"]\n',
    }.items():
        write(tmp_path / "catalogue" / f"{name}.toml", head)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(find, "catalogue", lambda: tmp_path / "catalogue")
    monkeypatch.setattr(find, "generated_stories", tuple)
    return tmp_path / "here"


def write(path: Path, head: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(STORY.format(head))


def ids(*selections: str, clones: Sequence[str] = (), tags: Sequence[str] = ()) -> list[str]:
    return [case.id for case in select_cases(selections, clones=clones, tags=tags)]


ADDED = ["conflict/both-added[full]", "conflict/both-added[shallow]"]
MODIFIED = ["conflict/both-modified[shallow:2]", "conflict/both-modified[full]"]
PUSH = ["push/deep/er[full]", "push/plain[single-branch]"]


@pytest.mark.parametrize(
    ("selections", "wanted"),
    [
        ((), ADDED + MODIFIED + PUSH),
        (("conflict",), ADDED + MODIFIED),
        (("conflict/",), ADDED + MODIFIED),
        (("push/deep",), PUSH[:1]),
        (("conflict/both-added",), ADDED),
        (("conflict/*add*",), ADDED),
        (("*/both-[am]*",), ADDED + MODIFIED),
        (("conflict/both-modified[full]",), MODIFIED[1:]),
        (("conflict[full]",), [ADDED[0], MODIFIED[1]]),
        (("push", "conflict/both-added", "push/plain"), ADDED + PUSH),
    ],
)
def test_selections_of_the_catalogue(selections: tuple[str, ...], wanted: list[str]) -> None:
    assert ids(*selections) == wanted


def test_clones_and_tags_narrow_it_down() -> None:
    assert ids(clones=["full"]) == [ADDED[0], MODIFIED[1], PUSH[0]]
    assert ids(clones=["shallow", "shallow:2"]) == [ADDED[1], MODIFIED[0]]
    assert ids(tags=["seed"]) == ADDED + MODIFIED
    assert ids(tags=["seed", "quick"], clones=["full"]) == ADDED[:1]


def test_files_and_folders_of_ones_own(shop: Path) -> None:
    write(shop / "mine" / "a.toml")
    write(shop / "mine" / "deep" / "b.toml", 'clones = ["full"]\n')
    both = ["mine/a[full]", "mine/a[shallow]", "mine/deep/b[full]"]
    assert ids("mine") == both
    assert ids("mine/") == both
    assert ids("mine/a.toml[full]") == both[:1]
    assert ids("./mine/deep") == ["./mine/deep/b[full]"]
    assert ids(str(shop / "mine" / "deep" / "b.toml")) == [f"{shop}/mine/deep/b[full]"]
    assert ids("mine", "./mine") == both, "one file is played once"
    assert select_cases(["mine/a.toml"])[0].source == "mine/a.toml"


def test_the_catalogue_comes_before_a_folder_of_the_same_name(shop: Path) -> None:
    write(shop / "push" / "own.toml", 'clones = ["full"]\n')
    assert ids("push") == PUSH
    assert ids("./push") == ["./push/own[full]"]


@pytest.mark.parametrize(
    ("selections", "clones", "tags", "says"),
    [
        (["conflct"], [], [], "No scenario is called 'conflct'. Did you mean 'conflict'?"),
        (["both-added"], [], [], "Did you mean 'conflict/both-added'?"),
        (["*x*"], [], [], "No scenario is called '*x*'. 'gitscen list' shows all; the folders are "),
        ([""], [], [], "No scenario is called ''."),
        (["push/plain[full]"], [], [], "'push/plain[full]' is no case: it runs on single-branch."),
        (["push", "nope"], [], [], "No scenario is called 'nope'."),
        ([], [], ["sed"], "No scenario of the selection has the tag 'sed'. Did you mean 'seed'? Known: quick, seed."),
        (["push"], [], ["seed"], "No scenario of the selection has the tag 'seed'. There is none."),
        (["push"], ["shallow"], [], "No scenario of the selection runs on shallow. Known: full, single-branch."),
        ([], ["single-branch"], ["quick"], "No scenario of the selection has all of these tags and clones."),
        (["."], [], [], "The folder '.' has no file *.toml."),
    ],
)
def test_nothing_selected_tells_what_there_is(
    selections: list[str], clones: list[str], tags: list[str], says: str
) -> None:
    with pytest.raises(NothingSelected) as caught:
        select_cases(selections, clones=clones, tags=tags)
    assert caught.value.exit_code == 5
    assert says in str(caught.value)


def test_what_does_not_exist_or_is_wrong_is_wrong_use(shop: Path) -> None:
    with pytest.raises(UsageError, match="'shalow' is no kind of clone"):
        select_cases([], clones=["shalow"])
    with pytest.raises(ScenarioError, match=r"^nope\.toml: The file cannot be read"):
        select_cases(["nope.toml"])
    write(shop / "bad.toml", "x = 1\n")
    with pytest.raises(ScenarioError, match=r"^bad\.toml:1: Unknown key 'x'"):
        select_cases(["bad.toml"])


def test_a_story_that_needs_a_newer_git_is_told_with_its_line(shop: Path) -> None:
    write(shop / "new.toml", '# for later\nneeds_git = "99.1"\n')
    with pytest.raises(ScenarioError, match=r"^new\.toml:2: This needs git 99\.1, and git [0-9.]+ is here\."):
        select_cases(["new.toml"])
    write(shop / "old.toml", 'needs_git = "2.20"\n')
    assert ids("old.toml") == ["old[full]", "old[shallow]"]


@pytest.fixture
def matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real catalogue, with the matrix."""
    monkeypatch.undo()


@pytest.mark.usefixtures("matrix")
def test_a_folder_and_a_glob_select_rows_of_the_matrix() -> None:
    every = ids("matrix", clones=["full"])
    assert len(every) == len(Route) * len(Way)
    assert all(name.count("/") == 2 for name in every)
    assert ids("matrix/merge/delete") == ["matrix/merge/delete[full]", "matrix/merge/delete[shallow]"]
    assert ids("matrix/*/delete[shallow]") == [
        f"matrix/{route}/delete[shallow]" for route in ("merge", "rebase", "restore")
    ]
    assert ids(tags=["matrix"], clones=["full"]) == every


@pytest.mark.usefixtures("matrix")
def test_what_selects_no_row_may_select_pairs() -> None:
    assert ids("matrix/merge/delete/edit-top[full]") == ["matrix/merge/delete/edit-top[full]"]
    column = ids("matrix/merge/*/edit-top[full]")
    assert column == sorted(f"matrix/merge/{way.value}/edit-top[full]" for way in Way)
    assert select_cases(["matrix/merge/delete/edit-top"])[0].source == ""
    with pytest.raises(NothingSelected, match=r"Did you mean 'matrix/merge/delete/edit-top'\?"):
        ids("matrix/merge/delete/edit-topp")


def test_a_list_reads_no_more_than_heads(shop: Path) -> None:
    (shop.parent / "catalogue" / "push" / "plain.toml").write_text('title = "t"\nclones = ["full"]\n[[step]]\nx = 1\n')
    (pick,) = select_picks(["push/plain"])
    assert (pick.story.name, pick.head.title, pick.clone) == ("push/plain", "t", "full")
    with pytest.raises(ScenarioError, match="A step has either"):
        select_cases(["push/plain"])


def test_the_shipped_catalogue_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert any(find.catalogue().glob("conflict/*.toml"))
    assert len(select_cases([], tags=["seed"])) >= 8
