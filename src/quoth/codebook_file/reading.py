"""codebook.yaml to a codebook, with everything that is wrong with it.

Owns the file's format. Places are 1-based lines and columns. Invariant: `read` takes any text and never raises; a
codebook comes out exactly when no problem is more than a warning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from quoth.codebook_file.findings import Findings, nearest
from quoth.codebook_file.lines import show
from quoth.codebook_file.links import check_links
from quoth.codebook_file.quoting import quoted
from quoth.codebook_file.slug import LONGEST, slug
from quoth.codebook_file.tree import ListNode, MapNode, Node, Pair, ScalarNode, compose
from quoth.i18n import N_, _
from quoth.model.codebook import Code, Codebook, Problem, Settings

__all__ = ["FIELDS", "FLAGS", "LISTS", "Parsed", "Place", "Reading", "describe", "is_id", "parse", "read"]

FIELDS = (
    "id", "label", "labels", "key", "colour", "definition", "include", "exclude", "examples", "counterexamples",
    "keywords", "status", "replaced_by", "heading", "exclusive", "codes",
)  # fmt: skip
"""The fields of a code, in the order in which Quoth writes them."""
LISTS = ("include", "exclude", "examples", "counterexamples", "keywords")
FLAGS = ("heading", "exclusive")

_TOP = ("quoth", "title", "settings", "attributes", "codes")
_SETTINGS = (
    "unit",
    "suggestions",
    "suggestions_from",
    "suggestions_above",
    "agreement",
    "frozen",
    "encoding",
    "speakers",
)
_TYPES = ("text", "choice", "number", "date")
_DEEPEST = 20
_ID = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_-]{{0,{LONGEST - 1}}}")
_COLOUR = re.compile("#(?:[0-9A-Fa-f]{3}){1,2}")


@dataclass(frozen=True, slots=True)
class Reading:
    """A codebook file as read: no codebook where there is an error (warnings do not count)."""

    codebook: Codebook | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a code stands in the file: item `index` of the list `siblings`."""

    node: Node
    siblings: ListNode
    index: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file with its nodes. With errors the codebook is what could be made out."""

    text: str
    root: Node | None
    codebook: Codebook
    problems: tuple[Problem, ...]
    places: Mapping[str, Place]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that make the file invalid."""
        return tuple(problem for problem in self.problems if not problem.warning)


@dataclass(slots=True)
class _Draft:
    code: Code
    parent: int | None
    place: Place
    fields: Mapping[str, Pair]


def is_id(value: str) -> bool:
    """Whether a value can be the id of a code."""
    return _ID.fullmatch(value) is not None


def describe(problem: Problem, path: str) -> str:
    """A problem as one line, `codebook.yaml:12:5: message`, with its hint behind it."""
    kind = _("warning: ") if problem.warning else ""
    return f"{path}:{problem.line}:{problem.column}: {kind}{problem.message} {problem.hint}".rstrip()


def read(text: str) -> Reading:
    """Read the text of a codebook file."""
    parsed = parse(text)
    return Reading(None if parsed.errors else parsed.codebook, parsed.problems)


def parse(text: str) -> Parsed:
    """Read the text and keep its nodes, so that they can be edited."""
    tree = compose(text)
    findings = Findings(text, tree.problems)
    drafts: list[_Draft] = []
    codebook = Codebook()
    match tree.root:
        case MapNode() as root:
            top = findings.fields(root, _TOP, N_("a codebook"))
            codebook = _head(findings, top)
            if "codes" in top:
                _codes(findings, top["codes"].value, None, 0, drafts)
        case ListNode() as root:
            _codes(findings, root, None, 0, drafts)
        case ScalarNode(value=value) as root if not root.empty:
            hint = _("Write each code on its own line, after a dash and a space: - Paid coverage")
            findings.error(
                root.start, _("The file holds the text {value}, not a list of codes.").format(value=show(value)), hint
            )
    _identify(findings, drafts)
    check_links(
        findings, [draft.code for draft in drafts], [draft.fields for draft in drafts], [d.place.node for d in drafts]
    )
    places: dict[str, Place] = {}
    for draft in drafts:
        places.setdefault(draft.code.id, draft.place)
    problems = tuple(sorted(findings.problems, key=lambda problem: (problem.line, problem.column)))
    return Parsed(text, tree.root, replace(codebook, codes=tuple(draft.code for draft in drafts)), problems, places)


def _head(findings: Findings, top: Mapping[str, Pair]) -> Codebook:
    """Title, settings and attributes."""
    version = findings.text(top.get("quoth"), prose=False)
    if version not in ("", "1"):
        findings.error(
            top["quoth"].value.start,
            _("The file's format is {version}, and this Quoth reads format 1.").format(version=show(version)),
            _("Install a newer Quoth."),
        )
    settings = Settings()
    if "settings" in top:
        said = findings.fields(top["settings"].value, _SETTINGS, N_("the settings"))
        settings = Settings(
            unit=findings.choice(said.get("unit"), ("turn", "sentence", "document", "char", "token"), settings.unit),
            suggestions=findings.choice(said.get("suggestions"), ("on", "on-demand", "off"), settings.suggestions),
            suggestions_from=findings.choice(said.get("suggestions_from"), ("own", "all"), settings.suggestions_from),
            suggestions_above=findings.share(said.get("suggestions_above")),
            agreement=findings.choice(said.get("agreement"), ("report", "discuss", "off"), settings.agreement),
            frozen=findings.flag(said.get("frozen")),
            encoding=findings.text(said.get("encoding"), prose=False),
            speakers=findings.texts(said.get("speakers")),
        )
    attributes: dict[str, str] = {}
    if "attributes" in top:
        named = findings.fields(top["attributes"].value, (), N_("the attributes"))
        attributes = {name: findings.choice(pair, _TYPES, "text") for name, pair in named.items()}
    return Codebook(title=findings.text(top.get("title")), settings=settings, attributes=attributes)


