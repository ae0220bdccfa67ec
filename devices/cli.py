"""The command line: watch the readers, tap without one, empty the spool, show how things stand."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NoReturn

from devices import commands
from devices.commands import BAD_INPUT, DONE, REFUSED, Desk
from devices.labels import say
from devices.reader import NoReaderSupportError
from devices.screen import Screen
from devices.sender import Clock
from devices.settings import VARIABLES, SettingsError, gather
from devices.spool import SpoolError
from devices.status import status_lines
from kium_rules.uid import UidError

INTERRUPTED = 130


def main(
    arguments: Sequence[str] | None = None,
    environment: Mapping[str, str] = os.environ,
    clock: Clock = lambda: datetime.now(UTC),
) -> int:
    """Run one command.

    Args:
        arguments: The words after ``python -m devices``; None: those of this process.
        environment: Where settings may stand.
        clock: The time now, aware.

    Returns:
        0: done, the server answered. 1: the server refused, or something on this PC stands in the way. 2: bad
        input or setting. 3: kept in the spool, to be sent later. 130: interrupted.
    """
    given = _parser().parse_args(arguments)
    answers, complaints = Screen(sys.stdout), Screen(sys.stderr)
    try:
        settings = gather({key: getattr(given, key, None) for key in VARIABLES}, environment)
        return _run(given, Desk(settings, clock, answers, complaints))
    except SettingsError as error:
        complaints.say(str(error))
        return BAD_INPUT
    except UidError as error:
        complaints.say(error.ko)
        return BAD_INPUT
    except (SpoolError, NoReaderSupportError) as error:
        complaints.say(str(error))
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(given: argparse.Namespace, desk: Desk) -> int:
    if given.command == "tap":
        return commands.tap(desk, given.uid)
    if given.command == "send":
        return commands.send(desk, given.rejected)
    if given.command == "status":
        for line in status_lines(desk.settings):
            desk.answers.say(line)
        return DONE
    return commands.watch(desk)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, say("cli.usage", problem=message) + "\n")


def _parser() -> argparse.ArgumentParser:
    # A setting may stand before or after the command: only those that were given are in the result.
    shared = _Parser(add_help=False, argument_default=argparse.SUPPRESS, allow_abbrev=False)
    for key, variable in VARIABLES.items():
        shared.add_argument(f"--{key}", metavar=key.upper(), help=f"{say(f'cli.{key}')} ({variable})")
    parser = _Parser(
        prog="python -m devices", description=say("cli.about"), parents=[shared], allow_abbrev=False
    )
    commands_title = say("cli.commands")
    subparsers = parser.add_subparsers(title=commands_title, dest="command", metavar=commands_title)
    for command in ("watch", "tap", "send", "status"):
        sentence = say(f"cli.{command}")
        one = subparsers.add_parser(
            command, help=sentence, description=sentence, parents=[shared], allow_abbrev=False
        )
        if command == "tap":
            one.add_argument("uid", metavar="UID", nargs="?", default="", help=say("cli.uid"))
        if command == "send":
            one.add_argument("--rejected", action="store_true", help=say("cli.rejected"))
    return parser
