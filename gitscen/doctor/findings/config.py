"""Finds what is wrong with the configuration, and which programs git would run. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.evidence.model import Config, Evidence, LayoutKind
from gitscen.doctor.finding import Finding, Remedy, Safety, Severity
from gitscen.doctor.findings.lines import bad_lines
from gitscen.doctor.findings.replaced import is_replaced

SHOWN = 10


def find(evidence: Evidence, deep: Deep) -> Iterator[Finding]:  # noqa: ARG001 - every family has the same face
    """Yield the findings of this family."""
    if evidence.layout.git_dir is None:
        return
    yield from _file(evidence, evidence.config, "config", is_main=True)
    if evidence.config.truth("extensions.worktreeconfig"):
        yield from _file(evidence, evidence.worktree_config, "config.worktree", is_main=False)
    yield from _worktree(evidence)
    yield from _bare(evidence)
    yield from _programs(evidence)
    yield from _identity(evidence)


def _file(evidence: Evidence, config: Config, name: str, *, is_main: bool) -> Iterator[Finding]:
    file = config.file
    replaced = is_replaced(evidence, name, file.fault)
    what = "no file" if replaced else "empty" if file.exists else "gone"
    if file.exists and file.fault and not replaced:
        yield Finding(
            code="file-unreadable",
            severity=Severity.ERROR,
            path=f".git/{name}",
            message=f"The file .git/{name} cannot be read.",
            evidence=(file.fault,),
            safety=Safety.PERSON,
            file=name,
        )
    elif config.bad:
        yield Finding(
            code="config-garbage",
            severity=Severity.ERROR,
            path=f".git/{name}",
            message=f"The file .git/{name} has a line that git cannot read, or a value that it refuses: commands die.",
            evidence=bad_lines(config.bad),
            remedy=Remedy.MEND_CONFIG,
            file=name,
        )
    elif replaced or (is_main and not file.content.strip(b"\0 \n\r\t")):
        yield Finding(
            code="config-missing",
            severity=Severity.ERROR,
            path=f".git/{name}",
            message=f"The file .git/{name} is {what}: remotes and settings are lost.",
            remedy=Remedy.MEND_CONFIG,
            safety=Safety.CONSENT,
            file=name,
        )


def _worktree(evidence: Evidence) -> Iterator[Finding]:
    layout = evidence.layout
    for config, name in ((evidence.config, "config"), (evidence.worktree_config, "config.worktree")):
        place = config.get("core.worktree")
        if place is None or layout.git_dir is None:
            continue
        if name == "config.worktree" and not evidence.config.truth("extensions.worktreeconfig"):
            continue
        if name == "config" and layout.kind is LayoutKind.LINKED:
            continue  # git does not heed it there
        meant = posixpath.normpath(posixpath.join(layout.git_dir, place))
        if meant == posixpath.normpath(layout.workspace):
            continue
        yield Finding(
            code="config-worktree",
            severity=Severity.ERROR,
            path=f".git/{name}",
            message="core.worktree says that the files are elsewhere: git dies, or overwrites the files of that place.",
            evidence=(f"core.worktree is {place}",),
            remedy=Remedy.UNSET_WORKTREE,
            safety=Safety.CONSENT,
            file=name,
        )


def _bare(evidence: Evidence) -> Iterator[Finding]:
    """Yield what says that there is no working tree, where an index says that there is one.

    Without an index it is what people make on purpose, to have linked worktrees alone.
    """
    own = evidence.worktree_config if evidence.config.truth("extensions.worktreeconfig") else Config()
    if evidence.layout.kind is not LayoutKind.MAIN or own.get("core.bare") is not None or not evidence.index.staged:
        return
    if evidence.config.truth("core.bare") and not evidence.config.bad:
        yield Finding(
            code="config-bare",
            severity=Severity.ERROR,
            path=".git/config",
            message="core.bare says that there is no working tree, and there is one: git status, add and commit die.",
            remedy=Remedy.MEND_CONFIG,
            safety=Safety.CONSENT,
            file="config",
        )


def _programs(evidence: Evidence) -> Iterator[Finding]:
    for config, name in ((evidence.config, "config"), (evidence.worktree_config, "config.worktree")):
        if config.programs:
            yield Finding(
                code="config-programs",
                severity=Severity.NOTE,
                path=f".git/{name}",
                message="The configuration names programs that git runs by itself. The doctor runs none.",
                evidence=tuple(f"line {one.line}: {one.key} = {one.value}" for one in config.programs[:SHOWN]),
                file=name,
            )
        for include in config.includes:
            yield Finding(
                code="config-include",
                severity=Severity.NOTE,
                path=f".git/{name}",
                message="The configuration includes another file, which was not read.",
                evidence=(f"line {include.line}: {include.path}",),
                file=name,
            )
    hooks = [hook.name for hook in evidence.hooks if hook.executable]
    if hooks:
        yield Finding(
            code="hook-present",
            severity=Severity.NOTE,
            path=".git/hooks",
            message="Hooks are there: programs that git runs on commit, switch and the like. The doctor runs none.",
            evidence=tuple(hooks[:SHOWN]),
        )


def _identity(evidence: Evidence) -> Iterator[Finding]:
    config = evidence.config
    named = config.get("user.email") or config.get("author.email")
    if config.truth("user.useconfigonly") and not named:
        yield Finding(
            code="identity-missing",
            severity=Severity.NOTE,
            path=".git/config",
            message="No author is named here and git may not guess one: commit and stash refuse.",
        )
