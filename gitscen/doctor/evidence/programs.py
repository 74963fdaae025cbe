"""Which settings of a configuration may make git run a program, or reach out for one. Pure.

Keys are compared in lower case (a driver's own name aside): `PROTOCOL.ALLOW` is `protocol.allow`.
"""

from __future__ import annotations

import re

from gitscen.doctor.evidence.settings import ConfigEntry

_HARMLESS = frozenset(
    {
        "core.repositoryformatversion", "core.filemode", "core.bare", "core.logallrefupdates", "core.ignorecase",
        "core.precomposeunicode", "core.symlinks", "user.name", "user.email",
    }
)  # fmt: skip
"""What every repository has: told without the expressions below, which take longer to compile than all else here."""
_ALWAYS = r"""
      core\.(?:hookspath|editor|pager|askpass|sshcommand|gitproxy|alternaterefscommand|fsmonitorhook)
    | sequence\.editor
    | diff\.(?:external|.+\.(?:command|textconv))
    | merge\..+\.driver
    | (?:filter|lfs\.customtransfer|lfs\.extension)\..+\.(?:clean|smudge|process|path)
    | credential\.(?:.+\.)?helper
    | gpg\.(?:.+\.)?program | gpg\.ssh\.defaultkeycommand
    | remote\..+\.(?:uploadpack|receivepack|vcs)
    | uploadpack\.packobjectshook
    | hook\..+\.command
    | interactive\.difffilter
    | (?:difftool|mergetool|browser|man|guitool|instaweb)\..*(?:cmd|path)
    | (?:web\.browser|help\.browser|instaweb\.httpd|imap\.tunnel|diff\.guitool|init\.templatedir)
    | trailer\..+\.(?:command|cmd)
    | tar\..+\.command
    | sendemail\.(?:.+\.)?(?:smtpserver|sendmailcmd|tocmd|cccmd|headercmd)
    | protocol\.(?:.+\.)?allow
    | include\.path | includeif\..+\.path
    """
_UNLESS_BOOLEAN = r"core\.fsmonitor|pager\..+"
_BOOLEAN = {"", "true", "false", "yes", "no", "on", "off", "0", "1"}
_SHELL = r"alias\..+|submodule\..+\.update"
_INSTEAD = r"url\..+\.(?:insteadof|pushinsteadof)"
_HELPER = re.compile(r"[A-Za-z0-9]+::")


def runs_program(entry: ConfigEntry) -> bool:
    """Whether this setting may make git run something: named in the value, or found through it."""
    key, value = entry.key.lower(), (entry.value or "").strip()
    if key in _HARMLESS or key.startswith("branch.") or (key.startswith("remote.") and key.endswith(".fetch")):
        return False
    if key.startswith("remote.") and key.endswith((".url", ".pushurl")):
        return bool(_HELPER.match(value))
    if re.fullmatch(_ALWAYS, key, re.VERBOSE | re.DOTALL):
        return bool(value)
    if re.fullmatch(_UNLESS_BOOLEAN, key, re.DOTALL):
        return value.lower() not in _BOOLEAN
    if re.fullmatch(_SHELL, key, re.DOTALL):
        return value.startswith("!")
    return bool(re.fullmatch(_INSTEAD, key, re.DOTALL) and _HELPER.match(key.removeprefix("url.")))
