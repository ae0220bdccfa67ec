"""What every model shares: the metadata with its names, and the column types of the domain."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, Float, MetaData, Numeric
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import JSON, TypeDecorator, TypeEngine


class Base(DeclarativeBase):
    """The common ancestor of all models."""

    # Named constraints can be dropped by a later revision and recognised in an error, on both engines.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dict[str, Any]: JSON}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute


class Instant(TypeDecorator[datetime]):
    """An instant: goes in with its zone, is stored as UTC, comes out aware in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware datetime into what the engine stores.

        Raises:
            ValueError: The datetime has no zone, so that the instant is not known.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone; instants are stored with one")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy gives it
        """Give the stored instant back, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SquareMetres(TypeDecorator[Decimal]):
    """An area in square metres with two decimals; SQLite, which has no decimals, keeps the nearest double."""

    impl = Numeric(10, 2)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the engine's own column type."""
        return dialect.type_descriptor(Float(53) if dialect.name == "sqlite" else Numeric(10, 2))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | float | None:
        """Turn a decimal into what the engine stores."""
        return float(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - SQLAlchemy gives it
        """Give the area back as a decimal."""
        return None if value is None else Decimal(f"{value:.2f}")


def code(words: type[StrEnum]) -> Enum:
    """Make the column type for a word of the vocabulary: its code is stored as text, not a native enum type.

    A new word then needs no change of the schema, and the code in the database is the one in the rule tables.
    """
    return Enum(
        words,
        native_enum=False,
        create_constraint=False,
        length=24,
        values_callable=lambda enum: [word.value for word in enum],
    )
