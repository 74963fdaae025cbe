"""Objects as they are parsed, held against pygit2 on whatever git writes."""

from __future__ import annotations

import pygit2
import pytest

from gitscen.names import Oid
from gitscen.observe.parse import Blob, Folder, RawCommit, Tag, parse_object
from tests.conftest import Place

OID = Oid("a" * 40)


def test_what_git_writes_is_parsed_as_pygit2_has_it(place: Place) -> None:
    workspace = place.clone("workspace")
    workspace.commit("a\n\nbody\n", {"run.sh": "#!\n", "folder/a b": "x\n"})
    (workspace.path / "link").symlink_to("run.sh")
    workspace.git("update-index", "--add", "--cacheinfo", f"160000,{OID},lib")
    workspace.git("commit", "-q", "-m", "caf\xe9")
    workspace.git("tag", "-a", "-m", "tag", "v1")
    repository = pygit2.Repository(str(workspace.path))
    kinds = set()
    for oid in repository.odb:
        found = repository[oid]
        parsed = parse_object(found.type_str.encode(), found.read_raw())
        kinds.add(type(parsed))
        match parsed, found:
            case Blob(), pygit2.Blob():
                assert parsed.data == found.data
            case Folder(), pygit2.Tree():
                assert [(mode, name, str(inner)) for mode, name, inner in parsed.entries] == [
                    (entry.filemode, entry.raw_name, str(entry.id)) for entry in found
                ]
                assert OID not in parsed.links
            case RawCommit(), pygit2.Commit():
                assert parsed.message.encode() == found.raw_message
                assert parsed.links == (str(found.tree_id), *map(str, found.parent_ids))
            case Tag(), pygit2.Tag():
                assert parsed.links == (str(found.target),)
            case _:
                pytest.fail(f"{oid} came out as {parsed}")
    assert kinds == {Blob, Folder, RawCommit, Tag}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (b"commit", b"parent " + b"a" * 40),
        (b"commit", b""),
        (b"tag", b"type commit\n"),
        (b"tree", b"100644 a\0" + b"x" * 19),
        (b"tree", b"100644 a\0" + b"x" * 20 + b"rest"),
        (b"tree", b"a\0" + b"x" * 20),
        (b"noun", b""),
    ],
)
def test_what_is_not_well_formed_is_refused(kind: bytes, data: bytes) -> None:
    with pytest.raises(ValueError, match="this is no "):
        parse_object(kind, data)
