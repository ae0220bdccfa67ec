"""Booking rules of after-school care centres, as decision tables that explain themselves."""

__version__ = "0.1.0"
