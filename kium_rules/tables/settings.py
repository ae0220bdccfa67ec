"""Reads ``table.yaml``: mappings, lists and texts, each with its line.

Every scalar stays text (YAML would turn ``no`` into false and ``3.30`` into a binary float), a key given
twice is a mistake, and aliases and deep nesting are refused, so that a small file cannot unfold into a huge one.
"""

from __future__ import annotations

from typing import Any

import yaml

from kium_rules.tables.drafts import Path
from kium_rules.tables.problems import Place, Problem, TableError

# libyaml reads a table five times as fast; a PyYAML that was built without it lacks the name.
_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 50  # levels; settings have six, and the reader calls itself once a level


def parse_settings(text: str, file: str) -> tuple[dict[str, Any], dict[Path, Place]]:
    """Read settings.

    Args:
        text: The YAML text.
        file: Name of the file for messages.

    Returns:
        The settings and the place of each, by path.

    Raises:
        TableError: It is no YAML, no mapping, nested too deeply, a key stands twice, or an alias is used.
    """
    try:
        _refuse_unfolding(text, file)
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Place(file, mark.line + 1 if mark else None)
        raise TableError(
            [Problem("yaml_broken", place, facts={"why": error.problem or error.context or ""})]
        ) from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise TableError([Problem("yaml_broken", Place(file), facts={"why": type(error).__name__})]) from None
    if not isinstance(root, yaml.MappingNode):
        raise TableError([Problem("yaml_no_mapping", Place(file, 1))])
    reader = _Reader(file)
    settings = reader.plain(root, ())
    if reader.problems:
        raise TableError(reader.problems)
    return settings, reader.places


def _refuse_unfolding(text: str, file: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        place = Place(file, event.start_mark.line + 1 if event.start_mark else None)
        if isinstance(event, yaml.AliasEvent):
            raise TableError([Problem("yaml_alias", place)])
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise TableError([Problem("yaml_deep", place, facts={"limit": _DEEPEST})])


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[Path, Place] = {}
        self.problems: list[Problem] = []

    def plain(self, node: yaml.Node, path: Path) -> Any:
        self.places[path] = Place(self.file, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, (*path, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        return str(node.value)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in result:
                place = Place(self.file, key_node.start_mark.line + 1)
                self.problems.append(Problem("yaml_twice", place, facts={"name": key}))
            result[key] = self.plain(value_node, (*path, key))
        return result
