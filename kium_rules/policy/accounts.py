"""Settings of logins and readers: rule word `accounts`."""

from kium_rules.policy.asking import Asking


def account_setting(asking: Asking, setting: str) -> int:
    """Give a setting of logins or readers, such as `failures_before_lock`, in the unit its row names.

    Source: accounts.
    """
    return asking.row("accounts", setting=setting).whole("amount")
