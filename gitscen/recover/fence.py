"""The environment of recover's git processes: no hook, no prompt, no program that a copy of a workspace could name.

Two fences: the variables here, which outrank the repository's configuration, and the allow-listed configuration that
`hostile` puts in place where the copy's own names programs. The person's own configuration (home, system) counts in
the workspace, as it does in their own commands, and does not count in the scratch repository.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

IDENTITY = ("gitscen", "gitscen@localhost")
"""Who recover's commits and reflog lines are by: that sets them apart from a person's."""

_SETTINGS = {
    "core.fsmonitor": "false", "core.hooksPath": os.devnull, "core.pager": "cat", "core.editor": "false",
    "sequence.editor": "false", "core.askPass": "", "core.gitProxy": "", "core.alternateRefsCommand": "",
    "core.fsync": "objects,reference", "diff.external": "", "diff.trustExitCode": "false",
    "gpg.program": "false", "commit.gpgSign": "false", "tag.gpgSign": "false", "log.showSignature": "false",
    "submodule.recurse": "false", "uploadpack.packObjectsHook": "", "gc.auto": "0", "maintenance.auto": "false",
    "rerere.enabled": "false", "advice.detachedHead": "false", "core.safecrlf": "false",
}  # fmt: skip
_UNTRUSTED = {"core.sshCommand": "false", "credential.helper": "", "diff.ignoreSubmodules": "all"}
"""Where a copy's configuration names programs; git starts programs of its own inside submodules."""

_KEPT = ("PATH", "TMPDIR", "HOME", "XDG_CONFIG_HOME", "SSH_AUTH_SOCK", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM",
         "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH")  # fmt: skip


def fence(*, trusted: bool, when: int) -> dict[str, str]:
    """Return what is set for every git process of a recovery that began `when`, in seconds since 1970."""
    settings = {**_SETTINGS, **({} if trusted else _UNTRUSTED)}
    variables = {
        "GIT_CONFIG_COUNT": str(len(settings)),
        "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "", "SSH_ASKPASS": "", "SSH_ASKPASS_REQUIRE": "never",
        "GIT_EDITOR": "false", "GIT_SEQUENCE_EDITOR": "false", "GIT_PAGER": "cat", "GIT_MERGE_AUTOEDIT": "no",
        "GIT_SSH_COMMAND": "ssh -oBatchMode=yes" if trusted else "false", "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh" if trusted else "file",
        "GIT_LFS_SKIP_SMUDGE": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_REPLACE_OBJECTS": "1",
        "LC_ALL": "C", "LANGUAGE": "C",
    }  # fmt: skip
    for number, (key, value) in enumerate(settings.items()):
        variables[f"GIT_CONFIG_KEY_{number}"], variables[f"GIT_CONFIG_VALUE_{number}"] = key, value
    for role in ("AUTHOR", "COMMITTER"):
        variables[f"GIT_{role}_NAME"], variables[f"GIT_{role}_EMAIL"] = IDENTITY
        variables[f"GIT_{role}_DATE"] = f"{when} +0000"
    return variables


def workspace_env(worktree: Path, git_dir: Path, *, trusted: bool, when: int) -> dict[str, str]:
    """Return the whole environment of git in the workspace. It finds that repository and no other."""
    return {
        **_kept(os.environ),
        **fence(trusted=trusted, when=when),
        "GIT_DIR": str(git_dir),
        "GIT_WORK_TREE": str(worktree),
        "GIT_CEILING_DIRECTORIES": str(worktree.parent),
        "GIT_LITERAL_PATHSPECS": "1",
    }


def scratch_env(scratch: Path, objects: Path, *, trusted: bool, when: int) -> dict[str, str]:
    """Return the whole environment of git in a scratch repository of ours that has the workspace's objects."""
    kept = {name: value for name, value in _kept(os.environ).items() if not name.startswith("GIT_CONFIG")}
    return {
        **kept,
        **fence(trusted=trusted, when=when),
        "GIT_DIR": str(scratch),
        "GIT_OBJECT_DIRECTORY": str(objects),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_ATTR_NOSYSTEM": "1",
    }


def _kept(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: environ[name] for name in _KEPT if name in environ}
