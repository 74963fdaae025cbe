from __future__ import annotations

import pytest

from gitscen.names import RefName
from gitscen.workflow.join.answer import parse_answer

REF = RefName("refs/heads/thread-a")


@pytest.mark.parametrize(
    ("line", "code", "accepted", "up_to_date", "refused"),
    [
        (" \trefs/heads/thread-a:refs/heads/thread-a\t1a2b..3c4d", 0, True, False, False),
        ("*\trefs/heads/thread-a:refs/heads/thread-a\t[new branch]", 0, True, False, False),
        ("=\trefs/heads/thread-a:refs/heads/thread-a\t[up to date]", 0, True, True, False),
        ("!\trefs/heads/thread-a:refs/heads/thread-a\t[rejected] (fetch first)", 1, False, False, True),
        ("!\trefs/heads/thread-b:refs/heads/thread-b\t[rejected] (fetch first)", 1, False, False, False),
        ("", 128, False, False, False),
    ],
)
def test_the_flag_decides(line: str, code: int, accepted: bool, up_to_date: bool, refused: bool) -> None:  # noqa: FBT001
    answer = parse_answer(f"To origin\n{line}\nDone\n".encode(), "", code=code, ref=REF)
    assert (answer.accepted, answer.up_to_date, answer.refused) == (accepted, up_to_date, refused)


def test_words_are_the_remotes_without_control_characters() -> None:
    said = "remote: \x1b[31mtoo big\x07\x1b[0m        \nremote: \nTo x\nerror: failed to push some refs\nhint: pull\n"
    line = f"!\t{REF}:{REF}\t[remote rejected] (hook \x1bdeclined)\n".encode()
    words = parse_answer(line, said, code=1, ref=REF).words
    assert words == "[remote rejected] (hook  declined); [31mtoo big  [0m"
    assert parse_answer(b"", "fatal: gone\nhint: x\n", code=128, ref=REF).words == "fatal: gone"
    assert parse_answer(b"", "", code=128, ref=REF).words == "git push ended with 128 and said nothing"
