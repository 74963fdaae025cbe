"""Stories that the types allow and that are not sound."""

from __future__ import annotations

from typing import Any

import pytest

from gitscen.scenario import acts
from gitscen.scenario.asks import Ask, AskCommit, AskPush, Expect, Interrupt, Recover, Switch, WantedResolution
from gitscen.scenario.check import check_scenario
from gitscen.scenario.content import Content, FileSpec
from gitscen.scenario.fault import Where
from gitscen.scenario.model import OriginCommit, Scenario, Workflow

MAIN = OriginCommit(branch="main")


def faults(*steps: acts.DoStep | Ask, **more: Any) -> dict[Where, str]:  # noqa: ANN401 - the fields of a scenario
    fields: dict[str, Any] = {"title": "t", "origin": (MAIN,), "step": (*steps, AskPush())} | more
    return {fault.where: fault.says for fault in check_scenario(Scenario(**fields))}


def test_a_sound_story_has_no_faults() -> None:
    files: dict[str, Content] = {"a": "1", '"caf\\351"': "", "d/l": FileSpec(link="../a")}
    steps = (
        acts.Write(files=files, delete=("b",), rename={"c": "d"}, append={"e": "x"}, id="w"),
        acts.Stage(paths=("a",)),
        acts.Push(branch="new", start="main"),
        acts.Push(branch="new", rewrite=True),
        acts.Push(branch="new", delete_branch=True),
        Switch(branch="own"),
        acts.Push(branch="own", rewrite=True),
        acts.Push(branch="x", start="main", to="mirror"),
        acts.Git(args=("branch", "by-hand")),
        acts.Push(branch="y", start="by-hand"),
        acts.Config(set={"remote.gone.url": "../missing.git"}),
        acts.Git(args=("fetch", "gone"), code=128),
        acts.Hook(name="pre-receive", where="mirror"),
        acts.Hook(name="reference-transaction"),
        acts.Hook(name="pre-commit"),
        acts.Environment(set={"LC_ALL": "C", "GIT_DIR": "{decoy}"}, umask=0o077),
        acts.Job(files={"j": ""}, on_interrupt=acts.OnInterrupt.WRITE, last_files={"k": ""}),
        Interrupt(expect=Expect(unchanged_since="w", status={"a": " M"})),
        acts.Nest(path="in", files={"a": ""}),
        acts.Git(args=("add", "a"), in_="in"),
        AskPush(meanwhile=(acts.Push(at="before push #2", branch="z"), acts.Write(at="after fetch", files=files))),
        acts.Push(branch="z", rewrite=True),
        Recover(expect=Expect(index={"lib": FileSpec(submodule="two")})),
    )
    more = {"remotes": ("mirror",), "workflow": Workflow(remote="mirror"), "clones": ("full", "shallow:3")}
    assert faults(*steps, **more, expect=Expect(unchanged_since="w", remote={"a": {"b": ""}, "c": "gone"})) == {}


def test_a_story_must_ask() -> None:
    story = Scenario(title="t", clones=("full",), step=(acts.Write(files={"a": ""}),))
    assert [fault.says for fault in check_scenario(story)] == [
        "The story asks nothing, so nothing can fail. Add a step with 'ask'."
    ]


