"""The desk: what the coding screen shows of the session, and when.

Owns the regions of the screen and the way to the views that open over it. Positions are code points of the open
version's text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Label, Static

from quoth.errors import QuothError
from quoth.i18n import N_, _
from quoth.model.codebook import Codebook
from quoth.model.coding import Coding, Verdict
from quoth.model.text import Version
from quoth.model.visible import right_to_left
from quoth.tui import screens
from quoth.tui.actions import ACTIONS, display
from quoth.tui.colours import code_colours
from quoth.tui.left import Left
from quoth.tui.messages import Destination, Moved
from quoth.tui.sanitise import one_line
from quoth.tui.waiting import Waiting, told, waiting_on, waiting_words
from quoth.tui.widgets.codebook_tree import CodebookTree, Shown
from quoth.tui.widgets.documents import DocumentList
from quoth.tui.widgets.header import Header, Heading
from quoth.tui.widgets.passage import Carried, PassagePanel
from quoth.tui.widgets.status import Status
from quoth.tui.widgets.suggestions import SuggestionLine, SuggestionPanel
from quoth.tui.widgets.transcript.view import TranscriptView

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.color import Color
    from textual.timer import Timer

    from quoth.session import CodingSession, DocumentSummary, Event

__all__ = ["HINTS", "Desk", "hints", "key_of"]

SETTLED = 0.08
OUTSIDE = 1.0
HINTS = ("pick", "help", "accept-1", "code-key", "find", "memo", "done", "undo", "quit")
ALL = frozenset({"codings", "memos", "codebook", "documents", "done"})
TURNED = N_("This text runs from right to left; Quoth shows its letters from left to right, and codes them rightly.")
WELCOME = N_("""\
Quoth needs a folder of transcripts and a list of codes.

