"""The first guard: querysets that refuse to run until they are told for whom.

Every model with a unit derives from :class:`UnitScoped` and says which class of guard its rows stand
under. The second guard, in the database, is made from the same declaration (``guards.py``).
"""

from __future__ import annotations

import enum
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from binhyen.foundations.authority import Actor, Branches, Reach

if TYPE_CHECKING:
    from collections.abc import Iterator

M = TypeVar("M", bound=models.Model)


class Guard(enum.Enum):
    """Which part of an actor's reach opens a row."""

    CONTENT = "content"
    """Figures, drafts, documents, files: read within ``reach.content``, written within ``content_write``."""
    ADMINISTRATION = "administration"
    """Appointments and what surrounds accounts: read within ``administration``, written within its twin."""
    PLACES = "places"
    """Units: read within ``reach.places``, former ones among them, and for the units above; written within
    ``administration_write``."""
    NOTICE = "notice"
    """What a unit is told of its own security: read within ``reach.traces``; written within
    ``administration_write``."""
    TRAIL = "trail"
    """The audit trail: read within ``reach.traces``; whoever acts may add to it."""

    def branches_of(self, reach: Reach) -> Branches:
        if self is Guard.CONTENT:
            return reach.content
        if self is Guard.ADMINISTRATION:
            return reach.administration
        return reach.places if self is Guard.PLACES else reach.traces


class UnscopedQuery(Exception):
    """A query on rows with a unit was about to run without having been told for whom."""


def within(branches: Branches, field: str = "unit_path") -> Q:
    """A condition that ``field`` holds a path in one of the sub-trees, written as ranges an index serves."""
    if branches.everywhere:
        return Q()
    ranges = [
        Q(**{f"{field}__gte": path, f"{field}__lt": path[:-1] + "/"})  # "/" follows "." in ASCII
        for path in branches.paths
    ]
    return reduce(or_, ranges) if ranges else Q(pk__in=[])


class ScopedQuerySet(models.QuerySet[M]):
    """Rows with a unit. Say ``visible_to(actor)``, or ``beyond_scope(reason)`` where the reason is good."""

    _told = False

    def visible_to(self, actor: Actor) -> Self:
        """Only the rows that ``actor`` may see."""
        model: Any = self.model
        guard: Guard = model.guard
        condition = within(guard.branches_of(actor.reach), model.path_field)
        if guard is Guard.PLACES and not actor.reach.places.everywhere and actor.reach.above:
            condition |= Q(**{f"{model.unit_field}__in": actor.reach.above})
        if model.for_the_unit_alone and not actor.reach.whole:
            condition &= ~Q(**model.for_the_unit_alone) | Q(unit_id__in=actor.reach.own)
        if model.for_the_account_alone and not actor.reach.whole:
            condition &= Q(account_id=actor.reach.account)
        told = self.filter(condition)
        told._told = True
        return told

    def beyond_scope(self, reason: str) -> Self:
        """All rows that the database lets through. ``reason`` says why no actor stands behind the question."""
        if not reason:
            raise UnscopedQuery("A query beyond scope needs its reason.")
        told = self.all()
        told._told = True
        return told

    def none(self) -> Self:
        nothing = super().none()
        nothing._told = True
        return nothing

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._told = self._told
        return clone

    def _ask(self) -> None:
        if not self._told:
            raise UnscopedQuery(
                f"A query on {self.model.__name__} was not told for whom: use visible_to(actor)."
            )

    def _fetch_all(self) -> None:
        self._ask()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[M]:
        self._ask()
        return super().iterator(chunk_size)

    def count(self) -> int:
        self._ask()
        return super().count()

    def exists(self) -> bool:
        self._ask()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._ask()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._ask()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._ask()
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]
    update.alters_data = True  # type: ignore[attr-defined]

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        self._ask()
        return super().resolve_expression(*args, **kwargs)


class UnitPathField(models.TextField):  # type: ignore[type-arg]
    """The path of the row's unit, copied beside it by the database so that a policy costs one comparison."""

    db_returning = True

    def __init__(self, **kwargs: Any) -> None:
        ours: dict[str, Any] = {"editable": False, "blank": True, "default": "", "db_collation": "C"}
        super().__init__(**ours | kwargs)


class UnitScoped(models.Model):
    """A row that belongs to a unit. Subclasses add the foreign key ``unit`` (or ``unit_id``) and the guard."""

    guard: ClassVar[Guard] = Guard.CONTENT
    unit_field: ClassVar[str] = "unit_id"
    path_field: ClassVar[str] = "unit_path"
    for_the_unit_alone: ClassVar[dict[str, str]] = {}
    """Columns and values of rows that only those who stand at the unit itself may see, not even its superiors."""
    for_the_account_alone: ClassVar[bool] = False
    """Only the account that ``account_id`` names may see the row, and only while its unit is in its reach."""
    read_only: ClassVar[bool] = False
    """The application may only read these rows: a function of the database, run as the owner, writes them."""

    unit_path = UnitPathField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
