from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gitscen.names import ConflictKind, ConflictNature, Oid, Side, TreePath
from gitscen.outcome import Resolution
from gitscen.workflow.conflicts.message import resolution_line, with_resolutions

GREETING = Resolution(
    path=TreePath(b"greeting.txt"),
    kind=ConflictKind.BOTH_ADDED,
    nature=ConflictNature.ADD_ADD,
    kept=Side.LOCAL,
    lost=Oid("12" * 20),
)
DIRECTORY = Resolution(
    path=TreePath(b"a\nb"),
    kind=ConflictKind.DELETED_BY_THEM,
    nature=ConflictNature.FILE_DIRECTORY,
    kept=Side.LOCAL,
    lost=None,
)
LINE = f"Resolved: both added greeting.txt, local kept (incoming {'12' * 20})"


def test_one_line_a_conflict() -> None:
    assert resolution_line(GREETING) == LINE
    assert resolution_line(DIRECTORY) == (
        r'Resolved: deleted by them (file/directory) "a\nb", local kept (incoming had none)'
    )


def test_trailers_go_to_the_end() -> None:
    assert with_resolutions("subject", [GREETING]) == f"subject\n\n{LINE}\n"
    assert with_resolutions("subject\n\nbody\n", [GREETING, GREETING]) == f"subject\n\nbody\n\n{LINE}\n"
    assert (
        with_resolutions("subject\n\nbody\n\nAcked-by: A\n", [GREETING]) == f"subject\n\nbody\n\nAcked-by: A\n{LINE}\n"
    )
    assert with_resolutions("fix: a thing", [GREETING]) == f"fix: a thing\n\n{LINE}\n"
    assert with_resolutions("subject\n", []) == "subject\n"


@given(st.binary(min_size=1, max_size=20), st.text(min_size=1).filter(str.strip))
def test_a_hostile_path_stays_on_its_line_and_the_message_stays_whole(path: bytes, message: str) -> None:
    line = resolution_line(
        Resolution(path=TreePath(path), kind=GREETING.kind, nature=GREETING.nature, kept=Side.LOCAL, lost=None)
    )
    assert line.isprintable()
    full = with_resolutions(message, [GREETING])
    assert full.startswith(message.rstrip("\n"))
    assert full.endswith(f"\n{LINE}\n")
