"""What a story may have git, its configuration and the environment do."""

from __future__ import annotations

import pytest

from gitscen.scenario.gitargs import args_fault
from gitscen.scenario.gitkeys import key_fault, keys_fault
from gitscen.scenario.variables import variable_fault

REMOTES = {"origin", "mirror"}


@pytest.mark.parametrize(
    "line",
    [
        "switch -c side",
        "switch -C main origin/main",
        "merge origin/main",
        "merge -s ours -X ours side",
        "rebase main..side",
        "rebase --onto main HEAD~2",
        "rebase -Xtheirs main",
        "cherry-pick -x side~1 side",
        "stash push -u -m note",
        "commit --allow-empty -m x",
        "commit --edit -m x",
        "commit --signoff -m x",
        "restore -S a",
        "fetch",
        "fetch origin main:side",
        "fetch --depth 1 origin",
        "fetch --all",
        "push -o x mirror HEAD:refs/heads/a",
        "push --force origin main",
        "pull --rebase origin main",
        "bisect start HEAD HEAD~3",
        "gc --quiet --prune=now",
        "submodule update --init",
        "symbolic-ref HEAD refs/heads/x",
        "update-ref refs/heads/x HEAD",
        "checkout HEAD -- a",
        "add -A .",
        "worktree add wt",
        "tag -a v1 -m v1",
        "format-patch -o out HEAD~1",
        "reset --hard HEAD..",
        "merge ..side",
    ],
)
def test_git_commands_that_stay_in_the_world_may_be_run(line: str) -> None:
    assert args_fault(tuple(line.split()), remotes=REMOTES) is None


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("-c core.pager=x log", "may not run 'git -c'"),
        ("-C /tmp add a", "may not run 'git -C'"),
        ("fsck", "may not run 'git fsck'"),
        ("clean -fdx", "may not run"),
        ("config a.b c", "may not run"),
        ("comit", "Did you mean 'commit'?"),
        ("bisect run sh", "may not run 'git bisect run'"),
        ("bisect", "may not run"),
        ("bisect visualize", "may not run"),
        ("submodule foreach ls", "may not run 'git submodule foreach'"),
        ("submodule --quiet update", "may not run"),
        ("rebase -x ls main", "starts programs"),
        ("rebase --exec ls", "starts programs"),
        ("rebase --exec=ls", "starts programs"),
        ("rebase --exe=ls", "starts programs"),
        ("rebase -ix ls", "starts programs"),
        ("fetch --upload-pack=x origin", "starts programs"),
        ("fetch --upload-p x origin", "starts programs"),
        ("push --receive-pack x origin", "starts programs"),
        ("push --exec=x origin", "starts"),
        ("push --repo=x", "starts programs"),
        ("commit -S -m x", "starts programs"),
        ("commit --gpg-sign -m x", "starts programs"),
        ("tag -s v1", "starts programs"),
        ("commit --template=x", "starts programs"),
        ("apply --unsafe-paths x", "starts programs"),
        ("fetch https://example.invalid/x", "is a URL"),
        ("fetch ext::sh", "is a URL"),
        ("pull --x=file:///etc", "is a URL"),
        ("add /etc/passwd", "leaves the workspace"),
        ("add ../a", "leaves"),
        ("add a/../../b", "leaves"),
        ("add ..", "leaves"),
        ("format-patch -o../out HEAD", "leaves"),
        ("format-patch -o/tmp HEAD", "leaves"),
        ("format-patch -qo../out HEAD", "leaves"),
        ("commit -aF/etc/x", "leaves"),
        ("apply --directory=../x p", "leaves"),
        ("apply --directory=/x p", "leaves"),
        ("add :(top)../x", "leaves"),
        ("worktree add ../wt", "leaves"),
        ("push host:repo main", "There is no remote 'host:repo'"),
        ("fetch --depth 1 elsewhere", "There is no remote 'elsewhere'"),
        ("commit -m a\0b", "NUL"),
    ],
)
def test_git_commands_that_reach_further_are_refused(line: str, says: str) -> None:
    fault = args_fault(tuple(line.split(" ")), remotes=REMOTES)
    assert says in (fault or "")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("core.autocrlf", "true"),
        ("Core.AutoCRLF", "true"),
        ("merge.conflictStyle", "diff3"),
        ("rebase.updateRefs", "true"),
        ("branch.thread-a.merge", "refs/heads/--upload-pack=x"),
        ("branch.a.b.remote", "mirror"),
        ("commit.gpgSign", "false"),
        ("remote.x.url", "../missing.git"),
        ("pager.log", "false"),
        ("color.ui", "always"),
        ("color.diff.old", "red"),
        ("advice.detachedHead", "false"),
        ("core.fsmonitor", "{trap}"),
        ("alias.x", "!{trap} a"),
        ("filter.x.clean", "{trap} %f"),
        ("remote.x.url", "ext::{trap}"),
        ("core.editor", "{trap}"),
        ("i18n.commitEncoding", "latin1"),
    ],
)
def test_keys_that_start_nothing_may_be_set(key: str, value: str) -> None:
    assert key_fault(key, value) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("core.editor", "vi"),
        ("core.pager", "less"),
        ("core.hooksPath", "hooks"),
        ("core.fsmonitor", "true"),
        ("core.sshCommand", "ssh"),
        ("core.worktree", "/srv"),
        ("alias.x", "!sh"),
        ("filter.x.clean", "sh"),
        ("include.path", "/etc/x"),
        ("credential.helper", "!sh"),
        ("commit.gpgSign", "true"),
        ("gpg.program", "sh"),
        ("remote.x.url", "/srv/x"),
        ("remote.x.url", "ext::sh"),
        ("remote.x.url", "../../x"),
        ("remote.x.uploadpack", "sh"),
        ("remote.x.vcs", "sh"),
        ("branch.x.remote", "../../x"),
        ("url.x.insteadOf", "y"),
        ("pager.log", "less"),
        ("merge.x.driver", "sh"),
        ("sequence.editor", "sh"),
        ("rebase.instructionFormat", "%s%nexec sh"),
        ("init.templateDir", "x"),
        ("core.editor", "sh; {trap}"),
        ("core.editor", "{trap}; sh"),
        ("core.editor", "{trap} $(sh)"),
        ("core.editor", "{trap}\nsh"),
        ("editor", "x"),
        ("a..", "x"),
        ("core.autocrlf\n", "x"),
        ("core.autocrlf", "x\0"),
        ("log.showSignature", "true"),
    ],
)
def test_keys_that_start_programs_may_be_a_trap_only(key: str, value: str) -> None:
    assert key_fault(key, value)


