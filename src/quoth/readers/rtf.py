"""Rich text (.rtf): paragraphs, tables and footnotes; every byte by the code page of its font.

Invariant: what a word processor shows in the body comes out in order, each word once; revisions are read as accepted.
After the Rich Text Format Specification 1.9.1: character sets by `\\ansicpg` and `\\fcharset`, characters by `\\uN`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from quoth.errors import ReaderError
from quoth.i18n import N_, _
from quoth.model.text import Kind, Transcript
from quoth.readers.building import Builder
from quoth.readers.composing import HARD, transcripts
from quoth.readers.kinds import expect
from quoth.readers.options import File

__all__ = ["read"]

_TOKEN = re.compile(
    rb"\\(?:bin(?P<binary>[0-9]{1,9}) ?|(?P<word>[A-Za-z]{1,32})(?P<number>-?[0-9]{1,9})? ?|'(?P<hex>[0-9A-Fa-f]{2})"
    rb"|(?P<symbol>[^A-Za-z]))"
    rb"|(?P<open>\{)|(?P<close>\})|(?P<end>[\r\n]+)|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
_NO_TEXT = (
    "annotation atnauthor atnicn atnid atnref atntime author colortbl comment creatim datafield doccomm fldinst "
    "fonttbl footer footerf footerl footerr header headerf headerl headerr info keywords listtable listoverridetable "
    "nonshppict object operator pict printim private revtbl revtim rsidtbl rxe stylesheet subject tc template title "
    "listtext pntext shprslt sp fontemb txe xe themedata colorschememapping latentstyles datastore generator filetbl "
    "xmlnstbl mmathPr pgdsctbl"
)
_HIDDEN = frozenset(_NO_TEXT.split())
_CHARACTERS = {
    "tab": "\t", "line": HARD, "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005",
    "page": HARD, "column": HARD, "nestcell": "\t", "nestrow": HARD,
    "zwj": "\u200d", "zwnj": "\u200c", "ltrmark": "\u200e", "rtlmark": "\u200f",
}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"_": "‑", b"{": "{", b"}": "}", b"\\": "\\"}
_SYMBOL = "symbol"
"""No code page: the font has pictures in place of letters."""
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    2: _SYMBOL, 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_DEEPEST = 500
_FONT = re.compile(rb"\\f([0-9]{1,5})(?![0-9])[^;{}]{0,200}?\\fcharset([0-9]{1,3})")
_AGAIN = N_("Open it in Word or LibreOffice and save it again, best as .docx.")


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group."""

    into: Builder | None = None
    """A footnote or text box; `None` for the body."""
    hidden: bool = False
    deleted: bool = False
    bold: bool = False
    width: int = 1
    """How many bytes follow `\\uN` for readers that do not know it."""
    font: int = -1


@dataclass(slots=True)
class _Reading:
    """The document in the making."""

    label: str
    body: Builder
    cell: Builder
    page: str = "cp1252"
    fonts: Mapping[int, str] = field(default_factory=dict)
    notes: list[Builder] = field(default_factory=list)
    rows: list[list[Builder]] = field(default_factory=list)
    cells: list[Builder] = field(default_factory=list)
    in_table: bool = False
    level: int = 0
    """Of the heading that the paragraph is; 0 for other text."""
    skip: int = 0
    """How many bytes are still to be passed over after `\\uN`."""
    bytes: bytearray = field(default_factory=bytearray)
    """Not yet decoded: a character may take several."""
    units: list[int] = field(default_factory=list)
    """UTF-16 code units not yet paired."""
    comments: int = 0
    said: dict[str, None] = field(default_factory=dict)

    def target(self, state: _State) -> Builder:
        """Where words go now; a table ends with the first words outside it."""
        if state.into is not None:
            return state.into
        if self.in_table:
            return self.cell
        self.end_table()
        return self.body

    def end_table(self) -> None:
        """Write the table that has been read, if there is one."""
        self.cell.end()
        if self.cell.items:
            self.cells.append(self.cell)
        if self.cells:
            self.rows.append(self.cells)
        if self.rows:
            self.body.table(self.rows)
        self.rows, self.cells, self.cell = [], [], Builder(self.label)


def read(file: File) -> tuple[Transcript, ...]:
    """One document, or with `split_heading` one a heading.

    Raises ReaderError for what is no RTF or incomplete, and for bytes that the code page does not have.
    """
    expect(file, ".rtf")
    fonts = {int(font): _CHARSETS.get(int(charset), "") for font, charset in _FONT.findall(file.data)}
    reading = _Reading(file.label, Builder(file.label), Builder(file.label), fonts=fonts)
    _run(file.data, reading)
    reading.end_table()
    reading.body.end()
    for number, note in enumerate(reading.notes, 1):
        reading.body.append_note(number, note)
    if reading.comments:
        reading.said[f"{reading.comments} comment{'s' if reading.comments > 1 else ''} left out."] = None
    return transcripts(file, reading.body.blocks(), {}, (*reading.said, *reading.body.notes()))


def _tokens(data: bytes) -> Iterator[re.Match[bytes]]:
    """The tokens in order; the bytes that `\\binN` announces are passed over."""
    at = 0
    while found := _TOKEN.search(data, at):
        at = found.end() + int(found["binary"] or 0)
        yield found


