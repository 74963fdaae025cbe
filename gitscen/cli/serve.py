"""`gitscen serve`: a Python class as a program that speaks the protocol."""

from __future__ import annotations

import click


@click.command()
@click.argument("workflow", metavar="MODULE:CLASS")
def serve(*, workflow: str) -> int:
    """Read requests from standard input and answer them, a line of JSON each, for a workflow class.

    docs/protocol.md tells the protocol. What the class prints goes to standard error. A module is found where Python
    finds it; 'env PYTHONPATH=/my/project gitscen serve ...' adds a place.
    """
    from gitscen.run.worker import private_pipes
    from gitscen.subject.serve import serve as speak

    requests, answers = private_pipes()
    with requests, answers:
        speak(workflow, requests, answers)
    return 0
