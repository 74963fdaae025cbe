from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitscen.errors import GitscenError, ScenarioError
from gitscen.run.knownfile import parse_known, read_known
from gitscen.scenario.find import select_cases
from gitscen.scenario.model import Case

TEXT = """\
# why, in words

conflict/both-added[shallow]  markers are committed, issue #12
push/plain
  "my stories/odd one.toml" \t a name with spaces
'./x'[full]
"""


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return select_cases(["push/plain"])


def test_a_file() -> None:
    assert [
        (one.name, one.clone, one.why, one.where) for one in parse_known(TEXT.replace("'[full]", "[full]'"), "k")
    ] == [
        ("conflict/both-added", "shallow", "markers are committed, issue #12", "k:3"),
        ("push/plain", None, "", "k:4"),
        ("my stories/odd one", None, "a name with spaces", "k:5"),
        ("./x", "full", "", "k:6"),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (TEXT, "k:6: this is no known failure."),
        ('"open', "k:1: this is no known failure."),
        ("a why\n\na other", "k:3: line 1 declares the same."),
        ("a[full]\na.toml\na", "k:3: line 2 declares the same."),
    ],
)
def test_a_line_that_is_wrong(text: str, says: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        parse_known(text, "k")
    assert str(raised.value).startswith(says)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="#\"'"), min_size=1))
def test_every_name_without_spaces_is_itself(name: str) -> None:
    (one,) = parse_known(f"{name}[full]   why  not", "k")
    assert (one.name, one.clone, one.why) == (name.removesuffix(".toml"), "full", "why  not")


def test_names_that_exist_and_are_not_played_are_nobodys_concern(tmp_path: Path, cases: tuple[Case, ...]) -> None:
    file = tmp_path / "known.txt"
    file.write_text("push/plain[shallow] x\nconflict/both-added\nmatrix/merge/append/chmod\nswitch/safe-switch[full]\n")
    assert {name: one.why for name, one in read_known(str(file), cases).items()} == {"push/plain[shallow]": "x"}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("push/plane", "2: No scenario is called 'push/plane'. Did you mean 'push/plain'?"),
        ("push/plain[shallow:7]", "2: 'push/plain[shallow:7]' is no case: it runs on full, shallow."),
        ("push", "2: 'push' stands for several scenarios. Name each that is known to fail."),
        ("push/*", "2: 'push/*' stands for several scenarios."),
    ],
)
def test_a_name_that_does_not_exist(line: str, says: str, tmp_path: Path, cases: tuple[Case, ...]) -> None:
    file = tmp_path / "known.txt"
    file.write_text(f"conflict/both-added\n{line}  why\n")
    with pytest.raises(ScenarioError) as raised:
        read_known(str(file), cases)
    assert str(raised.value).startswith(f"{file}:{says}")
    assert raised.value.exit_code == 2


@pytest.mark.parametrize("content", [None, b"push/plain \xff"])
def test_a_file_that_cannot_be_read(content: bytes | None, tmp_path: Path, cases: tuple[Case, ...]) -> None:
    file = tmp_path / "known.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(GitscenError) as raised:
        read_known(str(file), cases)
    assert raised.value.exit_code == 2
    assert str(file) in str(raised.value)


def test_a_story_of_ones_own_is_named_with_or_without_its_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cases: tuple[Case, ...]
) -> None:
    (tmp_path / "my own").mkdir()
    for name in ("one", "two"):
        (tmp_path / f"my own/{name}.toml").write_text('title = "t"\nstep = [{ ask = "push" }]\nclones = ["full"]\n')
    monkeypatch.chdir(tmp_path)
    mine = select_cases(["my own/one.toml"])
    Path("known").write_text('"my own/one.toml" why\n"my own/two"\n')
    assert list(read_known("known", mine)) == ["my own/one[full]"]
    assert read_known("known", cases) == {}
