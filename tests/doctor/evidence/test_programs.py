from __future__ import annotations

import pytest

from gitscen.doctor.evidence.programs import runs_program
from gitscen.doctor.evidence.settings import ConfigEntry


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("core.fsmonitor", "./run"),
        ("core.hookspath", "hooks"),
        ("core.sshcommand", "run"),
        ("core.editor", "run"),
        ("core.pager", "run"),
        ("core.askpass", "run"),
        ("core.alternaterefscommand", "run"),
        ("core.gitproxy", "run"),
        ("sequence.editor", "run"),
        ("diff.external", "run"),
        ("diff.x.command", "run"),
        ("diff.x.y.textconv", "run"),
        ("merge.x.driver", "run"),
        ("filter.x.clean", "run"),
        ("filter.x.smudge", "run"),
        ("filter.x.process", "run"),
        ("credential.helper", "!run"),
        ("credential.https://example.invalid.helper", "run"),
        ("gpg.program", "run"),
        ("gpg.ssh.program", "run"),
        ("remote.origin.uploadpack", "run"),
        ("remote.origin.receivepack", "run"),
        ("remote.origin.vcs", "run"),
        ("remote.origin.url", "ext::sh -c run"),
        ("remote.origin.pushurl", "ext::run"),
        ("url.ext::run.insteadof", "https://"),
        ("pager.status", "run"),
        ("alias.st", "!run"),
        ("submodule.lib.update", "!run"),
        ("uploadpack.packobjectshook", "run"),
        ("include.path", "other"),
        ("includeif.gitdir:x.path", "other"),
        ("PROTOCOL.ALLOW", "always"),
        ("protocol.ext.allow", "always"),
        ("hook.x.command", "run"),
        ("tar.x.command", "run"),
        ("trailer.x.cmd", "run"),
    ],
)
def test_what_runs_a_program_is_known(key: str, value: str) -> None:
    assert runs_program(ConfigEntry(key, value, 1))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("core.fsmonitor", "true"),
        ("core.fsmonitor", None),
        ("core.bare", "false"),
        ("core.hookspath", ""),
        ("pager.status", "false"),
        ("alias.st", "status"),
        ("submodule.lib.update", "rebase"),
        ("remote.origin.url", "https://example.invalid/x"),
        ("remote.origin.url", "../origin::x"),
        ("remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"),
        ("url.https://x/.insteadof", "gh:"),
        ("user.name", "run"),
        ("branch.main.merge", "refs/heads/main"),
    ],
)
def test_what_runs_none_is_not_suspected(key: str, value: str | None) -> None:
    assert not runs_program(ConfigEntry(key, value, 1))
