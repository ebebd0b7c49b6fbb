"""Work on the editions of a unit's documents: begin one, change its text sentence by sentence, freeze it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.foundations.decisions import NotAllowed, Refused, ensure
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import Period
from binhyen.foundations.vietnamese import tidy
from binhyen.machinery.action import Done, act
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.values import TerritoryChoice
from binhyen.publications.events import EditionFrozen
from binhyen.publications.models import DocumentKind, Edition, EditionFile, EditionState, FileKind
from binhyen.publications.permissions import may_edit, may_freeze, may_write_report
from binhyen.publications.queries import edition_from_now, file_of, origins_of_edition
from binhyen.publications.rules.editing import LONGEST_KEY, DraftText, may_stand_in, words_fit
from binhyen.publications.rules.kept_figures import KeptFigures
from binhyen.publications.rules.states import may_change
from binhyen.publications.rules.text import Part, Sentence


class WrittenMeanwhile(BadInput):
    """Somebody else changed the sentence after the page had shown it. Nothing was written.

    ``stands`` is what stands there now, empty where it is what the rules propose; ``revision`` that of the draft now.
    """

    def __init__(self, stands: str, revision: int) -> None:
        super().__init__(
            _("Người khác vừa sửa câu này."),
            _("So câu của mình với câu đang có rồi lưu lại."),
        )
        self.stands = stands
        self.revision = revision


class FiguresMoved(BadInput):
    """What would be frozen is not what the page showed: figures or text changed meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            _("Số liệu hoặc câu chữ vừa thay đổi sau khi trang này được mở."),
            _("Xem lại văn bản bên dưới rồi chốt."),
        )


class StaleSentences(BadInput):
    """Sentences in people's words were written while their figures were others, and nobody confirmed them."""

    def __init__(self, sentences: tuple[Sentence, ...]) -> None:
        super().__init__(
            _("Có %(count)s câu viết khi số liệu còn khác.") % {"count": len(sentences)},
            _("Sửa lại, hoặc đánh dấu là vẫn đúng ở từng câu."),
        )
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Dropped:
    """A draft that was dropped: all that it takes to begin it again as it was."""

    unit_id: int
    kind: str
    calendar: str
    period: str
    compared: str
    text: Mapping[str, Any]
    territory: str = ""


# Beginning and dropping


@act("publications.start-edition", gettext_lazy("Soạn văn bản"), permission=may_write_report)
def start_edition(
    *, by: Actor, unit: OrgUnit, kind: DocumentKind, period: Period, compared: Period | None = None
) -> Done[Edition]:
    """Begin the next edition of a document, or give back the draft of it that there is.

    A further edition carries over what people made of the text of the one before. Raises ``BadInput`` where the
    document cannot be composed.
    """
    document = {"unit": unit, "kind": kind, "calendar": period.calendar.id, "period": period.code}
    editions = Edition.objects.visible_to(by).filter(**document).defer("sheet", "figures")
    latest = editions.order_by("-number").first()
    if latest is not None and latest.state == EditionState.DRAFT:
        return Done(latest, unit_id=unit.pk, worth_a_line=False)
    text = DraftText.from_json(latest.text).anew() if latest is not None else DraftText()
    carried = latest.compared if latest is not None else ""
    draft = Edition(
        **document,
        unit_path=unit.path,
        compared=compared.code if compared else carried,
        territory=latest.territory if latest is not None else "",
        number=latest.number + 1 if latest is not None else 1,
        text=text.to_json(),
    )
    edition_from_now(by, draft)
    begun, new = _begun(by, draft)
    return _done(begun, worth_a_line=new)


@act("publications.restore-draft", gettext_lazy("Lấy lại bản dự thảo đã bỏ"), permission=may_write_report)
def restore_draft(*, by: Actor, unit: OrgUnit, dropped: Dropped) -> Done[Edition]:
    """Take back that a draft was dropped. Where another was begun since, that one stays and is given back."""
    document = {
        "unit": unit,
        "kind": dropped.kind,
        "calendar": dropped.calendar,
        "period": dropped.period,
    }
    latest = Edition.objects.visible_to(by).filter(**document).order_by("-number").first()
    if latest is not None and latest.state == EditionState.DRAFT:
        return Done(latest, unit_id=unit.pk, worth_a_line=False)
    number = latest.number + 1 if latest is not None else 1
    draft = Edition(
        **document,
        compared=dropped.compared,
        territory=dropped.territory,
        number=number,
        text=dict(dropped.text),
    )
    begun, new = _begun(by, draft)
    return _done(begun, worth_a_line=new)


