"""Reads XML with care: no document types, no entities, nothing fetched from elsewhere.

Every element knows its line. Texts come in Unicode's composed form, as everywhere in the library.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import normalize
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from kium_rules.tables.problems import Place, Problem, TableError

MAX_BYTES = 20_000_000  # three times a table of 5,000 rows and 10 columns; more is no file a person drew
_MAX_DEPTH = 200
_MAX_ELEMENTS = 500_000
"""What lies in memory; a table of 5,000 rows and 10 columns has a quarter of it."""


@dataclass(slots=True)
class Element:
    """One XML element.

    Attributes:
        namespace: Its namespace; empty without one.
        name: Its name, without a prefix.
        attributes: Value by name; names of other namespaces are written ``{namespace}name``.
        line: Line its tag begins in, from 1.
        text: The text directly in it.
        children: The elements in it, in order.
    """

    namespace: str
    name: str
    attributes: Mapping[str, str]
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, name: str) -> Iterator[Element]:
        """The children of a name, in the element's own namespace."""
        return (child for child in self.children if child.name == name and child.namespace == self.namespace)

    def first(self, name: str) -> Element | None:
        """The first child of a name."""
        return next(self.all(name), None)

    def text_of(self, name: str) -> str:
        """The text of the first child of a name; empty where there is none."""
        child = self.first(name)
        return child.text.strip() if child else ""

    def get(self, name: str) -> str:
        """The value of an attribute; empty where there is none."""
        return self.attributes.get(name, "")


def read_xml(path: Path, file: str) -> Element:
    """Read an XML file.

    Args:
        path: The file.
        file: Its name for messages.

    Raises:
        TableError: It cannot be read, is too large, is no XML, or asks for what is not given: a document type,
            entities, another file.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TableError([Problem("file_too_big", Place(file), facts={"limit": MAX_BYTES // 1_000_000})])
        content = path.read_bytes()
    except FileNotFoundError:
        raise TableError([Problem("dmn.file_missing", Place(file))]) from None
    except OSError as error:
        raise TableError([Problem("file_unreadable", Place(file), facts={"why": error.strerror})]) from None
    return parse_xml(content, file)


def parse_xml(content: bytes, file: str) -> Element:
    """Read XML.

    Args:
        content: The bytes of the file.
        file: Its name for messages.

    Raises:
        TableError: As :func:`read_xml`.
    """
    if not content.strip():
        raise TableError([Problem("dmn.xml_empty", Place(file))])
    builder = _Builder(file)
    parser = DefusedExpatParser(forbid_dtd=True)
    parser.setFeature(feature_namespaces, True)
    builder.locator = parser
    parser.setContentHandler(builder)
    try:
        parser.feed(content)
        parser.close()
    except SAXParseException as error:
        place = Place(file, error.getLineNumber())
        raise TableError([Problem("dmn.xml_broken", place, facts={"why": error.getMessage()})]) from None
    except DefusedXmlException:
        place = Place(file, parser.getLineNumber() or None)
        raise TableError([Problem("dmn.xml_forbidden", place)]) from None
    except TableError:  # too deep or too many, says the builder
        raise
    except (LookupError, ValueError):  # an encoding that Python or the parser does not know
        raise TableError([Problem("dmn.xml_encoding", Place(file, 1))]) from None
    assert builder.root is not None  # noqa: S101 - the parser has seen a whole document
    return builder.root


class _Builder(ContentHandler):
    def __init__(self, file: str) -> None:
        super().__init__()
        self.root: Element | None = None
        self._file = file
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self._count = 0
        self.locator: Locator = Locator()

    def startElementNS(  # noqa: N802 - SAX's name
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        del qname
        line = self.locator.getLineNumber() or 1
        if len(self._open) >= _MAX_DEPTH:
            raise TableError([Problem("dmn.xml_deep", Place(self._file, line), facts={"limit": _MAX_DEPTH})])
        self._count += 1
        if self._count > _MAX_ELEMENTS:
            raise TableError(
                [Problem("dmn.xml_many", Place(self._file, line), facts={"limit": _MAX_ELEMENTS})]
            )
        attributes = {
            f"{{{space}}}{local}" if space else local: normalize("NFC", value)
            for (space, local), value in attrs.items()
        }
        element = Element(name[0] or "", name[1], attributes, line)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)
        self._texts.append([])

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802 - SAX's name
        del name, qname
        self._open.pop().text = normalize("NFC", "".join(self._texts.pop()))

    def characters(self, content: str) -> None:
        self._texts[-1].append(content)
