"""`quoth completion`."""

from __future__ import annotations

import click

from quoth.cli.shell import Shell, command

__all__ = ["completion_"]


@command("completion")
@click.argument("shell_name", type=click.Choice(["bash", "zsh", "fish"]), metavar="[bash|zsh|fish]")
def completion_(shell: Shell, shell_name: str) -> None:
    """Print the script that completes quoth's commands; for bash: quoth completion bash >> ~/.bashrc."""
    from click.shell_completion import get_completion_class

    from quoth.cli import quoth

    kind = get_completion_class(shell_name)
    if kind is not None:
        print(kind(quoth, {}, "quoth", "_QUOTH_COMPLETE").source())
