"""What people read: Korean labels of codes, and sentences in Korean and English.

`words.yaml` names every code; each other file holds the sentences of one part of the house. A key is
`file.name`, such as `records.not_yours`.
"""

import re
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

# With and without a final sound, by how a sentence leaves them open.
_PAIRS = {
    "이(가)": ("이", "가"),
    "을(를)": ("을", "를"),
    "은(는)": ("은", "는"),
    "와(과)": ("과", "와"),
}
_OPEN = re.compile(rf"(.)([’'”\"]?)({'|'.join(map(re.escape, _PAIRS))})")


@cache
def _part(name: str) -> dict[str, Any]:
    text = files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def label(group: str, code: str | StrEnum, language: str = "ko") -> str:
    """Give what people read for a code.

    Args:
        group: What kind of code it is, such as `care_type`.
        code: The code, such as `regular`.
        language: `ko` or `en`.

    Raises:
        KeyError: The group or code has no label.
    """
    entry = _part("words")[group][str(code)]
    return str(entry[language])


def labels(group: str, language: str = "ko") -> dict[str, str]:
    """Give every code of a group with its label, in their order."""
    return {code: str(entry[language]) for code, entry in _part("words")[group].items()}


def sentence(key: str, language: str = "ko", **facts: object) -> str:
    """Give a sentence with its facts filled in.

    Args:
        key: `file.name`, such as `policy.admitted`.
        language: `ko` or `en`.
        facts: What stands in its places.

    Raises:
        KeyError: No such sentence, or a fact it needs was not given.
    """
    part, _, name = key.partition(".")
    filled = str(_part(part)[name][language]).format_map(facts)
    return with_particles(filled) if language == "ko" else filled


def with_particles(text: str) -> str:
    """Settle the particles that a sentence leaves open, such as 이(가), by the word before each."""
    return _OPEN.sub(lambda found: found[1] + found[2] + particle(found[1], *_PAIRS[found[3]]), text)


def particle(word: str, with_final: str, without_final: str) -> str:
    """Choose the Korean particle by the word's last sound: 받침 or none.

    A last letter that is not Hangul takes the form without, except digits, which are read in Korean.
    """
    last = word[-1:]
    if "가" <= last <= "힣":
        return with_final if (ord(last) - ord("가")) % 28 else without_final
    return with_final if last in "013678" else without_final
