"""Sentences of this library, in Korean and English, from ``kium_rules/labels/tables.yaml``."""

from __future__ import annotations

from functools import cache

from kium_rules.labels import sentence


def say(code: str, language: str, /, **facts: object) -> str:
    """The sentence of a code with its facts filled in.

    A code with a dot names the file of its sentence (``dmn.version``); others stand in ``tables.yaml``.
    A type named in the facts (``given``, ``wanted``, ``kind``) is said in words.

    Raises:
        KeyError: No such sentence, or a fact it needs is missing.
    """
    for name in ("given", "wanted", "kind"):
        if name in facts:
            facts[name] = _type_word(str(facts[name]), language)
    if facts.get("found") == "":
        facts["found"] = sentence("tables.nothing", language)
    if "near" in facts:
        near = facts["near"]
        facts["near"] = sentence("tables.near", language, near=near) if near else ""
    return sentence(code if "." in code else f"tables.{code}", language, **facts)


@cache
def _type_word(word: str, language: str) -> str:
    try:
        return sentence(f"tables.type_{word}", language)
    except KeyError:
        return word
