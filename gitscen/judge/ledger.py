"""work-lost and work-leaked: every content that is the user's, and where it is anchored. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.judge.story import Request, Work
from gitscen.judge.text import alike, has_markers, holds, is_binary, novel_lines, without_markers
from gitscen.names import Oid, TreePath, quote_path
from gitscen.observe.observation import Observation, Tree
from gitscen.scenario.asks import Recover
from gitscen.verdict import Failure, Invariant


def judge_work_lost(request: Request) -> Iterator[Failure]:
    """Every content that a file, the index, a ref or a stash entry held is still held by one.

    Binary content is followed by its blob. Text may have been merged into another version: then one content must
    hold all its lines that no committed version of the path had before. The lines of a file with conflict markers
    may have gone their separate ways.
    """
    before, after = request.before, request.after
    kept = after.anchored()
    texts = [text for oid in kept if not is_binary(text := after.store.contents.get(oid, b""))]
    for oid, path in _contents(before).items():
        if oid in kept or path in request.rewritten:
            continue
        lost = _lost_lines(before, path, before.store.contents[oid], texts)
        if lost is not None:
            yield Failure(
                rule=Invariant.WORK_LOST.value,
                message=f"{quote_path(path)} is in no file, index, ref or stash entry: {_whereabouts(after, oid)}.",
                wanted=b"\n".join(lost).decode(errors="replace"),
            )


def _contents(seen: Observation) -> dict[Oid, TreePath]:
    """Return each anchored content with a path it had."""
    found: dict[Oid, TreePath] = {}
    trees: list[Tree] = [commit.tree for commit in seen.history(seen.tips()).values()]
    for tree in (*trees, seen.index, seen.locked, seen.files):
        found.update((entry.oid, path) for path, entry in tree.items())
    for path, stages in seen.unmerged.items():
        found.update((entry.oid, path) for entry in stages if entry)
    return {oid: path for oid, path in found.items() if oid in seen.store.contents}


def _lost_lines(before: Observation, path: TreePath, content: bytes, texts: list[bytes]) -> list[bytes] | None:
    """Return what is lost of a content whose blob is gone, None where nothing is."""
    if is_binary(content):
        return [b"(binary content)"]
    if has_markers(content):
        everything = {line for text in texts for line in without_markers(text)}
        return [line for line in without_markers(content) if line not in everything] or None
    novel = novel_lines(content, _versions(before, path, content))
    return None if any(holds(text, novel) for text in texts) else novel


def _versions(before: Observation, path: TreePath, content: bytes) -> Iterator[bytes]:
    """Yield what a content was made from: other committed versions of its path, and of the path it was renamed from.

    A rename is an alike content at a path that the working tree does not have any more.
    """
    for commit in before.history(before.tips()).values():
        for other, entry in commit.tree.items():
            version = before.store.contents.get(entry.oid, content)
            if version != content and (other == path or (other not in before.files and alike(version, content))):
                yield version


def _whereabouts(after: Observation, oid: Oid) -> str:
    if oid in after.committed(after.reflog):
        return "only a reflog still leads to it"
    return "the object is there, but nothing leads to it" if oid in after.objects else "it is gone"


def judge_work_leaked(request: Request) -> Iterator[Failure]:
    """No content of one session turns up in another session's branch or files, unless the story wants it there."""
    if request.carries or request.killed:
        return
    for work in request.works:
        for place, branch, old, new in _views(request, work):
            wrote_it_too = any(_is_same(work, other) for other in request.works if other.branch == branch)
            had_it = any(_has(tree, request.before, work) for tree in old)
            if _has(new, request.after, work) and not wrote_it_too and not had_it:
                yield Failure(
                    rule=Invariant.WORK_LEAKED.value,
                    message=f"{quote_path(work.path)} was written on {work.branch} and has turned up in {place}.",
                    seen=request.after.store.contents[work.blob].decode(errors="replace"),
                )


def _views(request: Request, work: Work) -> Iterator[tuple[str, str, tuple[Tree, ...], Tree]]:
    """Yield the places of other sessions as (name, branch, what was there or comes in, what is there now)."""
    before, after = request.before, request.after
    if work.branch is None or work.branch in request.sources:
        return
    for ref, tip in after.heads.items():
        branch = ref.removeprefix("refs/heads/")
        rescued = isinstance(request.ask, Recover) and ref not in before.refs
        if branch != work.branch and not rescued:
            yield f"branch {branch}", branch, _known(request, ref), after.tree(tip)
    for remote, refs in after.remotes.items():
        for ref, tip in refs.items():
            if ref != f"refs/heads/{work.branch}":
                yield f"{ref} of {remote}", ref.removeprefix("refs/heads/"), _known(request, ref), after.tree(tip)
    if after.branch is not None and after.branch != work.branch:
        shown = {path: entry for path, entry in after.files.items() if not after.is_ignored(path)}
        old = _known(request, f"refs/heads/{after.branch}")
        if before.branch == after.branch:
            old = (*old, before.files)
        yield f"the working tree of {after.branch}", after.branch, old, shown


def _known(request: Request, ref: str) -> tuple[Tree, ...]:
    """Return what a branch had before, here or on the remote: that cannot leak into it.

    A branch that nobody had starts, rightly, from what the remote's default branch has, or from where the story says.
    """
    before, refs = request.before, request.before.remotes.get(request.remote, {})
    if ref not in before.refs and ref not in refs:
        starts = [f"refs/heads/{name}" for name in (request.default, *request.sources)]
        return tuple(before.tree(known.get(start)) for start in starts for known in (refs, before.refs))
    return (before.tree(refs.get(ref)), before.tree(before.refs.get(ref)))


def _is_same(work: Work, other: Work) -> bool:
    """Whether two sessions wrote the same at the same path."""
    return work.path == other.path and (
        work.blob == other.blob or bool(work.lines and set(work.lines) <= set(other.lines))
    )


def _has(tree: Tree, seen: Observation, work: Work) -> bool:
    entry = tree.get(work.path)
    if entry is None:
        return False
    return entry.oid == work.blob or bool(work.lines and holds(seen.store.contents.get(entry.oid, b""), work.lines))