def _run(data: bytes, reading: _Reading) -> None:
    state, stack = _State(), list[_State]()
    opening = ""
    for token in _tokens(data):
        before, opening = opening, ""
        if token["open"]:
            _flush(reading, state)
            stack.append(state)
            opening = "{"
        elif token["close"]:
            _flush(reading, state)
            inner, state = state, stack.pop() if stack else state
            if inner.into is not state.into and inner.into is not None:
                _leave(inner.into, reading, state)
            if not stack:
                return
        elif token["symbol"] == b"*" and before == "{":
            opening = "*"
        elif token["word"]:
            word = token["word"].decode()
            number = int(token["number"]) if token["number"] else None
            if before and (entered := _enter(word, before == "*", reading, state)):
                state = entered
            else:
                state = _control(word, number, reading, state)
        elif token["symbol"]:
            _symbol(token["symbol"], reading, state)
        elif token["hex"]:
            _bytes(bytes.fromhex(token["hex"].decode()), reading, state)
        elif token["text"]:
            _bytes(token["text"], reading, state)
        if len(stack) > _DEEPEST:
            raise ReaderError(_("{file} is nested too deeply.").format(file=reading.label), _(_AGAIN))
    raise ReaderError(_("{file} is incomplete: it ends before its text does.").format(file=reading.label), _(_AGAIN))


def _enter(word: str, starred: bool, reading: _Reading, state: _State) -> _State | None:
    """The state inside a group that is a destination of its own; `None` for a word that begins no such group."""
    if state.hidden:
        return state
    if word == "footnote":
        _write(f"[{len(reading.notes) + 1}]", reading, state)
        reading.notes.append(Builder(reading.label))
        return replace(state, into=reading.notes[-1])
    if word == "shptxt":
        return replace(state, into=Builder(reading.label))
    if word in ("listtext", "pntext"):
        reading.said["The numbers and bullets of its lists are no part of the text."] = None
    reading.comments += word == "annotation"
    return replace(state, hidden=True) if word in _HIDDEN or (starred and word != "shpinst") else None


def _leave(inner: Builder, reading: _Reading, state: _State) -> None:
    """A footnote or text box ends; a box comes after the paragraph around it."""
    inner.end()
    if all(inner is not note for note in reading.notes):
        reading.target(state).aside(inner)


def _control(word: str, number: int | None, reading: _Reading, state: _State) -> _State:
    """The state after a control word."""
    if word == "u" and number is not None:
        _unit(number, reading, state)
        return state
    _flush(reading, state)
    if state.hidden:
        return state
    reading.skip = 0
    if word in _CHARACTERS:
        _write(_CHARACTERS[word], reading, state)
    elif word in ("par", "sect") and not state.deleted:
        target = reading.target(state)
        target.end(Kind.HEADING if reading.level else Kind.PARAGRAPH, reading.level)
    elif word == "cell":
        reading.cell.end()
        reading.cells.append(reading.cell)
        reading.cell = Builder(reading.label)
    elif word == "row" and reading.cells:
        reading.rows.append(reading.cells)
        reading.cells = []
    elif word == "pard":
        reading.in_table, reading.level = False, 0
    elif word in ("intbl", "trowd"):
        reading.in_table = True
    elif word == "outlinelevel" and number is not None:
        reading.level = number + 1 if 0 <= number < 9 else 0
    elif word == "ansicpg":
        reading.page = "mac_roman" if number == 10000 else "utf-8" if number == 65001 else f"cp{number}"
    elif word in _PAGES:
        reading.page = _PAGES[word]
    return _format(word, number, state)


def _format(word: str, number: int | None, state: _State) -> _State:
    on = number != 0
    if word == "b":
        return replace(state, bold=on)
    if word == "deleted":
        return replace(state, deleted=on)
    if word == "plain":
        return replace(state, bold=False, deleted=False)
    if word == "f" and number is not None:
        return replace(state, font=number)
    if word == "uc" and number is not None:
        return replace(state, width=min(max(number, 0), 20))
    return state


def _symbol(symbol: bytes, reading: _Reading, state: _State) -> None:
    if symbol in (b"\n", b"\r"):
        _control("par", None, reading, state)
    elif symbol in _SYMBOLS:
        _flush(reading, state)
        _write(_SYMBOLS[symbol], reading, state)


def _unit(number: int, reading: _Reading, state: _State) -> None:
    """A UTF-16 code unit, as a signed or unsigned number."""
    if reading.bytes:
        _flush(reading, state)
    if not state.hidden and -0x8000 <= number <= 0xFFFF:
        reading.units.append(number % 0x10000)
    reading.skip = state.width


def _bytes(data: bytes, reading: _Reading, state: _State) -> None:
    if state.hidden:
        return
    if reading.skip:
        passed = min(reading.skip, len(data))
        reading.skip -= passed
        data = data[passed:]
    if data:
        if reading.units:
            _flush(reading, state)
        reading.bytes += data


def _flush(reading: _Reading, state: _State) -> None:
    """Write what was gathered."""
    if reading.units:
        units = b"".join(unit.to_bytes(2, "little") for unit in reading.units)
        reading.units.clear()
        _write(units.decode("utf-16-le", "surrogatepass"), reading, state)
    if reading.bytes:
        data = bytes(reading.bytes)
        reading.bytes.clear()
        _write(_decoded(data, reading, state), reading, state)


def _decoded(data: bytes, reading: _Reading, state: _State) -> str:
    page = reading.fonts.get(state.font) or reading.page
    if data.isascii() and page != _SYMBOL:
        return data.decode("ascii")
    if page == _SYMBOL:
        return "".join("•" if byte == 0xB7 else chr(0xF000 + byte) for byte in data)
    try:
        return data.decode(page)
    except (UnicodeDecodeError, LookupError):
        raise ReaderError(
            _("{file} says that it is written in code page {page}, but holds bytes that are not in it.").format(
                file=reading.label, page=page
            ),
            _(_AGAIN),
        ) from None


def _write(text: str, reading: _Reading, state: _State) -> None:
    if state.hidden:
        return
    if state.deleted:
        reading.said["It has tracked changes: read as if all were accepted."] = None
        return
    reading.target(state).write(text, state.bold)
