"""What may be loaded when: help, model and agreement need neither the screen nor spaCy."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "start",
    [
        "import quoth.model.text, quoth.model.codebook, quoth.model.coding, quoth.model.spans, quoth.model.fold",
        "import quoth.agreement",
        "import quoth.store",
        "import quoth.session",
        "from quoth.cli import run; run(['--help'])",
    ],
)
def test_neither_textual_nor_spacy_nor_sqlite_utils_is_loaded(start: str) -> None:
    heavy = "{'textual', 'rich', 'spacy', 'sqlite_utils', 'python_calamine', 'lxml', 'pypdf'}"
    script = f"{start}\nimport sys\nprint(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_help_loads_no_room() -> None:
    script = (
        "from quoth.cli import run\nrun(['--help'])\nimport sys\n"
        "rooms = {m.split('.')[1] for m in sys.modules if m.startswith('quoth.')}\n"
        "print(sorted(rooms - {'cli', 'errors', 'i18n', 'model'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
