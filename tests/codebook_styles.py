"""Random codebooks, and a writer that lays them out in many valid ways without any help from the product."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from quoth import codebook_file
from quoth.model.codebook import Code, Codebook

FIELDS = ("definition", "include", "exclude", "examples", "counterexamples", "keywords", "key", "colour", "labels")
WORDS = [
    "paid",
    "по заказу",
    "don't",
    'say "no"',
    "a: b",
    "x # y",
    "[list]",
    "- dash",
    "{brace}",
    "*star",
    "no",
    "1.10",
    "",
    "ү",
]


def codes_of(rng: random.Random, size: int) -> list[Code]:
    """A random tree of codes, parents first; every text of code 3 holds the mark q3z."""
    codes: list[Code] = []
    stack: list[str | None] = [None]
    for number in range(size):
        while len(stack) > 1 and rng.random() < 0.4:
            stack.pop()
        code = code_of(rng, number, stack[-1])
        codes.append(code)
        if rng.random() < 0.4 and len(stack) < 5:
            stack.append(code.id)
    return codes


def code_of(rng: random.Random, number: int, parent: str | None) -> Code:
    def text() -> str:
        return f"{rng.choice(WORDS)} q{number}z {rng.choice(WORDS)}".strip()

    def texts() -> tuple[str, ...]:
        return tuple(text() for _ in range(rng.randint(1, 3))) if rng.random() < 0.3 else ()

    label = f"Label q{number}z"
    code = Code(codebook_file.slug(label), label, parent, written_id=False)
    if rng.random() < 0.7:
        code = Code(f"id-{number}", text(), parent)
    if rng.random() < 0.6:
        code = replace(code, definition=text(), include=texts(), exclude=texts(), examples=texts(), keywords=texts())
    if rng.random() < 0.2:
        code = replace(code, key="klmnopqrst"[number % 10], colour="#a0b0c0", labels={"ru": text(), "kk": text()})
    return code


class Style:
    """Writes a codebook in a random but valid layout, without any help from the product."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.step = rng.choice([0, 1, 2, 2, 3, 4])
        self.gap = rng.choice([1, 1, 2, 3])
        self.flow = rng.choice([0.0, 0.0, 0.2, 0.6])
        self.notes = rng.choice([0.0, 0.15, 0.4])
        self.count = 0

    def note(self, indent: int) -> list[str]:
        if self.rng.random() >= self.notes:
            return []
        self.count += 1
        blank = [""] if self.rng.random() < 0.3 else []
        return [*blank, f"{' ' * indent}# note {self.count}"]

    def tail(self) -> str:
        return "   # aside" if self.rng.random() < self.notes / 2 else ""

    def value(self, text: str) -> str:
        if re.fullmatch("[A-Za-zА-я][A-Za-z0-9А-я ]*[a-z0-9]", text) and self.rng.random() < 0.6:
            return text
        if text.isprintable() and self.rng.random() < 0.5:
            return "'" + text.replace("'", "''") + "'"
        return (
            '"'
            + "".join(char if char.isprintable() and char not in '"\\' else f"\\U{ord(char):08x}" for char in text)
            + '"'
        )

    def bracketed(self, value: object) -> str:
        if isinstance(value, str):
            return self.value(value)
        if isinstance(value, dict):
            pad = self.rng.choice(["", " "])
            return "{" + pad + ", ".join(f"{key}: {self.bracketed(inner)}" for key, inner in value.items()) + pad + "}"
        assert isinstance(value, list | tuple)
        return "[" + ", ".join(map(self.bracketed, value)) + "]"

    def field(self, name: str, value: object, indent: int) -> list[str]:
        pad = " " * indent
        if isinstance(value, tuple) and self.rng.random() > self.flow:
            dash = " " * (indent + self.step) + "-" + " " * self.gap
            items = [line for item in value for line in [*self.note(indent + self.step), dash + self.value(item)]]
            return [f"{pad}{name}:{self.tail()}", *items]
        if isinstance(value, dict) and self.rng.random() > self.flow:
            return [f"{pad}{name}:", *(f"{pad}  {key}: {self.value(inner)}" for key, inner in value.items())]
        if isinstance(value, str) and value.strip() == value and value and self.rng.random() < 0.15:
            return [f"{pad}{name}: {self.rng.choice(['|', '|-', '>'])}", f"{pad}   {value}"]
        return [f"{pad}{name}: {self.bracketed(value)}{self.tail()}"]

    def said(self, code: Code) -> dict[str, object]:
        said: dict[str, object] = {"label": code.label}
        said |= {name: getattr(code, name) for name in FIELDS if getattr(code, name)}
        names = list(said)
        if self.rng.random() < 0.3:
            self.rng.shuffle(names)
        return ({"id": code.id} if code.written_id else {}) | {name: said[name] for name in names}

    def inline(self, book: Codebook, code: Code) -> object:
        below = [self.inline(book, child) for child in book.children(code.id)]
        said = self.said(code) | ({"codes": below} if below else {})
        return code.label if list(said) == ["label"] and self.rng.random() < 0.7 else said

    def item(self, book: Codebook, code: Code, indent: int) -> list[str]:
        dash = " " * indent + "-" + " " * self.gap
        if self.rng.random() < self.flow:
            return [dash + self.bracketed(self.inline(book, code)) + self.tail()]
        said = self.said(code)
        below = book.children(code.id)
        if list(said) == ["label"] and not below and self.rng.random() < 0.7:
            return [dash + self.value(code.label) + self.tail()]
        inner = indent + 1 + self.gap
        parts = [self.field(name, value, inner) for name, value in said.items()]
        if below:
            at = len(parts) if self.rng.random() < 0.8 else self.rng.randint(1, len(parts))
            parts.insert(at, self.codes(book, below, inner))
        lines = [line for part in parts for line in [*self.note(inner), *part]]
        if lines[0].strip() and not lines[0].strip().startswith("#") and self.rng.random() < 0.9:
            return [dash + lines[0].lstrip(" "), *lines[1:]]
        return [" " * indent + "-", *lines]

    def codes(self, book: Codebook, below: tuple[Code, ...], indent: int) -> list[str]:
        if self.rng.random() < self.flow / 2:
            return [f"{' ' * indent}codes: {self.bracketed([self.inline(book, code) for code in below])}{self.tail()}"]
        return [f"{' ' * indent}codes:{self.tail()}", *self.items(book, below, indent + self.step)]

    def items(self, book: Codebook, below: tuple[Code, ...], indent: int) -> list[str]:
        return [line for code in below for line in [*self.note(indent), *self.item(book, code, indent)]]

    def file(self, book: Codebook) -> str:
        top = book.children(None)
        if self.rng.random() < 0.2:
            lines = self.items(book, top, 0)
        else:
            lines = ["quoth: 1", *self.note(0), *self.codes(book, top, 0)]
        lines += self.note(self.rng.choice([0, 2]))
        break_ = self.rng.choice(["\n", "\n", "\r\n"])
        end = break_ if self.rng.random() < 0.8 else ""
        return self.rng.choice(["", "", "\ufeff"]) + break_.join(lines) + end
