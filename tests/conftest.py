"""Real repositories to test on: a bare origin, a workspace cloned from it, and peers that push to it."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes is the machine's affair. What CI sets otherwise is kept.
settings.register_profile("gitscen", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gitscen")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """Have two workers on each core, where nobody says otherwise: much of the time tests wait for processes."""
    if os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS"):
        return None
    return 2 * (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


@dataclass(frozen=True)
class Repository:
    """A repository on disk that a test drives with plain git, as a person would."""

    path: Path

    def git(self, *args: str, stdin: bytes = b"", code: int = 0) -> str:
        """Run git here, expect exit `code`, and return its standard output without the last newline."""
        done = subprocess.run(["git", *args], cwd=self.path, input=stdin, capture_output=True, check=False)
        assert done.returncode == code, (args, done.returncode, done.stdout, done.stderr)
        return done.stdout.decode(errors="surrogateescape").removesuffix("\n")

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files below the repository's top, making folders as needed."""
        for name, content in files.items():
            target = self.path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())

    def read(self, name: str) -> str:
        """Return the text of a file."""
        return (self.path / name).read_bytes().decode()

    def commit(self, message: str, files: Mapping[str, str | bytes] | None = None) -> str:
        """Write files, commit everything and return the commit's id."""
        self.write(files or {})
        self.git("add", "-A")
        self.git("commit", "-qm", message, "--allow-empty")
        return self.git("rev-parse", "HEAD")


@dataclass(frozen=True)
class Place:
    """One test's repositories, below one temporary directory."""

    root: Path

    @property
    def origin(self) -> Repository:
        """The bare repository that everybody pushes to."""
        return Repository(self.root / "origin.git")

    def clone(self, name: str, *options: str) -> Repository:
        """Clone the origin over `file://`, so that `--depth` counts."""
        subprocess.run(
            ["git", "clone", "-q", *options, f"file://{self.origin.path}", str(self.root / name)],
            check=True,
            capture_output=True,
        )
        return Repository(self.root / name)


GITCONFIG = """\
[user]
    name = Dev
    email = dev@example.invalid
[init]
    defaultBranch = main
[maintenance]
    auto = false
[gc]
    auto = 0
[protocol "file"]
    allow = always
"""


_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the directory of the tests' homes."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def hermetic_environment(homes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the test a home of its own and no variable of git's from around it."""
    _settle_in(homes / str(next(_numbers)), monkeypatch)


def _settle_in(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir()
    (home / "gitconfig").write_text(GITCONFIG)
    for name in list(os.environ):
        if name.startswith("GIT_") or name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("LC_MESSAGES", "C")  # over LANG, which may have git speak another language
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "xdg"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))


@pytest.fixture(scope="session")
def origin_template(homes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a bare repository with three commits on main and one on thread-a."""
    place = Place(tmp_path_factory.mktemp("template"))
    with pytest.MonkeyPatch.context() as monkeypatch:
        _settle_in(homes / "template", monkeypatch)
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(place.origin.path)], check=True)
        seed = place.clone("seed")
        for number in (1, 2, 3):
            seed.commit(f"c{number}", {"app.txt": "".join(f"line {n}\n" for n in range(1, 10 + number))})
        seed.git("push", "-q", "origin", "HEAD:refs/heads/main")
        seed.commit("thread", {"thread.txt": "thread\n"})
        seed.git("push", "-q", "origin", "HEAD:refs/heads/thread-a")
    for sample in (place.origin.path / "hooks").iterdir():
        sample.unlink()
    return place.origin.path


@pytest.fixture
def place(tmp_path: Path, origin_template: Path) -> Place:
    """Return a place whose origin has three commits on main and one on thread-a."""
    place = Place(tmp_path)
    shutil.copytree(origin_template, place.origin.path)
    return place