def _codes(findings: Findings, node: Node, parent: int | None, depth: int, drafts: list[_Draft]) -> None:
    """The codes of one list and those below them, parents first."""
    if isinstance(node, ScalarNode) and node.empty:
        return
    if not isinstance(node, ListNode):
        findings.error(
            node.start, _("Codes are a list: each begins with a dash and a space."), _("Write: - Paid coverage")
        )
        return
    if depth >= _DEEPEST:
        findings.error(
            node.start,
            _("Codes lie here more than {most} levels deep.").format(most=_DEEPEST),
            _("Move them up."),
        )
        return
    for index, item in enumerate(node.items):
        place = Place(item, node, index)
        match item:
            case MapNode():
                fields = findings.fields(item, FIELDS, N_("a code"))
                drafts.append(_Draft(_code(findings, item, fields), parent, place, fields))
                if "codes" in fields:
                    _codes(findings, fields["codes"].value, len(drafts) - 1, depth + 1, drafts)
            case ScalarNode():
                label = findings.value(item, "label")
                if not label.strip():
                    findings.error(
                        item.start, _("This code has no label."), _("Write it after the dash, or take the line out.")
                    )
                drafts.append(_Draft(Code("", label, written_id=False), parent, place, {}))
            case _:
                findings.error(
                    item.start,
                    _("A code is a label or has fields; here is a list inside a list."),
                    _("Write: - label: …, and codes: below it."),
                )


def _code(findings: Findings, node: MapNode, fields: Mapping[str, Pair]) -> Code:
    """One code from its fields, its id only if it is written."""
    label = findings.text(fields.get("label"))
    identity = findings.text(fields.get("id"), prose=False)
    if not label.strip() and not any(
        pair.name not in FIELDS and nearest(pair.name, FIELDS) == "label" for pair in node.pairs
    ):
        name = identity.replace("-", " ").replace("_", " ").capitalize() or "Paid coverage"
        findings.error(node.start, _("This code has no label."), _("Add a line: label: {name}").format(name=name))
    if identity and not is_id(identity):
        hint = findings.mend(fields["id"].value, slug(identity))
        findings.error(
            fields["id"].value.start,
            _("The id {identity} is not made of Latin letters, digits, - and _ (at most {most}).").format(
                identity=show(identity), most=LONGEST
            ),
            hint,
        )
    key = findings.text(fields.get("key"), prose=False)
    colour = findings.text(fields.get("colour"), prose=False)
    if colour and not _COLOUR.fullmatch(colour):
        pair = fields["colour"]
        bare = f"#{colour}" if _COLOUR.fullmatch(f"#{colour}") else "#d97706"
        findings.error(
            pair.value.start,
            _("{colour} is no colour such as #d97706.").format(colour=show(colour)),
            findings.mend(pair.value, quoted(bare)),
        )
        colour = ""
    return Code(
        id=identity,
        label=label,
        labels=findings.named_texts(fields.get("labels"), "labels"),
        key=key,
        colour=colour,
        definition=findings.text(fields.get("definition")),
        include=findings.texts(fields.get("include")),
        exclude=findings.texts(fields.get("exclude")),
        examples=findings.texts(fields.get("examples")),
        counterexamples=findings.texts(fields.get("counterexamples")),
        keywords=findings.texts(fields.get("keywords")),
        status=findings.choice(fields.get("status"), ("active", "retired"), "active"),
        replaced_by=findings.text(fields.get("replaced_by"), prose=False),
        heading=findings.flag(fields.get("heading")),
        exclusive=findings.flag(fields.get("exclusive")),
        written_id=bool(identity),
    )


def _identify(findings: Findings, drafts: list[_Draft]) -> None:
    """Give every code its id and its parent's: written ids are kept, the others get a slug that no code has."""
    lines: dict[str, int] = {}
    for draft in drafts:
        identity = draft.code.id
        if identity and identity in lines:
            at = draft.fields["id"].value.start
            hint = findings.mend(draft.fields["id"].value, slug(draft.code.label, lines))
            findings.error(
                at,
                _("The id {identity} is taken; another code has it in line {line}.").format(
                    identity=show(identity), line=lines[identity]
                ),
                hint,
            )
        elif identity:
            lines[identity] = findings.line(draft.fields["id"].value.start)
    taken = set(lines)
    for draft in drafts:
        identity = draft.code.id or slug(draft.code.label, taken)
        taken.add(identity)
        draft.code = replace(
            draft.code, id=identity, parent=None if draft.parent is None else drafts[draft.parent].code.id
        )