def test_commits_are_signed_by_a_program_of_the_worlds_only() -> None:
    signed = {"commit.gpgSign": "true", "GPG.program": "{prompt}"}
    assert list(keys_fault(signed)) == []
    assert [key for key, _ in keys_fault({**signed, "GPG.program": "gpg"})] == ["commit.gpgSign", "GPG.program"]
    assert [key for key, _ in keys_fault({"commit.gpgSign": "true"})] == ["commit.gpgSign"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LC_ALL", "de_DE.UTF-8"),
        ("LANGUAGE", "de:fr"),
        ("TZ", "Asia/Tokyo"),
        ("NO_COLOR", "1"),
        ("GIT_DIR", "{decoy}"),
        ("GIT_DIR", ".git"),
        ("GIT_OBJECT_DIRECTORY", "{decoy}/objects"),
        ("GIT_CEILING_DIRECTORIES", "{decoy}:a"),
        ("GIT_DIR", ""),
        ("EDITOR", "{trap}"),
        ("VISUAL", "true"),
        ("GIT_SSH_COMMAND", "{trap}"),
        ("GIT_CONFIG_PARAMETERS", "'merge.ff=only' 'pull.rebase'='true'"),
        ("GIT_CONFIG_PARAMETERS", "'core.editor'='{trap}'"),
        ("GIT_PREFIX", "sub/"),
    ],
)
def test_variables_that_start_nothing_may_be_set(name: str, value: str) -> None:
    assert variable_fault(name, value) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PATH", "/srv"),
        ("HOME", "/"),
        ("LD_PRELOAD", "x"),
        ("GIT_EXEC_PATH", "x"),
        ("GIT_CONFIG_GLOBAL", "x"),
        ("GIT_SSH_COMMAND", "ssh"),
        ("EDITOR", "vi"),
        ("EDITOR", "{trap}; sh"),
        ("PAGER", "less"),
        ("GIT_DIR", "/etc"),
        ("GIT_DIR", "../x"),
        ("GIT_DIR", "{decoy}/../../x"),
        ("GIT_CEILING_DIRECTORIES", "a:/x"),
        ("GIT_CONFIG_PARAMETERS", "'core.editor=vi'"),
        ("GIT_CONFIG_PARAMETERS", "'x"),
        ("LC_ALL", "\0"),
        ("GIT_TRACE", "/srv/x"),
        ("GIT_EXTERNAL_DIFF", "sh"),
    ],
)
def test_variables_that_reach_further_are_refused(name: str, value: str) -> None:
    assert variable_fault(name, value)
