"""The records: what is kept of centres, children, bookings and attendance, and everything done to them.

Use cases are plain functions in one module per noun, `verb(session, actor, ..., now, policy)`. They never
commit: the caller's `Database.session(write=True)` is the one transaction in which a change, its audit line
and its message are written together.
"""

from kium_rules.records.database import Database

__all__ = ["Database"]
