"""Damage to `.git` as shell commands, run at the top of the workspace. Pure."""

from __future__ import annotations

from gitscen.names import unquote_path
from gitscen.scenario.damage import TAKES, Damage, Of
from gitscen.tell.shellword import word


def damage_lines(damage: Damage, of: str = "") -> tuple[str, ...]:
    """Return the commands that leave `.git` behind as a killed program or a full disk would.

    `of` names what exactly is damaged, "" the usual thing.
    """
    lines = _LINES[damage]
    told = " ".join(lines)
    takes = TAKES.get(damage)
    named = [f"of={word(unquote_path(of)) if of else _USUAL[takes]}"] if takes else []
    return (*(line for name, line in _FIRST.items() if name in told), *named, *lines)


_BRANCH = "$(git symbolic-ref HEAD)"
_NEEDED = "MERGE_HEAD CHERRY_PICK_HEAD REVERT_HEAD rebase-merge/onto rebase-apply/next BISECT_START"
_USUAL = {
    Of.REF: _BRANCH,
    Of.OTHER_REF: (f'$(git for-each-ref --format="%(refname)" refs/heads | grep -vxF "{_BRANCH}" | head -n 1)'),
    Of.LOG: "HEAD",
    Of.REVISION: "'HEAD^{tree}'",
    Of.STAGED: "$(git diff --cached --name-only --diff-filter=AM | LC_ALL=C sort | head -n 1)",
    Of.FILE: "",
    Of.INSIDE: f"$(cd .git && ls -d {_NEEDED} 2> /dev/null | head -n 1)",
    Of.LOCKED: "index",
}
"""What finds the usual thing to damage."""
_FIRST = {
    "$branch": f"branch={_BRANCH}",
    "$pack": "pack=$(ls -S .git/objects/pack/*.pack | head -n 1)",
    "$idx": "idx=$(ls -S .git/objects/pack/*.pack | head -n 1); idx=${idx%.pack}.idx",
    "remove_ref": (
        'remove_ref() { rm -f ".git/$1"; [ ! -e .git/packed-refs ] || { grep -v " $1\\$" .git/packed-refs > .git/kept '
        "|| :; mv -f .git/kept .git/packed-refs; }; }"
    ),
    "tear": (
        'tear() { last=$(tail -n 1 "$1" | wc -c); size=$(wc -c < "$1"); '
        'head -c $((size - last / 2 - 1)) "$1" > .git/torn && mv -f .git/torn "$1"; }'
    ),
    "halve": 'halve() { head -c $(($(wc -c < "$1") / 2)) "$1" > .git/half && mv -f .git/half "$1"; }',
    "flip": (
        'flip() { chmod u+w "$1"; at=${2:-$(($(wc -c < "$1") / 2))}; byte=$(od -An -tu1 -j "$at" -N 1 "$1"); '
        'printf "\\\\$(printf %o $((255 - byte)))" | dd of="$1" bs=1 seek="$at" conv=notrunc 2> /dev/null; }'
    ),
    "loose": (
        'loose() { oid=$(git rev-parse "$1"); file=.git/objects/$(printf %.2s "$oid")/${oid#??}; '
        '[ -e "$file" ] || for one in .git/objects/pack/*.pack; do mv "$one" .git/unpacked; rm -f "${one%.pack}".*; '
        "git unpack-objects -q < .git/unpacked; rm -f .git/unpacked; done; "
        'rm -f .git/objects/pack/multi-pack-index; chmod u+w "$file"; }'
    ),
}
"""What has to be said before the lines that use it: variables that find the thing, and functions of the shell."""
_EACH_WORKTREE = 'for link in .git/worktrees/*/gitdir; do rm -r -- "$(dirname "$(cat "$link")")"; done'
_HEADS = "rm -f .git/MERGE_HEAD .git/CHERRY_PICK_HEAD .git/REVERT_HEAD"
_STAGE_FIRST = "$(git ls-files -mo --exclude-standard | LC_ALL=C sort | head -n 1)"

