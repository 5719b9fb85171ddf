"""A zip to archive with the study: codebook, codings, history, hashes, and a page that says how to read them.

Invariant: the same project makes the same bytes; without the texts no word that a participant said is in it, save in
memos, which are the researchers' own.
"""

from __future__ import annotations

import hashlib
import zipfile
from typing import BinaryIO

from quoth.exporters.material import Material
from quoth.exporters.options import Options

__all__ = ["write"]

_MOMENT = (1980, 1, 1, 0, 0, 0)
_HASHES = "hashes.txt"


def write(material: Material, target: BinaryIO, options: Options) -> None:
    """Write every file of the archive, and `hashes.txt` with the SHA-256 of each."""
    sums: list[tuple[str, str]] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for file in material.archive(options.with_texts):
            digest = hashlib.sha256()
            with package.open(_part(file.path), "w", force_zip64=True) as part:
                for block in file.parts:
                    digest.update(block)
                    part.write(block)
            sums.append((digest.hexdigest(), file.path))
        package.writestr(_part(_HASHES), "".join(f"{digest}  {path}\n" for digest, path in sums))


def _part(path: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(path, _MOMENT)
    part.compress_type = zipfile.ZIP_DEFLATED
    part.external_attr = 0o600 << 16
    return part
