"""history-lost, remote-rewritten, markers-committed: what became of commits. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.judge.story import Request
from gitscen.judge.text import alike, has_markers, holds, is_binary, novel_lines
from gitscen.names import Oid, TreePath, quote_path
from gitscen.observe.observation import GITLINK, Commit, Observation, Tree
from gitscen.verdict import Failure, Invariant


def judge_history_lost(request: Request) -> Iterator[Failure]:
    """Yield the commits that a branch or HEAD had and that neither a ref nor a carried copy holds any more."""
    before, after = request.before, request.after
    tips = [*before.heads.values(), *([before.head] if before.head else [])]
    reachable = after.history(after.tips())
    for commit in before.history(tips).values():
        if commit.oid not in reachable and not any(_carries(after, other, commit) for other in reachable.values()):
            yield Failure(
                rule=Invariant.HISTORY_LOST.value,
                message=f"no ref reaches {commit.oid[:10]} '{commit.subject}', and no commit carries its change.",
            )
    yield from _judge_names(request)


def _judge_names(request: Request) -> Iterator[Failure]:
    """Yield the branches and tags of the workspace that are gone."""
    for ref in request.before.refs.keys() - request.after.refs.keys():
        if ref.startswith(("refs/heads/", "refs/tags/")):
            yield Failure(rule=Invariant.HISTORY_LOST.value, message=f"{ref} is gone.")


def _carries(seen: Observation, other: Commit, commit: Commit) -> bool:
    """Whether `other` holds all that `commit` brought: its new blobs, or the lines that were new in them."""
    parent = seen.tree(commit.parents[0]) if commit.parents else {}
    changed = {path: entry for path, entry in commit.tree.items() if parent.get(path) != entry}
    if not changed and parent.keys() == commit.tree.keys():
        return other.message == commit.message
    there = {entry.oid for entry in other.tree.values()}  # the other side may have changed the mode
    texts = [text for oid in there if not is_binary(text := seen.store.contents.get(oid, b""))]
    for path, entry in changed.items():
        content = seen.store.contents.get(entry.oid, b"")
        if entry.oid in there:
            continue
        if entry.mode == GITLINK or is_binary(content):
            return False
        lines = novel_lines(content, _versions(seen, parent, commit.tree, path, content))
        if not any(holds(text, lines) for text in texts):
            return False
    return True


def _versions(seen: Observation, parent: Tree, tree: Tree, path: TreePath, content: bytes) -> Iterator[bytes]:
    """Yield what a content was made from: what the parent had at its path, or at a path that it was renamed from."""
    for other, entry in parent.items():
        version = seen.store.contents.get(entry.oid, b"")
        if other == path or (other not in tree and alike(version, content)):
            yield version


def judge_remote_rewritten(request: Request) -> Iterator[Failure]:
    """Yield the remote branches whose old tip is no ancestor of their new one."""
    after = request.after
    for name, refs in request.before.remotes.items():
        for ref, tip in refs.items():
            now = after.remotes[name].get(ref)
            if now != tip and (now is None or tip not in after.history([now])):
                became = f"is now {now[:10]}, which does not follow it" if now else "is gone"
                yield Failure(
                    rule=Invariant.REMOTE_REWRITTEN.value, message=f"{ref} of {name} was {tip[:10]} and {became}."
                )


def judge_markers_committed(request: Request) -> Iterator[Failure]:
    """No new commit of a branch holds conflict markers that no user wrote."""
    before, after = request.before, request.after
    old = before.history(before.tips())
    known: set[Oid] = before.committed(before.tips()) | {work.blob for work in request.works if work.typed}
    tips = (*after.heads.values(), *(oid for refs in after.remotes.values() for oid in refs.values()))
    for commit in after.history(tips).values():
        if commit.oid in old:
            continue
        for path, entry in commit.tree.items():
            if entry.oid not in known and has_markers(after.store.contents.get(entry.oid, b"")):
                yield Failure(
                    rule=Invariant.MARKERS_COMMITTED.value,
                    message=f"{commit.oid[:10]} '{commit.subject}' has conflict markers in {quote_path(path)}.",
                    seen=after.store.contents[entry.oid].decode(errors="replace"),
                )
