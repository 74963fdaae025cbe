"""The fake file system, put right where it differs from a real one in what the readers rely on."""

from __future__ import annotations

import os
import stat

import pytest
from pyfakefs.fake_filesystem import FakeFilesystem


@pytest.fixture
def fs(fs: FakeFilesystem, monkeypatch: pytest.MonkeyPatch) -> FakeFilesystem:
    """Return pyfakefs's file system: bytes are answered with bytes, and opening a file leaves its mode."""
    listdir, open_, readlink = os.listdir, os.open, os.readlink

    def listdir_in_kind(path: str | bytes = ".") -> list[str] | list[bytes]:
        return [os.fsencode(name) for name in listdir(path)] if isinstance(path, bytes) else listdir(path)

    def readlink_in_kind(path: str | bytes) -> str | bytes:
        return os.fsencode(readlink(path)) if isinstance(path, bytes) else readlink(path)

    def open_only(path: str | bytes, flags: int, mode: int = 0o666) -> int:
        if os.path.lexists(path):
            mode = stat.S_IMODE(os.lstat(path).st_mode)
        return open_(path, flags, mode)

    monkeypatch.setattr(os, "listdir", listdir_in_kind)
    monkeypatch.setattr(os, "open", open_only)
    monkeypatch.setattr(os, "readlink", readlink_in_kind)
    return fs
