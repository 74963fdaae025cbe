from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitscen.session.agent.command import SCRIPTED
from gitscen.session.agent.scripted import Act, parse_instruction, perform


def do(top: Path, text: str) -> list[str]:
    return [told for act in parse_instruction(text) for told in perform(act, top)]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ('Create file1.txt with content "1"', Act("create", path="file1.txt", text="1")),
        ('create a/b.md with content "say \\"x\\"".', Act("create", path="a/b.md", text='say \\"x\\"')),
        ("Create big.bin with 5 MB", Act("large", path="big.bin", number=5)),
        ('Append "more" to file1.txt', Act("append", path="file1.txt", text="more")),
        ('Append "more" to file1.txt.', Act("append", path="file1.txt", text="more")),
        ('Replace "old" with "new" in a.txt', Act("replace", path="a.txt", text="old", other="new")),
        ('Edit "old" with "" in a.txt', Act("replace", path="a.txt", text="old", other="")),
        ("Delete a.txt", Act("delete", path="a.txt")),
        ("Delete everything", Act("add", path="delete-everything.txt", text="Delete everything")),
        ('Fail with "words"', Act("fail", text="words")),
        ("Add a hello world page", Act("add", path="hello-world.html", text="Add a hello world page")),
        ("Add a test file", Act("add", path="test-file.txt", text="Add a test file")),
        ("Add a simple header", Act("add", path="simple-header.txt", text="Add a simple header")),
        ("Task 3", Act("add", path="task-3.txt", text="Task 3")),
        ("你好", Act("add", path="work.txt", text="你好")),
        (
            "Refactor all components to use TypeScript",
            Act(
                "long",
                path="refactor-all-components-to-use-typescript",
                text="Refactor all components to use TypeScript",
                number=100,
                pause=0.05,
            ),
        ),
        (
            "Write a book step by step (steps: 3, until: go)",
            Act("long", path="write-a-book-step-by-step", text="Write a book step by step", other="go", number=3),
        ),
    ],
)
def test_instructions_are_understood(text: str, act: Act) -> None:
    assert parse_instruction(text) == [act]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Build it (step: 3)", "'step' is no option"),
        ("Build it (until: ../go)", "'../go' is no event"),
        ("Build it (steps: many)", "many"),
    ],
)
def test_options_that_are_none_are_told(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_instruction(text)


def test_acts_change_files(tmp_path: Path) -> None:
    told = do(
        tmp_path,
        'Create a/x.txt with content "1"\nAppend "2" to a/x.txt\n\nReplace "1" with "0" in a/x.txt\n'
        'Create y.txt with content "y"\nDelete y.txt\nAdd a contact page\nAdd a contact page\nCreate big with 1 MB',
    )
    assert told[:2] == ["create a/x.txt", "append a/x.txt"]
    assert (tmp_path / "a/x.txt").read_text() == "0\n2\n"
    assert not (tmp_path / "y.txt").exists()
    assert (tmp_path / "contact.html").read_text() == "Add a contact page\n" * 2
    assert (tmp_path / "big").stat().st_size == 1_000_000


@pytest.mark.parametrize("path", ["../x.txt", "/x/y", "a/../../x.txt", ".git/config", "a/.GIT/x", "git~1/x", "out/x"])
def test_nothing_outside_the_workspace_is_touched(tmp_path: Path, path: str) -> None:
    top = tmp_path / "top"
    top.mkdir()
    (top / "out").symlink_to(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ValueError, match=r"no path in|leads out of"):
        do(top, f'Create {path} with content "x"')
    assert sorted(tmp_path.rglob("*")) == before


@given(st.text(max_size=60))
def test_any_text_is_an_instruction_or_a_clear_error(text: str) -> None:
    try:
        acts = parse_instruction(text)
    except ValueError:
        return
    assert len(acts) == sum(bool(line.strip()) for line in text.splitlines())


def run(top: Path, text: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(SCRIPTED, cwd=top, input=text.encode(), capture_output=True, check=False)


def test_as_a_program_it_tells_what_it_does(tmp_path: Path) -> None:
    done = run(tmp_path, 'Create a.txt with content "ä"\nReplace "b" with "c" in a.txt')
    assert (done.returncode, done.stdout, done.stderr) == (1, b"create a.txt\n", b"a.txt does not hold 'b'.\n")
    assert (tmp_path / "a.txt").read_bytes() == "ä\n".encode()


def test_it_works_step_by_step_until_it_is_interrupted(tmp_path: Path) -> None:
    with subprocess.Popen(SCRIPTED, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"Build it (steps: 2, until: never)")
        process.stdin.close()
        assert [process.stdout.readline() for _ in range(2)] == [b"step 1 of 2\n", b"step 2 of 2\n"]
        os.kill(process.pid, signal.SIGINT)
        assert process.wait() == 130
    assert sorted(path.name for path in (tmp_path / "build-it").iterdir()) == ["step-001.txt", "step-002.txt"]