@act("publications.drop-draft", gettext_lazy("Bỏ bản dự thảo"), permission=may_edit)
def drop_draft(*, by: Actor, edition: Edition) -> Done[Dropped]:
    """Drop a draft. What comes back brings it back by ``restore_draft``."""
    edition = _held(by, edition)
    dropped = Dropped(
        edition.unit_id,
        edition.kind,
        edition.calendar,
        edition.period,
        edition.compared,
        edition.text,
        edition.territory,
    )
    told = _subject(edition)
    edition.delete()
    return Done(dropped, unit_id=dropped.unit_id, subject=told, detail={"number": edition.number})


def _begun(by: Actor, draft: Edition) -> tuple[Edition, bool]:
    """Write the draft; where somebody else began one at the same moment, that one."""
    draft.started_at = draft.changed_at = now()
    draft.started_by = by.account_id
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        same = {name: getattr(draft, name) for name in ("unit_id", "kind", "calendar", "period")}
        return Edition.objects.visible_to(by).get(**same, state=EditionState.DRAFT), False
    return draft, True


# Changing the text


@act("publications.reword", gettext_lazy("Sửa câu của văn bản"), permission=may_edit)
def reword(
    *, by: Actor, edition: Edition, key: str, words: str, proposed: str, seen_revision: int
) -> Done[Edition]:
    """Put other words in place of a sentence; the rules' own words take the rewording away.

    ``proposed`` is how the rules' sentence read on the page, empty for an own sentence. Raises ``WrittenMeanwhile``
    where the sentence was changed after ``seen_revision``, ``NotAllowed`` for words that may not stand.
    """
    words = tidy(words)
    ensure(words_fit(words))
    if words == tidy(proposed):
        words = proposed
    edition = _held(by, edition)
    draft = DraftText.from_json(edition.text)
    if draft.words_of(key) == words:
        return _done(edition, worth_a_line=False)
    if draft.is_later_than(key, seen_revision):
        raise WrittenMeanwhile(draft.words_of(key), edition.revision)
    return _changed(edition, lambda text, revision: text.reworded(_key(key), words, proposed, revision), key)


@act("publications.leave-out", gettext_lazy("Bỏ câu của văn bản"), permission=may_edit)
def leave_out(*, by: Actor, edition: Edition, key: str) -> Done[Edition]:
    """Leave a sentence out, by the rules or one's own; its words are kept and it can be put back."""
    return _changed(_held(by, edition), lambda text, revision: text.without(_key(key), revision), key)


@act("publications.put-back", gettext_lazy("Đưa lại câu của văn bản"), permission=may_edit)
def put_back(*, by: Actor, edition: Edition, key: str) -> Done[Edition]:
    """Put a sentence back that was left out, in the words that it had."""
    return _changed(_held(by, edition), lambda text, revision: text.with_again(_key(key), revision), key)


@act("publications.add-sentence", gettext_lazy("Thêm câu vào văn bản"), permission=may_edit)
def add_sentence(*, by: Actor, edition: Edition, part: Part, words: str) -> Done[Edition]:
    """Add a sentence of one's own at the end of a part."""
    words = tidy(words)
    ensure(words_fit(words))
    edition = _held(by, edition)
    draft = DraftText.from_json(edition.text)
    ensure(may_stand_in(part, len(draft.standing.own.get(part, ()))))
    return _changed(edition, lambda text, revision: text.with_own(part, words, revision)[0], str(part))


@act("publications.compare-with", gettext_lazy("Chọn kỳ so sánh của văn bản"), permission=may_edit)
def compare_with(
    *, by: Actor, edition: Edition, period: Period | None, territory: TerritoryChoice | None = None
) -> Done[Edition]:
    """Compare with this period on this territory from now on; None: with the one that the rules choose, and on the
    unit's own map.

    Raises ``BadInput`` where the document cannot be composed so.
    """
    edition = _held(by, edition)
    code, on = period.code if period else "", territory.code if territory else ""
    if (code, on) == (edition.compared, edition.territory):
        return _done(edition, worth_a_line=False)
    edition.compared, edition.territory = code, on
    edition_from_now(by, edition)
    edition.revision += 1
    edition.changed_at = now()
    edition.save(update_fields=["compared", "territory", "revision", "changed_at"])
    return _done(edition, compared=code, territory=on)


