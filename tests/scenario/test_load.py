"""Scenario files: what is right comes out typed, what is wrong comes out with file, line and remedy."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gitscen.errors import ScenarioError, UsageError
from gitscen.names import Side
from gitscen.outcome import Status
from gitscen.scenario.acts import Push, Write
from gitscen.scenario.asks import AskCommit, AskPush, Expect, Switch, WantedResolution
from gitscen.scenario.content import FileSpec
from gitscen.scenario.find import catalogue
from gitscen.scenario.load import decode_scenario, encode_scenario, load_scenario
from gitscen.scenario.model import OriginCommit, Scenario

EXAMPLE = """\
title = "Both sides add the same file"
about = "The incoming side added greeting.txt too. Local work wins; the incoming version stays in history."
tags = ["seed"]
clones = ["full", "shallow"]

[[origin]]
branch = "main"
files = { "app.txt" = "one\\n" }

[[step]]
ask = "switch"
branch = "thread-a"

[[step]]
do = "write"
files = { "greeting.txt" = "local\\n" }

[[step]]
ask = "commit"
message = "greet"

[[step]]
do = "push"
as = "peer"
branch = "thread-a"
files = { "greeting.txt" = "incoming\\n" }

[[step]]
ask = "push"
outcome = "resolved"

[expect]
branch = "thread-a"
clean = true
files = { "greeting.txt" = "local\\n" }
remote = { "thread-a" = "same" }
"""

SAME_FROM_PYTHON = Scenario(
    title="Both sides add the same file",
    about="The incoming side added greeting.txt too. Local work wins; the incoming version stays in history.",
    tags=("seed",),
    origin=(OriginCommit(branch="main", files={"app.txt": "one\n"}),),
    step=(
        Switch(branch="thread-a"),
        Write(files={"greeting.txt": "local\n"}),
        AskCommit(message="greet"),
        Push(as_="peer", branch="thread-a", files={"greeting.txt": "incoming\n"}),
        AskPush(outcome=Status.RESOLVED),
    ),
    expect=Expect(branch="thread-a", clean=True, files={"greeting.txt": "local\n"}, remote={"thread-a": "same"}),
)

HEAD = 'title = "t"\n\n[[origin]]\nbranch = "main"\n\n[[step]]\n'
"""Six lines; what a test adds begins on line 7."""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path("story.toml")


def complaint(file: Path, source: str | bytes) -> str:
    file.write_bytes(source if isinstance(source, bytes) else source.encode())
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    assert isinstance(caught.value, UsageError)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_python_and_toml_tell_the_same_story(file: Path) -> None:
    file.write_text(EXAMPLE)
    assert load_scenario(file) == SAME_FROM_PYTHON


def test_a_story_goes_to_plain_tables_and_back() -> None:
    assert encode_scenario(SAME_FROM_PYTHON)["step"][3] == {
        "do": "push", "branch": "thread-a", "files": {"greeting.txt": "incoming\n"},
    }  # fmt: skip
    everything = Scenario(
        title="t",
        step=(
            Write(id="a", files={"x": FileSpec(base64="AA=="), "y": FileSpec(link="x")}, chmod={"x": "+x"}),
            AskPush(
                meanwhile=(Push(at="before push", branch="b"), Write(at="after push #2", files={"z": "1"})),
                outcome=(Status.DONE, Status.REFUSED),
                resolved=(WantedResolution(path="x", kept=Side.INCOMING),),
                expect=Expect(
                    branch=False, files={"x": False}, stash=0, parents=0, clean=False, operation=(), unmerged={}
                ),
            ),
        ),
        clones=("full",),
        expect=Expect(unchanged_since="a", history={"x": ("1", FileSpec(text="2"))}),
    )
    assert decode_scenario(encode_scenario(everything)) == everything


@pytest.mark.parametrize("path", sorted(catalogue().rglob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_story_loads_and_survives_the_way_to_a_worker(path: Path) -> None:
    scenario = load_scenario(path)
    assert decode_scenario(encode_scenario(scenario)) == scenario


SHAPE = {
    'ask = "pusch"\n': "7: There is no ask = 'pusch'. Did you mean 'push'?",
    'do = "push"\nask = "push"\n': "6: A step has either 'do' or 'ask', and this one has both.",
    'branch = "a"\n': "6: A step has either 'do' or 'ask', and this one has neither.",
    "ask = 3\n": "7: There is no ask = 3. Known: commit,",
    'ask = "push"\nstep = 1\n': "8: Unknown key 'step' of 'ask push'. Take it out.",
    'ask = "push"\noutcom = "done"\n': "8: Unknown key 'outcom' of 'ask push'. Did you mean 'outcome'? Known: budget,",
    'ask = "push"\noutcome = "don"\n': "8: 'outcome' cannot be 'don'. Did you mean 'done'? Known: done, failed,",
    'ask = "push"\n[step.expect]\n\nclaen = true\n': "10: Unknown key 'claen' of 'expect'. Did you mean 'clean'?",
    'ask = "push"\n[step.expect.files]\na = "1"\nb = true\n': "10: 'b' cannot be 'true'. Known: a table, false, text.",
    'ask = "push"\n[step.expect.remote]\na = "sam"\n': "9: 'a' cannot be 'sam'. Did you mean 'same'?",
    'ask = "switch"\n': "6: The key 'branch' of 'ask switch' is missing.",
    'ask = "switch"\nbranch = 3\n': "8: 'branch' is wrong: it must be text, not a whole number.",
    'ask = "push"\nexpect = 3\n': "8: 'expect' is wrong: it must be a table, not a whole number. expect: what must",
    'ask = "push"\nkill = "b"\n': "8: 'kill' is wrong: it must be text that matches",
    'ask = "push"\nkill = "after psh"\n': "8: There is no moment 'after psh', for git has no command 'psh'.",
    'ask = "push"\n[[step.meanwhile]]\nat = "after push"\n': "8: A step has either 'do' or 'ask'",
    'ask = "push"\n[[step.meanwhile]]\nask = "push"\n': "9: Here the world acts, while the workflow is",
    'ask = "push"\n[[step.meanwhile]]\ndo = "stag"\n': "9: There is no do = 'stag'. Did you mean 'stage'?",
    'ask = "push"\n[[step.meanwhile]]\ndo = "push"\nbranhc = "a"\n': "10: Unknown key 'branhc' of 'do push'.",
    'ask = "push"\n[[step.meanwhile]]\n\ndo = "stage"\nat = "x"\n': "11: 'at' is wrong: it must be text that matches",
    'ask = "push"\n[step.budget]\nseconds = nan\n': "9: 'seconds' is wrong: it must be a number > 0.0.",
    'do = "write"\n[step.files]\na = "1"\nb = { txt = "1" }\n': "10: Unknown key 'txt' of 'b'. Did you mean 'text'?",
    'do = "write"\n[step.files]\na = "1"\nb = {}\n': "10: 'b' is wrong: a file needs exactly one of text,",
    'do = "write"\n[step.files]\nb = { base64 = "!" }\n': "9: 'b' is wrong: ",
    'do = "write"\nchmod = { a = "x" }\n': "8: 'a' cannot be 'x'. Did you mean '-x'? Known: +x, -x.",
    'do = "hook"\nname = "pre-comit"\n': "8: 'name' cannot be 'pre-comit'. Did you mean 'pre-commit'?",
    'do = "git"\nargs = []\n': "8: 'args' is wrong: it must be a list of length >= 1. args: the subcommand",
    'ask = "push"\n\n[expect]\nbranhc = "main"\n': "10: Unknown key 'branhc' of 'expect'. Did you mean 'branch'?",
    'ask = "push"\nneeds_git = "2.40"\n': "8: Unknown key 'needs_git' of 'ask push'.",
}


@pytest.mark.parametrize(("step", "wanted"), SHAPE.items(), ids=list(SHAPE.values()))
def test_a_wrong_step_is_told_with_its_line(file: Path, step: str, wanted: str) -> None:
    assert complaint(file, HEAD + step).startswith(f"story.toml:{wanted}")


WHOLE: dict[str | bytes, str] = {
    "": "1: The file is empty. ",
    " \n\n": "1: The file is empty. ",
    "title = \n": "1: This is not TOML: Invalid value. ",
    '\ntitle = "a': "2: This is not TOML: Unterminated string. ",
    'title = "a"\ntitle = "b"\n': "2: This is not TOML: Cannot overwrite a value. ",
    b'title = "a"\nabout = "\xff"\n': "2: The file is not UTF-8. ",
    "a = " + "[" * 5000: "1: The file nests too deeply. ",
    'steps = 1\ntitle = "t"\n': "1: Unknown key 'steps' of the scenario. Did you mean 'step'?",
    'title = "t"\n': "1: The key 'step' of the scenario is missing. ",
    'title = "t"\nstep = 3\n': "2: 'step' is wrong: it must be a list, not a whole number. ",
    'title = "t"\nstep = [3]\n': "2: 'step' is wrong: it must be a table, not a whole number. ",
    'title = ""\n[[step]]\nask = "push"\n': "1: 'title' is wrong: it must be text of length >= 1. ",
    'title = "t"\nclones = [\n"full",\n"fll"]\n[[step]]\nask = "push"\n': "4: 'clones' is wrong: it must be text",
    b"x" * (5 << 20): " The file is larger than 4 MiB. ",
}


@pytest.mark.parametrize(("source", "wanted"), WHOLE.items(), ids=list(WHOLE.values()))
def test_a_wrong_file_is_told(file: Path, source: str | bytes, wanted: str) -> None:
    assert complaint(file, source).startswith(f"story.toml:{wanted}")


def test_the_first_fault_of_several_is_told(file: Path) -> None:
    source = HEAD + 'ask = "push"\n[step.expect.files]\n"/b" = "x"\n[[step]]\ndo = "write"\nfiles = { "../a" = "" }\n'
    assert complaint(file, source).startswith("story.toml:9: The path '/b' is absolute.")


def test_a_wrong_key_is_found_though_more_is_wrong_further_on(file: Path) -> None:
    source = HEAD + 'do = "write"\n[step.files]\na = "1"\nb = { txt = "1" }\n[[step]]\nask = "push"\noutcom = 1\n'
    assert complaint(file, source).startswith("story.toml:10: Unknown key 'txt' of 'b'.")


@pytest.mark.usefixtures("file")
def test_what_is_no_readable_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name, wanted in {
        "none.toml": "none.toml: The file cannot be read: No such file or directory.",
        "folder": "folder: This is a folder. ",
        "pipe": "pipe: This is no ordinary file. ",
    }.items():
        with pytest.raises(ScenarioError) as caught:
            load_scenario(Path(name))
        assert str(caught.value).startswith(wanted)


def test_tables_that_are_wrong_are_told_with_their_place() -> None:
    with pytest.raises(ScenarioError, match=r"^step\.0\.files\.\.\./x: The path '\.\./x' has '\.\.'"):
        decode_scenario(
            {"title": "t", "clones": ["full"], "step": [{"do": "write", "files": {"../x": ""}}, {"ask": "push"}]}
        )
