"""Fixtures every test may ask for."""

from databases import db, engine_name, engines

__all__ = ["db", "engine_name", "engines"]
