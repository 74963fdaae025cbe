"""Edits of a tree as shell commands, run at its top. Pure.

What a path may be on any branch of the story is remembered: a folder or link in the way of a file is removed first,
and only where there can be one.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from gitscen.names import unquote_path
from gitscen.scenario.content import Content, Edits, FileSpec, as_file
from gitscen.scenario.library import COMMITS
from gitscen.tell.shellword import printf_format, word

_EXECUTABLE = 0o100755
_LINK = 0o120000


class Files:
    """The paths of a story so far, by the mode that they had last."""

    def __init__(self) -> None:
        """Begin without any."""
        self._modes: dict[bytes, int] = {}

    def edit(self, edits: Edits) -> Iterator[str]:
        """Yield the commands that make the edits, in the order in which a world makes them."""
        for old, new in edits.rename.items():
            yield from self._rename(unquote_path(old), unquote_path(new))
        if edits.delete:
            yield f"rm -r -- {' '.join(word(unquote_path(path)) for path in edits.delete)}"
        yield from self.write(edits.files)
        for text, added in edits.append.items():
            yield f"printf {printf_format(added.encode())} >> {word(unquote_path(text))}"
        for text, change in edits.chmod.items():
            path = unquote_path(text)
            self._modes[path] = _EXECUTABLE if change == "+x" else 0o100644
            yield f"chmod {'755' if change == '+x' else '644'} -- {word(path)}"
        for text, commit in edits.submodules.items():
            yield from self._put_submodule(unquote_path(text), COMMITS[commit])

    def write(self, files: dict[str, Content]) -> Iterator[str]:
        """Yield the commands that write files."""
        for text, content in files.items():
            yield from self._write(unquote_path(text), as_file(content))

    def _write(self, path: bytes, file: FileSpec) -> Iterator[str]:
        yield from self._make_room(path)
        target = word(path)
        if file.link is not None:
            yield f"ln -sfn -- {word(file.link)} {target}"
        elif file.base64 is not None:
            yield f"printf %s {word(file.base64)} | base64 -d > {target}"
        else:
            yield f"printf {printf_format(file.data)} > {target}"
        if file.link is None and (file.executable or self._modes.get(path) == _EXECUTABLE):
            yield f"chmod {file.mode & 0o777:o} -- {target}"
        self._modes[path] = file.mode

    def _make_room(self, path: bytes) -> Iterator[str]:
        """Yield what makes the folders above a path and clears the path itself."""
        yield from self._make_folders(path)
        if self._modes.get(path) == _LINK or any(other.startswith(path + b"/") for other in self._modes):
            yield f"rm -rf -- {word(path)}"

    def _make_folders(self, path: bytes) -> Iterator[str]:
        """Yield what makes the folders above a path, each in the place of a file or link that is there."""
        parts = path.split(b"/")
        for count in range(1, len(parts)):
            folder = b"/".join(parts[:count])
            if folder in self._modes:
                name = word(folder)
                yield f"{{ [ -d {name} ] && [ ! -L {name} ]; }} || rm -f -- {name}"
        if len(parts) > 1:
            yield f"mkdir -p -- {word(posixpath.dirname(path))}"

    def _rename(self, old: bytes, new: bytes) -> Iterator[str]:
        for path in [one for one in self._modes if one == old or one.startswith(old + b"/")]:
            self._modes[new + path[len(old) :]] = self._modes[path]
        yield from self._make_folders(new)
        yield f"mv -- {word(old)} {word(new)}"

    def _put_submodule(self, path: bytes, commit: str) -> Iterator[str]:
        name = word(path)
        yield f"rm -rf -- {name} && mkdir -p -- {name}"
        yield f"git update-index --add --replace --cacheinfo 160000,{commit},{name}"
        quoted = b'"' + path.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
        section = b"[submodule " + quoted + b"]\n\tpath = " + quoted + b"\n\turl = ../library.git\n"
        header = word(b"[submodule " + quoted + b"]")
        yield f"grep -qsF -- {header} .gitmodules || printf {printf_format(section)} >> .gitmodules"
        yield "git update-index --add -- .gitmodules"
        self._modes[path] = 0o160000
