"""The command `kium-rules`.

Each module adds the commands of one noun. Exit status: 0 all is well, 1 something was found or refused, 2 the command
or a file could not be read.
"""

from kium_rules.cli.root import main

__all__ = ["main"]
