"""What pytest collects: files, folders of the ini file, names of the catalogue, classes; and what it refuses."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import ALL

pytest_plugins = ["pytester"]


def collected(pytester: pytest.Pytester, *args: str) -> list[str]:
    """Return the node ids of the tests that a command line selects."""
    done = pytester.runpytest_inprocess("--collect-only", "-q", *args)
    assert done.ret in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED), done.outlines
    return [line for line in done.outlines if "::" in line]


def said(pytester: pytest.Pytester, *args: str) -> str:
    """Return what a collection says that goes wrong."""
    done = pytester.runpytest_inprocess("--collect-only", "-q", *args)
    assert done.ret == pytest.ExitCode.INTERRUPTED
    text = "\n".join(done.outlines)
    assert "Traceback" not in text
    assert "cases.py" not in text
    return text


def test_files_and_the_folders_of_the_ini_file(project: pytest.Pytester) -> None:
    assert collected(project) == [*ALL, "tests/test_unit.py::test_unit"]


def test_the_folders_of_the_ini_file_beside_testpaths(project: pytest.Pytester) -> None:
    settings = project.path / "pyproject.toml"
    settings.write_text(f'{settings.read_text()}testpaths = ["tests"]\n')
    assert collected(project) == ["tests/test_unit.py::test_unit", *ALL[2:]]


@pytest.mark.parametrize(
    ("args", "wanted"),
    [
        (["tests"], ["tests/test_unit.py::test_unit"]),
        (["stories/deep"], [ALL[2]]),
        (["passes.scen.toml::passes[full]"], [ALL[0]]),
        (["stories/deep/loses.toml::deep/loses"], [ALL[2]]),
        (["-m", "quick or slow"], list(ALL[:3])),
        (["-m", "not gitscen"], ["tests/test_unit.py::test_unit"]),
        (["-k", "loses or quick and shallow"], list(ALL[1:3])),
        (["gitscen::push/plain"], ["gitscen::push/plain[full]", "gitscen::push/plain[shallow]"]),
        (["gitscen::matrix/merge/delete[full]", "tests"], ["tests/test_unit.py::test_unit",
                                                           "gitscen::matrix/merge/delete[full]"]),
    ],
)  # fmt: skip
def test_what_a_command_line_selects(project: pytest.Pytester, args: list[str], wanted: list[str]) -> None:
    assert collected(project, *args) == wanted


def test_names_of_the_catalogue_in_the_ini_file(project: pytest.Pytester) -> None:
    settings = project.path / "pyproject.toml"
    settings.write_text(settings.read_text().replace('["stories"]', '["stories", "push/pl*[full]"]'))
    assert collected(project) == [*ALL, "tests/test_unit.py::test_unit", "gitscen::push/plain[full]"]
    assert collected(project, "tests") == ["tests/test_unit.py::test_unit"]


def test_a_class_is_put_through_a_selection(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_class="""
        from careless import Careless
        from gitscen.testing import catalogue_test

        test_careless = catalogue_test(Careless, "push", "conflict/both-*", clones=["full"], tags=["seed"])
        test_story = catalogue_test(Careless, "./stories/lacks.toml")
        """
    )
    assert collected(project, "test_class.py") == [
        "test_class.py::test_careless::conflict/both-added[full]",
        "test_class.py::test_story::./stories/lacks[full]",
    ]


def test_a_file_that_is_wrong_is_told_with_its_line_and_remedy(project: pytest.Pytester) -> None:
    file = project.path / "stories/deep/loses.toml"
    file.write_text(file.read_text().replace('"switch"', '"swich"'))
    told = said(project)
    assert "stories/deep/loses.toml:8: There is no ask = 'swich'. Did you mean 'switch'?" in told


def test_a_name_that_selects_nothing_is_told_with_its_place(project: pytest.Pytester) -> None:
    settings = project.path / "pyproject.toml"
    settings.write_text(settings.read_text().replace('["stories"]', '["storis", "conflict/both-addd"]'))
    told = said(project)
    assert f"gitscen_scenarios in {settings}: No scenario is called 'storis'." in told


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("gone:Careless", "There is no workflow 'gone:Careless': No module named 'gone'."),
        ("careless:Gone", "There is no workflow 'careless:Gone': module 'careless' has no attribute 'Gone'."),
        ("careless:", "the workflow 'careless:' is neither a Python class nor a program."),
    ],
)
def test_a_workflow_that_is_none_is_told(project: pytest.Pytester, spec: str, told: str) -> None:
    assert told in said(project, "passes.scen.toml", f"--gitscen-workflow={spec}")


def test_a_class_that_no_other_process_can_import_is_told(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_class="""
        from gitscen.testing import catalogue_test

        def make():
            class Hidden:
                pass
            return Hidden

        test_hidden = catalogue_test(make())
        """
    )
    done = project.runpytest_inprocess("--collect-only", "-q", "test_class.py")
    done.stdout.fnmatch_lines(["E *UsageError: make.<locals>.Hidden of test_class cannot be imported *"])


def test_starting_pytest_imports_nothing_heavy(project: pytest.Pytester) -> None:
    project.makeconftest(
        """
        import sys

        def pytest_unconfigure():
            print("imported:", *sorted(name for name in sys.modules if name.partition(".")[0] in (
                "gitscen", "git", "pygit2", "msgspec", "click")))
        """
    )
    (project.path / "pyproject.toml").unlink()
    done = project.runpytest_subprocess("tests", "-q", "-p", "no:hypothesispytest", "-p", "no:pytest_fakefs")
    done.stdout.fnmatch_lines(
        ["imported: gitscen gitscen.plugin gitscen.plugin.collect gitscen.plugin.wish gitscen.pytest_plugin"]
    )
