"""Brings a workspace back to the byte copy of a recovery: contents, modes, times, links and folders.

What is there now and was not, or was different, is moved to a folder of the recovery; nothing is deleted. May be cut
short anywhere and run again. Files of the working tree that were not copied are not touched.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from gitscen.recover.backup import copy_of, is_object
from gitscen.recover.manifest import Fact, Ground, Kind, Manifest, Spot, read_fact
from gitscen.recover.place import Recovery


@dataclass(frozen=True, slots=True)
class Return:
    """What differs from how it was: spots that were not there, and spots that were there and otherwise."""

    surplus: tuple[Spot, ...]
    wrong: tuple[Spot, ...]


def plan_return(before: Manifest, now: Manifest, mine: Collection[Spot]) -> Return:
    """Return what is to be brought back among the spots in `mine`. Pure."""
    surplus = [spot for spot in now if spot not in before and spot in mine]
    wrong = [spot for spot, fact in before.items() if spot in mine and now.get(spot) != fact]
    return Return(tuple(sorted(surplus, reverse=True)), tuple(sorted(wrong)))


def bring_back(
    recovery: Recovery, ground: Ground, before: Manifest, now: Manifest, todo: Return, *, displaced: Path
) -> tuple[Spot, ...]:
    """Carry a return out and return the spots that could not be brought back, because nothing has their bytes."""
    nodes = {now[spot].node: ground.at(spot) for spot in todo.surplus if now[spot].kind is Kind.FILE}
    moved: dict[Path, Path] = {}
    for spot in todo.surplus:
        if now[spot].kind is not Kind.FOLDER:
            moved[ground.at(spot)] = displace(ground, spot, displaced)
    for spot in todo.surplus:
        if now[spot].kind is Kind.FOLDER:
            _remove_folder(ground.at(spot))
    lost = [
        spot
        for spot in todo.wrong
        if not _restore(
            recovery, ground, spot, before[spot], elsewhere=_elsewhere(nodes, moved, before[spot]), displaced=displaced
        )
    ]
    _restore_times(ground, before, (*todo.surplus, *todo.wrong))
    os.sync()
    return tuple(lost)


def displace(ground: Ground, spot: Spot, displaced: Path) -> Path:
    """Move what is at a spot to the same way below `displaced`; return where it is now."""
    target = displaced / str(spot.root) / spot.way
    number = 1
    while os.path.lexists(target):
        number += 1
        target = displaced / f"{spot.root}-{number}" / spot.way
    target.parent.mkdir(parents=True, exist_ok=True)
    move(ground.at(spot), target)
    return target


def move(source: Path, target: Path) -> None:
    """Move a file, link or folder, to another file system too."""
    try:
        source.rename(target)
    except OSError:
        shutil.move(source, target)


def _elsewhere(nodes: Mapping[int, Path], moved: Mapping[Path, Path], fact: Fact) -> Path | None:
    """Return where the very file is now, if a step had moved it to a place that was not there before."""
    place = nodes.get(fact.node)
    return moved.get(place) if place else None


def _restore(
    recovery: Recovery, ground: Ground, spot: Spot, fact: Fact, *, elsewhere: Path | None, displaced: Path
) -> bool:
    place, there = ground.at(spot), read_fact(ground.at(spot))
    if fact.kind is Kind.OTHER:
        return _restore_special(recovery, ground, spot, displaced)
    source = _source(recovery, spot, fact, elsewhere)
    if there is not None and not _is_right(place, there, fact, source):
        if fact.kind is Kind.FILE and source is None:
            return False
        displace(ground, spot, displaced)
        there = None
    if there is None:
        place.parent.mkdir(parents=True, exist_ok=True)
        if fact.kind is Kind.FOLDER:
            place.mkdir()
        elif fact.kind is Kind.LINK:
            place.symlink_to(fact.target)
        elif source is None:
            return False
        else:
            _put(recovery, source, place, linked=is_object(spot))
    if fact.kind is not Kind.LINK:
        place.chmod(fact.mode)
    os.utime(place, ns=(fact.changed, fact.changed), follow_symlinks=False)
    return True


def _restore_special(recovery: Recovery, ground: Ground, spot: Spot, displaced: Path) -> bool:
    """Move a pipe, socket or device back that a step had moved aside."""
    place, there = ground.at(spot), read_fact(ground.at(spot))
    aside = recovery.folder / "aside" / str(spot.root) / spot.way
    if not os.path.lexists(aside):
        return there is not None and there.kind is Kind.OTHER
    if there is not None:
        displace(ground, spot, displaced)
    move(aside, place)
    return True


def _source(recovery: Recovery, spot: Spot, fact: Fact, elsewhere: Path | None) -> Path | None:
    if fact.kind is not Kind.FILE:
        return None
    aside = recovery.folder / "aside" / str(spot.root) / spot.way
    for one in (copy_of(recovery, spot), elsewhere, aside):
        found = read_fact(one) if one else None
        if one and found and found.kind is Kind.FILE and found.size == fact.size:
            return one
    return None


def _is_right(place: Path, there: Fact, fact: Fact, source: Path | None) -> bool:
    """Whether the thing itself is right; its mode and times are set anyway."""
    if there.kind is not fact.kind or there.target != fact.target:
        return False
    if fact.kind is not Kind.FILE:
        return True
    if there.size != fact.size:
        return False
    if source is None or place.samefile(source):
        return True
    try:
        return filecmp.cmp(place, source, shallow=False)
    except OSError:  # one of them cannot be read: what is there steps aside
        return False


def _put(recovery: Recovery, source: Path, place: Path, *, linked: bool) -> None:
    """Put a copy of a file in place: a hard link of an object, bytes of all else, whole or not at all."""
    if linked and source.stat().st_dev == place.parent.stat().st_dev:
        os.link(source, place)
        return
    beside = recovery.folder / "part"
    shutil.copyfile(source, beside)
    move(beside, place)


def _remove_folder(folder: Path) -> None:
    """Remove a folder that was not there before, if nothing is in it."""
    try:
        folder.rmdir()
    except OSError:
        return


def _restore_times(ground: Ground, before: Manifest, touched: Collection[Spot]) -> None:
    """Give the folders in which something was changed the times that they had, the deepest first."""
    folders = {Spot(spot.root, os.path.dirname(spot.way)) for spot in touched}  # noqa: PTH120 - ways are text
    folders |= {spot for spot in touched if spot in before and before[spot].kind is Kind.FOLDER}
    for spot in sorted(folders, key=lambda spot: spot.way.count("/"), reverse=True):
        fact = before.get(spot)
        if fact and fact.kind is Kind.FOLDER and ground.at(spot).is_dir():
            os.utime(ground.at(spot), ns=(fact.changed, fact.changed))
