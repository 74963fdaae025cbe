from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gitscen.capture.disguise import Disguise

LINES = st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=12), max_size=12)
TEXTS = LINES.map(lambda lines: "".join(f"{line}\n" for line in lines))


def split(text: str) -> list[str]:
    return text.splitlines(keepends=True)


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_lines_keep_number_length_and_equality(texts: list[str]) -> None:
    disguise = Disguise(contents=True)
    told = [disguise.text(text) for text in texts]
    before = [line for text in texts for line in split(text)]
    after = [line for text in told for line in split(text)]
    assert [len(split(text)) for text in told] == [len(split(text)) for text in texts]
    assert [len(line) for line in after] == [len(line) for line in before]
    for one, its in zip(before, after, strict=True):
        assert [one == other for other in before] == [its == other for other in after]


@given(st.lists(st.binary(min_size=9, max_size=60), min_size=1, max_size=5))
def test_what_is_binary_keeps_length_and_equality(contents: list[bytes]) -> None:
    disguise = Disguise(contents=True)
    before = [b"\0" + content for content in contents]
    after = [disguise.content(b"pic.bin", content) for content in before]
    assert [len(content) for content in after] == [len(content) for content in before]
    assert all(b"\0" in content for content in after)
    for one, its in zip(before, after, strict=True):
        assert [one == other for other in before] == [its == other for other in after]


def test_the_shape_of_a_conflict_stays() -> None:
    text = "def secret():\n<<<<<<< HEAD\n    return 1\n||||||| base\n=======\n    return 2\r\n>>>>>>> thread-a\n"
    told = Disguise(contents=True).text(text)
    lines = told.split("\n")
    assert not [word for word in ("secret", "return", "thread", "base", "HEAD") if word in told]
    assert [line[:8] for line in lines if line[:1] in "<|=>" and line] == [
        "<<<<<<< ",
        "||||||| ",
        "=======",
        ">>>>>>> ",
    ]
    assert lines[2].startswith("    ")
    assert lines[5].endswith("\r")


def test_names_are_replaced_part_by_part_and_endings_stay() -> None:
    disguise = Disguise(contents=True, names=True)
    assert disguise.path(b"src/secret.py") == b"name-1/name-2.py"
    assert disguise.path(b"src/other") == b"name-1/name-3"
    assert disguise.path(b"src/.gitignore") == b"name-1/.gitignore"
    assert disguise.content(b".gitignore", b"*.log\n/src/secret.py\n") == b"*.log\n/name-1/name-2.py\n"
    assert disguise.ref("refs/heads/secret") == "refs/heads/branch-1"
    assert disguise.ref("refs/remotes/origin/secret") == "refs/remotes/origin/branch-1"
    assert disguise.ref("refs/heads/main") == "refs/heads/main"


def test_without_being_asked_nothing_is_replaced() -> None:
    plain = Disguise()
    assert plain.content(b"a", b"secret\n") == b"secret\n"
    assert (plain.path(b"a/b"), plain.message("m"), plain.branch("b")) == (b"a/b", "m", "b")
