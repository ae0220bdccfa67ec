"""A centre as a file tells of it, whatever the file's format."""

from dataclasses import dataclass, fields
from datetime import date, time
from decimal import Decimal

from kium_rules.vocabulary import CentreType


@dataclass(frozen=True, slots=True)
class CentreFacts:
    """What a line says of a centre. None: it says nothing, and what is known stays.

    The names are those of the model's columns, except `district`, which is a code or a name.
    """

    facility_id: str
    district: str
    name: str
    type: CentreType
    base_seats: int
    extra_seats: int
    sick_child_places: int | None = None
    phone: str | None = None
    address: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    area_m2: Decimal | None = None
    monthly_fee_won: int | None = None
    daily_fee_won: int | None = None
    term_opens: time | None = None
    term_closes: time | None = None
    break_opens: time | None = None
    break_closes: time | None = None
    saturday_opens: time | None = None
    saturday_closes: time | None = None
    opened_on: date | None = None
    origin: str | None = None
    sample_fields: str | None = None

    def said(self) -> dict[str, object]:
        """Give the columns that the line says something about, without key and district."""
        names = (each.name for each in fields(self) if each.name not in {"facility_id", "district"})
        return {name: value for name in names if (value := getattr(self, name)) is not None}
