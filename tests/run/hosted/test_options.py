"""Options of stories of sessions as one text, there and back."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from gitscen.errors import UsageError
from gitscen.run.hosted.options import Options, format_options, parse_options, settle_options
from gitscen.subject.spec import WORKFLOW


@pytest.mark.parametrize(
    "options",
    [
        Options(),
        Options(transport="sqs"),
        Options(transport="sqs", endpoint="http://127.0.0.1:5000"),
        Options(container="node 'my container.js'", agent="python agent.py"),
    ],
)
def test_options_come_back_from_their_text(options: Options) -> None:
    assert parse_options(format_options(options)) == options


def test_plain_options_are_gitscens_own_workflow() -> None:
    assert format_options(Options()) == WORKFLOW
    assert parse_options(WORKFLOW) == Options()


@pytest.mark.parametrize("workflow", ["mine:Flow", "node adapter.js"])
def test_no_container_asks_another_workflow(workflow: str) -> None:
    assert parse_options(workflow) is None


@pytest.mark.parametrize("text", ["--nonsense x", "--transport"])
def test_what_is_no_option_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_options(text)


def test_a_persons_words_are_settled_where_they_stand(tmp_path: Path) -> None:
    (tmp_path / "agent.py").touch()
    options = settle_options(transport="sqlite", endpoint="", container="", agent="python agent.py", here=tmp_path)
    assert options == Options(agent=shlex.join(["python", f"{tmp_path}/agent.py"]))
    with pytest.raises(UsageError, match="--endpoint goes with"):
        settle_options(transport="sqlite", endpoint="http://x", container="", agent="", here=tmp_path)