def _changed(edition: Edition, change: Callable[[DraftText, int], DraftText], key: str) -> Done[Edition]:
    """Write a changed text under the next revision; what changes nothing is not written."""
    before = DraftText.from_json(edition.text)
    after = change(before, edition.revision + 1)
    if after.text == before.text:
        return _done(edition, worth_a_line=False)
    edition.text = after.to_json()
    edition.revision += 1
    edition.changed_at = now()
    edition.save(update_fields=["text", "revision", "changed_at"])
    return _done(edition, sentence=key)


# Freezing


@act("publications.freeze-edition", gettext_lazy("Chốt văn bản"), permission=may_freeze)
def freeze_edition(
    *, by: Actor, edition: Edition, seen: str = "", confirmed: Collection[str] = ()
) -> Done[Edition]:
    """Compose the draft from the figures as they stand and keep all of it: sheet, figures with their traces, files.

    ``seen`` is the fingerprint of what the page showed (``EditionOf.fingerprint``): where the document reads otherwise
    now, ``FiguresMoved`` is raised and nothing is frozen; empty, nobody looked. ``confirmed`` are keys of sentences
    that still hold though their figures are others by now; of one that is missing there ``StaleSentences`` is raised.
    Raises ``BadInput`` where the document cannot be composed. A constant number of statements.
    """
    edition, moment = _held(by, edition), now()
    found = edition_from_now(by, edition, moment)
    if seen and seen != found.fingerprint:
        raise FiguresMoved
    stale = tuple(each for each in found.stale if each.key not in confirmed)
    if stale:
        raise StaleSentences(stale)
    origins = origins_of_edition(by, found)
    edition.text = DraftText.from_json(edition.text).anew().to_json()
    edition.state, edition.frozen_at, edition.frozen_by = EditionState.FROZEN, moment, by.account_id
    edition.sheet = found.sheet.to_json()
    edition.figures = KeptFigures(moment, found.composed.printed, origins, found.composed.sentences).to_json()
    edition.changed_at = moment
    EditionFile.objects.bulk_create(
        EditionFile(
            unit_id=edition.unit_id,
            edition=edition,
            kind=kind,
            name=file.name,
            sha256=hashlib.sha256(file.content).hexdigest(),
            content=file.content,
        )
        for kind in FileKind
        for file in [file_of(kind, replace(found, edition=edition), origins)]
    )
    edition.save()
    return _done(
        edition,
        events=(EditionFrozen(edition.pk, edition.unit_id, edition.number),),
        number=edition.number,
        figures=len(found.composed.printed),
        confirmed=sorted(each.key for each in found.stale),
    )


# What all of them share


def _held(by: Actor, edition: Edition) -> Edition:
    """The draft as it stands, held for this act alone. Refused where it is frozen or gone."""
    held = (
        Edition.objects.visible_to(by)
        .filter(pk=edition.pk)
        .defer("sheet", "figures")
        .select_for_update()
        .first()
    )
    if held is None:
        raise NotAllowed(
            Refused("draft-gone", _("Bản dự thảo này vừa bị bỏ."), _("Lập lại từ danh sách văn bản."))
        )
    ensure(may_change(held.state))
    return held


def _key(key: str) -> str:
    if not key or len(key) > LONGEST_KEY or not key.isprintable():
        raise NotAllowed(
            Refused("no-such-sentence", _("Văn bản không có câu này."), _("Tải lại trang rồi thử lại."))
        )
    return key


def _subject(edition: Edition) -> str:
    return f"edition:{edition.pk}"


def _done(
    edition: Edition,
    *,
    worth_a_line: bool = True,
    events: tuple[object, ...] = (),
    **detail: object,
) -> Done[Edition]:
    return Done(
        edition,
        unit_id=edition.unit_id,
        subject=_subject(edition),
        detail={"kind": edition.kind, "period": edition.period} | detail,
        events=events,
        worth_a_line=worth_a_line,
    )
