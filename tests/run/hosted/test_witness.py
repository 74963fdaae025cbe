"""The witness: whatever the scripted agent does to files is in the ledger, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from gitscen.judge.hosted import Written
from gitscen.names import TreePath
from gitscen.observe.worktree import blob_oid
from gitscen.run.hosted import witness
from gitscen.run.hosted.ledger import Ledger
from tests.processes import LIMIT


def start(top: Path, ledger: Path) -> subprocess.Popen[bytes]:
    top.mkdir(exist_ok=True)
    who = {"GITSCEN_SESSION": "session-a", "GITSCEN_COMMAND": "cmd-1", "GITSCEN_THREAD": "thread-a"}
    return subprocess.Popen(
        [sys.executable, "-I", "-S", witness.__file__, str(ledger)], cwd=top, env={**os.environ, **who},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def told(one: Written) -> tuple[str, bytes | None]:
    return os.fsdecode(one.path), one.content


def test_every_write_is_put_down_in_order(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    (tmp_path / "w/old.txt").write_text("old\n")
    process = start(tmp_path / "w", tmp_path / "ledger")
    text = b'Create a/b.txt with content "1"\nAppend "2" to a/b.txt\nDelete old.txt\nFail with "enough"\n'
    _, err = process.communicate(text)
    assert (process.returncode, err) == (1, b"enough\n")
    written = Ledger(tmp_path / "ledger").read()
    assert [told(one) for one in written] == [("a/b.txt", b"1\n"), ("a/b.txt", b"1\n2\n"), ("old.txt", None)]
    assert {(one.session, one.command, one.thread, one.run) for one in written} == {
        ("session-a", "cmd-1", "thread-a", process.pid)
    }
    assert (written[1].blob, written[2].blob) == (blob_oid(b"1\n2\n"), None)
    assert Ledger(tmp_path / "ledger").count("cmd-1") == 1


def test_of_a_large_file_the_blob_is_put_down(tmp_path: Path) -> None:
    process = start(tmp_path / "w", tmp_path / "ledger")
    process.communicate(b"Create big.bin with 1 MB")
    [one] = Ledger(tmp_path / "ledger").read()
    assert (one.content, one.blob) == (None, blob_oid((tmp_path / "w/big.bin").read_bytes()))
    assert one.path == TreePath(b"big.bin")


def test_an_interrupt_ends_it_with_what_was_written(tmp_path: Path) -> None:
    process = start(tmp_path / "w", tmp_path / "ledger")
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"Refactor all (steps: 2, until: never)")
    process.stdin.close()
    assert process.stdout.readline() == b"step 1 of 2\n"
    assert process.stdout.readline() == b"step 2 of 2\n"
    process.send_signal(signal.SIGINT)
    process.wait(LIMIT)
    process.stdout.close()
    assert process.stderr
    process.stderr.close()
    assert process.returncode == 130
    assert Ledger(tmp_path / "ledger").count("cmd-1") == 2


def test_a_line_that_was_not_finished_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    line = b'{"session": "s", "command": "c", "thread": "t", "run": 1, "path": "a"}\n'
    path.write_bytes(line + line[:20])
    assert len(Ledger(path).read()) == 1
    assert Ledger(tmp_path / "none").read() == ()
