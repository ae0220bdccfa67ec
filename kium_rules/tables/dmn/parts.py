"""Small parts that many DMN elements share: names, types, texts, what other tools added."""

from __future__ import annotations

from kium_rules.tables.dmn.model import Text
from kium_rules.tables.dmn.xml import Element
from kium_rules.tables.problems import Place, Problem


def tidy(name: str) -> str:
    """A name with single blanks."""
    return " ".join(name.split())


def type_name(reference: str) -> str:
    """The name in a typeRef, without a prefix."""
    return tidy(reference.rpartition(":")[2])


def extensions_of(element: Element) -> tuple[Element, ...]:
    """What other tools put into an element."""
    extensions = element.first("extensionElements")
    return tuple(extensions.children) if extensions else ()


class Parts:
    """Reads parts of a file and notes what is not supported.

    Args:
        file: Name of the file for messages.
        namespace: Namespace of its DMN elements.
        problems: Problems are added here.
    """

    def __init__(self, file: str, namespace: str, problems: list[Problem]) -> None:
        self.file, self.namespace, self.problems = file, namespace, problems

    def text(self, element: Element) -> Text:
        """The FEEL text in an expression or unary tests element."""
        self.check_language(element)
        self.check(element, frozenset({"text"}))
        text = element.first("text")
        return Text(text.text.strip() if text else "", text.line if text else element.line)

    def optional(self, element: Element, name: str) -> Text | None:
        """The FEEL text in a child; None where there is none or it is empty."""
        child = element.first(name)
        text = self.text(child) if child else None
        return text if text and text.text else None

    def check(self, element: Element, known: frozenset[str]) -> None:
        """Note every DMN element in another one that is not known there."""
        for child in element.children:
            if child.namespace == self.namespace and child.name not in known | SILENT:
                inside = tidy(element.get("name")) or element.name
                self.note("dmn.unsupported", child, element=child.name, inside=inside)

    def check_language(self, element: Element) -> None:
        """Note an expression language that is not FEEL."""
        language = element.get("expressionLanguage")
        if language and "feel" not in language.casefold():
            self.note("dmn.language", element, element=element.name, found=language)

    def note(self, code: str, element: Element, /, **facts: object) -> None:
        """Note a problem at the line of an element."""
        self.problems.append(Problem(code, Place(self.file, element.line), facts=facts))


# Elements that carry no logic: what they say is for people and drawings.
SILENT = frozenset(
    {
        "allowedAnswers",
        "artifact",
        "association",
        "authorityRequirement",
        "decisionMaker",
        "decisionOwner",
        "description",
        "elementCollection",
        "extensionElements",
        "group",
        "impactedPerformanceIndicator",
        "knowledgeSource",
        "organizationUnit",
        "performanceIndicator",
        "question",
        "supportedObjective",
        "textAnnotation",
        "usingProcess",
        "usingTask",
    }
)
