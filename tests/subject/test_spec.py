"""The text that names a workflow: classes and command lines told apart, and found from where the person stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitscen.errors import UsageError
from gitscen.subject.spec import is_class, settle_spec


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("mypackage.git:MyWorkflow", True),
        ("m:C", True),
        ("node adapter.js", False),
        ("./adapter", False),
        ("adapter", False),
        ("m:C --option", False),
        ("m:", False),
        ("C:/adapter.exe", False),
    ],
)
def test_classes_and_command_lines(text: str, *, python: bool) -> None:
    assert is_class(text) is python


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("m:C", "m:C"),
        ("node adapter.js", "node {here}/adapter.js"),
        ("node missing.js", "node missing.js"),
        ("./adapter.js --x", "{here}/adapter.js --x"),
        ("bin/no-such", "{here}/bin/no-such"),
        ("/usr/bin/env node", "/usr/bin/env node"),
        ("node folder --file=adapter.js -adapter.js", "node folder --file=adapter.js -adapter.js"),
        ("sh 'two words.sh' '$HOME;x'", "sh '{here}/two words.sh' '$HOME;x'"),
    ],
)
def test_files_are_found_from_where_the_person_stands(text: str, settled: str, tmp_path: Path) -> None:
    for name in ("adapter.js", "two words.sh"):
        (tmp_path / name).write_text("")
    (tmp_path / "folder").mkdir()
    assert settle_spec(text, tmp_path) == settled.format(here=tmp_path)


@pytest.mark.parametrize("text", ["", "  ", "a 'b", "m:", ":C", "''"])
def test_what_names_nothing(text: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Name a Python class as module:Class, or a program"):
        settle_spec(text, tmp_path)
