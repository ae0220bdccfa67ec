"""What a new centre starts with: rule word `centre_defaults`."""

from kium_rules.policy.asking import Asking


def centre_default(asking: Asking, setting: str) -> int:
    """Give a default of a new centre, such as `monthly_fee_won`, in the unit its row names.

    Source: centre_defaults.
    """
    return asking.row("centre_defaults", setting=setting).whole("amount")
