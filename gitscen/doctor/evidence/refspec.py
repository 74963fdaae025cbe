"""Which refspecs and addresses of a remote git refuses: it dies at them whatever it is asked. Pure.

Source: parse_refspec in refspec.c and handle_config in remote.c of git 2.39.
"""

from __future__ import annotations

import re

from gitscen.doctor.evidence.settings import ConfigEntry
from gitscen.names import is_ref_name

_TEXTS = frozenset({"url", "pushurl", "receivepack", "uploadpack", "proxy", "vcs"})


def is_refused_remote(entry: ConfigEntry) -> bool:
    """Whether git dies at this setting of a remote."""
    section, _, rest = entry.key.partition(".")
    name = rest.rpartition(".")[2]
    if section != "remote" or "." not in rest:
        return False
    if name in {"fetch", "push"}:
        return entry.value is None or not is_refspec(entry.value, fetch=name == "fetch")
    return entry.value is None and name in _TEXTS


def is_refspec(value: str, *, fetch: bool) -> bool:
    """Whether git can use a refspec, to fetch or to push. Names of objects count as names of refs."""
    negative, plain = value.startswith("^"), value.removeprefix("+").removeprefix("^")
    source, colon, target = plain.rpartition(":") if ":" in plain else (plain, "", "")
    if negative and (colon or not source or re.fullmatch(r"[0-9a-f]{40,64}", source)):
        return False
    if ("*" in source) != ("*" in target) and (colon or (fetch and not negative)):
        return False
    if not fetch and colon and not source and not target:
        return True  # all branches that both sides have
    if source.count("*") > 1 or target.count("*") > 1:
        return False
    names = (source, target) if fetch or "*" in source else (target or source,) if not colon else (target,)
    return all(not name or name == "@" or is_ref_name("refs/" + name.replace("*", "x")) for name in names)
