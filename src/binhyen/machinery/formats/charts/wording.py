"""Which words stand by a chart? What it shows, for whoever does not see it, and what its marks mean."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from binhyen.machinery.formats.charts.values import Chart, ChartKind, ReadingMark


def sentence_of(chart: Chart) -> str:
    """What is to be seen, in one sentence, and one for each mark of a change. It tells courses and extremes and judges
    nothing."""
    return " ".join((_course_of(chart), *_breaks(chart)))


def _course_of(chart: Chart) -> str:
    known = [reading for reading in chart.readings if reading.value is not None]
    if not known:
        return _("%(title)s: chưa có số liệu.") % {"title": chart.title}
    first, last = known[0], known[-1]
    if chart.kind is ChartKind.BARS:
        first, last = max(known, key=lambda one: one.value or 0), min(known, key=lambda one: one.value or 0)
    words = {
        "title": chart.title,
        "unit": chart.unit,
        "first": chart.written(first),
        "last": chart.written(last),
        "from": first.label,
        "to": last.label,
    }
    if len(known) == 1:
        return _("%(title)s: %(first)s %(unit)s (%(from)s).") % words
    if chart.kind is ChartKind.BARS:
        return _("%(title)s: nhiều nhất %(first)s %(unit)s (%(from)s), ít nhất %(last)s (%(to)s).") % words
    return _("%(title)s: từ %(first)s %(unit)s (%(from)s) đến %(last)s (%(to)s).") % words


def said_below(chart: Chart) -> str:
    """The line under a chart: its source, and what its marks mean."""
    source = f"{chart.source.rstrip(' .')}." if chart.source else ""
    return f"{source} {gaps_and_marks(chart)}".strip()


def gaps_and_marks(chart: Chart) -> str:
    """What gaps, hollow shapes and signs mean, of those alone that are there; empty where there is none."""
    return " ".join(_marks(chart))


def _breaks(chart: Chart) -> Iterator[str]:
    """Where something changed, and whether the line goes on."""
    for at in sorted({each.at for each in chart.breaks}):
        told = {"words": chart.words_before(at), "from": chart.readings[at].label}
        if chart.parted_before(at):
            yield _("Từ %(from)s %(words)s, đường không nối liền.") % told
        else:
            yield _("Từ %(from)s %(words)s.") % told


def _marks(chart: Chart) -> Iterator[str]:
    line = chart.kind is ChartKind.LINE
    marks = {reading.mark for reading in chart.readings if reading.value is not None}
    missing = dict.fromkeys(reading.why for reading in chart.readings if reading.missing)
    if "" in missing:
        yield _("Khoảng trống là kỳ chưa có số liệu.") if line else _("Dấu “—” là chưa có số liệu.")
    for why in filter(None, missing):
        told = {"why": why}
        yield _("Khoảng trống là kỳ %(why)s.") % told if line else _("Dấu “—” là %(why)s.") % told
    if ReadingMark.PROVISIONAL in marks:
        yield _("Vòng tròn rỗng là số tạm tính.") if line else _("Cột rỗng là số tạm tính.")
    if ReadingMark.ESTIMATED in marks:
        yield _("Nét đứt là số ước tính.")
    if signs := sorted({reading.shown for reading in chart.readings if reading.held_back}):
        yield _("%(signs)s: số nhỏ, không nêu cụ thể.") % {"signs": ", ".join(f"“{sign}”" for sign in signs)}
    yield from dict.fromkeys(each.sentence for each in chart.breaks)
