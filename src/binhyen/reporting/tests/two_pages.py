"""Two people with the same report open, a bad link, and the pages' side of the saving: what ``entry-keeping.js`` does.

A story is a list of steps: keys typed, requests sent, lost, delivered late, answers lost, pages loaded anew, choices
made in conflicts. At its end the link is back and everybody settles what is open. A story asserts while it goes on that
nobody's value gives way to somebody who never saw it, and at its end that both pages and the server say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from binhyen.foundations.faults import BadInput
from binhyen.indicators.values import FormLayout
from binhyen.reporting.rules.merging import Edit, merge_notes, merge_values
from binhyen.reporting.rules.values import Document, kept_text, notes_between
from binhyen.reporting.tests.forms import LAYOUT
from binhyen.reporting.values import parse_typed

Place = tuple[str, str]
"""Where something is typed: ``value`` or ``note``, and the line."""
PLACES: tuple[Place, ...] = (("value", "teams"), ("note", "teams"))
TEXTS = ("", "1", "1,0", "2", "x", "-3")
PAGES = ("hoa", "mai")


def said(place: Place, text: str) -> str | None:
    """What a text says, in one spelling; None where it cannot be read."""
    kind, line = place
    if kind == "note":
        return text.strip()
    try:
        return kept_text(parse_typed(LAYOUT.by_code[line], text)) or ""
    except BadInput:
        return None


@dataclass
class Request:
    """What a page sent, and how what it sent was meant there."""

    page: str
    since: int
    edits: dict[Place, Edit]
    instance: int


@dataclass
class Answer:
    """What the server told of it, by place: what stands as wanted, faults, conflicts, and what was written since."""

    revision: int
    written: set[Place]
    faults: set[Place]
    conflicts: dict[Place, str]
    cells: dict[Place, str]


class Server(Protocol):
    """Whoever keeps the report."""

    def ask(self, request: Request) -> Answer: ...

    def standing(self) -> dict[Place, str]: ...


@dataclass
class RuleAlone:
    """The rule with a document beside it, as the act has it with the database."""

    layout: FormLayout = LAYOUT
    document: Document = field(default_factory=lambda: Document.empty(LAYOUT))
    notes: dict[str, str] = field(default_factory=dict)
    revision: int = 0
    log: list[tuple[int, Place, str]] = field(default_factory=list)

    def ask(self, request: Request) -> Answer:
        values = merge_values(self.layout, self.document, edits_of(request, "value"))
        notes = merge_notes(self.layout, self.notes, edits_of(request, "note"))
        if values.to_write or notes.to_write:
            self.revision += 1
            self.document = self.document.with_figures(self.layout, values.to_write)
            after = self.notes | notes.to_write
            self.log += [
                (self.revision, ("value", line), kept_text(figure) or "")
                for line, figure in values.to_write.items()
            ]
            self.log += [
                (self.revision, ("note", line), new)
                for line, _old, new in notes_between(self.layout, self.notes, after)
            ]
            self.notes = after
        return answered(
            self.revision,
            {("value", line) for line in values.done} | {("note", line) for line in notes.done},
            {("value", each.line) for each in values.faults} | {("note", each.line) for each in notes.faults},
            {("value", each.line): kept_text(each.theirs) or "" for each in values.conflicts}
            | {("note", each.line): each.theirs for each in notes.conflicts},
            {place: text for revision, place, text in self.log if revision > request.since},
        )

    def standing(self) -> dict[Place, str]:
        kept = self.document.kept_figures(self.layout)
        return {
            place: (kept_text(kept[place[1]]) or "") if place[0] == "value" else self.notes.get(place[1], "")
            for place in PLACES
        }


def answered(
    revision: int,
    written: set[Place],
    faults: set[Place],
    conflicts: dict[Place, str],
    since: Mapping[Place, str],
) -> Answer:
    told = written | conflicts.keys()
    cells = {place: text for place, text in since.items() if place not in told}
    return Answer(revision, written, faults, conflicts, cells)


def edits_of(request: Request, kind: str) -> list[Edit]:
    return [edit for (each, _line), edit in request.edits.items() if each == kind]


@dataclass
class Cell:
    """One place of a page: the text in it, what the page knows to stand at the server, and all it has ever shown."""

    text: str
    known: str
    seen: set[str]
    held: str | None = None
    contested: bool = False


@dataclass
class Page:
    """An open page. ``eyes`` is what the person before it has seen or typed at each place, whatever the page counts."""

    name: str
    cells: dict[Place, Cell]
    revision: int = 0
    waits: bool = False
    instance: int = 0
    eyes: dict[Place, set[str]] = field(default_factory=dict)

    def see(self, place: Place, what: str) -> None:
        self.eyes.setdefault(place, set()).add(what)

    def unsent(self, place: Place) -> bool:
        cell = self.cells[place]
        return said(place, cell.text) != cell.known

    def goes(self, place: Place) -> bool:
        now = said(place, self.cells[place].text)
        return self.unsent(place) and now is not None and now != self.cells[place].held

    def show(self, place: Place, what: str) -> None:
        """What stands at the server is put into the cell."""
        self.know(place, what)
        self.cells[place].text = what
        self.see(place, what)

    def know(self, place: Place, what: str) -> None:
        cell = self.cells[place]
        cell.known, cell.held, cell.contested = what, None, False
        cell.seen.add(what)

    def type(self, place: Place, text: str) -> None:
        self.cells[place].text = text
        if (meant := said(place, text)) is not None:
            self.see(place, meant)

    def take(self, answer: Answer, sent: Mapping[Place, str]) -> None:
        self.revision = answer.revision
        for place, meant in sent.items():
            cell = self.cells[place]
            if place in answer.faults:
                cell.held = meant
            elif place in answer.conflicts:
                self.contest(place, answer.conflicts[place], meant)
            else:
                assert place in answer.written
                self.know(place, meant)
        for place, text in answer.cells.items():
            self.receive(place, text)

    def contest(self, place: Place, theirs: str, meant: str) -> None:
        """Both texts are shown; what is known to stand is theirs, and counts as seen once somebody chose."""
        cell = self.cells[place]
        self.see(place, theirs)
        cell.known = theirs
        if self.unsent(place):
            cell.held, cell.contested = said(place, cell.text) or meant, True
        else:
            self.know(place, theirs)

    def receive(self, place: Place, text: str) -> None:
        """Somebody wrote meanwhile: shown, unless something else was typed here; sending that tells of the conflict."""
        cell = self.cells[place]
        if cell.contested:
            self.see(place, text)
        if not self.unsent(place):
            self.show(place, text)
            return
        cell.known = text
        if not self.unsent(place):
            self.know(place, text)

    def choose(self, place: Place, *, mine: bool) -> None:
        cell = self.cells[place]
        if not cell.contested:
            return
        if mine:
            cell.seen.add(cell.known)
            cell.held, cell.contested = None, False
        else:
            self.show(place, cell.known)


@dataclass
class Story:
    """The pages, the server, and what is under way between them."""

    server: Server
    pages: dict[str, Page] = field(default_factory=dict)
    under_way: list[Request] = field(default_factory=list)
    answers: list[tuple[Request, Answer]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in PAGES:
            self.pages[name] = Page(name, {})
            self.load(name)

    def load(self, name: str) -> None:
        """The page is opened, or loaded anew; what was unsent is found in the browser, with what it had shown."""
        page = self.pages[name]
        kept = {place: page.cells[place] for place in page.cells if page.unsent(place)}
        answer = self.server.ask(Request(name, 0, {}, page.instance))
        page.revision, page.waits = answer.revision, False
        page.instance += 1
        for place, stands in self.server.standing().items():
            before = kept.get(place)
            page.cells[place] = Cell(stands, stands, {stands})
            if before is not None and said(place, before.text) != stands:
                page.cells[place] = Cell(before.text, stands, set(before.seen))
            else:
                page.see(place, stands)

    def send(self, name: str) -> None:
        page = self.pages[name]
        if page.waits:
            return
        edits = {}
        for place, cell in page.cells.items():
            if page.goes(place):
                meant = said(place, cell.text) or ""
                edits[place] = Edit(place[1], cell.text, tuple(sorted(cell.seen)))
                cell.seen.add(meant)
        page.waits = True
        self.under_way.append(Request(name, page.revision, edits, page.instance))

    def deliver(self, at: int) -> None:
        """A request arrives, perhaps long after the page gave it up."""
        if not self.under_way:
            return
        request = self.under_way.pop(at % len(self.under_way))
        before = self.server.standing()
        answer = self.server.ask(request)
        after, page = self.server.standing(), self.pages[request.page]
        for place, text in before.items():
            if after[place] != text:
                assert place in request.edits
                assert text in page.eyes.get(place, set()), (
                    f"{text!r} gave way to {page.name}, who never saw it"
                )
        for place, theirs in answer.conflicts.items():
            shown = {said(place, each) for each in request.edits[place].seen}
            assert theirs not in shown, f"{page.name} was asked about {theirs!r}, which the page had shown"
        self.answers.append((request, answer))

    def exchange(self, name: str) -> None:
        """A request and its answer without trouble, once what went before is given up."""
        if self.pages[name].waits:
            self.give_up(name)
        else:
            self.send(name)
            self.deliver(len(self.under_way) - 1)
            self.hear(len(self.answers) - 1)

    def hear(self, at: int) -> None:
        if not self.answers:
            return
        request, answer = self.answers.pop(at % len(self.answers))
        page = self.pages[request.page]
        if page.waits and page.instance == request.instance:
            page.waits = False
            page.take(answer, {place: said(place, edit.text) or "" for place, edit in request.edits.items()})

    def give_up(self, name: str) -> None:
        """The page thinks its request lost, which may have arrived or may arrive yet; its answer comes too late."""
        page = self.pages[name]
        page.waits = False
        page.instance += 1

    def lose(self, at: int) -> None:
        if self.under_way:
            self.give_up(self.under_way.pop(at % len(self.under_way)).page)

    def lose_answer(self, at: int) -> None:
        if self.answers:
            self.give_up(self.answers.pop(at % len(self.answers))[0].page)

    def settle(self) -> None:
        """The link is back: what is under way arrives, everybody corrects faults, decides conflicts and sends."""
        while self.under_way:
            self.deliver(0)
        for name in PAGES:
            self.give_up(name)
        self.answers.clear()
        for turn in range(12):
            for name, page in self.pages.items():
                for place, cell in page.cells.items():
                    if cell.contested:
                        page.choose(place, mine=turn == 0)
                    elif page.unsent(place) and not page.goes(place):
                        page.type(place, "7")  # what was not taken is put right
                self.send(name)
                self.deliver(0)
                self.hear(0)
        self.agree()

    def agree(self) -> None:
        standing = self.server.standing()
        for page in self.pages.values():
            assert {place: said(place, cell.text) for place, cell in page.cells.items()} == standing
            assert not any(page.unsent(place) or cell.contested for place, cell in page.cells.items())


WEIGHTS = {
    "type": 10,
    "exchange": 8,
    "send": 3,
    "deliver": 3,
    "hear": 3,
    "choose": 2,
    "give_up": 1,
    "lose": 1,
    "lose_answer": 1,
    "load": 1,
}


def tell(story: Story, random: Random, steps: int) -> None:
    """So many steps by chance, those that happen often the most; then the link is back."""
    for name in random.choices(list(WEIGHTS), list(WEIGHTS.values()), k=steps):
        page, place, at = random.choice(PAGES), random.choice(PLACES), random.randrange(6)
        if name == "type":
            story.pages[page].type(place, random.choice(TEXTS))
        elif name == "choose":
            story.pages[page].choose(place, mine=random.random() < 0.5)
        elif name in ("deliver", "hear", "lose", "lose_answer"):
            getattr(story, name)(at)
        else:
            getattr(story, name)(page)
    story.settle()
