"""The demo: real centres with what is known of them, and invented people."""

from kium_rules.records.demo.loading import DemoLogin, DemoLogins, load_demo

__all__ = ["DemoLogin", "DemoLogins", "load_demo"]
