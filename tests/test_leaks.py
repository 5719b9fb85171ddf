"""An open round, byte for byte: whatever another coder codes in it, nothing that one can read is different."""

from __future__ import annotations

import difflib
import random
from collections.abc import Sequence
from pathlib import Path

import click
import pytest

from quoth import store
from quoth.cli import quoth as program
from quoth.cli import run
from quoth.exchange import merging
from quoth.exchange.share import share
from quoth.session import CodingSession, rounds
from quoth.store import journal, queries, sharing, writing
from support import apply, copied, document, make, place, suggestion, version

CODEBOOK = (
    "title: T\ncodes:\n  - {id: paid, label: Paid, definition: Money, keywords: [money]}\n"
    "  - {id: silence, label: Silence}\n"
    "  - {id: language, label: Language}\n"
)
READING = [
    line.split()
    for line in """
    documents
    attributes
    attributes show
    speakers
    speakers list anna
    codings
    codings --coder ben
    codings --code silence
    codings --needs-look
    codebook
    codebook check
    codebook diff
    codebook keywords
    codebook keywords paid
    codebook show
    suggest
    suggest --document anna --all
    suggest --document boris --all
    suggest --queue near
    search radio
    show anna --codes
    show anna --codes --coder ben
    quotations
    quotations silence
    quotations --coder ben
    memos
    memos --coder ben
    progress
    progress --coder ben
    agreement
    agreement --coders ann,ben
    agreement --round first
    agreement differences
    report
    report coders
    report compare --by country
    report cooccurrence
    report coreq
    report crosstab --by country
    report framework
    report frequencies
    report participants
    report profile
    report saturation
    report suggestions
    report suggestions --layer all
    report frequencies --layer all
    report coders --layer all
    report framework --layer all
    report saturation --layer all
    report cooccurrence --layer all
    round status
    round units anna
    settle
    settle --moves
    assign
    resolve
    mark
    history
    history --coder ben
    history --code silence
    verify
    undo --dry-run
    remove --dry-run
    codings repeats --dry-run
    share --dry-run
    share --all --dry-run
    """.splitlines()
    if line.strip()
]
EXPORTS = ("csv", "json", "md", "html", "docx", "xlsx", "refi", "codebook", "matrix")


def codes_little(project: store.Project) -> None:
    """One way of coding the round's document, in nine acts."""
    made = apply(project, "ben", "the radio", "silence")
    for number in range(7):
        writing.set_star(project, "ben", made, on=number % 2 == 0)
    writing.add_memo(project, "ben", "coding", made, "why")


def codes_much(project: store.Project) -> None:
    """Another one, in as many acts: other codes, memos, decisions, a removal, another end, something taken back."""
    text = version(project)
    made = apply(project, "ben", "newspaper", "paid")
    other = apply(project, "ben", "asked for money", "language")
    writing.recode(project, "ben", [(made, "gone", "0" * 16)])
    writing.add_memo(project, "ben", "document", document(project).id, "A secret thought")
    writing.translate(project, "ben", other, "secret", "kk", "ben")
    writing.reject(project, "ben", text, place(text, "One came"), suggestion("paid"))
    writing.summarise(
        project,
        "ben",
        [{"unit": "anna", "code": "paid", "text": "a secret summary", "mark": "", "documents": [document(project).id]}],
    )
    [coding] = [found for found in queries.codings(project, coder="ben") if found.id == other]
    writing.remove_codings(project, "ben", [coding])
    row = store.next_undo(project, "ben")
    assert row is not None
    store.take_back(project, "ben", row)


def codes_most(project: store.Project) -> None:
    """Many more acts."""
    codes_much(project)
    for word in ("One", "came", "asked", "money", "first", "paid", "laughed", "school", "roof"):
        apply(project, "ben", word, "silence")


WAYS = {"little": codes_little, "much": codes_much, "most": codes_most}


def world(folder: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ann's folder after she merged what Ben coded in an open round."""
    numbers = random.Random(1)
    monkeypatch.setattr("secrets.token_hex", lambda size: f"{numbers.getrandbits(8 * size):0{2 * size}x}")
    monkeypatch.setattr(journal, "now", lambda: "2026-03-01T10:00:00Z")
    ann = make(folder / "ann")
    for one in ("ann", "ben"):
        (folder / one).mkdir(exist_ok=True)
        (folder / one / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    session = CodingSession(folder / "ann", "ann")
    rounds.open_round(session, rounds.plan(session, "first", ["anna"], ["ann", "ben"], suggestions="on"))
    session.close()
    copied(ann, folder / "ben-copy").connection.close()
    ben = store.opened(folder / "ben-copy", "ben")
    apply(ben, "ben", "two languages", "language", "boris")
    WAYS[way](ben)
    mark = {"document": document(ben).id, "version": document(ben).version, "round": "first", "done": True}
    writing.mark_done(ben, "ben", [mark | {"codebook": queries.codebook_history(ben)[-1].hash}])
    share(ben, folder / "sent", sharing.own_coders(ben))
    ben.connection.close()
    apply(ann, "ann", "One came", "paid")
    merging.merge(ann, "ann", [folder / "sent"])
    apply(ann, "ann", "grantoyedy", "paid")
    apply(ann, "ann", "comes late", "silence", "boris")
    store.close(ann)
    return folder / "ann"


def said(folder: Path, capsys: pytest.CaptureFixture[str], words: Sequence[str]) -> tuple[int, str, str]:
    capsys.readouterr()
    code = run(["-C", str(folder), *words])
    out, err = capsys.readouterr()
    return code, out.replace(str(folder), "FOLDER"), err.replace(str(folder), "FOLDER")


def has_json(words: Sequence[str]) -> bool:
    command: click.Command | None = program
    context = click.Context(program)
    for word in words:
        if not isinstance(command, click.Group) or word.startswith("-"):
            break
        found = command.get_command(context, word)
        if found is None:
            break
        command = found
    return command is not None and any("--json" in one.opts for one in command.params)


def test_every_command_that_reads_is_asked() -> None:
    def walk(command: click.Command, words: list[str]) -> list[list[str]]:
        if isinstance(command, click.Group):
            context = click.Context(command)
            names = command.list_commands(context)
            inside = [command.get_command(context, name) for name in names]
            return [one for name, c in zip(names, inside, strict=True) if c for one in walk(c, [*words, name])]
        reads = any("--json" in one.opts for one in command.params)
        writes = any("--dry-run" in one.opts for one in command.params)
        return [words] if reads and not writes else []

    asked = [" ".join(words) for words in READING]
    files = {"agreement spans", "agreement table"}
    missed = [" ".join(words) for words in walk(program, []) if not any(a.startswith(" ".join(words)) for a in asked)]
    assert set(missed) <= files


@pytest.mark.parametrize("viewer", ["ann", "", "cid"])
@pytest.mark.parametrize("other", ["much", "most"])
def test_no_command_tells_what_another_coder_coded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], viewer: str, other: str
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("QUOTH_CODER", viewer)
    one = world(tmp_path / "one", "little", monkeypatch)
    two = world(tmp_path / "two", other, monkeypatch)
    differ = []
    for words in READING:
        for more in ([], ["--json"]) if has_json(words) else ([],):
            first, second = (said(folder, capsys, [*words, *more]) for folder in (one, two))
            if first != second:
                before, after = ("".join(map(str, told)).splitlines() for told in (first, second))
                lines = difflib.unified_diff(before, after, lineterm="", n=0)
                differ.append("\n".join([" ".join([*words, *more]), *lines]))
    assert not differ, "\n".join(differ)
