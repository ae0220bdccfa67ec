"""Files that are written as a whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path


def write_whole(contents: Mapping[Path, bytes]) -> None:
    """Write files that belong together; a full disk or a stopped process leaves the old ones as they were.

    Each is first written beside its place under a name of its own, and takes its place when all are there.

    Args:
        contents: What each file is to hold.

    Raises:
        OSError: One cannot be written; then none has changed.
    """
    parts: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            target = path.resolve()
            if target.exists() and not target.is_file():  # such as /dev/stdout, which has no place to take
                target.write_bytes(content)
                continue
            part = target.with_name(f".{target.name}.{os.getpid()}.part")
            parts[target] = part
            part.write_bytes(content)
            if target.exists():
                shutil.copymode(target, part)
        for target, part in parts.items():
            part.replace(target)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
