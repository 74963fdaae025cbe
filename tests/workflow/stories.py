"""Every conflict kind and tree conflict, and what it comes to when local is preferred."""

from __future__ import annotations

from tests.workflow.worlds import Story, file, lines, link, submodule

BASE = {b"a": file(lines())}
SECOND = file(lines(first=101))

STORIES: dict[str, Story] = {
    "both-modified": Story(
        BASE,
        {b"a": file(lines("5=incoming", "25=incoming"))},
        {b"a": file(lines("5=local"))},
        {b"a": file(lines("5=local", "25=incoming"))},
        ((b"a", "UU", "content"),),
    ),
    "both-added": Story({}, {b"n": file("i\n")}, {b"n": file("l\n")}, {b"n": file("l\n")}, ((b"n", "AA", "add/add"),)),
    "crlf": Story(
        {b"a": file(lines().replace("\n", "\r\n"))},
        {b"a": file(lines("5=incoming", "25=incoming").replace("\n", "\r\n"))},
        {b"a": file(lines("5=local").replace("\n", "\r\n"))},
        {b"a": file(lines("5=local", "25=incoming").replace("\n", "\r\n"))},
        ((b"a", "UU", "content"),),
    ),
    "deleted-by-incoming": Story(
        BASE, {}, {b"a": file(lines("5=local"))}, {b"a": file(lines("5=local"))}, ((b"a", "UD", "modify/delete"),)
    ),
    "deleted-by-local": Story(BASE, {b"a": file(lines("5=i"))}, {}, {}, ((b"a", "DU", "modify/delete"),)),
    "rename-rename-1to2": Story(
        BASE,
        {b"c": file(lines("5=incoming", "25=incoming"))},
        {b"b": file(lines("5=local"))},
        {b"b": file(lines("5=local", "25=incoming"))},
        ((b"a", "DD", "rename/rename"), (b"b", "AU", "rename/rename"), (b"c", "UA", "rename/rename")),
    ),
    "rename-rename-2to1": Story(
        {**BASE, b"b": SECOND},
        {b"a": file(lines("5=incoming", "25=incoming")), b"c": file(lines("105=incoming", first=101))},
        {b"b": SECOND, b"c": file(lines("5=local"))},
        {b"b": file(lines("105=incoming", first=101)), b"c": file(lines("5=local", "25=incoming"))},
        ((b"c", "AA", "rename/rename"),),
    ),
    "local-renamed-incoming-deleted": Story(
        BASE, {}, {b"b": file(lines("5=local"))}, {b"b": file(lines("5=local"))}, ((b"b", "UD", "rename/delete"),)
    ),
    "incoming-renamed-local-deleted": Story(BASE, {b"b": file(lines("5=i"))}, {}, {}, ((b"b", "DU", "rename/delete"),)),
    "local-renamed-incoming-added": Story(
        BASE,
        {b"a": file(lines("25=incoming")), b"b": file("other\n")},
        {b"b": file(lines("5=local"))},
        {b"b": file(lines("5=local", "25=incoming"))},
        ((b"b", "AA", "rename/add"),),
    ),
    "incoming-renamed-local-added": Story(
        BASE,
        {b"b": file(lines("25=incoming"))},
        {b"a": file(lines("5=local")), b"b": file("other\n")},
        {b"a": file(lines("5=local", "25=incoming")), b"b": file("other\n")},
        ((b"b", "AA", "rename/add"),),
    ),
    "local-file-incoming-directory": Story(
        {},
        {b"d/x": file("x\n"), b"d/y/z": file("z\n")},
        {b"d": file("file\n")},
        {b"d": file("file\n")},
        ((b"d", "AU", "file/directory"),),
    ),
    "local-file-modified-incoming-directory": Story(
        {b"d": file("base\n")},
        {b"d/x": file("x\n")},
        {b"d": file("file\n")},
        {b"d": file("file\n")},
        ((b"d", "UD", "file/directory"),),
    ),
    "local-directory-incoming-file": Story(
        {},
        {b"d": file("file\n")},
        {b"d/x": file("x\n"), b"d/y/z": file("z\n")},
        {b"d/x": file("x\n"), b"d/y/z": file("z\n")},
        ((b"d", "UA", "file/directory"),),
    ),
    "local-directory-incoming-file-modified": Story(
        {b"d": file("base\n")},
        {b"d": file("file\n")},
        {b"d/x": file("x\n")},
        {b"d/x": file("x\n")},
        ((b"d", "DU", "file/directory"),),
    ),
    "incoming-renamed-into-directory": Story(
        BASE,
        {b"d/x": file(lines("25=incoming"))},
        {b"a": file(lines("5=local")), b"d": file("file\n")},
        {b"a": file(lines("5=local", "25=incoming")), b"d": file("file\n")},
        ((b"d", "AU", "file/directory"),),
    ),
    "local-link-incoming-file": Story(
        {}, {b"l": file("f\n")}, {b"l": link("t")}, {b"l": link("t")}, ((b"l", "AA", "symlink"),)
    ),
    "local-file-incoming-link": Story(
        {b"l": file("base\n")}, {b"l": link("t")}, {b"l": file("f\n")}, {b"l": file("f\n")}, ((b"l", "UU", "symlink"),)
    ),
    "both-links": Story(
        {b"l": link("base")}, {b"l": link("i")}, {b"l": link("l")}, {b"l": link("l")}, ((b"l", "UU", "symlink"),)
    ),
    "mode-added": Story(
        {},
        {b"n": file("x\n")},
        {b"n": file("x\n", "100755")},
        {b"n": file("x\n", "100755")},
        ((b"n", "AA", "mode"),),
    ),
    "mode-of-incoming-kept": Story(
        BASE,
        {b"a": file(lines("5=incoming"), "100755")},
        {b"a": file(lines("5=local"))},
        {b"a": file(lines("5=local"), "100755")},
        ((b"a", "UU", "content"),),
    ),
    "binary": Story(
        {b"x": file(b"b\0" + lines().encode())},
        {b"x": file(b"b\0" + lines("25=i").encode())},
        {b"x": file(b"b\0" + lines("5=l").encode())},
        {b"x": file(b"b\0" + lines("5=l").encode())},
        ((b"x", "UU", "binary"),),
    ),
    "minus-merge": Story(
        {b".gitattributes": file("a -merge\n"), **BASE},
        {b".gitattributes": file("a -merge\n"), b"a": file(lines("25=incoming"))},
        {b".gitattributes": file("a -merge\n"), b"a": file(lines("5=local"))},
        {b".gitattributes": file("a -merge\n"), b"a": file(lines("5=local"))},
        ((b"a", "UU", "binary"),),
    ),
    "submodules": Story(
        {b"s": submodule(1)},
        {b"s": submodule(2)},
        {b"s": submodule(3)},
        {b"s": submodule(3)},
        ((b"s", "UU", "submodule"),),
    ),
    "local-submodule-incoming-file": Story(
        {}, {b"s": file("f\n")}, {b"s": submodule(1)}, {b"s": submodule(1)}, ((b"s", "AA", "submodule"),)
    ),
    "local-file-incoming-submodule": Story(
        {}, {b"s": submodule(1)}, {b"s": file("f\n")}, {b"s": file("f\n")}, ((b"s", "AA", "submodule"),)
    ),
    "hostile-names": Story(
        {},
        {name: file("i\n") for name in (b"-x", b":(top)y", b"a -> b", b'n\n"q', b"\xff")},
        {name: file("l\n") for name in (b"-x", b":(top)y", b"a -> b", b'n\n"q', b"\xff")},
        {name: file("l\n") for name in (b"-x", b":(top)y", b"a -> b", b'n\n"q', b"\xff")},
        tuple((name, "AA", "add/add") for name in (b"-x", b":(top)y", b"a -> b", b'n\n"q', b"\xff")),
    ),
    "hostile-directory": Story(
        {},
        {b"-d\n~x/-y": file("i\n")},
        {b"-d\n~x": file("l\n")},
        {b"-d\n~x": file("l\n")},
        ((b"-d\n~x", "AU", "file/directory"),),
    ),
    "names-like-gits-own": Story(
        {b"x~HEAD": file("base\n")},
        {b"x~HEAD": file("i\n"), b"x": file("i\n")},
        {b"x~HEAD": file("l\n"), b"x": file("l\n")},
        {b"x~HEAD": file("l\n"), b"x": file("l\n")},
        ((b"x", "AA", "add/add"), (b"x~HEAD", "UU", "content")),
    ),
}
"""`conflicts` are as a merge has them; in a rebase the letters of us and them change places."""

SWAPPED = {"UD": "DU", "DU": "UD", "AU": "UA", "UA": "AU"}
