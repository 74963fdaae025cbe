"""A case as a shell script of plain git: what a person would type to see the story with their own eyes. Pure.

What the workflow is asked stands as comments in it, where the person asks a workflow of theirs or does it by hand,
unless a `Subject` tells how a workflow is asked. The
world has no bait for intruders (canaries, traps) unless the story names it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from gitscen.report.shown import shown
from gitscen.scenario.acts import Environment
from gitscen.scenario.asks import Ask, Expect
from gitscen.scenario.clone import clone_depth
from gitscen.scenario.hosted import Await, HostStep
from gitscen.scenario.library import COMMITS
from gitscen.scenario.model import OLDER_COMMITS, Case, Scenario
from gitscen.tell.acts import Acts
from gitscen.tell.files import Files
from gitscen.tell.hosted import tell_waits
from gitscen.tell.remote import Remote
from gitscen.tell.sentence import tell_act, tell_step
from gitscen.tell.shellword import word
from gitscen.tell.wishes import tell_wishes

if TYPE_CHECKING:
    from gitscen.tell.subject import Subject

_PREAMBLE = """\
# Run it with sh, or paste it into a shell that you leave afterwards: it changes HOME.
cd "$(mktemp -d)" || exit
world=$PWD
mkdir home peers
export HOME="$world/home" GIT_CONFIG_GLOBAL="$world/home/.gitconfig" GIT_CONFIG_NOSYSTEM=1 GIT_EDITOR=:
export GIT_CEILING_DIRECTORIES="$world"
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS XDG_CONFIG_HOME
git config --global user.name Dev
git config --global user.email dev@example.invalid
git config --global init.defaultBranch main
git config --global maintenance.auto false
git config --global gc.auto 0
git config --global receive.autogc false
git config --global protocol.file.allow always
by() { # whose commits come next
    export GIT_AUTHOR_NAME="$1" GIT_AUTHOR_EMAIL="$2@example.invalid"
    export GIT_COMMITTER_NAME="$1" GIT_COMMITTER_EMAIL="$2@example.invalid"
}"""


def tell_script(case: Case, subject: Subject | None = None) -> str:
    """Return the script of a case, with a newline at its end. With a `subject`, the script asks it."""
    lines = _hosted_lines(case) if case.scenario.is_hosted else _lines(case, subject)
    return "".join(f"{line}\n" for line in lines)


def _lines(case: Case, subject: Subject | None) -> Iterator[str]:
    scenario = case.scenario
    files = Files()
    remotes = {name: Remote(name, scenario.default_branch, files) for name in ("origin", *scenario.remotes)}
    acts = Acts(files, remotes)
    yield "#!/bin/sh"
    yield _comment(f"{case.id}: {scenario.title}")
    if subject:
        yield "here=$PWD"
    yield _PREAMBLE
    if subject:
        yield from subject.begin()
    yield from _begin(scenario)
    yield from acts.go("elsewhere", "origin")
    if scenario.origin:
        yield from remotes["origin"].older(OLDER_COMMITS)
        for commit in scenario.origin:
            yield from remotes["origin"].begin(commit)
    yield ""
    yield _comment(f"The workspace, a {case.clone} clone.")
    yield from _clone(case)
    acts.leave()
    for number, step in enumerate(scenario.step, 1):
        yield ""
        yield _comment(f"{number}. {tell_step(step)}")
        if isinstance(step, Ask):
            yield from _wishes(step.expect, "Then")
        for one in step.meanwhile if isinstance(step, Ask) else () if isinstance(step, HostStep) else (step,):
            yield from [_comment(f"   At '{one.at}': {tell_act(one)}")] if one is not step else []
            yield from acts.lines(one)
            if subject and isinstance(one, Environment):
                yield from subject.change_environment(one)
        if subject and isinstance(step, Ask):
            yield from subject.ask(step)
    yield ""
    yield from _wishes(scenario.expect, "In the end")
    yield from acts.go("workspace")


def _hosted_lines(case: Case) -> Iterator[str]:
    """Yield what there is of a story of sessions: its steps as comments, and the command that plays them."""
    yield "#!/bin/sh"
    yield _comment(f"{case.id}: {case.scenario.title}")
    yield "# Queues, a host and containers are no plain git. This plays it and keeps its world:"
    for number, step in enumerate(case.scenario.step, 1):
        yield _comment(f"{number}. {tell_step(step)}")
        yield from (_comment(f"   - {wait}") for wait in tell_waits(step)) if isinstance(step, Await) else ()
    yield f"gitscen run {word(case.id)} --keep all"


def _wishes(expect: Expect, when: str) -> Iterator[str]:
    if wishes := tell_wishes(expect):
        yield _comment(f"{when}:")
        yield from (_comment(f"- {wish}") for wish in wishes)


def _begin(scenario: Scenario) -> Iterator[str]:
    yield ""
    yield "# Remotes, and a clone in which others commit and push."
    told, default = msgspec.json.encode(scenario), word(scenario.default_branch)
    if b'"submodules":{"' in told:
        yield from _library()
    for place, mark in (("trap", b"{trap}"), ("prompt", b"{prompt}")):
        if mark in told:
            yield f'printf \'#!/bin/sh\\nexit 1\\n\' > "$world/{place}" && chmod +x "$world/{place}"'
    if b"{decoy}" in told:
        yield 'git init -q --bare --template= "$world/outside/decoy.git"'
    for name in ("origin", *scenario.remotes):
        yield f"git init -q --bare --template= -b {default} {name}.git"
    yield f"git init -q --template= -b {default} elsewhere"
    for name in ("origin", *scenario.remotes):
        yield f'git -C elsewhere remote add {name} "file://$world/{name}.git"'
    if b"autocrlf" in told or b".gitattributes" in told or b"core.eol" in told:
        yield "mkdir -p elsewhere/.git/info && echo '* -text' > elsewhere/.git/info/attributes  # bytes as they are"


def _library() -> Iterator[str]:
    """Yield what makes the library that submodules come from, with the ids that it has everywhere."""
    yield "git init -q --bare --template= -b main library.git"
    yield "by Library library"
    yield "git init -q --template= -b one shelf && cd shelf"
    for minutes, name in enumerate(COMMITS):
        start = "" if name == "one" else f"git switch -q -c {name} one && "
        date = f"2023-12-31T00:0{minutes}:00+0000"
        yield (
            f"{start}echo {name} > library.txt && git add -A && printf {name} | "
            f"GIT_AUTHOR_DATE={date} GIT_COMMITTER_DATE={date} git commit -q --cleanup=verbatim -F -"
        )
    yield 'git push -q "file://$world/library.git" --all && git push -q "file://$world/library.git" one:main && cd ..'


def _clone(case: Case) -> Iterator[str]:
    depth = clone_depth(case.clone)
    options = f"--depth={depth} --no-single-branch " if depth else ""
    options += "--single-branch " if case.clone == "single-branch" else ""
    yield 'cd "$world"'
    yield f'git clone -q --template= {options}-- "file://$world/origin.git" workspace'
    for name in case.scenario.remotes:
        yield f'git -C workspace remote add -- {name} "file://$world/{name}.git"'


def _comment(text: str) -> str:
    """Return a comment of one line, whatever is in the text."""
    return f"# {shown(text)}"
