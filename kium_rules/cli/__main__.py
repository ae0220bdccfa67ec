"""`python -m kium_rules.cli` is the command `kium-rules`."""

from kium_rules.cli.root import main

main(prog_name="kium-rules")
