from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.rewind import Rewind, read, scan


def build(root: Path) -> None:
    (root / "folder/inner").mkdir(parents=True)
    (root / "folder/file").write_bytes(b"one\n")
    (root / "folder/inner/file").write_bytes(b"two\n")
    (root / ".git").mkdir()
    (root / ".git/index").write_bytes(b"DIRC")
    (root / "link").symlink_to("folder/file")
    os.utime(root / "folder/file", (1000, 1000))


def replace_by_file(root: Path) -> None:
    shutil.rmtree(root / "folder")
    (root / "folder").write_text("a file\n")


def replace_by_folder(root: Path) -> None:
    (root / "link").unlink()
    (root / "link/new").mkdir(parents=True)


def rewrite_quietly(root: Path) -> None:
    (root / "folder/file").write_bytes(b"two\n")
    os.utime(root / "folder/file", (1000, 1000))


@pytest.mark.parametrize(
    ("change", "touched"),
    [
        (lambda _: None, set()),
        (rewrite_quietly, {"folder/file"}),
        (lambda root: (root / "folder/file").chmod(0o755), {"folder/file"}),
        (lambda root: (root / "folder/file").touch(), set()),
        (lambda root: (root / "new").write_text("new\n"), {"new"}),
        (lambda root: (root / ".git/index").write_bytes(b"other"), set()),
        (lambda root: (root / "link").unlink(), {"link"}),
        (replace_by_file, {"folder", "folder/file", "folder/inner", "folder/inner/file"}),
        (replace_by_folder, {"link", "link/new"}),
    ],
)
def test_a_tree_comes_back(tmp_path: Path, change: Callable[[Path], object], touched: set[str]) -> None:
    build(tmp_path)
    rewind = Rewind(tmp_path)
    before = {path: read(tmp_path, path) for path in scan(tmp_path)}
    change(tmp_path)
    assert set(rewind.rewind()) == touched
    assert {path: read(tmp_path, path) for path in scan(tmp_path)} == before
    assert rewind.rewind() == {}
