"""A page of HTML that stands alone: its head, its look in light, dark and print, a policy that lets nothing else in.

Invariant: no script, nothing loaded from elsewhere, and the only style is the one whose hash the policy names; user
text is escaped.
"""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256

from quoth.exporters.guard import legal
from quoth.exporters.material import About
from quoth.model.codebook import Codebook

__all__ = ["about", "colours", "escape", "head", "lines"]

_PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#8c6bb1", "#7f7f7f")
"""Told apart by those who see few colours (Okabe and Ito 2008, and a violet and a grey); for codes without a colour."""
_STYLE = """
:root { color-scheme: light dark; --line: #cfcfcb; --dim: #5c5c5c; --paper: #fff; --ink: #1b1b1b; --side: #f5f5f2; }
@media (prefers-color-scheme: dark) {
  :root { --line: #41444a; --dim: #a7a9ad; --paper: #17181a; --ink: #e6e6e3; --side: #202225; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 17px/1.6 Georgia, "Noto Serif", "DejaVu Serif", serif; overflow-wrap: break-word; }
nav, .m, .about, .from, figcaption, label, h1, h2, h3, h4, h5, h6, b.s {
  font-family: system-ui, "Noto Sans", "DejaVu Sans", sans-serif; }
nav { position: fixed; inset: 0 auto 0 0; width: 17rem; overflow-y: auto; padding: 1rem; background: var(--side);
  border-right: 1px solid var(--line); font-size: .8rem; line-height: 1.4; }
nav h2 { font-size: .8rem; margin: 1rem 0 .3rem; color: var(--dim); }
nav ul { list-style: none; margin: 0; padding: 0; }
nav a { color: inherit; text-decoration: none; } nav a:hover, nav a:focus { text-decoration: underline; }
label { display: block; padding: .1rem 0 .1rem 2.9em; text-indent: -2.9em; }
label.h { color: var(--dim); margin-top: .4rem; padding-left: 0; text-indent: 0; }
label i { display: inline-block; width: .8em; height: .8em; background: var(--c); margin-right: .35em; }
main { margin-left: 17rem; padding: 1.5rem 2rem 4rem; max-width: 74rem; }
h1 { font-size: 1.7rem; line-height: 1.25; } h2 { font-size: 1.35rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1.1rem; margin: 1.8rem 0 .4rem; } h4, h5, h6 { font-size: 1rem; margin: 1.4rem 0 .3rem; }
.about, .count, .from { color: var(--dim); font-size: .85rem; }
.about { margin-top: 3rem; border-top: 1px solid var(--line); }
.about p, .count { margin: .2rem 0; }
@media (max-width: 60rem) { nav { position: static; width: auto; border: 0; } main { margin: 0; padding: 1rem; } }
@media print {
  :root { --paper: #fff; --ink: #000; --dim: #444; --line: #bbb; --side: #fff; }
  body { font-size: 10.5pt; line-height: 1.45; } nav { display: none; } main { margin: 0; padding: 0; max-width: none; }
  h2, h3, h4 { break-after: avoid; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""


def escape(text: str) -> str:
    """Text for HTML, in elements and in attributes."""
    return html.escape(legal(text))


def lines(text: str) -> str:
    """Text whose line ends are breaks."""
    return escape(text).replace("\n", "<br>")


def head(title: str, *styles: str) -> str:
    """The page up to its body, which the caller closes."""
    style = "\n".join((_STYLE, *styles))
    proof = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{proof}'; base-uri 'none'; form-action 'none'"
    return (
        '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
    )


def about(said: About) -> str:
    """What is counted, in small print."""
    parts = "".join(f"<p>{escape(caption)}: {escape(words)}</p>" for caption, words in said.lines())
    return f'<div class="about">{parts}</div>\n'


def colours(codebook: Codebook, codes: Sequence[str]) -> str:
    """A style for each code, `.k0`, `.k1`, ... in the order given, which sets `--c` to its colour."""
    found = []
    for number, code in enumerate(codes):
        entry = codebook.by_id.get(code)
        colour = entry.colour if entry is not None and entry.colour else _PALETTE[number % len(_PALETTE)]
        found.append(f".k{number} {{ --c: {colour}; }}")
    return "\n".join(found)
