"""Damage to `.git` as shell commands, run at the top of the workspace. Pure."""

from __future__ import annotations

from typing import assert_never

from gitscen.scenario.acts import Damage

_HALF = "head -c $(($(wc -c < .git/index) / 2)) .git/index"


def damage_lines(damage: Damage) -> tuple[str, ...]:  # noqa: C901, PLR0911, PLR0912 - one case for each damage
    """Return the commands that leave `.git` behind as a killed program or a full disk would."""
    match damage:
        case Damage.STALE_INDEX_LOCK:
            return (": > .git/index.lock",)
        case Damage.STALE_HEAD_LOCK:
            return (": > .git/HEAD.lock",)
        case Damage.STALE_BRANCH_LOCK:
            return ('lock=".git/$(git symbolic-ref HEAD).lock"; mkdir -p "$(dirname "$lock")"; : > "$lock"',)
        case Damage.STALE_CONFIG_LOCK:
            return (": > .git/config.lock",)
        case Damage.STALE_PACKED_REFS_LOCK:
            return (": > .git/packed-refs.lock",)
        case Damage.STALE_SHALLOW_LOCK:
            return (": > .git/shallow.lock",)
        case Damage.LIVE_INDEX_LOCK:
            return ("exec 9> .git/index.lock", "sleep 600 9>&9 &  # it holds the lock as long as it lives", "exec 9>&-")
        case Damage.STAGED_INDEX_LOCK:
            first = "$(git ls-files -mo --exclude-standard | LC_ALL=C sort | head -n 1)"
            return (
                "cp .git/index .git/index.scratch",
                f'GIT_INDEX_FILE=.git/index.scratch git add -A -- "{first}"',
                "mv .git/index.scratch .git/index.lock",
            )
        case Damage.TRUNCATED_INDEX_LOCK:
            return (f"{_HALF} > .git/index.lock",)
        case Damage.STASH_LOG_MISSING:
            return ("rm .git/logs/refs/stash",)
        case Damage.REBASE_HEAD_NAME_MISSING:
            return ("rm .git/rebase-*/head-name",)
        case Damage.INDEX_MISSING:
            return ("rm .git/index",)
        case Damage.INDEX_TRUNCATED:
            return (f"{_HALF} > .git/half && mv .git/half .git/index",)
        case Damage.WORKTREE_LINK_MISSING:
            return ('for link in .git/worktrees/*/gitdir; do rm -- "$(cat "$link")"; done',)
        case _:
            assert_never(damage)
