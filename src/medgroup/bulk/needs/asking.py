"""Needs as columns of whole numbers: what rows see of each, who refers, who pays, and where it arises."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from attrs import evolve

from medgroup.bulk.engines import numpy, polars
from medgroup.bulk.needs.circles import Surroundings
from medgroup.bulk.needs.distances import in_radians
from medgroup.bulk.needs.numbers import distinct, numbers_of, packed
from medgroup.bulk.needs.outcomes import Outcomes
from medgroup.bulk.needs.tables import OVERLAPPING, NeedTables
from medgroup.bulk.needs.tastes import Tastes, Tasting
from medgroup.domain.referrals import Referral
from medgroup.referrals.ranking.needs import (
    Need,
    need_of,
    word_of_pcp,
    words_of_care,
    words_of_plan,
)

#: Stands for the referrer: whoever it is, is left out need by need.
_NOBODY = "nobody in particular"
#: Whether the patient chose a primary care practitioner, and whether that is who refers; by number.
_FROM_PCP = (None, False, True)


class Chosen(NamedTuple):
    """How needs are to be routed."""

    tastes: Tastes | None
    #: Below which draw the order of tiers is kept to, and below which the preference is followed.
    adherence: float
    preference: float


class Asked(NamedTuple):
    """Needs by number: arrays of the same length, but for the origins."""

    #: The number of the specialty in the order of their codes, and the codes.
    specialty: Any
    codes: list[str]
    day: Any
    #: The plan that pays; -1 where none is known to.
    plan: Any
    around: Any
    shape: Any
    #: Whether the nearest is gone to, whatever the tiers.
    free: Any
    #: The numbers of practitioners: who refers, and who is preferred, -1 where nobody is.
    issuer: Any
    liked: Any
    visits: Any
    #: Where it arises, as a number of the origins, a frame of points.
    origin: Any
    origins: Any
    #: How far tastes reach; None where they do not.
    tasting: Tasting | None

    def some(self, rows: Any) -> "Asked":
        """Return some of the needs."""
        own = {name: getattr(self, name)[rows] for name in _OWN}
        tasting = self.tasting and self.tasting._replace(patients=self.tasting.patients[rows])
        return self._replace(**own, tasting=tasting)


#: What each need has of its own.
_OWN = ("specialty", "day", "plan", "around", "shape", "free", "issuer", "liked", "visits", "origin")


class Asking:
    """Numbers needs over the tables of a market; what repeats is kept."""

    def __init__(self, tables: NeedTables, surroundings: Surroundings, outcomes: Outcomes) -> None:
        self._tables = tables
        self._market = tables.market
        self._surroundings = surroundings
        self._outcomes = outcomes
        self._bases: dict[tuple[int, ...], tuple[int, int]] = {}
        self._cares: dict[tuple[str | None, ...], int] = {}
        self._of_plan: dict[tuple[str, int, int], Mapping[str, str | None]] = {}

    def of(self, needs: Any, chosen: Chosen) -> Asked:
        """Return needs by number.

        Args:
            needs: A frame of Polars with the columns of ``NEEDS``.
            chosen: How they are to be routed.
        """
        np, tables = numpy(), self._tables
        patient = numbers_of(needs["patient"], tables.patients)
        role = numbers_of(needs["issuer"], tables.roles)
        day = (needs["on"] - tables.first).dt.total_days().to_numpy()
        covered = self._covered(patient, day)
        who = tables.issuers_by_day.to_numpy()[role * tables.days + day].astype("int64")
        issuer = np.array([tables.practitioners[one.practitioner] for one in self._market.facts.practitioner_roles])
        plan, kind = self._plans(numbers_of(needs["plan"], tables.plans), covered, issuer[role])
        around, base = self._based(needs, who, plan, np.array(tables.epochs)[day], kind)
        origin, origins = self._origins(needs, patient, who)
        specialty = needs["specialty"].unique().sort()
        liked = numbers_of(needs["preferred"], tables.practitioners)
        follows = (needs["preference"].fill_null(0) < chosen.preference).to_numpy()
        tasting = None
        if chosen.tastes is not None:
            tasting = Tasting.drawn(chosen.tastes, tables.patients, tables.practitioners)
            tasting = tasting._replace(patients=tasting.patients[patient])
        return Asked(
            specialty=numbers_of(needs["specialty"], {one: number for number, one in enumerate(specialty)}),
            codes=specialty.to_list(),
            day=day,
            plan=np.maximum(plan, -1),
            around=around,
            shape=self._shaped(base, self._cared(needs)),
            free=(needs["adherence"].fill_null(0) >= chosen.adherence).to_numpy(),
            issuer=issuer[role],
            liked=np.where(follows, liked, -1),
            visits=needs["visits"].fill_null(1).to_numpy(),
            origin=origin,
            origins=origins,
            tasting=tasting,
        )

    def _covered(self, patient: Any, day: Any) -> Any:
        """Return the number of the way in which each patient is covered on a day."""
        keys, ways = (one.to_numpy() for one in self._tables.coverages)
        return ways[numpy().searchsorted(keys, patient * self._tables.days + day, side="right") - 1]

    def _plans(self, stated: Any, covered: Any, issuer: Any) -> tuple[Any, Any]:
        """Return the plan that pays, and whether a primary care practitioner is chosen under it and is the referrer."""
        np, ways = numpy(), self._tables.covered.values
        people = len(self._tables.practitioners)
        plans = len(self._tables.plans)
        plan = np.where(stated >= 0, stated, np.array([way.plan for way in ways], dtype="int64")[covered])
        chosen = {(number, of): who for number, way in enumerate(ways) for of, who in way.chosen}
        has = np.zeros((len(ways), plans + 1), dtype=bool)
        own = []
        for (number, of), who in chosen.items():
            has[number, of] = True
            own += [(number * plans + of) * people + self._tables.practitioners[one] for one in who]
        own = np.array(sorted(own), dtype="int64")
        asked = (covered * plans + plan) * people + issuer
        at = np.minimum(np.searchsorted(own, asked), max(len(own) - 1, 0))
        refers = (own[at] == asked) & (plan >= 0) if len(own) else np.zeros(len(plan), dtype=bool)
        return plan, np.where(refers, 2, has[covered, plan] & (plan >= 0))

    def _based(self, needs: Any, who: Any, plan: Any, epoch: Any, kind: Any) -> tuple[Any, Any]:
        """Return the numbers of what surrounds who refers, and of what rows see but for the care."""
        np = numpy()
        met, back, first = distinct(*packed(who, plan + 2, epoch, kind))
        rows = zip(who[first].tolist(), plan[first].tolist(), epoch[first].tolist(), kind[first].tolist(), strict=True)
        found = []
        for key, at in zip(rows, first.tolist(), strict=True):
            if key not in self._bases:
                self._bases[key] = self._base(*key, partial(self._need, needs, at))
            found.append(self._bases[key])
        numbers = np.array(found, dtype="int64").reshape(len(met), 2)[back]
        return numbers[:, 0], numbers[:, 1]

    def _base(self, who: int, plan: int, epoch: int, kind: int, need: Callable[[], Need]) -> tuple[int, int]:
        issuer = self._tables.issuers.values[who]
        of_plan = None if plan < 0 else self._market.facts.plans[plan]
        around = self._surroundings.of(
            issuer.organization, issuer.sites, None if of_plan is None else of_plan.id, epoch
        )
        key = (issuer.organization, plan, epoch)
        words = self._of_plan.get(key)
        if words is None:
            day = self._tables.day(epoch)
            words = self._of_plan[key] = words_of_plan(
                self._market, issuer.organization, of_plan, overlapping=plan == OVERLAPPING, on=day
            )
        words = {**dict(issuer.words), **words, **word_of_pcp(_FROM_PCP[kind])}
        base = self._outcomes.base(self._surroundings.around(around), issuer.families, words, (plan, kind), need)
        return around, base

    def _cared(self, needs: Any) -> Any:
        """Return the numbers of what rows see of the care that needs ask for."""
        pl = polars()
        asked = ["specialty", "services", "languages"]
        met = needs.select(asked).unique(maintain_order=True)
        numbers = [self._care(*row) for row in met.iter_rows()]
        table = met.with_columns(_care=pl.Series(numbers, dtype=pl.Int64))
        found = needs.select(asked).join(table, on=asked, how="left", nulls_equal=True, maintain_order="left")
        return found["_care"].to_numpy()

    def _care(self, specialty: str, services: str | None, languages: str | None) -> int:
        key = (specialty, services, languages)
        found = self._cares.get(key)
        if found is None:
            asked = Referral(
                id="need",
                patient="patient",
                issuer="issuer",
                specialty=specialty,
                services=(services or "").split() or None,
                languages=(languages or "").split(),
                written=self._tables.first,
            )
            wished = frozenset(one.casefold() for one in asked.languages)
            found = self._cares[key] = self._outcomes.care(words_of_care(self._market, asked), wished)
        return found

    def _shaped(self, base: Any, care: Any) -> Any:
        _, back, first = distinct(*packed(base, care))
        pairs = zip(base[first].tolist(), care[first].tolist(), strict=True)
        return numpy().array([self._outcomes.shape(*pair) for pair in pairs], dtype="int64")[back]

    def _need(self, needs: Any, at: int) -> Need:
        """Return what all candidates of a need share, whoever refers in particular."""
        row = needs.row(at, named=True)
        referral = Referral(
            id="need",
            patient=row["patient"],
            issuer=row["issuer"],
            specialty=row["specialty"],
            plan=row["plan"],
            written=row["on"],
        )
        found = need_of(self._market, referral, referral.written)
        return found._replace(issuer=evolve(found.issuer, practitioner=_NOBODY))

    def _origins(self, needs: Any, patient: Any, who: Any) -> tuple[Any, Any]:
        """Return where each need arises: by the need itself, else where the patient lives, else where the referrer is.

        Returns:
            The number of the origin of each, and the origins, each once.
        """
        pl, np = polars(), numpy()
        works = [one.position for one in self._tables.issuers.values]
        sites = [(None, None) if one is None else (one.latitude, one.longitude) for one in works]
        work = pl.DataFrame(sites, schema={"latitude": pl.Float64, "longitude": pl.Float64}, orient="row")
        homes = self._tables.homes
        places = pl.concat([homes, work])
        # Whoever has a home arises there; the others where their referrer works, if anywhere.
        lives = homes["latitude"].is_not_null().to_numpy()
        own = np.where(lives[patient], patient, homes.height + who)
        stated = needs.select("latitude", "longitude").with_row_index("_at").drop_nulls("latitude")
        given = stated.select("latitude", "longitude").unique(maintain_order=True)
        numbered = given.with_columns(_origin=pl.int_range(pl.len(), dtype=pl.Int64) + places.height)
        found = stated.join(numbered, on=["latitude", "longitude"], how="left", maintain_order="left")
        own[found["_at"].to_numpy()] = found["_origin"].to_numpy()
        met, back, _ = distinct(own, places.height + given.height)
        every = pl.concat([places, given])[met].rename({"latitude": "lat", "longitude": "lon"})
        return back, in_radians(every)
