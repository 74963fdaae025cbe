"""The shortest hostile configurations run nothing, in doctor and in recover; the originals are back afterwards."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitscen.doctor.diagnose import diagnose
from gitscen.doctor.evidence.config import parse_config
from gitscen.doctor.evidence.gather import gather
from gitscen.doctor.evidence.programs import runs_program
from gitscen.recover.hostile import allowed_config, find_named
from gitscen.recover.undo import undo
from tests.conftest import Place, Repository
from tests.recover.broken import make_workspace, mended, merge_and_locks, photograph

HOSTILE = {
    "fsmonitor": "[core]\nfsmonitor=CANARY",
    "upper-case": "[CORE]\nFSMONITOR=CANARY",
    "hooks": "[core]\nhooksPath=HOOKS",
    "pager": "[core]\npager=CANARY\n[pager]\nstatus=CANARY",
    "editor": "[core]\neditor=CANARY\n[sequence]\neditor=CANARY",
    "clean": '[filter "x"]\nclean=CANARY\nsmudge=CANARY\nrequired',
    "process": '[filter "x"]\nprocess=CANARY',
    "diff": '[diff]\nexternal=CANARY\n[diff "x"]\ncommand=CANARY\ntextconv=CANARY',
    "merge": '[merge "x"]\ndriver=CANARY %A',
    "ssh": '[core]\nsshCommand=CANARY\n[remote "origin"]\nurl=ssh://host/x',
    "upload-pack": '[remote "origin"]\nuploadpack=CANARY\npromisor\n[extensions]\npartialClone=origin',
    "helper": '[remote "origin"]\nurl=ext::CANARY\n[protocol "ext"]\nallow=always',
    "credential": "[credential]\nhelper=!CANARY\n[core]\naskPass=CANARY",
    "gpg": "[gpg]\nprogram=CANARY\n[commit]\ngpgSign\n[tag]\ngpgSign\n[log]\nshowSignature",
    "include": "[include]\npath=evil",
    "alternates": "[core]\nalternateRefsCommand=CANARY\ngitProxy=CANARY",
    "submodule": '[submodule "sub"]\nupdate=!CANARY\n[submodule]\nrecurse',
}


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """Return a program that leaves a mark beside itself when it runs."""
    place = tmp_path / "canary"
    place.write_text(f"#!/bin/sh\ntouch {tmp_path}/sang\nexec cat\n")
    place.chmod(0o755)
    return place


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_configuration_runs_nothing(place: Place, canary: Path, name: str) -> None:
    ws = make_workspace(place)
    merge_and_locks(ws)
    plant(ws, canary, HOSTILE[name])
    before = photograph(ws.path)

    diagnose(ws.path)
    result = mended(ws.path)

    assert not canary.with_name("sang").exists()
    assert not result.failed
    assert {finding.code for finding in result.after.findings if finding.loud} <= {"config-programs", "config-include"}
    assert photograph(ws.path)[".git/config"] == before[".git/config"]
    undo(gather(ws.path))
    assert not canary.with_name("sang").exists()
    assert photograph(ws.path) == before


def test_the_canary_can_sing(place: Place, canary: Path) -> None:
    ws = make_workspace(place)
    plant(ws, canary, HOSTILE["fsmonitor"])
    ws.git("status")
    assert canary.with_name("sang").exists()


def plant(ws: Repository, canary: Path, config: str) -> None:
    """Add settings to the workspace's configuration, hooks, and attributes that call for every driver."""
    git_dir = ws.path / ".git"
    hooks = git_dir / "evil-hooks"
    for folder in (hooks, git_dir / "hooks"):
        folder.mkdir(exist_ok=True)
        for hook in ("post-index-change", "reference-transaction", "post-checkout", "pre-commit", "fsmonitor-watchman"):
            shutil.copy(canary, folder / hook)
    (git_dir / "evil").write_text(f"[core]\nfsmonitor={canary}\n")
    (git_dir / "info").mkdir(exist_ok=True)
    (git_dir / "info/attributes").write_text("* filter=x diff=x merge=x\n")
    with (git_dir / "config").open("a") as file:
        file.write(config.replace("CANARY", str(canary)).replace("HOOKS", str(hooks)) + "\n")


def test_a_submodule_with_programs_of_its_own_runs_nothing(place: Place, canary: Path) -> None:
    ws = make_workspace(place)
    ws.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(place.origin.path), "sub")
    ws.git("commit", "-qm", "sub")
    merge_and_locks(ws)
    for config in (ws.path / ".git/modules/sub/config",):
        with config.open("a") as file:
            file.write(f"[core]\nfsmonitor={canary}\n")
    (ws.path / "sub/new.txt").write_text("new\n")
    before = photograph(ws.path)
    assert find_named(gather(ws.path))
    mended(ws.path)
    assert not canary.with_name("sang").exists()
    undo(gather(ws.path))
    assert photograph(ws.path) == before


def test_what_is_named_is_told(place: Place, canary: Path) -> None:
    ws = make_workspace(place)
    assert not find_named(gather(ws.path))
    plant(ws, canary, HOSTILE["upper-case"])
    assert find_named(gather(ws.path)) == (f"core.fsmonitor = {canary}",)


@given(st.text() | st.sampled_from(sorted(HOSTILE.values())))
def test_an_allow_listed_configuration_names_no_program(text: str) -> None:
    entries, _ = parse_config(text.encode(errors="surrogatepass"))
    allowed, bad = parse_config(allowed_config(entries))
    assert not bad
    assert not [entry for entry in allowed if runs_program(entry) or "include" in entry.key]
    assert {(one.key, one.truth, one.value or "true") for one in allowed} <= {
        (one.key, one.truth, one.value or "true") for one in entries
    } | {(one.key, False, "true") for one in entries}
