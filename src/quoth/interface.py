"""A project from Python, to read: `quoth.open("study")`.

Owns what a script sees. Nothing is written: the database refuses it. Speakers are numbered as in exports, unless
`names` is asked for; positions are code points of a document's text, end exclusive.

>>> import quoth
>>> project = quoth.open("study")
>>> [document.name for document in project.documents(where={"country": "Tajikistan"})]
['tj-01', 'tj-02']

Filters are those of the command line. Quotations are plain rows with a field for every column:

>>> found = project.quotations(code="paid-coverage", where={"country": "Kyrgyzstan"})
>>> len(found)
2
>>> found[0].document, found[0].speaker, found[0].turn, found[0].code_label
('kg-01', 'P01', 16, 'Paid coverage')
>>> found.about.layer
'result (consensus where settled, else the only coder)'

Several values are alternatives, several filters must all hold, and a question about codes is one, too:

>>> len(project.quotations(where={"country": ["Kyrgyzstan", "Tajikistan"]}, role="participant"))
47
>>> sorted({q.code for q in project.quotations(codes_query="paid-coverage or donor-money")})
['donor-money', 'paid-coverage']

With pandas installed they become a table, in the columns of the CSV export:

>>> table = found.to_pandas()  # doctest: +SKIP
>>> table.groupby("document").size()  # doctest: +SKIP

Codes, and texts with what stands where:

>>> project.codebook.label("paid-coverage")
'Paid coverage'
>>> first = found[0]
>>> project.text(first.document)[first.start : first.end] == first.quote
True
>>> project.close()
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, overload

from quoth import store
from quoth.errors import ProjectError, UsageError
from quoth.exporters import About
from quoth.exporters.columns import columns, rows
from quoth.i18n import _
from quoth.model.code_query import parse
from quoth.model.codebook import Codebook
from quoth.model.coding import Quotation
from quoth.model.text import Document, Role, Version
from quoth.session import codebook, exporting, folder
from quoth.session.filters import Filters, check_filters, wanted
from quoth.session.results import choose_layer
from quoth.store import queries

if TYPE_CHECKING:
    import pandas

__all__ = ["Project", "Quotations", "open"]

Names = str | Iterable[str]


class Quotations(Sequence[Quotation]):
    """Quotations in the order of documents and places, and what was counted for them."""

    def __init__(self, found: Iterable[Quotation], attributes: tuple[str, ...], about: About) -> None:
        self._found = tuple(found)
        self.attributes = attributes
        """Names of the documents' attributes, in the order of their columns."""
        self.about = about
        """Layer, filters, codebook version: say them under the table that you make."""

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, index: int) -> Quotation: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Quotation, ...]: ...
    def __getitem__(self, index: int | slice) -> Quotation | tuple[Quotation, ...]:
        return self._found[index]

    def __iter__(self) -> Iterator[Quotation]:
        return iter(self._found)

    def __repr__(self) -> str:
        return f"<{len(self._found)} quotations; {self.about.layer}; filters: {self.about.filters or 'none'}>"

    def to_pandas(self) -> pandas.DataFrame:
        """A table with the columns of the CSV export. Raises ImportError where pandas is not installed."""
        import pandas

        return pandas.DataFrame(rows(self._found, self.attributes, str), columns=list(columns(self.attributes)))


@dataclass(frozen=True)
class Project:
    """A project that is read. Close it, or use it in a `with` block."""

    folder: Path
    _project: store.Project
    _reading: codebook.Reading

    @property
    def codebook(self) -> Codebook:
        """The codebook in force: the file if it is valid, else the last good version."""
        return self._reading.codebook

    @property
    def coders(self) -> tuple[str, ...]:
        """The names of all coders."""
        return tuple(coder.name for coder in queries.coders(self._project))

    def documents(
        self, *, document: Names = (), where: Mapping[str, Names] | None = None, case: Names = ()
    ) -> tuple[Document, ...]:
        """The documents that pass the filters, in the order of import. Raises UsageError for unknown names."""
        filters = Filters(documents=_names(document), attributes=_where(where), cases=_names(case))
        check_filters(self._project, self._reading, filters)
        return tuple(d for d in queries.documents(self._project) if wanted(d, filters))

    def text(self, document: str) -> str:
        """The newest text of a document. Raises UsageError for an unknown name."""
        return self.version(document).text

    def version(self, document: str) -> Version:
        """The newest text of a document with its turns, whose speakers are named. Raises UsageError."""
        (found,) = self.documents(document=document)
        return queries.version(self._project, found.version)

    def quotations(
        self,
        *,
        code: Names = (),
        where: Mapping[str, Names] | None = None,
        document: Names = (),
        coder: Names = (),
        speaker: Names = (),
        role: Names = (),
        case: Names = (),
        since: str = "",
        until: str = "",
        containing: str = "",
        starred: bool = False,
        codes_query: str = "",
        children: bool = True,
        layer: str = "result",
        names: bool = False,
    ) -> Quotations:
        """The quotations that pass the filters, of the result layer or of `all` coders.

        Raises UsageError for a name that nothing bears, ExportError where it is not settled whose codings count.
        """
        if layer not in ("result", "all"):
            raise UsageError(_("There is no layer {layer!r}.").format(layer=layer), _("It is 'result' or 'all'."))
        filters = Filters(
            documents=_names(document),
            codes=_names(code),
            coders=_names(coder),
            speakers=_names(speaker),
            attributes=_where(where),
            starred=starred,
            children=children,
            roles=tuple(map(_role, _names(role))),
            cases=_names(case),
            since=since,
            until=until,
            text=containing,
            query=parse(codes_query) if codes_query else None,
        )
        chosen = choose_layer(self._project, layer, filters.coders)
        found = exporting.material(self._project, self._reading, filters, chosen, names=names)
        return Quotations(found.quotations(), found.attributes, found.about)

    def close(self) -> None:
        """Close the database."""
        self._project.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open(place: str | os.PathLike[str] = ".", *, viewer: str = "") -> Project:  # noqa: A001 - `quoth.open`
    """The project that a folder belongs to; while a round is open others' codings are shown to nobody but `viewer`.

    Raises UsageError outside of a project, ProjectError where it is not set up or cannot be read.
    """
    found = folder.find(Path(place))
    if not folder.is_set_up(found):
        raise ProjectError(
            _("{found} is not set up yet.").format(found=found), _("Run: quoth init {found}").format(found=found)
        )
    project = store.opened(found, viewer or os.environ.get("QUOTH_CODER", ""))
    try:
        project.connection.execute("PRAGMA query_only = ON")
        return Project(found, project, codebook.looked_at(project, found))
    except BaseException:
        project.connection.close()
        raise


def _names(given: Names) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _where(given: Mapping[str, Names] | None) -> dict[str, tuple[str, ...]]:
    return {name: _names(values) for name, values in (given or {}).items()}


def _role(name: Any) -> Role:
    try:
        return Role(name)
    except ValueError:
        raise UsageError(
            _("There is no role {name!r}.").format(name=name), _("It is 'interviewer' or 'participant'.")
        ) from None
