"""`kium-rules capacity`: the seats of a floor area."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

import click

from kium_rules.exchange.fields import read_size
from kium_rules.policy import Policy
from kium_rules.vocabulary import SEOUL, CentreType


def area(_ctx: click.Context, _parameter: click.Parameter, text: str) -> Decimal:
    """Read an area in square metres."""
    try:
        return read_size(text)
    except (ValueError, InvalidOperation):
        raise click.BadParameter(f"{text!r} is no area; give square metres such as 99.0") from None


@click.command()
@click.option("--type", "centre_type", type=click.Choice([kind.value for kind in CentreType]), required=True)
@click.option("--area", "area_m2", callback=area, required=True, help="Floor area in square metres.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day asked about; default: today in Seoul.")
def capacity(centre_type: str, area_m2: Decimal, on: datetime | None) -> None:
    """Work out the base and extra seats of a floor area, with the rule behind them."""
    day: date = on.date() if on else datetime.now(UTC).astimezone(SEOUL).date()
    found = Policy.load().capacity(CentreType(centre_type), area_m2, day)
    answer = {"base_seats": found.base_seats, "extra_seats": found.extra_seats, "rules": list(found.rules)}
    click.echo(json.dumps(answer))
