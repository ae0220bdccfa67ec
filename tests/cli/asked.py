"""The command as somebody types it."""

from click.testing import CliRunner, Result

from kium_rules.cli import main


def run(*words: object, text: str | None = None) -> Result:
    """What the command does with these words, and what it reads from standard input."""
    return CliRunner().invoke(main, [str(word) for word in words], input=text)
