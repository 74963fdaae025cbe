"""What must hold of the containers of a host whenever nothing is under way: workspaces, answers, ledgers. Pure.

The ledger says what agents wrote, the answers what containers say came of it; both are held against what is seen. All
invariants are judged besides, each workspace as one that nothing may be lost from or leak in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gitscen.judge.invariants import judge_invariants
from gitscen.judge.story import Request, Work
from gitscen.judge.text import holds, is_binary, novel_lines
from gitscen.names import BranchName, Oid, TreePath, branch_ref, quote_path
from gitscen.observe.observation import Observation, Tree
from gitscen.scenario.asks import Ask
from gitscen.session.message import Answer
from gitscen.verdict import Failure, Invariant

ANSWERED_TWICE = "answered-twice"
OUT_OF_ORDER = "out-of-order"
UNANSWERED = "unanswered"
UNCOMMITTED = "uncommitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One line of the ledger: an agent (`run`, its process) wrote a file for a command of a thread.

    `blob` is None for a file that it deleted, `content` also for one that is too large for the ledger.
    """

    session: str
    command: str
    thread: str
    run: int
    path: TreePath
    blob: Oid | None
    content: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """A container's workspace while nothing is under way in it, and what is known of the time before.

    `sessions` are those that it serves, `answers` theirs; `written` is by everybody, as work may leak from anywhere;
    `default` is the remote's default branch.
    """

    container: str
    before: Observation
    after: Observation
    sessions: frozenset[str]
    written: tuple[Written, ...]
    answers: tuple[Answer, ...]
    default: str

    @property
    def own(self) -> tuple[Written, ...]:
        """What each run of an agent in this workspace left at each path in the end."""
        found = {(one.run, one.command, one.path): one for one in self.written if one.session in self.sessions}
        return tuple(found.values())


def judge_quiet(quiet: Quiet) -> Iterator[Failure]:
    """Yield what does not hold of one workspace."""
    works = find_works(quiet)
    request = Request(
        ask=Ask(), before=quiet.before, after=quiet.after, outcome=None, seconds=0.0, commands=(), works=works,
        carries=False, default=quiet.default,
    )  # fmt: skip
    failures = (*judge_invariants(request), *_judge_ledger(quiet), *_judge_left(quiet), *_judge_claims(quiet))
    for failure in failures:
        yield replace(failure, message=f"{quiet.container}: {failure.message}")


def find_works(quiet: Quiet) -> tuple[Work, ...]:
    """Return what agents wrote as the works of their branches."""
    return tuple(
        Work(one.path, one.blob, _own_lines(quiet, one), BranchName(one.thread), typed=True)
        for one in quiet.written
        if one.blob is not None
    )


def judge_answers(sent: Mapping[str, Sequence[str]], heard: Mapping[str, Sequence[Answer]]) -> Iterator[Failure]:
    """Yield the commands that have two answers, and the sessions whose answers came in another order than asked."""
    for session, answers in heard.items():
        order = [answer.command_id for answer in answers]
        for command in dict.fromkeys(order):
            if order.count(command) > 1:
                yield Failure(
                    rule=ANSWERED_TWICE, message=f"{command} of {session} got {order.count(command)} answers."
                )
        known = [command for command in sent.get(session, ()) if command in order]
        came = [command for command in dict.fromkeys(order) if command in known]
        if came != known:
            yield Failure(
                rule=OUT_OF_ORDER,
                message=f"the answers of {session} came in another order than its commands.",
                wanted="\n".join(known),
                seen="\n".join(came),
            )


def _judge_ledger(quiet: Quiet) -> Iterator[Failure]:
    """Yield what agents wrote last, each for its command, and nothing holds any more."""
    kept = quiet.after.anchored()
    texts = [text for oid in kept if not is_binary(text := quiet.after.store.contents.get(oid, b""))]
    for one in quiet.own:
        if one.blob is None or one.blob in kept:
            continue
        lines = _own_lines(quiet, one)
        if not lines or not any(holds(text, lines) for text in texts):
            yield Failure(
                rule=Invariant.WORK_LOST.value,
                message=f"{quote_path(one.path)}, written for {one.command} on {one.thread}, is in no file, index, ref "
                "or stash entry.",
                wanted=(one.content or b"").decode(errors="replace"),
            )


def _judge_left(quiet: Quiet) -> Iterator[Failure]:
    """Yield a failure where work lies uncommitted although every command is answered."""
    left = quiet.after.uncommitted
    if left:
        yield Failure(
            rule=UNCOMMITTED,
            message=f"every command is answered, and on {quiet.after.branch} something is uncommitted.",
            seen="\n".join(f"{xy} {quote_path(path)}" for path, xy in sorted(left.items())),
        )


def _judge_claims(quiet: Quiet) -> Iterator[Failure]:
    """Yield the answers that say what is not so."""
    for answer in quiet.answers:
        for claim in _check_claims(quiet, answer):
            said = "interrupted" if answer.interrupted else "success"
            yield Failure(
                rule=Invariant.FALSE_REPORT.value, message=f"{answer.command_id} was answered with {said}, but {claim}."
            )


def _check_claims(quiet: Quiet, answer: Answer) -> Iterator[str]:
    written = [one for one in quiet.own if one.command == answer.command_id]
    if not (answer.success or answer.interrupted) or not written:
        return
    after, thread = quiet.after, written[0].thread
    if answer.branch != thread:
        yield f"it names the branch {answer.branch!r}, and its thread is {thread}"
    ref = branch_ref(BranchName(thread))
    tip = after.remotes["origin"].get(ref) if answer.pushed else after.refs.get(ref)
    if answer.commit not in after.history([tip] if tip else []):
        yield f"its commit {answer.commit[:10]} is not on {thread}{' of the remote' if answer.pushed else ''}"
        return
    tree = after.tree(Oid(answer.commit))
    run = written[-1].run
    for one in written:
        if one.run == run and not _has(after, tree, one, _own_lines(quiet, one)):
            yield f"{quote_path(one.path)} is not in its commit as the agent left it"


def _has(seen: Observation, tree: Tree, one: Written, lines: tuple[bytes, ...]) -> bool:
    entry = tree.get(one.path)
    if one.blob is None or entry is None:
        return entry is None and one.blob is None
    return entry.oid == one.blob or bool(lines and holds(seen.store.contents.get(entry.oid, b""), lines))


def _own_lines(quiet: Quiet, one: Written) -> tuple[bytes, ...]:
    """Return the lines of a content that the remote's default branch did not have at the path."""
    if one.content is None or is_binary(one.content):
        return ()
    tip = quiet.before.remotes["origin"].get(branch_ref(BranchName(quiet.default)))
    entry = quiet.before.tree(tip).get(one.path)
    versions = [quiet.before.store.contents.get(entry.oid, b"")] if entry else []
    return tuple(novel_lines(one.content, versions))
