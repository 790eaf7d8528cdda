"""What differs between two markets, fact by fact, in words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, NamedTuple

import attrs
from attrs import frozen

from medgroup.answers import Answer, Reason, plain, plain_fields
from medgroup.display import number, spaced
from medgroup.market import Market
from medgroup.market.markets import market_of
from medgroup.scenarios.phrases import called, fields_in_words, is_personal
from medgroup.values.period import ALWAYS, Period

#: How much of a value a sentence shows; the field holds all of it.
_SHOWN = 80


class ChangeKind(Enum):
    """How a fact differs from one market to the other."""

    #: It is only in the market after, and begins on a stated day.
    BEGUN = "begun"
    #: It is only in the market after, and states no day on which it begins.
    ADDED = "added"
    #: It is in both, and says something else.
    CHANGED = "changed"
    #: It is in both and the same but for its period, which ends earlier.
    ENDED = "ended"
    #: It is only in the market before.
    REMOVED = "removed"


@frozen(kw_only=True)
class FieldChange:
    """One field of a fact that says something else."""

    #: Name of the field.
    field: str
    #: What it said, with names in place of ids; empty where nothing was stated.
    before: str
    #: What it says.
    after: str
    #: The same in words.
    statement: str


@frozen(kw_only=True)
class Change:
    """One fact that differs."""

    kind: ChangeKind
    #: The day on which it begins or ends; None where no such day is stated, or it is personal.
    on: date | None
    #: What differs, in a sentence.
    statement: str
    #: The fact, as ``collection/id``.
    evidence: tuple[str, ...]
    #: The fields that say something else, of a fact that begins in place of another those in which the two differ;
    #: empty where the whole fact came or went, or where it is personal.
    fields: tuple[FieldChange, ...]


@frozen(kw_only=True)
class ChangedCollection:
    """The facts of one collection that differ."""

    collection: str
    #: How many of each kind.
    counts: Mapping[str, int]
    #: In the order of their ids.
    changes: tuple[Change, ...]


@frozen(kw_only=True, repr=False)
class Changes(Answer):
    """What differs between two markets, by collection."""

    #: The collections in which something differs, in the order of ``Facts``.
    collections: tuple[ChangedCollection, ...]
    assumptions: tuple[str, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every fact that differs, one collection after another."""
        return tuple(change for one in self.collections for change in one.changes)

    @property
    def because(self) -> tuple[Reason, ...]:  # type: ignore[override]
        """Every fact that differs, as a reason."""
        return tuple(Reason(statement=one.statement, evidence=one.evidence) for one in self.changes)

    def remarks(self) -> tuple[Reason, ...]:
        """Return nothing: the changes tell all."""
        return ()

    def headline(self) -> str:
        """Return how many facts differ, and how."""
        found = Counter(change.kind for change in self.changes)
        if not found:
            return "No fact differs."
        kinds = ", ".join(f"{found[kind]} {kind.value}" for kind in ChangeKind if found[kind])
        total = found.total()
        return f"{number(total, 'facts')} {'differs' if total == 1 else 'differ'}: {kinds}."

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain values, its reasons included."""
        return {**plain_fields(self), "because": plain(self.because)}


def changes(before: Market, after: Market) -> Changes:
    """Return what differs between two markets, fact by fact, in words.

    Facts are the same where they bear one id in one collection. Of a fact that holds personal detail, of a patient,
    nothing but the id is told. Models are not compared.

    Args:
        before: One market.
        after: The other: what a restructuring made of the first, or a later state of the same directory.

    Returns:
        The facts that were added or begin, end, say something else, or are gone, by collection; what either market
        rests on is among the assumptions.

    Raises:
        InvalidValueError: One of the two is no market.

    >>> from datetime import date
    >>> from medgroup.market import valley
    >>> from medgroup.scenarios import acquire
    >>> market = valley()
    >>> bought = acquire(market, ["lakeside-family"], by="valley-health", on=date(2026, 7, 1))
    >>> for change in changes(market, bought).changes:
    ...     print(change.evidence[0], change.kind.value, change.on)
    affiliations/lakeside-family@valley-health begun 2026-07-01
    practitioner_roles/brandt-lakeside ended 2026-07-01
    practitioner_roles/brandt-lakeside@valley-health begun 2026-07-01
    >>> print(change.statement.partition(", ")[2])
    in place of brandt-lakeside: relation was owner, is not stated.
    """
    market_of(before, "before")
    market_of(after, "after")
    found = {name: tuple(_Compared.of(before, after, name).changes()) for name, _ in before.facts.items()}
    return Changes(
        collections=tuple(
            ChangedCollection(collection=name, counts=_counts(rows), changes=rows)
            for name, rows in found.items()
            if rows
        ),
        assumptions=tuple(dict.fromkeys((*before.assumptions, *after.assumptions))),
    )


def _counts(rows: Iterable[Change]) -> dict[str, int]:
    found = Counter(row.kind for row in rows)
    return {kind.value: found[kind] for kind in ChangeKind if found[kind]}


class _Compared(NamedTuple):
    """One collection of two markets."""

    before: Market
    after: Market
    collection: str
    #: The facts of each by id.
    old: Mapping[str, Any]
    new: Mapping[str, Any]

    @classmethod
    def of(cls, before: Market, after: Market, collection: str) -> "_Compared":
        """Return one collection of two markets, its facts by id."""
        old, new = ({fact.id: fact for fact in getattr(market.facts, collection)} for market in (before, after))
        return cls(before, after, collection, old, new)

    def changes(self) -> Iterator[Change]:
        """Yield the facts that differ, in the order of their ids."""
        for key in sorted(self.old.keys() | self.new.keys()):
            one, other = self.old.get(key), self.new.get(key)
            if one is None:
                yield self._came(other)
            elif other is None:
                yield self._went(one)
            elif one is not other and one != other:
                yield self._differs(one, other)

    def _came(self, fact: Any) -> Change:
        period = self._period(fact)
        if period.start is None:
            said = "is added" if period == ALWAYS else f"is added, {period}"
            return self._change(self.after, fact, ChangeKind.ADDED, said)
        said = f"begins on {period.start}" + ("" if period.end is None else f", until {period.end}")
        earlier = self._replaced(fact)
        fields = () if earlier is None else self._altered(earlier, fact)
        if earlier is not None:
            said += f", in place of {earlier.id}" + (f": {_listed(fields)}" if fields else "")
        return self._change(self.after, fact, ChangeKind.BEGUN, said, fields, on=period.start)

    def _replaced(self, fact: Any) -> Any:
        """Return the fact that the id of a new one says it goes on from, if that ended when this begins."""
        earlier = self.old.get(fact.id.rpartition("@")[0])
        if earlier is None:
            return None
        ended = self.new.get(earlier.id)
        return earlier if ended is None or ended.period.end == fact.period.start else None

    def _went(self, fact: Any) -> Change:
        period = self._period(fact)
        said = "is removed" if period == ALWAYS else f"is removed; it was stated {period}"
        return self._change(self.before, fact, ChangeKind.REMOVED, said)

    def _differs(self, one: Any, other: Any) -> Change:
        if is_personal(self.collection):
            return self._change(self.before, one, ChangeKind.CHANGED, "changes; its detail is personal")
        fields, was, end = self._altered(one, other), self._period(one), self._period(other).end
        if end is not None and was.before(end) == other.period and attrs.evolve(one, period=other.period) == other:
            instead = "" if was.end is None else f" and no longer on {was.end}"
            return self._change(self.before, one, ChangeKind.ENDED, f"ends on {end}{instead}", fields, on=end)
        return self._change(self.before, one, ChangeKind.CHANGED, f"changes: {_listed(fields)}", fields)

    def _altered(self, one: Any, other: Any) -> tuple[FieldChange, ...]:
        """Return the fields in which two facts differ; where one goes on from the other, not the id and the days."""
        same = () if one.id == other.id else ("id", "period")
        was, becomes = fields_in_words(self.before, one), fields_in_words(self.after, other)
        return tuple(
            FieldChange(
                field=name,
                before=was[name],
                after=becomes[name],
                statement=f"{spaced(name)} {self._told(name, one, other, was[name], becomes[name])}",
            )
            for name in was
            if name not in same and getattr(one, name) != getattr(other, name)
        )

    def _told(self, name: str, one: Any, other: Any, was: str, becomes: str) -> str:
        old, new = getattr(one, name), getattr(other, name)
        if not isinstance(old, frozenset) or not isinstance(new, frozenset):
            return f"was {_cut(was)}, is {_cut(becomes)}"
        came = fields_in_words(self.after, attrs.evolve(other, **{name: new - old}))[name] if new - old else ""
        went = fields_in_words(self.before, attrs.evolve(one, **{name: old - new}))[name] if old - new else ""
        return ", ".join(part for part in (came and f"now with {_cut(came)}", went and f"without {_cut(went)}") if part)

    def _period(self, fact: Any) -> Period:
        """Return the days of a fact as far as they are told: always where it states none or is personal."""
        period: Period = ALWAYS if is_personal(self.collection) else getattr(fact, "period", ALWAYS)
        return period

    def _change(
        self,
        market: Market,
        fact: Any,
        kind: ChangeKind,
        said: str,
        fields: tuple[FieldChange, ...] = (),
        *,
        on: date | None = None,
    ) -> Change:
        subject = called(market, self.collection, fact)
        return Change(
            kind=kind,
            on=on,
            statement=f"{subject[0].upper()}{subject[1:]} {said}.",
            evidence=(f"{self.collection}/{fact.id}",),
            fields=fields,
        )


def _listed(fields: Iterable[FieldChange]) -> str:
    return "; ".join(row.statement for row in fields)


def _cut(words: str) -> str:
    shown = words if len(words) <= _SHOWN else f"{words[: _SHOWN - 3]}..."
    return shown or "not stated"
