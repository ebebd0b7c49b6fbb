"""What several reports that were asked for come to: each form for days of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from binhyen.analytics.queries.figures import FigureOf, compose
from binhyen.analytics.queries.loading import Source, forms_for, load
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period


def figures_of_asked(
    actor: Actor, unit_id: int, asked: Sequence[tuple[str, Period]]
) -> dict[tuple[str, Period], tuple[FigureOf, ...]]:
    """What the accepted answers below a unit come to, by code of the form and days, lines in the order of the form.

    Eight statements, however many are asked. Nothing of what the actor may not see, or nobody owes.
    """
    if not asked:
        return {}
    forms = forms_for([period for _code, period in asked], {code for code, _period in asked})
    loaded = load(actor, forms, unit_id=unit_id)
    by_code = {form.data_set.code: form for form in forms}
    found = {}
    for code, period in asked:
        form = by_code.get(code)
        sums = loaded.consolidations.get((unit_id, form.data_set.pk, period.code)) if form else None
        if form is not None and sums is not None:
            source = Source(replace(form, periods=(period,)), own=False, months=(sums,))
            found[code, period] = tuple(compose(loaded, [source], line, period) for line in form.lines)
    return found