_LINES: dict[Damage, tuple[str, ...]] = {
    Damage.GIT_MISSING: ("rm -rf .git",),
    Damage.REFS_MISSING: ("rm -rf .git/refs",),
    Damage.OBJECTS_MISSING: ("rm -rf .git/objects",),
    Damage.CONFIG_GARBAGE: ("printf '[core\\nnonsense = = \\n' >> .git/config",),
    Damage.CONFIG_MISSING: ("rm .git/config",),
    Damage.CONFIG_WORKTREE: ("printf '[core]\\n\\tworktree = ../../moved-away\\n' >> .git/config",),
    Damage.CONFIG_BARE: ("printf '[core]\\n\\tbare = true\\n' >> .git/config",),
    Damage.HEAD_EMPTY: (": > .git/HEAD",),
    Damage.HEAD_GARBAGE: ("printf '\\377\\376\\000garbage' > .git/HEAD",),
    Damage.HEAD_MISSING: ("rm .git/HEAD",),
    Damage.HEAD_BRANCH_MISSING: ('remove_ref "$branch"',),
    Damage.REF_EMPTY: ('mkdir -p "$(dirname ".git/$of")"; : > ".git/$of"',),
    Damage.REF_GARBAGE: ('mkdir -p "$(dirname ".git/$of")"; echo not-a-commit > ".git/$of"',),
    Damage.REF_MISSING: ('remove_ref "$of"',),
    Damage.REF_BEHIND: ('before=$(git rev-parse "$of~1"); echo "$before" > ".git/$of"',),
    Damage.REF_OBJECT_MISSING: ('loose "$of"; rm -f "$file"',),
    Damage.REF_NAME_ODD: ("mkdir -p .git/refs/heads; git rev-parse HEAD > .git/refs/heads/torn..name",),
    Damage.REF_RENAME_CUT: ('mv ".git/logs/$of" .git/logs/refs/.tmp-renamed-log; remove_ref "$of"',),
    Damage.REF_TARGET_MISSING: (
        "mkdir -p .git/refs/remotes/origin; echo 'ref: refs/remotes/origin/gone' > .git/refs/remotes/origin/HEAD",
    ),
    Damage.PACKED_REFS_EMPTY: (": > .git/packed-refs",),
    Damage.PACKED_REFS_GARBAGE: (
        "{ head -n 1 .git/packed-refs; echo '@@@@ garbage line'; tail -n +2 .git/packed-refs; } > .git/spoilt",
        "mv .git/spoilt .git/packed-refs",
    ),
    Damage.REFLOG_GARBAGE: ('echo "garbage line" >> ".git/logs/$of"',),
    Damage.REFLOG_TORN: ('tear ".git/logs/$of"',),
    Damage.PSEUDO_REF_GARBAGE: ("printf garbage > .git/ORIG_HEAD",),
    Damage.STASH_REF_MISSING: ("remove_ref refs/stash",),
    Damage.STASH_REF_GARBAGE: ("echo garbage > .git/refs/stash",),
    Damage.STASH_LOG_MISSING: ("rm .git/logs/refs/stash",),
    Damage.STASH_LOG_TORN: ("tear .git/logs/refs/stash",),
    Damage.STASH_LOG_AHEAD: ('before=$(git rev-parse "stash@{1}"); echo "$before" > .git/refs/stash',),
    Damage.STASH_LOG_BEHIND: ("sed '$d' .git/logs/refs/stash > .git/behind; mv .git/behind .git/logs/refs/stash",),
    Damage.STASH_OBJECT_MISSING: ('loose refs/stash; rm -f "$file"',),
    Damage.STASH_DROPPED: ("git stash drop -q",),
    Damage.STASH_NOT_RESET: ('git stash store -m killed "$(git stash create)"',),
    Damage.INDEX_MISSING: ("rm .git/index",),
    Damage.INDEX_EMPTY: (": > .git/index",),
    Damage.INDEX_GARBAGE: ("printf '\\377\\376\\000garbage' > .git/index",),
    Damage.INDEX_CHECKSUM: ("flip .git/index 60",),
    Damage.INDEX_TRUNCATED: ("halve .git/index",),
    Damage.INDEX_OBJECT_MISSING: ('loose ":$of"; rm -f "$file"',),
    Damage.INDEX_STALE: (
        "cp .git/index .git/index.scratch",
        "(export GIT_INDEX_FILE=.git/index.scratch; git add -A && git commit -q -m killed)",
        "rm .git/index.scratch",
    ),
    Damage.INDEX_UNMERGED: (_HEADS,),
    Damage.STALE_INDEX_LOCK: (": > .git/index.lock",),
    Damage.STALE_HEAD_LOCK: (": > .git/HEAD.lock",),
    Damage.STALE_BRANCH_LOCK: ('mkdir -p "$(dirname ".git/$branch")"; : > ".git/$branch.lock"',),
    Damage.STALE_CONFIG_LOCK: (": > .git/config.lock",),
    Damage.STALE_PACKED_REFS_LOCK: (": > .git/packed-refs.lock",),
    Damage.STALE_SHALLOW_LOCK: (": > .git/shallow.lock",),
    Damage.LOCK_STALE: ('mkdir -p "$(dirname ".git/$of")"; : > ".git/$of.lock"',),
    Damage.LIVE_INDEX_LOCK: (
        "exec 9> .git/index.lock",
        "sleep 600 9>&9 &  # it holds the lock as long as it lives",
        "exec 9>&-",
    ),
    Damage.STAGED_INDEX_LOCK: (
        "cp .git/index .git/index.scratch",
        f'GIT_INDEX_FILE=.git/index.scratch git add -A -- "{_STAGE_FIRST}"',
        "mv .git/index.scratch .git/index.lock",
    ),
    Damage.TRUNCATED_INDEX_LOCK: ("cp .git/index .git/index.lock", "halve .git/index.lock"),
    Damage.OPERATION_BROKEN: (': > ".git/$of"',),
    Damage.MERGE_HEAD_EMPTY: (": > .git/MERGE_HEAD",),
    Damage.REBASE_HEAD_NAME_MISSING: ("rm .git/rebase-*/head-name",),
    Damage.SEQUENCER_LEFT: (
        "mkdir .git/sequencer; git rev-parse HEAD > .git/sequencer/head",
        'echo "pick $(git rev-parse --short HEAD) left behind" > .git/sequencer/todo',
    ),
    Damage.AUTOSTASH_UNHELD: (
        "made=$(git stash create autostash); git reset -q --hard; echo $made > .git/MERGE_AUTOSTASH",
    ),
    Damage.OBJECT_EMPTY: ('loose "$of"; : > "$file"',),
    Damage.OBJECT_CORRUPT: ('loose "$of"; flip "$file"',),
    Damage.OBJECT_MISSING: ('loose "$of"; rm -f "$file"',),
    Damage.OBJECT_TEMPORARY: (
        "mkdir -p .git/objects/aa; printf 'x\\1half of an object' > .git/objects/aa/tmp_obj_a1B2c3",
    ),
    Damage.PACK_CORRUPT: ('flip "$pack" $(($(wc -c < "$pack") - 24))',),
    Damage.PACK_MISSING: ('rm -f "$pack"',),
    Damage.PACK_INDEX_MISSING: ('rm -f "$idx"',),
    Damage.PACK_INDEX_EMPTY: ('chmod u+w "$idx"; : > "$idx"',),
    Damage.PACK_INDEX_CORRUPT: ('flip "$idx"',),
    Damage.PACK_TEMPORARY: ("printf 'PACK\\0\\0\\0\\2half of a pack' > .git/objects/pack/tmp_pack_a1B2c3",),
    Damage.MIDX_CORRUPT: ("git multi-pack-index write", "halve .git/objects/pack/multi-pack-index"),
    Damage.COMMIT_GRAPH_CORRUPT: (
        "git commit-graph write --reachable",
        "mkdir -p .git/objects/info; rm -f .git/objects/info/commit-graph",
        "printf 'CGPH\\1\\1\\4\\0' > .git/objects/info/commit-graph",
    ),
    Damage.ALTERNATES_MISSING: (
        "mkdir -p .git/objects/info; echo ../../lost-cache/objects > .git/objects/info/alternates",
    ),
    Damage.ALTERNATES_GARBAGE: ("mkdir -p .git/objects/info; printf '\\0\\0\\0\\0' > .git/objects/info/alternates",),
    Damage.SHALLOW_MISSING: ("rm .git/shallow",),
    Damage.SHALLOW_GARBAGE: ("printf '\\377\\376\\000garbage\\n' > .git/shallow",),
    Damage.WORKTREE_LINK_MISSING: ('for link in .git/worktrees/*/gitdir; do rm -- "$(cat "$link")"; done',),
    Damage.WORKTREE_MISSING: (_EACH_WORKTREE,),
    Damage.WORKTREE_BROKEN: ("rm .git/worktrees/*/commondir",),
    Damage.SUBMODULE_MISSING: ("rm -rf .git/modules",),
    Damage.SUBMODULE_BROKEN: ('for file in .git/modules/*/index; do : > "$file"; done',),
    Damage.FILE_EMPTIED: (
        'each=\'for file; do [ -L "$file" ] || [ ! -f "$file" ] || : > "$file"; done\'',
        'if [ "$of" ]; then : > "$of"; else git ls-files -z | xargs -0 sh -c "$each" sh; fi',
    ),
}
"""Of each damage, what does it; a test holds that none is left out, and that it does what a world does."""
