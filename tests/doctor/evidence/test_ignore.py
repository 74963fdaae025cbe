from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitscen.doctor.evidence.glob import translate_glob
from gitscen.doctor.evidence.ignore import Ignores, parse_patterns
from tests.conftest import Repository

TOP = rb"""# a comment
\#literal
*.log
!keep.log
/rooted
build/
docs/*.txt
**/deep
a/**/z
tail/**
sp\ ace
trailing
[abc]x
[!abc]y
[[:digit:]]n
[]-]m
q?
foo*bar*baz
x[
[z-a]w
\!bang
one/two/
""".replace(b"trailing", b"trailing   ")
SUB = b"!*.log\nonly\n/own\n"
PATHS = (
    "#literal", "x.log", "keep.log", "rooted", "d/rooted", "build", "d/build", "docs/a.txt", "docs/d/a.txt",
    "deep", "d/docs/a.txt", "d/e/deep", "a/z", "a/b/z", "a/b/c/z", "az", "tail/x", "tail/d/x", "tail", "sp ace",
    "trailing", "ax", "dx", "dy", "ay", "4n", "an", "]m", "-m", "am", "qq", "q", "fooxbarybaz", "foobarbaz",
    "foobar", "fo/obarbaz", "x[", "mw", "!bang", "one/two", "d/one/two", "sub/x.log", "sub/only", "sub/own",
    "sub/d/own", "sub/d/only", "plain", "d/plain",
)  # fmt: skip


def check_ignore(repository: Repository, paths: list[str]) -> set[str]:
    """Return which of the paths git says are ignored, as if they were there."""
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", "-z", "--stdin"],
        cwd=repository.path,
        input="\0".join(paths).encode(),
        capture_output=True,
        check=False,
    )
    return set(done.stdout.decode().split("\0")[:-1])


def test_patterns_decide_as_git_does(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.git("init", "-q")
    repository.write({".gitignore": TOP, "sub/.gitignore": SUB, ".git/info/exclude": "excluded\n*.log\n"})
    files = [*PATHS, "excluded", "d/excluded", "keep.log"]
    folders = [path for path in files if path != "tail"]  # asked of tail/, git holds the slash against tail/**
    contents = {b".gitignore": TOP, b"sub/.gitignore": SUB}
    ignores = Ignores(lambda path: contents.get(path, b""), b"excluded\n*.log\n")

    def covers(path: str, *, folder: bool) -> bool:
        parts = path.split("/")
        above = ["/".join(parts[:count]) for count in range(1, len(parts))]
        return any(ignores.covers(one.encode(), folder=True) for one in above) or ignores.covers(
            path.encode(), folder=folder
        )

    assert {path for path in files if covers(path, folder=False)} == check_ignore(repository, files)
    asked = check_ignore(repository, [path + "/" for path in folders])
    assert {path + "/" for path in folders if covers(path, folder=True)} == asked


@pytest.mark.parametrize(
    ("line", "count"),
    [(b"", 0), (b"# x", 0), (b"/", 0), (b"!", 0), (b"x" * 2000, 0), (b"x[", 0), (b"a\r", 1), (b"!a", 1)],
)
def test_lines_that_match_nothing_are_left_out(line: bytes, count: int) -> None:
    assert len(parse_patterns(line)) == count


@pytest.mark.parametrize("glob", [b"a*" * 400 + b"b", b"**/a/" * 150 + b"b", b"*a" * 400 + b"b", b"[!b]*" * 200 + b"b"])
def test_no_pattern_is_slow(glob: bytes) -> None:
    """A regular expression that goes back over what its stars took would not end before the stars do."""
    matches = translate_glob(glob)
    assert matches is not None
    assert not matches(b"a" * 250)
    assert not matches(b"a/" * 400 + b"a")


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_any_bytes_are_a_pattern_or_not(glob: bytes, path: bytes) -> None:
    for pattern in parse_patterns(glob):
        pattern.matches(path)


@given(st.text("ab*?/", max_size=8), st.text("ab/", max_size=8))
def test_what_a_star_keeps_it_never_has_to_give_back(glob: str, path: str) -> None:
    """It is held against a matcher that tries everything."""
    if "**" in glob:
        return
    matches = translate_glob(glob.encode())
    assert matches is not None
    assert bool(matches(path.encode())) == _slow(glob, path)


def _slow(glob: str, path: str) -> bool:
    if not glob:
        return not path
    if glob[0] == "*":
        return _slow(glob[1:], path) or (bool(path) and path[0] != "/" and _slow(glob, path[1:]))
    return bool(path) and (glob[0] == path[0] or (glob[0] == "?" and path[0] != "/")) and _slow(glob[1:], path[1:])
