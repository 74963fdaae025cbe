"""What the git commands of a workflow inherit from the process around them.

A workspace is the user's: their configuration, credentials, proxies and identity count. What does not is
everything that would point git at *another* repository, index, object store or setting than the one at hand: hooks,
aliases and editors leave such variables behind (`GIT_DIR` in every hook, `GIT_INDEX_FILE` in `commit -a`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

KEPT = frozenset({
    "GIT_ALLOW_PROTOCOL", "GIT_ASKPASS", "GIT_ATTR_NOSYSTEM",
    "GIT_AUTHOR_DATE", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_NAME",
    "GIT_COMMITTER_DATE", "GIT_COMMITTER_EMAIL", "GIT_COMMITTER_NAME",
    "GIT_CONFIG_COUNT", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM",
    "GIT_EXEC_PATH", "GIT_PROTOCOL_FROM_USER", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT",
    "GIT_TEMPLATE_DIR",
})  # fmt: skip
KEPT_PREFIXES = (
    "GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_", "GIT_HTTP_", "GIT_PROXY_", "GIT_PYTHON_", "GIT_SSL_", "GIT_TRACE",
    "GIT_LFS_",
)  # fmt: skip


def misleading(environ: Mapping[str, str], overlay: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the inherited variables that git must not see and that no overlay replaces, sorted."""
    return tuple(
        sorted(
            name
            for name in environ
            if name.startswith("GIT_") and not (name in KEPT or name in overlay or name.startswith(KEPT_PREFIXES))
        )
    )


def overlay(worktree: Path) -> dict[str, str]:
    """Return the variables that every git command of a workflow gets on top of what it inherits.

    No prompt ever waits for a person, no editor opens, messages are not translated (LC_MESSAGES alone is not enough
    where LANGUAGE or LC_ALL is set), and git never walks up from a workspace whose `.git` is gone into a repository
    around it (claude-code issue 40386).
    """
    return {
        "GIT_CEILING_DIRECTORIES": str(worktree.parent),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_EDITOR": ":",
        "GIT_SEQUENCE_EDITOR": ":",
        "GIT_MERGE_AUTOEDIT": "no",
        "GIT_PAGER": "cat",
        "SSH_ASKPASS_REQUIRE": "never",
        "LC_ALL": "C",
        "LANGUAGE": "C",
    }
