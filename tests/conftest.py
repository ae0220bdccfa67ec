"""Fixtures every test may ask for."""

from databases import db, demo_db, engine_name, engines, policy
from examples import register_profiles

pytest_plugins = ["faq_report", "pytester"]
__all__ = ["db", "demo_db", "engine_name", "engines", "policy"]

register_profiles()
