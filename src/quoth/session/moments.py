"""Moments that a team names, so that a figure can be recomputed as it was then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from quoth import codebook_file
from quoth.errors import UsageError
from quoth.i18n import _
from quoth.model.codebook import Codebook
from quoth.model.text import text_hash
from quoth.session.codebook import Reading
from quoth.session.names import nearest
from quoth.store import Project, moments, queries
from quoth.store.moments import Moment

__all__ = ["Moment", "as_it_was", "check_name", "known", "name_it"]

_LONGEST = 80


def known(project: Project) -> tuple[Moment, ...]:
    """All named moments, oldest first."""
    return moments.moments(project)


def check_name(project: Project, name: str) -> str:
    """The name without spaces around it. Raises UsageError for one that is empty, too long, or taken."""
    plain = " ".join(name.split())
    if not plain or len(plain) > _LONGEST:
        raise UsageError(
            _("{name!r} is no name for a moment.").format(name=name[:30]),
            _("Give a short one: quoth mark before-discussion"),
        )
    if any(one.name == plain for one in known(project)):
        raise UsageError(
            _("There is a moment {plain!r} already.").format(plain=plain),
            _("Choose another name; quoth mark lists them."),
        )
    return plain


def name_it(project: Project, coder: str, name: str) -> Moment:
    """Name this moment. Raises UsageError as `check_name` does."""
    return moments.mark(project, coder, check_name(project, name))


@contextmanager
def as_it_was(project: Project, name: str) -> Iterator[tuple[Project, Reading]]:
    """The project and the codebook in force at a named moment. Raises UsageError where there is none of that name."""
    found = {one.name: one for one in known(project)}
    if name not in found:
        told = (
            _("Known: {known}.").format(known=", ".join(found))
            if found
            else _("quoth mark NAME names the present one.")
        )
        raise UsageError(_("There is no moment {name!r}{near}.").format(name=name, near=nearest(name, found)), told)
    with moments.as_of(project, found[name]) as then:
        history = queries.codebook_history(then)
        if not history:
            yield then, Reading(Codebook(), "", text_hash(""))
            return
        text = queries.codebook_text(then, history[-1].hash)
        yield then, Reading(codebook_file.read(text).codebook or Codebook(), text, history[-1].hash)
