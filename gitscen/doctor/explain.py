"""What each code of the doctor means: what `gitscen explain` prints. Pure text."""

from __future__ import annotations

from gitscen.doctor.pages import config, files, head, index, locks, objects, operations, refs, repository, stash
from gitscen.doctor.pages.page import Page

PAGES: dict[str, Page] = {
    code: page
    for family in (repository, head, refs, stash, index, locks, operations, objects, config, files)
    for code, page in family.PAGES.items()
}
"""Every code, by family, and its page."""


def first_line(code: str) -> str:
    """Return in a sentence what a code means."""
    return PAGES[code].what.partition(". ")[0].rstrip(".") + "."
