"""What the README shows is so: its scenario passes, its commands are those that CI runs."""

from __future__ import annotations

import re
from pathlib import Path

from gitscen.run.ground import Keep
from gitscen.run.pool import run_cases
from gitscen.scenario.find import select_cases
from gitscen.verdict import Invariant, Verdict

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def test_the_scenario_of_the_readme_passes(tmp_path: Path) -> None:
    [story] = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    file = tmp_path / "greeting.toml"
    file.write_text(story)
    results = list(run_cases(select_cases([str(file)]), jobs=1, keep=Keep.NONE, exitfirst=False))
    assert [result.verdict for result in results] == [Verdict.PASSED] * 2, results


def test_the_two_lines_are_there_for_ci() -> None:
    assert re.search(r"^python -m pip install .* gitscen run conflict$", README, re.MULTILINE)
    assert re.search(r"^python -m pip install .* pytest -n auto$", README, re.MULTILINE)


def test_the_number_of_invariants_is_told_right() -> None:
    words = {13: "thirteen"}
    assert f"{words[len(Invariant)]} invariants" in README


def test_every_command_of_the_readme_exists() -> None:
    from gitscen.cli.main import COMMANDS

    shown = "".join(re.findall(r"```(?:sh|console)\n(.*?)```", README, re.DOTALL))
    named = set(re.findall(r"^(?:\$ )?gitscen ([a-z]+)", shown, re.MULTILINE))
    assert {"run", "list", "explain"} <= named <= set(COMMANDS)
