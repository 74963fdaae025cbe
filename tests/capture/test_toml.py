from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitscen.capture.toml import write_toml
from gitscen.scenario.acts import Write
from gitscen.scenario.asks import Recover
from gitscen.scenario.content import FileSpec
from gitscen.scenario.find import select_cases
from gitscen.scenario.load import decode_scenario
from gitscen.scenario.model import Scenario

NAMES = sorted({case.name for case in select_cases(["recovery", "stash", "names"])})


@pytest.mark.parametrize("name", NAMES)
def test_the_catalogue_is_read_again_as_it_was_written(name: str) -> None:
    scenario = select_cases([name])[0].scenario
    assert decode_scenario(tomllib.loads(write_toml(scenario, ["a comment\nof two lines\x1b"]))) == scenario


TEXT = st.text(st.characters(codec="utf-8"))


@given(st.dictionaries(st.text("ab \"'\\.=[]{}é\u2028\x7f#", min_size=1, max_size=8).filter(str.strip), TEXT), TEXT)
def test_any_text_comes_back(files: dict[str, str], text: str) -> None:
    paths = {
        f"d/x{number}{name.replace('/', '')}".replace('"', "q"): content
        for number, (name, content) in enumerate(files.items())
    }
    scenario = Scenario(
        title="t",
        clones=("full",),
        step=(Write(files={**paths, "exe": FileSpec(text=text, executable=True)}), Recover()),
    )
    assert decode_scenario(tomllib.loads(write_toml(scenario))) == scenario
