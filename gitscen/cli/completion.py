"""`gitscen completion SHELL`: the script that makes a shell complete gitscen's commands and scenario names."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from gitscen.errors import UsageError

VARIABLE = "_GITSCEN_COMPLETE"
"""The variable through which the script asks; click derives the same name from the command's."""


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def completion(ctx: click.Context, *, shell: str) -> int:
    """Print a script that completes commands, options and scenario names.

    \b
    bash: eval "$(gitscen completion bash)"        in ~/.bashrc
    zsh:  eval "$(gitscen completion zsh)"         in ~/.zshrc
    fish: gitscen completion fish | source         in ~/.config/fish/config.fish
    """  # noqa: D301 - \b is click's mark for lines that stay as they are
    kind = get_completion_class(shell)
    if kind is None:
        raise UsageError(f"this version of click completes nothing in {shell}. Take a newer one.")
    script = kind(ctx.find_root().command, {}, "gitscen", VARIABLE)
    click.echo(script.source_template % script.source_vars())
    return 0
