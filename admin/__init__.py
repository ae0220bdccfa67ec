"""The back office: where centre staff, districts, the city and policy staff work."""

from admin.app import create_app

__all__ = ["create_app"]
