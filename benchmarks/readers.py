"""How fast files of each kind are read, and how much memory harmful ones can take.

    python benchmarks/readers.py [--json] [--quick] [--fuzz]

200 files of 30 kB are imported into a new project, with index. `--fuzz` damages 2,000 files of every format instead and
counts those read, those refused in words, and anything else, which is a defect.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import measure
from measure import Row

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import damage
import office
from quoth.errors import QuothError
from quoth.readers import Options, read

FILES, CHARACTERS = 200, 21_500
"""So many characters of English and Russian are 30 kB in UTF-8."""
DAMAGED = 2000
BUDGETS = {".txt": 1.0, ".docx": 4.0}
MOST_MEMORY = 300.0


def as_docx(text: str) -> bytes:
    """A Word document with a paragraph a turn, the name in bold."""
    bold = "<w:b/>"
    turns = (turn.partition(":") for turn in text.split("\n\n") if turn.strip())
    return office.docx(*(office.p(office.run(name + mark, bold), words.strip("\n")) for name, mark, words in turns))


def importing(suffix: str, runs: int) -> Iterator[Row]:
    """Import of the files into a new project."""
    with tempfile.TemporaryDirectory() as folder:
        inside = Path(folder, "transcripts")
        inside.mkdir()
        for number in range(FILES):
            text = measure.transcript(CHARACTERS, number)
            path = inside / f"doc-{number:03}{suffix}"
            path.write_bytes(as_docx(text) if suffix == ".docx" else text.encode())
        taken, peaks = [], []
        for run in range(runs):
            project = Path(folder, f"project-{run}")
            measure.command(measure.quoth("init", str(project)), runs=1)
            used, peak = measure.command(measure.quoth("import", "-C", str(project), str(inside)), runs=1)
            taken.append(used)
            peaks.append(peak)
    start, _ = measure.command(measure.quoth("import", "--help"), runs=runs)
    what = f"import {FILES} {suffix} of 30 kB, with index"
    yield Row(what, sorted(taken)[len(taken) // 2], "s CPU", BUDGETS[suffix], f"of it {start:.2f} s to start")
    yield Row("  its memory", max(peaks), "MB", MOST_MEMORY)


def hostile() -> Mapping[str, bytes | None]:
    """Files made to do harm, by name; `None` for one of 1 GB that takes no room on disk."""
    names = "".join(f'<p a="{number % 977}"/>' for number in range(1_500_000))
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return {
        "bomb.docx": office.packed({"word/document.xml": b"0" * 200_000_000}),
        "heavy.docx": office.docx(names),
        "heavy.html": names.encode(),
        "deep.html": b"<div>" * 1_000_000,
        "deep.json": b"[" * 10_000_000,
        "deep.rtf": b"{\\rtf1" + b"{" * 10_000_000,
        "lines.txt": b"a\n" * 20_000_000,
        "paragraphs.html": b"<p>a" * 1_000_000,
        "paragraphs.rtf": b"{\\rtf1 " + b"a\\par " * 5_000_000,
        "values.json": b"[" + b"[]," * 15_000_000 + b"[]]",
        "rows.csv": b"id,text\n" + b"1,\n" * 12_000_000,
        "far.xlsx": office.xlsx(sheet=far),
        "bomb.zip": office.packed({f"{number}.txt": b"a b " * 9_000_000 for number in range(20)}),
        "huge.txt": None,
    }


def harmful() -> Iterator[Row]:
    """Peak memory of the refusal of each."""
    script = (
        "import resource,sys,pathlib\nfrom quoth.readers import read\nfrom quoth.errors import QuothError\n"
        "try:\n read(pathlib.Path(sys.argv[1]))\nexcept QuothError as error:\n print(error.message,file=sys.stderr)\n"
        "else:\n sys.exit('was read')\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        for name, data in hostile().items():
            path = Path(folder, name)
            with path.open("wb") as file:
                file.truncate(1_000_000_000) if data is None else file.write(data)
            used, peak = measure.command([sys.executable, "-c", script, str(path)], runs=1)
            yield Row(f"memory to refuse {name}", peak, "MB", MOST_MEMORY, f"{used:.2f} s CPU")


def fuzz(count: int) -> Iterator[Row]:
    """What becomes of damaged files."""
    options = Options(id_column="id", text_columns=("text",))
    with tempfile.TemporaryDirectory() as folder:
        for suffix in damage.SAMPLES:
            done, refused, defects = 0, 0, 0
            path = Path(folder, f"a{suffix}")
            start = time.process_time()
            for data in damage.damaged(suffix, count, seed=2):
                path.write_bytes(data)
                try:
                    read(path, options)
                    done += 1
                except QuothError:
                    refused += 1
                except Exception as error:
                    defects += 1
                    print(f"{suffix}: {type(error).__name__}: {error}", file=sys.stderr)
            spent = time.process_time() - start
            yield Row(
                f"{suffix}: defects in {count}", defects, "files", 0, f"{done} read, {refused} refused, {spent:.0f} s"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("--json", "--quick", "--fuzz"):
        parser.add_argument(option, action="store_true")
    given = parser.parse_args()
    if given.fuzz:
        rows = list(fuzz(DAMAGED // (10 if given.quick else 1)))
    else:
        runs = 1 if given.quick else 3
        rows = [row for suffix in BUDGETS for row in importing(suffix, runs)] + list(harmful())
    measure.show("readers", rows, given.json)


if __name__ == "__main__":
    os.environ["QUOTH_CODER"] = "ann"
    main()
