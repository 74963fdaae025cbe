# ruff: noqa: ARG001, T201 - one signature for all, and printing is what some do
"""Ways to play a case that a worker may meet; tests name them instead of `gitscen.run.play:play`."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from gitscen.errors import WorldError
from gitscen.scenario.model import Case
from gitscen.verdict import CaseResult, Failure, Verdict


def result(case: Case, verdict: Verdict = Verdict.PASSED, reason: str = "") -> CaseResult:
    failures = (Failure(rule="work-lost", message=reason, step=1),) if verdict is Verdict.FAILED else ()
    return CaseResult(
        id=case.id, scenario=case.name, clone=case.clone, verdict=verdict, seconds=0.5, reason=reason, failures=failures
    )


def by_name(case: Case, root: Path, *, workflow: str) -> CaseResult:
    """Do what the case's name says, so that one run meets all of it."""
    (root / "made").write_text(workflow)
    return {
        "passes": passes, "fails": fails, "skips": skips, "hangs": hangs, "dies": dies, "exits": exits,
        "raises": raises, "prints": prints, "full": full, "world": world, "sleeps": sleeps, "bytes": strange,
        "locks": locks, "moves": moves, "looks": looks, "orphans": orphans, "dices": dices,
    }[case.name.rstrip("0123456789")](case, root)  # fmt: skip


def passes(case: Case, root: Path) -> CaseResult:
    return result(case)


def fails(case: Case, root: Path) -> CaseResult:
    return result(case, Verdict.FAILED, "lost")


def skips(case: Case, root: Path) -> CaseResult:
    return result(case, Verdict.SKIPPED, "no push here")


def hangs(case: Case, root: Path) -> CaseResult:
    """Hang, with a child in a process group of its own, whose id the test finds."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = subprocess.Popen(["sleep", "600"], process_group=0)
    Path(case.source).write_text(f"{os.getpid()} {child.pid}")
    time.sleep(600)
    return result(case)


sleeps = hangs


def dies(case: Case, root: Path) -> CaseResult:
    print("a last word", file=sys.stderr, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
    return result(case)


def dices(case: Case, root: Path) -> CaseResult:
    """Pass with another object id each time."""
    return replace(result(case), state={"HEAD": "main", "refs/heads/main": os.urandom(20).hex()})


def orphans(case: Case, root: Path) -> CaseResult:
    """Kill the process that this one was forked from, and die."""
    os.kill(os.getppid(), signal.SIGKILL)
    return dies(case, root)


def exits(case: Case, root: Path) -> CaseResult:
    sys.exit(7)


def raises(case: Case, root: Path) -> CaseResult:
    raise ZeroDivisionError("by nought")


def world(case: Case, root: Path) -> CaseResult:
    raise WorldError("git push ended with 1 in peers/peer.")


def full(case: Case, root: Path) -> CaseResult:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(root / "origin.git"))


def prints(case: Case, root: Path) -> CaseResult:
    """Print on every way out, and read: neither may touch the parent's pipes."""
    print('{"id": "nonsense"}', flush=True)
    os.write(1, b'{"id": "more"}\n')
    subprocess.run(["echo", "and a child"], check=True)
    return result(case, Verdict.FAILED, f"read {sys.stdin.read()!r}")


def strange(case: Case, root: Path) -> CaseResult:
    return result(case, Verdict.FAILED, "caf\udce9 \x1b[31m \0 \u2028")


def locks(case: Case, root: Path) -> CaseResult:
    (root / "a/b").mkdir(parents=True)
    (root / "a/b/file").write_text("")
    (root / "a/b").chmod(0)
    (root / "a").chmod(0o500)
    return result(case)


def moves(case: Case, root: Path) -> CaseResult:
    os.environ["LEFT_BEHIND"] = "yes"
    os.umask(0o077)
    os.chdir("/")
    return result(case)


def looks(case: Case, root: Path) -> CaseResult:
    """Tell in the reason what the process is like."""
    mask = os.umask(0)
    os.umask(mask)
    seen = {"environment": dict(os.environ), "cwd": str(Path.cwd()), "umask": mask}
    return result(case, Verdict.FAILED, json.dumps(seen))
