"""The scenario's own expectations, held against what was seen. Pure: texts for wanted and seen, to show as a diff."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from itertools import zip_longest

from gitscen.judge.text import is_binary
from gitscen.names import BranchName, Oid, branch_ref, quote_path, unquote_path
from gitscen.observe.observation import GITLINK, Observation, Tree, own_state
from gitscen.scenario.asks import Expect, Wanted
from gitscen.scenario.content import Content, as_file
from gitscen.verdict import Failure

Check = Callable[[Expect, Observation], Iterator[tuple[str, str]]]


def judge_expect(expect: Expect, seen: Observation, earlier: Mapping[str, Observation]) -> Iterator[Failure]:
    """Yield a failure for each expectation that is not met; `earlier` has the observations after the named steps."""
    if seen.blind and expect != Expect():
        yield Failure(rule="expect readable", message=f"the repository cannot be read: {seen.blind}.")
    of_index = expect.clean is not None or expect.index or expect.status or expect.unmerged is not None
    if seen.unreadable and of_index:
        yield Failure(rule="expect index", message="the index cannot be read.")
    for name, check in _CHECKS.items():
        for wanted, found in check(expect, seen):
            yield Failure(
                rule=f"expect {name}", message=f"{name} is not as the story wants it.", wanted=wanted, seen=found
            )
    if expect.unchanged_since:
        old, new = own_state(earlier[expect.unchanged_since]), own_state(seen)
        changed = [name for name, was in old.items() if name != "remotes" and was != new[name]]
        if changed:
            yield Failure(
                rule="expect unchanged_since",
                message=f"{', '.join(changed)} changed since {expect.unchanged_since}.",
            )


def _differ(wanted: object, found: object) -> Iterator[tuple[str, str]]:
    if wanted != found:
        yield str(wanted), str(found)


def _show(mode: int, content: bytes) -> str:
    kind = {0o120000: "link to ", 0o100755: "(executable)\n", GITLINK: "submodule at "}.get(mode, "")
    return kind + (repr(content) if is_binary(content) else content.decode(errors="backslashreplace"))


def _check_tree(wanted: Wanted, tree: Tree, seen: Observation) -> Iterator[tuple[str, str]]:
    for name, content in wanted.items():
        entry = tree.get(unquote_path(name))
        found = None if entry is None else (entry.mode, seen.store.contents.get(entry.oid, entry.oid.encode()))
        hoped = None if content is False else (as_file(content).mode, as_file(content).data)
        if found != hoped:
            yield tuple(f"{name}:\n{_show(*side) if side else '(no file)'}" for side in (hoped, found))  # type: ignore[misc]


def _check_branch(expect: Expect, seen: Observation) -> Iterator[tuple[str, str]]:
    if expect.branch is not None:
        yield from _differ(expect.branch or "(detached)", seen.branch or "(detached)")


def _check_clean(expect: Expect, seen: Observation) -> Iterator[tuple[str, str]]:
    shown = "\n".join(f"{xy} {quote_path(path)}" for path, xy in sorted(seen.uncommitted.items()))
    if expect.clean is True and shown:
        yield "(clean)", shown
    if expect.clean is False and not shown:
        yield "(something uncommitted)", "(clean)"


def _check_files(expect: Expect, seen: Observation) -> Iterator[tuple[str, str]]:
    return _check_tree(expect.files, seen.files, seen)


def _check_only(expect: Expect, seen: Observation) -> Iterator[tuple[str, str]]:
    surplus = seen.files.keys() - {unquote_path(name) for name in expect.files}
    if expect.only and surplus:
        yield "(no other file)", "\n".join(sorted(map(quote_path, surplus)))


def _check_index(expect: Expect, seen: Observation) -> Iterator[tuple[str, str]]:
    return _check_tree(expect.index, seen.index, seen)


def _check_status(expect: Expect, seen: Observation) -> Iterator[tuple[str, str]]:
    for name, letters in expect.status.items():
        path = unquote_path(name)
        found = seen.status.get(path, "!!" if seen.is_ignored(path) else "  ")
        yield from _differ(f"{letters} {name}", f"{found} {name}")


def _check_branches(expect: Expect, seen: Observation) -> Iterator[tuple[str, str]]:
    for branch, wanted in expect.branches.items():
        tip = seen.refs.get(branch_ref(BranchName(branch)))
        if tip is None:
            yield f"branch {branch}", "(no such branch)"
        for hoped, found in _check_tree(wanted, seen.tree(tip), seen) if tip else ():
            yield f"{branch}: {hoped}", f"{branch}: {found}"


def _check_remote(expect: Expect, seen: Observation) -> Iterator[tuple[str, str]]:
    for name, wanted in expect.remote.items():
        remote, branch = name.split(":", 1) if ":" in name else ("origin", name)
        ref = branch_ref(BranchName(branch))
        tip = seen.remotes.get(remote, {}).get(ref)
        if wanted == "gone":
            yield from _differ(f"{name} at None", f"{name} at {tip}")
        elif tip is None:
            yield f"{name} on the remote", "(no such branch)"
        elif wanted == "same":
            yield from _differ(f"{name} at {seen.refs.get(ref)}", f"{name} at {tip}")
        else:
            yield from _check_tree(wanted, seen.tree(tip), seen)


def _check_history(expect: Expect, seen: Observation) -> Iterator[tuple[str, str]]:
    commits = seen.history([seen.head] if seen.head else [])
    for name, wanted in expect.history.items():
        path = unquote_path(name)
        versions = {commit.tree[path].oid for commit in commits.values() if path in commit.tree}
        contents = {seen.store.contents.get(oid, b"") for oid in versions}
        each: tuple[Content, ...] = wanted if isinstance(wanted, tuple) else (wanted,)
        for content in each:
            if as_file(content).data not in contents:
                found = "\n--\n".join(sorted(content.decode(errors="backslashreplace") for content in contents))
                yield f"{name}:\n{as_file(content).data.decode(errors='backslashreplace')}", f"{name}:\n{found}"


def _check_log(expect: Expect, seen: Observation) -> Iterator[tuple[str, str]]:
    subjects: list[str] = []
    tip: Oid | None = seen.head
    while tip in seen.store.commits and len(subjects) < len(expect.log):
        commit = seen.store.commits[tip]
        subjects.append(commit.subject)
        tip = commit.parents[0] if commit.parents else None
    if not _match(expect.log, tuple(subjects)):
        yield "\n".join(expect.log), "\n".join(subjects)


def _check_parents(expect: Expect, seen: Observation) -> Iterator[tuple[str, str]]:
    if expect.parents is not None:
        head = seen.store.commits.get(seen.head) if seen.head else None
        yield from _differ(f"{expect.parents} parents", f"{len(head.parents) if head else 0} parents")


def _check_stash(expect: Expect, seen: Observation) -> Iterator[tuple[str, str]]:
    messages = tuple(entry.message for entry in seen.stash)
    if isinstance(expect.stash, int) and expect.stash != len(messages):
        yield f"{expect.stash} stash entries", f"{len(messages)} stash entries:\n" + "\n".join(messages)
    if isinstance(expect.stash, tuple) and not _match(expect.stash, messages):
        yield "\n".join(expect.stash), "\n".join(messages)


def _match(patterns: tuple[str, ...], texts: tuple[str, ...]) -> bool:
    """Whether each text is the pattern at its place, or matches it as a glob."""
    pairs = zip_longest(patterns, texts)
    return all(None not in pair and (pair[0] == pair[1] or fnmatchcase(pair[1], pair[0])) for pair in pairs)


def _check_operation(expect: Expect, seen: Observation) -> Iterator[tuple[str, str]]:
    if expect.operation is not None:
        yield from _differ(
            *(sorted(kind.value for kind in kinds) for kinds in (set(expect.operation), seen.in_progress))
        )


def _check_unmerged(expect: Expect, seen: Observation) -> Iterator[tuple[str, str]]:
    if expect.unmerged is not None:
        hoped = {quote_path(unquote_path(name)): kind.value for name, kind in sorted(expect.unmerged.items())}
        found = {
            quote_path(path): _KINDS[bool(stages[0]), bool(stages[1]), bool(stages[2])]
            for path, stages in sorted(seen.unmerged.items())
        }
        yield from _differ(hoped, found)


_KINDS = {
    (True, True, True): "UU", (False, True, True): "AA", (True, False, False): "DD", (False, True, False): "AU",
    (False, False, True): "UA", (True, False, True): "DU", (True, True, False): "UD",
}  # fmt: skip


def _check_shallow(expect: Expect, seen: Observation) -> Iterator[tuple[str, str]]:
    if expect.shallow is not None:
        yield from _differ(*("shallow" if is_so else "whole" for is_so in (expect.shallow, bool(seen.shallow))))


def _check_locks(expect: Expect, seen: Observation) -> Iterator[tuple[str, str]]:
    if expect.locks is not None:
        yield from _differ(sorted(expect.locks), sorted(seen.locks))


_CHECKS: dict[str, Check] = {
    "branch": _check_branch,
    "clean": _check_clean,
    "files": _check_files,
    "only": _check_only,
    "index": _check_index,
    "status": _check_status,
    "branches": _check_branches,
    "remote": _check_remote,
    "history": _check_history,
    "log": _check_log,
    "parents": _check_parents,
    "stash": _check_stash,
    "operation": _check_operation,
    "unmerged": _check_unmerged,
    "shallow": _check_shallow,
    "locks": _check_locks,
}
