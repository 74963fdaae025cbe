from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from benchmarks.agreement import Agreement, UnequalWork
from benchmarks.bench import Bench, open_bench
from benchmarks.operations import COMMIT
from benchmarks.repository import Repository, Size, build_repository
from benchmarks.rewind import Rewind
from benchmarks.state import conclude
from benchmarks.transcript.record import record
from benchmarks.transcript.replay import replay


@pytest.fixture
def bench() -> Iterator[Bench]:
    with open_bench(1) as bench:
        yield bench


@pytest.fixture
def repository(bench: Bench) -> Repository:
    made = build_repository(bench.place / "repository", Size(files=10, refs=2, stashes=2), bench.env)
    COMMIT.prepare(made)
    return made


def test_a_replay_does_what_was_recorded_and_anything_else_is_told(bench: Bench, repository: Repository) -> None:
    rewind, agreement, room = Rewind(repository.root), Agreement("commit"), bench.place / "room"
    recording = record(repository.root, room, lambda: COMMIT.open(repository), COMMIT.act)
    agreement.check("gitscen", conclude(repository, rewind, refs=True))
    assert replay(repository.root, room, recording) > 0
    agreement.check("the replay", conclude(repository, rewind, refs=True))
    last = next(number for number, call in enumerate(recording.calls) if "commit" in call.args)
    replay(repository.root, room, replace(recording, calls=recording.calls[:last]))
    with pytest.raises(UnequalWork, match="commit: gitscen came to State"):
        agreement.check("half a replay", conclude(repository, rewind, refs=True))
    wrong = replace(recording.calls[0], args=("rev-parse", "--verify", "no-such-ref"))
    with pytest.raises(UnequalWork, match="ended with 128 when replayed, 0 before"):
        replay(repository.root, room, replace(recording, calls=(wrong,)))


def test_an_operation_without_git_is_no_recording(bench: Bench, repository: Repository) -> None:
    with pytest.raises(UnequalWork, match="no git command was recorded"):
        record(repository.root, bench.place / "room", lambda: None, lambda _: None)


def test_a_repository_is_of_its_size(repository: Repository) -> None:
    git = repository.git
    assert len(git.run("stash", "list").line.splitlines()) == 2
    assert len(git.run("for-each-ref", "refs/heads/many").line.splitlines()) == 2
    assert git.run("rev-list", "--count", "--left-right", "HEAD...origin/main").line == "1\t0"
    assert git.run("status", "--porcelain", "-z").fields == [
        b" M 000/03.txt",
        b" M 000/04.txt",
        b" M 000/06.txt",
        b"?? new.txt",
    ]
    assert git.run("fsck").stdout == b""
