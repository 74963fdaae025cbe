"""Damage to the files of a repository: `verb:argument:path`, drawn at random, carried out by plain file calls."""

from __future__ import annotations

import os
import random
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_JUNK = b"\x00\xff\x1b[31mjunk\n\r\n..\x7f"


@dataclass(frozen=True, slots=True)
class Harm:
    """One damage. `argument` is a number, or for `swap` another path; both paths are relative to the world."""

    verb: str
    argument: str
    path: str

    def __str__(self) -> str:
        return f"{self.verb}:{self.argument}:{self.path}"

    def do(self, top: Path) -> None:
        """Damage a world; what another damage took away already is left alone."""
        place = top / self.path
        if os.path.lexists(place) and not (self.verb != "delete" and place.is_symlink()):
            VERBS[self.verb](place, self.argument, top)


def parse_harm(text: str) -> Harm:
    """Return what `str` made of a damage."""
    return Harm(*text.split(":", 2))


def draw_harm(chance: random.Random, world: Path, tops: list[Path]) -> Harm:
    """Draw a damage to some file or folder of the git directories `tops`: rare kinds of files as often as objects."""
    groups: dict[str, list[Path]] = {}
    for top in tops:
        if top.is_file():
            groups.setdefault("pointer", []).append(top)
        for path in sorted(top.rglob("*")):
            way = path.relative_to(top)
            group = "folders" if path.is_dir() else str(way) if len(way.parts) == 1 else way.parts[0]
            if "hooks" not in way.parts and path.name != "description":
                groups.setdefault(group, []).append(path)
    chosen = chance.choice(groups[chance.choice(sorted(groups))])
    named = str(chosen.relative_to(world))
    if chosen.is_dir():
        return Harm(chance.choice(("delete", "delete", "clear", "mode")), "0", named)
    verb = chance.choice([verb for verb in VERBS if verb != "clear"])
    argument = str(chance.randrange(1 << 20))
    if verb == "swap":
        files = [one for some in groups.values() for one in some if one.is_file()]
        argument = str(chance.choice(files).relative_to(world))
    return Harm(verb, argument, named)


def _writable(place: Path) -> Path:
    place.chmod(place.stat().st_mode | stat.S_IWUSR | stat.S_IRUSR)
    return place


def _write(place: Path, content: bytes) -> None:
    if place.is_file():
        mode = stat.S_IMODE(place.stat().st_mode)
        _writable(place).write_bytes(content)
        place.chmod(mode)


def _empty(place: Path, _argument: str, _top: Path) -> None:
    _write(place, b"")


def _delete(place: Path, _argument: str, _top: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink()


def _clear(place: Path, _argument: str, _top: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
        place.mkdir()


def _truncate(place: Path, argument: str, _top: Path) -> None:
    if place.is_file() and (content := _read(place)):
        _write(place, content[: int(argument) % len(content)])


def _flip(place: Path, argument: str, _top: Path) -> None:
    if place.is_file() and (content := bytearray(_read(place))):
        content[int(argument) % len(content)] ^= 1 << int(argument) % 7
        _write(place, bytes(content))


def _zero(place: Path, _argument: str, _top: Path) -> None:
    if place.is_file():
        _write(place, bytes(place.stat().st_size))


def _garbage(place: Path, argument: str, _top: Path) -> None:
    _write(place, random.Random(argument).randbytes(int(argument) % 300))  # noqa: S311 - no secret


def _append(place: Path, argument: str, _top: Path) -> None:
    if place.is_file():
        _write(place, _read(place) + _JUNK[: 1 + int(argument) % len(_JUNK)])


def _prepend(place: Path, argument: str, _top: Path) -> None:
    if place.is_file():
        _write(place, _JUNK[: 1 + int(argument) % len(_JUNK)] + _read(place))


def _swap(place: Path, argument: str, top: Path) -> None:
    other = top / argument
    if place.is_file() and other.is_file():
        mine, theirs = _read(place), _read(other)
        _write(place, theirs)
        _write(other, mine)


def _mode(place: Path, _argument: str, _top: Path) -> None:
    place.chmod(0)


def _folder(place: Path, argument: str, top: Path) -> None:
    _delete(place, argument, top)
    place.mkdir()
    (place / "x").write_bytes(b"x")


def _link(place: Path, argument: str, top: Path) -> None:
    _delete(place, argument, top)
    place.symlink_to(("nowhere", place.name, "/etc/hostname", "HEAD")[int(argument) % 4])


def _pipe(place: Path, argument: str, top: Path) -> None:
    _delete(place, argument, top)
    os.mkfifo(place)


def _read(place: Path) -> bytes:
    mode = stat.S_IMODE(place.stat().st_mode)
    content = _writable(place).read_bytes()
    place.chmod(mode)
    return content


VERBS: dict[str, Callable[[Path, str, Path], None]] = {
    "empty": _empty, "delete": _delete, "clear": _clear, "truncate": _truncate, "flip": _flip, "zero": _zero,
    "garbage": _garbage, "append": _append, "prepend": _prepend, "swap": _swap, "mode": _mode, "folder": _folder,
    "link": _link, "pipe": _pipe,
}  # fmt: skip
