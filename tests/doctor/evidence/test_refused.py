"""Settings that git refuses are told, and no others."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from pyfakefs.fake_filesystem import FakeFilesystem

from gitscen.doctor.evidence.config import read_config
from gitscen.doctor.evidence.refused import is_refused
from tests.conftest import Repository

DIES = [
    ("core.logallrefupdates", "t"),
    ("core.bare", "maybe"),
    ("core.filemode", "3000000000"),
    ("core.compression", "99"),
    ("core.repositoryformatversion", "x"),
    ("core.bigfilethreshold", "-1"),
    ("core.sharedrepository", "grou"),
    ("core.autocrlf", "inpu"),
    ("advice.statushints", "tru"),
    ("push.default", "simpl"),
    ("branch.autosetuprebase", ""),
    ("status.showstash", "1x"),
    ("user.name", None),
    ("core.compression", None),
]
WORKS = [
    *[("core.ignorecase", value) for value in (None, "", "true", "Yes", "ON", "off", "no", "1", "-1", "10k", "0x1")],
    ("core.autocrlf", "input"),
    ("core.logallrefupdates", "always"),
    ("core.sharedrepository", "0660"),
    ("core.compression", "-1"),
    ("core.bigfilethreshold", "512m"),
    ("core.whitespace", "trailing-space"),
    ("core.abbrev", "auto"),
    ("core.untrackedcache", "keep"),
    ("diff.renames", "copies"),
    ("push.default", "current"),
    ("pack.packsizelimit", "2G"),
    ("remote.o.prune", "maybe"),
    ("user.name", ""),
    ("no.such", "thing"),
]
CASES = [*((*one, True) for one in DIES), *((*one, False) for one in WORKS)]


@pytest.mark.parametrize(("key", "value", "refused"), CASES)
def test_what_git_dies_of_is_refused(key: str, value: str | None, *, refused: bool) -> None:
    assert is_refused(key, value) is refused


def test_git_says_the_same(tmp_path: Path) -> None:
    ws = Repository(tmp_path)
    ws.git("init", "-q")
    config = tmp_path / ".git/config"
    sound = config.read_text()
    for key, value, refused in CASES:
        section, name = key.rsplit(".", 1)
        named = '[remote "o"]' if section == "remote.o" else f"[{section}]"
        config.write_text(f"{sound}{named}\n\t{name}{'' if value is None else f' = {value}'}\n")
        done = subprocess.run(["git", "commit", "--dry-run"], cwd=tmp_path, capture_output=True, check=False)
        assert (done.returncode > 1) is refused, (key, value, done.stderr)


def test_a_setting_that_is_refused_is_a_bad_line_with_its_number(fs: FakeFilesystem) -> None:
    fs.create_file("/w/config", contents="[core]\n\tbare = false\n\tfilemode = tru\n[user]\n\tname\n[core\n")
    assert [(one.number, one.text) for one in read_config("/w", "config").bad] == [
        (3, b"core.filemode = tru"),
        (5, b"user.name"),
        (6, b"[core"),
    ]