BAD: dict[str, Content] = {"../a": ""}
PLACES: list[tuple[acts.DoStep | Ask, Where]] = [
    (acts.Write(files=BAD), ("files", "../a")),
    (acts.Write(files={"l": FileSpec(link="/etc/passwd")}), ("files", "l")),
    (acts.Write(delete=("a", "../a")), ("delete", 1)),
    (acts.Write(rename={"a": "../a"}), ("rename", "a")),
    (acts.Write(rename={"../a": "a"}), ("rename", "../a")),
    (acts.Write(append={"../a": ""}), ("append", "../a")),
    (acts.Write(chmod={"../a": "+x"}), ("chmod", "../a")),
    (acts.Write(submodules={"../a": "one"}), ("submodules", "../a")),
    (acts.Commit(message="m", files=BAD), ("files", "../a")),
    (acts.Push(branch="main", files=BAD), ("files", "../a")),
    (acts.Stage(paths=("../a",)), ("paths", 0)),
    (acts.Job(files=BAD), ("files", "../a")),
    (acts.Job(files={}, last_files=BAD, on_interrupt=acts.OnInterrupt.WRITE), ("last_files", "../a")),
    (acts.Nest(path="../a", files={}), ("path",)),
    (acts.Git(args=("add",), in_="../a"), ("in",)),
    (AskPush(meanwhile=(acts.Write(at="after push", files=BAD),)), ("meanwhile", 0, "files", "../a")),
    (acts.Nest(path="a", files=BAD), ("files", "../a")),
    (acts.Nest(path="a", files={}, untracked=BAD), ("untracked", "../a")),
    (AskCommit(message="m", paths=("../a",)), ("paths", 0)),
    (AskPush(resolved=(WantedResolution(path="../a"),)), ("resolved", 0, "path")),
    (AskPush(expect=Expect(files={"../a": False})), ("expect", "files", "../a")),
    (AskPush(expect=Expect(index={"../a": False})), ("expect", "index", "../a")),
    (AskPush(expect=Expect(status={"../a": "??"})), ("expect", "status", "../a")),
    (AskPush(expect=Expect(history={"../a": ""})), ("expect", "history", "../a")),
    (AskPush(expect=Expect(branches={"b": {"../a": False}})), ("expect", "branches", "b", "../a")),
    (AskPush(expect=Expect(remote={"b": {"../a": False}})), ("expect", "remote", "b", "../a")),
]


@pytest.mark.parametrize(("step", "where"), PLACES, ids=[f"{type(s).__name__}-{w}" for s, w in PLACES])
def test_no_place_that_names_a_path_is_forgotten(step: acts.DoStep | Ask, where: Where) -> None:
    assert list(faults(step)) == [("step", 0, *where)]


STEPS: list[tuple[acts.DoStep | Ask, Where, str]] = [
    (acts.Push(branch="a", start="mian"), ("start",), "Nothing before makes the branch 'mian'. Did you mean 'main'?"),
    (acts.Push(branch="a", rewrite=True), ("rewrite",), "Nothing before makes the branch 'a'"),
    (acts.Push(branch="a", delete_branch=True), ("delete_branch",), "Nothing before makes the branch 'a'"),
    (acts.Push(branch="main", delete_branch=True, files={"a": ""}), ("delete_branch",), "A branch that goes away"),
    (acts.Push(branch="a..b"), ("branch",), "'a..b' is not a branch name."),
    (acts.Push(branch="main", to="mirror"), ("to",), "There is no remote 'mirror'. Known: origin."),
    (acts.Git(args=("fsck",)), ("args",), "A story may not run 'git fsck'."),
    (acts.Git(args=("push", "mirror")), ("args",), "There is no remote 'mirror'. Known: origin."),
    (
        acts.Config(set={"core.editor": "vi"}),
        ("set", "core.editor"),
        "A story may set 'core.editor' to {trap} or {prompt}",
    ),
    (acts.Environment(set={"PATH": "x"}), ("set", "PATH"), "A story may not set 'PATH'."),
    (acts.Environment(umask=0o1000), ("umask",), "A umask lies between 0 and 0o777"),
    (acts.Hook(name="pre-receive"), ("name",), "git never runs 'pre-receive' there. Put it into a remote"),
    (
        acts.Hook(name="pre-push", where="origin"),
        ("name",),
        "git never runs 'pre-push' there. Put it into the workspace",
    ),
    (acts.Hook(name="update", where="mirror"), ("where",), "There is no remote 'mirror'."),
    (acts.Job(files={}, on_interrupt=acts.OnInterrupt.WRITE), ("on_interrupt",), "A job that writes"),
    (acts.Job(files={}, last_files={"a": ""}), ("last_files",), "last_files are written with"),
    (AskPush(expect=Expect(status={"a": "M"})), ("expect", "status", "a"), "The status 'M' is not two letters."),
    (
        AskPush(expect=Expect(unchanged_since="x")),
        ("expect", "unchanged_since"),
        "No step before this one has the id 'x'.",
    ),
    (AskPush(kill="before pusch"), ("kill",), "There is no moment 'before pusch'"),
    (AskPush(meanwhile=(acts.Stage(at="after psh"),)), ("meanwhile", 0, "at"), "There is no moment 'after psh'"),
    (AskPush(meanwhile=(acts.Stage(),)), ("meanwhile", 0), "A step in 'meanwhile' needs its moment."),
    (AskPush(meanwhile=(acts.Stage(at="after push", id="x"),)), ("meanwhile", 0, "id"), "Nothing is looked at"),
    (AskPush(meanwhile=(acts.Job(at="after push", files={}),)), ("meanwhile", 0), "The environment and jobs"),
    (AskPush(meanwhile=(acts.Environment(at="after push"),)), ("meanwhile", 0), "The environment and jobs"),
    (AskPush(meanwhile=(acts.Push(at="after push", branch="main", to="x"),)), ("meanwhile", 0, "to"), "There is no"),
    (acts.Stage(at="after push"), ("at",), "Only a step in the 'meanwhile' of a request has a moment."),
    (acts.Write(files={"lib": FileSpec(submodule="one")}), ("files", "lib"), "A submodule is no file."),
    (AskPush(expect=Expect(files={"l": FileSpec(submodule="one")})), ("expect", "files", "l"), "A submodule's commit"),
    (AskPush(id="x", expect=Expect(unchanged_since="x")), ("expect", "unchanged_since"), "No step before this one has"),
]


