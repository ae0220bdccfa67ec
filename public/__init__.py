"""The parents' site: find a centre, apply, and read the answer with its reasons."""

from public.app import create_app

__all__ = ["create_app"]
