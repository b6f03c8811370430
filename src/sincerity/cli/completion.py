"""`sincerity completion`: the lines that teach a shell our commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

HOW = {
    "bash": 'eval "$(sincerity completion bash)"    # in ~/.bashrc',
    "zsh": 'eval "$(sincerity completion zsh)"     # in ~/.zshrc',
    "fish": "sincerity completion fish | source     # in ~/.config/fish/config.fish",
}


@click.command(epilog="\b\n" + "\n".join(HOW.values()))
@click.argument("shell", type=click.Choice(list(HOW)))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a shell's completion script."""
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(context.find_root().command, {}, "sincerity", "_SINCERITY_COMPLETE").source())
