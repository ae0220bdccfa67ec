"""Seoul's districts: reference data that comes with the library."""

import csv
from importlib.resources import files

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from kium_rules.records.models import District


def ensure_districts(session: Session) -> dict[str, District]:
    """Put in the districts that are not there yet.

    Returns:
        Every district, by code and by name.
    """
    there = set(session.scalars(select(District.code)))
    text = files(__package__).joinpath("districts.csv").read_text(encoding="utf-8")
    missing = [row for row in csv.DictReader(text.splitlines()) if row["code"] not in there]
    if missing:
        session.execute(insert(District), missing)
    districts = session.scalars(select(District)).all()
    return {key: district for district in districts for key in (district.code, district.name)}
