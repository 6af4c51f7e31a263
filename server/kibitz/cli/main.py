"""The command `kibitz`. Each subcommand lives in its own module and is imported when it is used,

so that `kibitz --help` and the editor's start of `kibitz serve` pay for nothing else.
"""

from __future__ import annotations

import importlib
from typing import Any

import click

from kibitz import __version__
from kibitz.util.errors import KibitzError

# Module below kibitz.cli and its line in the help; the module's attribute of the same name is
# the click command.
COMMANDS = {
    "serve": "Start the language server (an editor does this).",
    "demo": "Play through a sample workspace in the terminal.",
    "models": "List, pull, verify and remove model files.",
    "doctor": "Find out what is wrong, and what to do about it.",
    "check": "Check Smalltalk, Python, TypeScript and JavaScript files for syntax problems.",
    "complete": "Show what an editor would be offered at a place in a file.",
    "index": "Index a workspace and print what it holds.",
}


class LazyGroup(click.Group):
    """A group that knows its commands' names and help lines without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        return getattr(importlib.import_module(f"kibitz.cli.{cmd_name}"), cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KibitzError as error:
            raise click.ClickException(str(error)) from error


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Nothing leaves this machine; only `kibitz models pull` uses the network.",
)
@click.version_option(__version__, "--version", "-V", prog_name="kibitz")
def cli() -> None:
    """Kibitz knows Smalltalk as an image does, and writes checked code with small local models."""


def main() -> None:
    """The console script's entry."""
    cli(prog_name="kibitz")


if __name__ == "__main__":
    main()
