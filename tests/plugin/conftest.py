"""A project of its own, with stories that pass, fail, are skipped and cannot be judged, for pytest to be run in."""

from __future__ import annotations

import tempfile
from importlib.metadata import entry_points

import pytest

import gitscen.plugin.cases  # noqa: F401 - pytester forgets what is imported while it runs, and that takes long

CARELESS = '''\
"""A workflow that cleans up before it switches, and cannot push."""

import os
import subprocess

LEAKED = {"GIT_DIR", "GIT_INDEX_FILE", "GIT_CONFIG_PARAMETERS"} & set(os.environ)


class Careless:
    def __init__(self, path, **settings):
        from gitscen import Workspace  # the process that plays has it already

        assert not LEAKED, LEAKED
        self.path, self.inner = path, Workspace(path, **settings)

    def switch(self, branch, *, start=None):
        print("cleaning up for", branch)
        subprocess.run(["git", "clean", "-fdq"], cwd=self.path, check=True)
        return self.inner.switch(branch, start=start)

    def commit(self, message, *, paths=None):
        return self.inner.commit(message, paths=paths)
'''

ORIGIN = 'origin = [{ branch = "main", files = { "app.txt" = "one\\n" } }]\n'
WRITE = '{ do = "write", files = { "notes.txt" = "mine\\n" } }'

STORIES = {
    "passes.scen.toml": f"""\
title = "A commit"
tags = ["quick"]
{ORIGIN}
step = [{WRITE}, {{ ask = "commit", message = "Note" }}]
""",
    "stories/deep/loses.toml": f"""\
title = "A switch"
tags = ["slow", "odd tag"]
clones = ["full"]
{ORIGIN}
step = [
    {WRITE},
    {{ ask = "switch", branch = "thread-a" }},
]
""",
    "stories/lacks.toml": f"""\
title = "A push"
clones = ["full"]
{ORIGIN}
step = [{{ ask = "push" }}]
""",
    "stories/impossible.toml": f"""\
title = "A step that the world cannot take"
clones = ["full"]
{ORIGIN}
step = [{{ do = "git", args = ["checkout", "nowhere"] }}, {{ ask = "commit", message = "Note" }}]
""",
    "other.toml": 'title = "No scenario at all"\n',
    "tests/test_unit.py": "def test_unit():\n    pass\n",
}

SETTINGS = """\
[tool.pytest.ini_options]
addopts = "--strict-markers --strict-config -p no:hypothesispytest -p no:pytest_fakefs"
filterwarnings = ["error"]
pythonpath = ["."]
gitscen_scenarios = ["stories"]
gitscen_workflow = "careless:Careless"
"""

ALL = (
    "passes.scen.toml::passes[full]",
    "passes.scen.toml::passes[shallow]",
    "stories/deep/loses.toml::deep/loses[full]",
    "stories/impossible.toml::impossible[full]",
    "stories/lacks.toml::lacks[full]",
)


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Write the project, and have worlds stay below it."""
    assert any(one.name == "gitscen" for one in entry_points(group="pytest11")), "pip install -e . again: no plugin"
    (pytester.path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(pytester.path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)  # it remembers
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("CI", "BUILD_NUMBER"):  # either has pytest print its short summary uncut
        monkeypatch.delenv(name, raising=False)
    (pytester.path / "pyproject.toml").write_text(SETTINGS)
    (pytester.path / "careless.py").write_text(CARELESS)
    for name, text in STORIES.items():
        place = pytester.path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return pytester
