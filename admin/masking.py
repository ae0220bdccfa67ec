"""Names and phone numbers, hidden in part where the person at the screen has no need of them."""

from admin.office import actor
from kium_rules.records.masking import mask_name, mask_phone
from kium_rules.vocabulary import Role

__all__ = ["mask_name", "mask_phone", "name_for_me", "needs_names", "phone_for_me"]


def needs_names() -> bool:
    """Say whether this person works with the children themselves: the centre's own staff."""
    return actor().role is Role.CENTRE


def name_for_me(name: str) -> str:
    """Give a child's or guardian's name as the person at the screen may read it."""
    return name if needs_names() else mask_name(name)


def phone_for_me(phone: str) -> str:
    """Give a guardian's phone number as the person at the screen may read it."""
    return phone if needs_names() else mask_phone(phone)
