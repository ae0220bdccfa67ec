"""Phone numbers in one form, so that the same number is found again however it was typed."""

import re

from kium_rules.errors import Refused

# Seoul's 02, then mobile, internet and area numbers with three digits.
NUMBER = re.compile(r"(02|0\d{2})(\d{3,4})(\d{4})")


def canonical_phone(text: str) -> str:
    """Write a Korean phone number as 010-0000-0000.

    Raises:
        Refused: It is no Korean phone number; a message to it would reach nobody.
    """
    match = NUMBER.fullmatch(re.sub(r"[\s.\-()]", "", text.strip()).replace("+82", "0", 1))
    if match is None:
        raise Refused.because("records.bad_phone", phone=text)
    return "-".join(match.groups())
