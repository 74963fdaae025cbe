from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyfakefs.fake_filesystem import FakeFilesystem

from gitscen.doctor.evidence import gather as module
from gitscen.doctor.evidence.gather import gather
from gitscen.doctor.evidence.model import Evidence, HeadState, IndexState, LayoutFault, LayoutKind, PartFault
from tests.doctor.evidence.build import A, B, C, healthy, lay, lay_healthy

FILES = [*(name for name in healthy() if "/.git/" in name), "/w/.git/index", "/w/.git", "/w/.gitignore"]
STATE = [
    "/w/.git/" + name
    for name in ("MERGE_HEAD", "rebase-merge/autostash", "sequencer/todo", "shallow", "config.worktree", "index.lock")
] + ["/w/.gitmodules", "/w/.git/worktrees/x/gitdir", "/w/.git/gitscen/recover/0001/journal", "/w/src/.git"]


def test_of_a_healthy_workspace_everything_is_there_and_nothing_is_wrong(fs: FakeFilesystem) -> None:
    lay_healthy(fs)
    told: list[str] = []
    evidence = gather("/w", progress=told.append)
    assert evidence.layout.kind is LayoutKind.MAIN
    assert (evidence.head.state, evidence.head.ref) == (HeadState.BRANCH, "refs/heads/main")
    assert dict(evidence.refs.all()) == {"refs/heads/main": B, "refs/remotes/origin/main": A, "refs/stash": C}
    assert [line.message for line in evidence.reflogs["refs/stash"].lines] == [b"On main: mine"]
    assert evidence.index.state is IndexState.GOOD
    assert (evidence.files.files, evidence.files.changed, evidence.files.loose) == (2, (), ())
    assert (evidence.locks, evidence.faults, evidence.config.bad, evidence.owned) == ((), (), (), ())
    assert "files" in told


def test_a_part_that_fails_takes_no_other_down(fs: FakeFilesystem, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_healthy(fs)

    def fail(*_: object, **__: object) -> None:
        raise ArithmeticError("no")

    monkeypatch.setattr(module, "read_refs", fail)
    evidence = gather("/w")
    assert evidence.faults == (PartFault("refs", "ArithmeticError: no"),)
    assert evidence.index.state is IndexState.GOOD
    assert not list(evidence.refs.all())


def test_without_a_repository_the_files_are_still_seen(fs: FakeFilesystem) -> None:
    lay(fs, {"/w/a.txt": "a\n", "/w/sub/.git/HEAD": "x"})
    evidence = gather("/w")
    assert evidence.layout.fault is LayoutFault.NO_GIT
    assert [one.path for one in evidence.files.loose] == [b"a.txt"]
    assert [one.path for one in evidence.files.nested] == [b"sub"]
    assert not evidence.files.known


@pytest.mark.parametrize("path", ["/w/a.txt", "/nowhere"])
def test_what_is_no_directory_raises_what_the_system_says(fs: FakeFilesystem, path: str) -> None:
    lay_healthy(fs)
    with pytest.raises(OSError, match="directory"):
        gather(path)


def _photograph() -> dict[str, tuple[int, int, bytes]]:
    seen = {}
    for folder, _, names in os.walk("/w"):
        for name in names:
            place = f"{folder}/{name}"
            info = os.lstat(place)
            seen[place] = (info.st_mode, info.st_mtime_ns, Path(place).read_bytes())
    return seen


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    damage=st.dictionaries(
        st.sampled_from([*FILES, *STATE]),
        st.one_of(st.none(), st.binary(max_size=80), st.tuples(st.integers(0, 300), st.integers(0, 255))),
        max_size=4,
    )
)
def test_any_bytes_in_any_file_never_crash_a_reader(
    fs: FakeFilesystem, damage: dict[str, bytes | tuple[int, int] | None]
) -> None:
    """Each file is deleted, replaced by any bytes, or has one byte flipped. No part may fail, nor change a byte."""
    if os.path.lexists("/w"):
        fs.remove_object("/w")
    lay_healthy(fs)
    for name, how in damage.items():
        _damage(fs, name, how)
    before = _photograph()
    evidence = gather("/w")
    assert isinstance(evidence, Evidence)
    assert evidence.faults == ()
    assert _photograph() == before


def _damage(fs: FakeFilesystem, name: str, how: bytes | tuple[int, int] | None) -> None:
    content = b""
    if fs.exists(name):
        if fs.isfile(name):
            content = fs.get_object(name).byte_contents or b""
        fs.remove_object(name)
    if how is None or not all(fs.isdir(top) or not fs.exists(top) for top in _tops(name)):
        return
    if isinstance(how, tuple):
        at, byte = how
        how = content[:at] + bytes([byte]) + content[at + 1 :]
    fs.create_file(name, contents=how)


def _tops(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[:count]) for count in range(2, len(parts))]