@pytest.mark.parametrize(("step", "where", "says"), STEPS, ids=[says for _, _, says in STEPS])
def test_an_unsound_step_is_told(step: acts.DoStep | Ask, where: Where, says: str) -> None:
    found = faults(step)
    assert list(found) == [("step", 0, *where)]
    assert found["step", 0, *where].startswith(says)


def test_ids_are_unique_and_come_before_they_are_used() -> None:
    later = AskPush(expect=Expect(unchanged_since="two"))
    found = faults(acts.Stage(id="one"), later, acts.Stage(id="two"), acts.Stage(id="one"))
    assert list(found) == [("step", 1, "expect", "unchanged_since"), ("step", 3, "id")]
    assert list(faults(expect=Expect(unchanged_since="two"))) == [("expect", "unchanged_since")]


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"clones": ("full", "shallow", "full")}, ("clones", 2)),
        ({"clones": ("shallow:4",)}, ("clones", 0)),
        ({"clones": ("full", "shallow"), "origin": ()}, ("clones", 1)),
        ({"remotes": ("origin",)}, ("remotes", 0)),
        ({"remotes": ("a", "a")}, ("remotes", 1)),
        ({"remotes": ("../a",)}, ("remotes", 0)),
        ({"workflow": Workflow(remote="a")}, ("workflow", "remote")),
        ({"workflow": Workflow(folder="../a")}, ("workflow", "folder")),
        ({"origin": (MAIN, OriginCommit(branch="a", start="b"))}, ("origin", 1, "start")),
        ({"origin": (MAIN, OriginCommit(branch="main", start="main"))}, ("origin", 1, "start")),
        ({"origin": (MAIN, OriginCommit(branch="-a", start="main"))}, ("origin", 1, "branch")),
        ({"origin": (OriginCommit(branch="main", files=BAD),)}, ("origin", 0, "files", "../a")),
        ({"expect": Expect(unmerged={}, files={".git/config": ""})}, ("expect", "files", ".git/config")),
    ],
)
def test_an_unsound_frame_is_told(more: dict[str, Any], where: Where) -> None:
    assert list(faults(**more)) == [where]


def test_depths_count_the_commits_below_the_story() -> None:
    assert faults(clones=("shallow:3",)) == {}
    assert faults(clones=("shallow:4",), origin=(MAIN, MAIN)) == {}
    assert "has 4 commits" in faults(clones=("shallow:4",), origin=(MAIN, OriginCommit(branch="b")))["clones", 0]
