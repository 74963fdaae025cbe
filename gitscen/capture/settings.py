"""The workspace's own configuration as steps, as far as a story may set it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitscen.capture.content import Reading
from gitscen.doctor.evidence.model import Evidence
from gitscen.scenario.acts import Config
from gitscen.scenario.gitkeys import key_fault

_USUAL = (
    "core.repositoryformatversion", "core.filemode", "core.bare", "core.logallrefupdates", "core.worktree",
    "remote.origin.", "user.name", "user.email", "gc.auto", "maintenance.auto", "extensions.objectformat", "submodule.",
    "init.",
)  # fmt: skip
"""What every clone has, or the world sets itself."""


def tell_settings(evidence: Evidence, reading: Reading) -> Iterator[Config]:
    """Yield the settings that the workspace has beyond a clone's own, those that start no program."""
    settings: dict[str, str] = {}
    programs = dict(_programs(evidence))
    if evidence.hash != "sha1":
        reading.unsaid.add(f"the repository is told with SHA-1, and not with {evidence.hash}")
    usual = (*_USUAL, "branch.", *(f"remote.{name}." for name in other_remotes(evidence)))
    for entry in evidence.config.entries:
        value = "true" if entry.value is None else entry.value
        if entry.key.startswith(usual) or entry.key in programs:
            continue
        if key_fault(entry.key, value) is None:
            settings[entry.key] = value
        else:
            reading.unsaid.add(f"the setting {entry.key} is left out")
    for hook in evidence.hooks:
        reading.unsaid.add(f"the hook {hook.name} is left out")
    settings |= _upstreams(evidence, reading)
    if settings:
        yield Config(set=settings)


def tell_programs(evidence: Evidence, reading: Reading) -> Iterator[Config]:
    """Yield the settings that start programs: each starts one that must never run."""
    programs = dict(_programs(evidence))
    for key in programs:
        reading.unsaid.add(f"{key} starts a program of the world's that must never run")
    if programs:
        yield Config(set=programs)


def _programs(evidence: Evidence) -> Iterator[tuple[str, str]]:
    for entry in evidence.config.programs:
        if not entry.key.startswith(("include", *_USUAL)) and key_fault(entry.key, "{trap}") is None:
            yield entry.key, "{trap}"


def other_remotes(evidence: Evidence) -> tuple[str, ...]:
    """Return the remotes besides origin that a story may have. They are empty there."""
    names = (name for name in evidence.config.subsections("remote") if re.fullmatch("[a-z][a-z0-9-]*", name))
    return tuple(name for name in names if name not in ("origin", "workspace", "library"))


def _upstreams(evidence: Evidence, reading: Reading) -> dict[str, str]:
    """Return which branch of the origin each local branch follows."""
    found: dict[str, str] = {}
    for branch in evidence.config.subsections("branch"):
        merge = evidence.config.get(f"branch.{branch}.merge")
        remote = evidence.config.get(f"branch.{branch}.remote")
        if merge and remote == "origin":
            name = f"branch.{reading.disguise.branch(branch)}"
            found |= {f"{name}.remote": "origin", f"{name}.merge": reading.disguise.ref(merge)}
        elif remote:
            reading.unsaid.add(f"what the branch {branch} follows is left out")
    return found