There is no transcript here yet. Leave with Ctrl+Q, then
  quoth import FILE or FOLDER     brings in .docx, .txt, .md and more
  quoth demo DIR                  makes a sample project to try""")


def hints(*actions: str) -> list[tuple[str, str]]:
    """Keys with one word each, for the line at the bottom."""
    told = {action.id: (display(action.keys[0]), _(action.hint)) for action in ACTIONS if action.hint}
    return [told[action] if action != "accept-1" else ("1-9", _("suggestion")) for action in actions]


def key_of(action: str) -> str:
    """The easiest key of an action, as people write it."""
    return next(display(one.keys[0]) for one in ACTIONS if one.id == action)


class Desk(Screen[None]):
    """Shows one session; `loaded` is called when much has been made that will stay."""

    def __init__(self, session: CodingSession, greeting: str = "", loaded: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._greeting = greeting
        self._loaded = loaded
        self.HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (92, "-medium"), (114, "-wide"), (150, "-broad")]
        self.VERTICAL_BREAKPOINTS = [(0, "-short"), (15, "-tall")]
        self.session = session
        self.colours: Mapping[str, Color] = {}
        self.missing: Mapping[str, str] = {}
        self._version: Version | None = None
        self._settle: Timer | None = None
        self._codebook: Codebook | None = None
        self._known: Mapping[str, Coding] = {}
        self._others: Mapping[str, Coding] = {}
        self.waiting: tuple[Waiting, ...] = ()
        """Codings that need a look after a correction, in all documents."""
        self.left = Left(session.folder, session.coder)
        self._turned: set[str] = set()
        """Documents (ids) of which it was said that their script runs from right to left."""

    def compose(self) -> ComposeResult:
        """Header, three panes, one line of suggestions for narrow terminals, status."""
        yield Header(id="header")
        yield Static("", id="banner")
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield Label(_("CODEBOOK · here/all"), classes="title")
                yield CodebookTree(id="codebook")
                yield Label(_("DOCUMENTS"), classes="title")
                yield DocumentList(id="documents")
            with Vertical(id="middle"):
                yield Static(_(WELCOME), id="welcome")
                yield TranscriptView(id="transcript")
            with VerticalScroll(id="right"):
                yield SuggestionPanel(id="suggestions")
                yield PassagePanel(id="passage")
        yield SuggestionLine(id="brief")
        yield Status(hints(*HINTS), id="status")
        yield Static("", id="small")

    def on_mount(self) -> None:
        """Open the document to go on with; the text is painted before anything is computed."""
        self.view.set_margin(self.left.margin)
        self._open_first()
        self.view.focus()
        look = (
            _("{waiting}: {key} goes to the first.").format(
                waiting=waiting_words(len(self.waiting)), key=key_of("look")
            )
            if self.waiting
            else ""
        )
        if self._greeting or look:
            self.say(" ".join(filter(None, (self._greeting, look))))
        self.call_after_refresh(self.view.reveal)
        self.call_after_refresh(self._loaded)
        self.set_interval(OUTSIDE, self._look_outside)

    def _open_first(self) -> None:
        """Open the document left last, or the first that is not done, if none is open; else say what is needed."""
        waiting = [summary for summary in self.session.documents if not summary.done] or self.session.documents
        self.query_one("#welcome").display = not waiting
        self.view.display = bool(waiting)
        if self.session.document is None and waiting:
            last = [one for one in waiting if one.document.id == self.left.document]
            self.open_document((last or waiting)[0].document.name)
        else:
            self.act(self._paint_all)

    def on_unmount(self) -> None:
        """Keep for the next time where one was."""
        self.left.write()

    def on_resize(self) -> None:
        """Say how large the terminal must be, where it is too small."""
        size = self.size
        told = _("Quoth needs at least 60 × 15 characters; this terminal has {width} × {height}.").format(
            width=size.width, height=size.height
        )
        self.query_one("#small", Static).update(told)

    @property
    def view(self) -> TranscriptView:
        """The transcript."""
        return self.query_one(TranscriptView)

    # Acts and what they change

    def act(self, do: Callable[[], Event | None]) -> Event | None:
        """Do something with the session, paint what it changed and say what happened; a failure becomes one line."""
        try:
            event = do()
            if event is not None and event.kinds:
                self.paint(event.kinds)
        except QuothError as error:
            self.say(f"{error.message} {error.hint}".strip(), failed=True)
            return None
        if event is not None and event.message:
            self.say(event.message)
        return event

    def say(self, message: str, *, failed: bool = False, passing: bool = False) -> None:
        """One line at the bottom; one in passing goes when the cursor has moved."""
        self.query_one(Status).say(message, failed=failed, passing=passing)

    def open_document(self, name: str) -> None:
        """Show another document, at the place where it was left."""
        self._leave()
        self.act(lambda: self.session.open(name))

    def go_to(self, destination: Destination) -> None:
        """Open a document at a passage."""
        if self.session.document is None or self.session.document.name != destination.document:
            self.open_document(destination.document)
        if (span := destination.span) is not None:
            self.view.clear()
            self.view.go(span.start, select=span if span.start < span.end else None)
        self.view.focus()

    def action_open(self, name: str) -> None:
        """Show a view by name."""
        self.show_view(screens.view(name)(self.session))

    def show_view(self, view: Screen[Destination | None]) -> None:
        """Show a view; when it is left, show what it changed, and go where it points."""

        def left(destination: Destination | None) -> None:
            self.act(self._paint_all)
            if destination is not None:
                self.go_to(destination)

        self.app.push_screen(view, left)

    def _leave(self) -> None:
        if self.session.document is not None and self.session.version is self._version:
            self.left.leave(self.session.document.id, self.view.place)

    def show_document(self) -> None:
        """Show the session's open document."""
        version, document = self.session.version, self.session.document
        self._version = version
        self._known = {coding.id: coding for coding in self.session.codings}
        self.view.show(version, lambda: self.session.sentences)
        if document is not None:
            self._record("opened")
            self.view.place = self.left.place(document.id, self.view.ground)
            if version is not None and document.id not in self._turned and right_to_left(version.text):
                self._turned.add(document.id)
                self.call_after_refresh(self.say, _(TURNED))

    def paint(self, kinds: frozenset[str]) -> None:
        """Bring every region up to date that shows one of these kinds of things."""
        session = self.session
        if session.version is not self._version:
            self.show_document()
        if session.codebook != self._codebook:
            self._codebook = session.codebook
            self.colours = code_colours(session.codebook)
            kinds |= {"codings"}
        if "codings" in kinds:
            self._known = {coding.id: coding for coding in session.codings}
            self._others = {coding.id: coding for coding in session.others}
            self.view.paint_codings(session.codings, self.colours, session.others)
        self.waiting = session.needs_look()
        counts, self.missing = session.code_counts(), session.missing_codes()
        summary = self._summary()
        again = frozenset(summary.read_again) if summary is not None else frozenset()
        shown = Shown(session.codebook, counts, self.missing, self.colours, again)
        self.query_one(CodebookTree).show_codes(shown)
        opened = session.document.name if session.document else ""
        self.query_one(DocumentList).show_documents(
            session.documents, opened, Counter(coding.document for coding, _ in self.waiting)
        )
        banner = self.query_one("#banner", Static)
        banner.display = bool(session.codebook_problem)
        banner.update(Content.assemble((one_line(session.codebook_problem), "")))
        self._paint_header()
        self._paint_passage()

    def _paint_all(self) -> None:
        self.paint(ALL)

    def _summary(self) -> DocumentSummary | None:
        """How far the coder is in the open document."""
        here = self.session.document
        return next((s for s in self.session.documents if here is not None and s.document.id == here.id), None)

    @property
    def _eyes(self) -> str:
        """What the header says of whose codings can be seen."""
        if self.session.hidden:
            return _("blind round")
        return _("+ others") if self.session.others_shown else ""

    def _paint_header(self) -> None:
        session = self.session
        here, summary = session.document, self._summary()
        if summary is None or here is None:
            self.query_one(Header).show(Heading(session.title, coder=session.coder, eyes=self._eyes))
            return
        again = tuple(session.codebook.label(code) for code in summary.read_again)
        self.query_one(Header).show(
            Heading(
                session.title, here.name, here.attributes, session.coder, summary.coded_turns, summary.turns,
                summary.done, again, self._eyes,
            )
        )  # fmt: skip

    def _record(self, exposure: str) -> None:
        def saw() -> None:
            self.session.saw(exposure)

        self.act(saw)

    def _look_outside(self) -> None:
        before = self.session.document
        event = self.act(self.session.check_outside)
        self.left.write()
        if event is not None and self.session.document is None:
            self._open_first()
            if before is not None:
                self.say(_("{name} was taken out of the project by another program.").format(name=before.name))

    # The passage under the cursor

    def codings_here(self) -> list[Coding]:
        """The codings that the cursor's unit or the selection touches, as they stand in the text."""
        return [self._known[coding] for coding in self.view.codings_in(self.view.target) if coding in self._known]

    def others_here(self) -> list[Coding]:
        """Others' codings that the cursor's unit or the selection touches, while they are shown."""
        return [self._others[coding] for coding in self.view.codings_in(self.view.target) if coding in self._others]

    def label(self, code: str) -> str:
        """A code's label; of one that is used and no longer in the codebook, the last it had."""
        if code in self.session.codebook.by_id:
            return self.session.codebook.label(code)
        return _("{label} (missing)").format(label=self.missing.get(code, code))

    def _paint_passage(self) -> None:
        target = self.view.target
        shown = []
        corrected = {coding.id: (coding, outcome) for coding, outcome in self.waiting_here()}
        lost = [coding for coding, outcome in corrected.values() if outcome.verdict is Verdict.LOST]
        for coding in [*self.codings_here(), *lost]:
            memos = tuple(memo.text for memo in self.session.memos("coding", coding.id))
            whole = coding.start == target.start and coding.end == target.end
            label = self.label(coding.code)
            colour = self.colours.get(coding.code)
            correction = told(corrected[coding.id][1]) if coding.id in corrected else ""
            whole |= bool(correction)
            shown.append(Carried(label, colour, coding.quote, whole, coding.star, memos, correction))
        for coding in self.others_here():
            label = f"{self.label(coding.code)} · {coding.coder}"
            shown.append(Carried(label, self.colours.get(coding.code), coding.quote, False, coding.star, (), ""))
        self.query_one(PassagePanel).show(shown)

    def waiting_here(self) -> list[Waiting]:
        """Codings on the passage under the cursor that need a look; lost ones that stood in it, too."""
        touched = {coding.id for coding in self.codings_here()}
        return waiting_on(self.waiting, self.session.version, self.view.ground, self.view.target, touched)

    def on_moved(self, event: Moved) -> None:
        """Wait until cursor and selection rest."""
        event.stop()
        self._leave()
        self.query_one(Status).pass_on()
        if self._settle is not None:
            self._settle.stop()
        self._settle = self.set_timer(SETTLED, self._settled)

    def _settled(self) -> None:
        self.act(self.rest)

    def rest(self) -> None:
        """Show what belongs to the place where cursor and selection have come to rest."""
        self._paint_passage()
