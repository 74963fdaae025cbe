"""`-o FILE`: where a report goes. It is opened before anything is built, and changed only when the report is there."""

from __future__ import annotations

import os
import stat
import sys
from types import TracebackType
from typing import Self

from gitscen.errors import UsageError


class Output:
    """A file, or standard output for None and `-`."""

    def __init__(self, path: str | None) -> None:
        """Remember the path; entering opens it."""
        self._path = None if path == "-" else path
        self._file: int | None = None
        self._made = False

    @property
    def is_stdout(self) -> bool:
        """Whether the report goes to standard output."""
        return self._path is None

    def __enter__(self) -> Self:
        if self._path is not None:
            self._made = not os.path.lexists(self._path)
            try:
                self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
            except OSError as error:
                raise UsageError(
                    f"the report cannot be written to {self._path}: {error.strerror}. Give another -o FILE."
                ) from error
        return self

    def write(self, text: str) -> None:
        """Write the whole report. Raises `UsageError` where that fails, as on a full disk."""
        if self._file is None:
            sys.stdout.write(text)
            sys.stdout.flush()
            return
        left = memoryview(text.encode("utf-8", "backslashreplace"))
        try:
            if stat.S_ISREG(os.fstat(self._file).st_mode):
                os.ftruncate(self._file, 0)
            while left:
                left = left[os.write(self._file, left) :]
        except OSError as error:
            raise UsageError(f"the report could not be written to {self._path}: {error.strerror}.") from error
        self._made = False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            os.close(self._file)
        if self._made and self._path is not None:
            os.unlink(self._path)  # noqa: PTH108 - an empty file that only we have made
