"""Makes the diagnosis of a workspace and writes its report. Imports nothing that a healthy workspace does not need."""

from __future__ import annotations

import os

from gitscen.cli.output import Output


def tell_diagnosis(path: str | os.PathLike[str], *, form: str, output: str | None, verbose: bool) -> int:
    """Write the report on the workspace at `path` as `text` or `json`; return the exit code.

    `output` is a file, or None for standard output. Raises `UsageError` where there is no folder at `path`, or the
    report cannot be written.
    """
    from gitscen.cli.terminal import shows_colour, text_width
    from gitscen.cli.waiting import waiting
    from gitscen.doctor.diagnose import diagnose

    with Output(output) as out:
        with waiting("gitscen doctor: reading the workspace"):
            diagnosis = diagnose(path)
        if form == "json":
            from gitscen.doctor.report.json import json_report

            out.write(json_report(diagnosis))
        else:
            from gitscen.doctor.report.text import text_report

            colour = out.is_stdout and shows_colour()
            out.write(text_report(diagnosis, colour=colour, width=text_width(), verbose=verbose))
    return 0 if diagnosis.healthy else 1
