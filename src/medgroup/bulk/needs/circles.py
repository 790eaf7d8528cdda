"""What surrounds those who refer, and how places stand to it; what rows cannot tell apart is one number."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from medgroup.bulk.engines import numpy
from medgroup.bulk.needs.options import Options
from medgroup.bulk.needs.tables import NeedTables
from medgroup.bulk.segments import Numbered
from medgroup.referrals.ranking.circles import Circle, Circles, Nearness
from medgroup.referrals.ranking.colocation import NOWHERE, Sites, Spot
from medgroup.rules import Function
from medgroup.structure import units_of


class Around(NamedTuple):
    """What surrounds a referrer: an organization, as it is tied, and the sites referred from."""

    circle: Circle
    #: The number of the circle.
    number: int
    #: The tiers, but for whose they are, by number.
    tiers: int
    sites: tuple[str, ...]


class Relation(NamedTuple):
    """How a place stands to a referrer, as far as any row looks at it."""

    near: Nearness
    spot: Spot


class Surroundings:
    """The surroundings of a market's referrers; what repeats is kept."""

    def __init__(self, tables: NeedTables, options: Options) -> None:
        self._tables = tables
        self._market = tables.market
        self._sites = self._market.derived(Sites)
        self._places = options.places
        self.arounds = Numbered[tuple[int, tuple[str, ...]]]()
        self._known: list[Around] = []
        self.relations = Numbered[Relation]()
        #: Of each of the arounds the numbers of the relations of all places to it.
        self._rows: list[Any] = []
        self._circles: dict[tuple[str, int], Around] = {}
        self._nearness, self._spots = Numbered[Nearness](), Numbered[Spot]()
        self._near_rows: dict[int, Any] = {}
        self._spot_rows: dict[tuple[str, ...], Any] = {}
        self._ties, self._tiers = Numbered[Hashable](), Numbered[Hashable]()
        self._standing: dict[tuple[str | None, int], int] = {}
        shared = {tier.sharing for model in self._market.models.values() for tier in model.tiers if tier.sharing}
        self._functions = sorted({Function.CONTRACTING, *shared}, key=lambda one: one.value)

    def of(self, organization: str, sites: tuple[str, ...], plan: str | None, epoch: int) -> int:
        """Return the number of what surrounds who refers.

        Args:
            organization: Id of the organization that refers.
            sites: The sites that the referrer works at.
            plan: Id of the plan; None where there is none.
            epoch: The number of the first of the days on which ties stand as on that of the need.
        """
        ties = self._ties_of(plan, epoch)
        circle = self._circles.get((organization, ties))
        if circle is None:
            day = self._tables.day(epoch)
            circle = self._circles[organization, ties] = self._circle(organization, plan, day)
        number = self.arounds.number((circle.number, sites))
        if number == len(self._known):
            self._known.append(circle._replace(sites=sites))
        return number

    def around(self, number: int) -> Around:
        """Return what surrounds a referrer by its number."""
        return self._known[number]

    def every(self) -> Sequence[Around]:
        """Return what surrounds all referrers that were met, by number."""
        return self._known

    def rows(self) -> Any:
        """Return the relations of all places, by number, to each of what surrounds referrers: a row for each."""
        np = numpy()
        self._rows += [self._row(one) for one in self._known[len(self._rows) :]]
        return np.array(self._rows, dtype="int32").reshape(len(self._rows), len(self._places))

    def _row(self, around: Around) -> Any:
        np = numpy()
        near = self._near_rows.get(around.number)
        if near is None:
            near = self._near_rows[around.number] = self._near_row(around.circle)
        spots = self._spot_rows.get(around.sites)
        if spots is None:
            spots = self._spot_rows[around.sites] = self._spot_row(around.sites)
        met, back = np.unique(near * len(self._spots.values) + spots, return_inverse=True)
        pairs = (divmod(int(one), len(self._spots.values)) for one in met)
        numbers = [
            self.relations.number(Relation(self._nearness.values[one], self._spots.values[other]))
            for one, other in pairs
        ]
        return np.array(numbers, dtype="int32")[back]

    def _near_row(self, circle: Circle) -> Any:
        """Return of each place the number of how near its organization stands."""
        used = self._tables.used
        numbers = {}
        for organization in dict.fromkeys(one.organization for one in self._places):
            near = circle.nearness(organization)
            seen = Nearness(
                near.reached,
                near.same_organization if "same_organization" in used else "no",
                near.panel if "panel" in used else None,
            )
            numbers[organization] = self._nearness.number(seen)
        return numpy().array([numbers[one.organization] for one in self._places], dtype="int64")

    def _spot_row(self, sites: tuple[str, ...]) -> Any:
        """Return of each place the number of how its site stands."""
        used = [name for name in Spot._fields if name in self._tables.used]
        numbers = {}
        for site in dict.fromkeys(one.site for one in self._places):
            # How far the patient has to go is told, and no row looks at it.
            seen = NOWHERE
            if used and site is not None:
                spot = self._sites.spot(sites, site)
                seen = NOWHERE._replace(**{name: getattr(spot, name) for name in used})
            numbers[site] = self._spots.number(seen)
        return numpy().array([numbers[one.site] for one in self._places], dtype="int64")

    def _ties_of(self, plan: str | None, epoch: int) -> int:
        """Return the number of how organizations are tied for a plan, whoever refers."""
        found = self._standing.get((plan, epoch))
        if found is None:
            found = self._ties.number(tuple(self._tied(plan, self._tables.day(epoch))))
            self._standing[plan, epoch] = found
        return found

    def _tied(self, plan: str | None, on: date) -> Iterator[object]:
        facts = self._market.facts
        yield tuple(tie.id for tie in facts.affiliations if tie.period.contains(on))
        for organization in facts.organizations:
            for function in self._functions:
                yield units_of(self._market, function, organization.id, on=on, plan=plan)

    def _circle(self, organization: str, plan: str | None, on: date) -> Around:
        circle = self._market.derived(Circles).of(organization, plan, on)
        rows = tuple(
            (row.hops, row.kind, row.tier_index, row.name, _told(row.when), row.members) for row in circle.tiers.rows
        )
        tiers = self._tiers.number((rows, tuple(map(_told, circle.tiers.anyone))))
        return Around(circle, len(self._circles), tiers, ())


def _told(when: Mapping[str, frozenset[str]]) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple(sorted(when.items()))
