from __future__ import annotations

import re

from gitscen.doctor.explain import PAGES, first_line


def test_every_page_says_all_of_it_in_sentences() -> None:
    for code, page in PAGES.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", code)
        for part in page:
            assert part.endswith("."), (code, part)
            assert "  " not in part, (code, part)
        assert first_line(code).endswith(".")
        assert page.text().startswith(page.what)


def test_no_page_says_what_git_swaps() -> None:
    for code, page in PAGES.items():
        assert not re.search(r"\b(ours|theirs)\b", page.text()), code
