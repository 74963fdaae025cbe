"""Files of lines: what is taken out and what stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitscen.doctor.evidence.model import Evidence, Head, HeadState, Layout, Logged, PackedRefs, Plain, Reflog, Refs
from gitscen.names import Oid, RefName
from gitscen.recover.steps.config import comment_out
from gitscen.recover.steps.packedrefs import packed_text
from gitscen.recover.steps.reflog import without_lines
from gitscen.recover.steps.refs import candidates, remote_candidates

ONE, TWO, THREE = (Oid(digit * 40) for digit in "123")


@pytest.mark.parametrize(
    ("content", "numbers", "after"),
    [
        (b"[core]\n\tbare = false\n", [], b"[core]\n\tbare = false\n"),
        (b"[core\nx = 1\n", [1], b"# gitscen: [core\nx = 1\n"),
        (b"a = 1 \\\n 2 \\\n 3\nb = 4\n", [1], b"# gitscen: a = 1 \\\n# gitscen:  2 \\\n# gitscen:  3\nb = 4\n"),
        (b"\0\n", [1], b"# gitscen: ?\n"),
    ],
)
def test_lines_that_git_cannot_read_are_commented_out(content: bytes, numbers: list[int], after: bytes) -> None:
    assert comment_out(content, numbers) == after


@given(lines=st.lists(st.binary(min_size=1).filter(lambda line: b"\n" not in line)), data=st.data())
def test_other_lines_of_a_reflog_stay_as_they_are(lines: list[bytes], data: st.DataObject) -> None:
    out = data.draw(st.sets(st.integers(1, len(lines) or 1)))
    torn = data.draw(st.booleans())
    content = b"\n".join(lines) + (b"" if torn or not lines else b"\n")
    kept = [line for number, line in enumerate(lines, 1) if number not in out]
    assert without_lines(content, out) == b"".join(line + b"\n" for line in kept)


def test_packed_refs_come_out_in_order_with_their_tags() -> None:
    header = b"# pack-refs with: peeled fully-peeled sorted \n"
    refs = {RefName("refs/tags/v1"): ONE, RefName("refs/heads/b"): TWO, RefName("refs/heads/a-\udcff"): THREE}
    seen = PackedRefs(refs=refs, peeled={RefName("refs/tags/v1"): TWO})
    lines = [f"{THREE} refs/heads/a-\udcff", f"{TWO} refs/heads/b", f"{ONE} refs/tags/v1", f"^{TWO}"]
    wanted = header + "\n".join([*lines, ""]).encode(errors="surrogateescape")
    assert packed_text(seen, header=header.rstrip()) == wanted
    assert packed_text(seen, header=b"").startswith(b"# pack-refs with: sorted \n")


def logged(old: Oid, new: Oid, message: bytes = b"commit: x") -> Logged:
    return Logged(old, new, b"Dev <dev@example.invalid>", 1_700_000_000, message, 1)


def log(name: str, *lines: Logged) -> Reflog:
    return Reflog(name=name, file=Plain(path=f"logs/{name}"), lines=lines)


def test_what_a_branch_may_have_pointed_to() -> None:
    ref = RefName("refs/heads/main")
    evidence = Evidence(
        layout=Layout(workspace="/w"),
        head=Head(state=HeadState.BRANCH, ref=ref),
        reflogs={
            ref: log(ref, logged(Oid("0" * 40), ONE), logged(ONE, TWO)),
            "HEAD": log("HEAD", logged(ONE, ONE, b"checkout: moving from a to main"), logged(TWO, THREE)),
        },
        refs=Refs(packed=PackedRefs(refs={ref: ONE, RefName("refs/remotes/origin/main"): ONE})),
    )
    assert [oid for oid, _ in candidates(evidence, ref)][:4] == [TWO, ONE, THREE, ONE]
    assert [oid for oid, why in remote_candidates(evidence, ref) if why == "as refs/remotes/origin/main is"] == [ONE]
    assert not [oid for oid, why in candidates(evidence, "refs/heads/other") if why == "HEAD's reflog"]
