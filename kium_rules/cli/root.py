"""The root of the command `kium-rules`, and its commands by name.

Commands load their module only when they are called: the bare library has no database, and nobody waits for NumPy to
read a help text.
"""

import errno
import io
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

COMMANDS = {
    "capacity": "kium_rules.cli.capacity:capacity",
    "check": "kium_rules.cli.check:check",
    "conformance": "kium_rules.cli.conformance:conformance",
    "decide": "kium_rules.cli.decide:decide",
    "diff": "kium_rules.cli.diff:diff",
    "docs": "kium_rules.cli.docs:docs",
    "eval": "kium_rules.cli.evaluate:evaluate",
    "explain": "kium_rules.cli.explain:explain",
    "from-dmn": "kium_rules.cli.dmn:from_dmn",
    "from-xlsx": "kium_rules.cli.workbooks:from_xlsx",
    "jobs": "kium_rules.cli.jobs:jobs",
    "list": "kium_rules.cli.listing:list_tables",
    "quarters": "kium_rules.cli.quarters:quarters",
    "show": "kium_rules.cli.show:show",
    "simulate": "kium_rules.cli.simulate:simulate",
    "to-dmn": "kium_rules.cli.dmn:to_dmn",
    "to-xlsx": "kium_rules.cli.workbooks:to_xlsx",
}
"""Command by name: the module and the function in it."""
EXTRAS = {"jobs": "records"}
"""What has to be installed with the library for a command that needs more than it."""


class MissingExtraError(click.ClickException):
    """The command needs what was not installed."""

    exit_code = 2


class FileError(click.ClickException):
    """A file cannot be opened, or standard output takes no more."""

    exit_code = 2


class Commands(click.Group):
    """A group that imports a command when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; None where there is none of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, function = COMMANDS[cmd_name].split(":")
        try:
            command = getattr(import_module(module), function)
        except ModuleNotFoundError as error:
            if cmd_name not in EXTRAS or (error.name or "").startswith("kium_rules"):
                raise
            return _not_installed(cmd_name, EXTRAS[cmd_name])
        assert isinstance(command, click.Command)  # noqa: S101 - a fault of this table, not of the caller
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a file or output that cannot be used ends it with a sentence."""
        for stream in (sys.stdout, sys.stderr):
            # A letter the terminal's encoding lacks is no reason to stop.
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            if error.filename is not None:
                raise FileError(f"{error.filename} cannot be used ({error.strerror})") from error
            _discard_output()
            raise FileError(f"the output cannot be written ({error.strerror})") from error


def _not_installed(name: str, extra: str) -> click.Command:
    """Stand in for a command, so that the others are listed and this one says what it needs."""
    needed = f"needs the database: pip install 'kium-rules[{extra}]'"

    @click.command(name, help=f"Not installed; {needed}", context_settings={"ignore_unknown_options": True})
    @click.argument("words", nargs=-1, type=click.UNPROCESSED)
    def refuse(words: tuple[str, ...]) -> None:
        del words
        raise MissingExtraError(f"{name} {needed}")

    return refuse


def _discard_output() -> None:
    """Let what is still to be printed go nowhere, or Python tries once more when it ends."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kium-rules")
def main() -> None:
    """Booking rules of after-school care centres, as decision tables that explain themselves."""
