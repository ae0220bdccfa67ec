"""Names and phone numbers as they are shown where nobody needs the whole of them."""

import re


def mask_name(name: str) -> str:
    """Hide the middle of a name: 김샘플 is shown as 김*플, 이솔 as 이*."""
    if len(name) < 2:
        return name
    if len(name) == 2:
        return f"{name[0]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def mask_phone(phone: str) -> str:
    """Hide the middle group of a phone number: 010-0000-0001 is shown as 010-****-0001."""
    groups = phone.split("-")
    if len(groups) != 3:
        return re.sub(r"\d(?=\d{4})", "*", phone)
    return f"{groups[0]}-{'*' * len(groups[1])}-{groups[2]}"
