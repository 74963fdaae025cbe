from __future__ import annotations

import pytest

from gitscen.world.stamp import find_stamps, stamp
from tests.conftest import Place


def test_every_entry_is_found_and_stamped(place: Place) -> None:
    workspace = place.clone("workspace")
    names = {"a", "ab/c", "x" * 200, "1234567", "12345678", "app.txt"}
    workspace.commit("more", dict.fromkeys(names, "text\n"))
    file = workspace.path / ".git/index"
    index = file.read_bytes()
    found = find_stamps(index)
    assert set(found) == {name.encode() for name in names}
    stats = {at: (workspace.path / name.decode()).stat() for name, at in found.items()}
    assert stamp(index, stats) == index
    other = place.root.stat()
    file.write_bytes(stamp(index, dict.fromkeys(found.values(), other)))
    assert workspace.git("ls-files", "--debug").count(f"ino: {other.st_ino}") == len(names)
    assert len(workspace.git("diff-files").split("\n")) == len(names)


def test_what_cannot_be_stamped_is_refused(place: Place) -> None:
    workspace = place.clone("workspace")
    file = workspace.path / ".git/index"
    workspace.git("switch", "-q", "-c", "other", "HEAD~1")
    workspace.commit("other", {"app.txt": "other\n"})
    workspace.git("merge", "-q", "main", code=1)
    with pytest.raises(ValueError, match="unmerged"):
        find_stamps(file.read_bytes())
    workspace.git("merge", "--abort")
    workspace.git("update-index", "--index-version=4")
    with pytest.raises(ValueError, match="only format 2"):
        find_stamps(file.read_bytes())
