"""Claims by the million, decided as referrals are: every combination of what decides is looked at once.

A column of a frame holds places in lists of what they stand for, and -1 where nothing is known, so that Polars joins
and counts whole numbers, and the market is asked as often as a combination occurs, not as often as a row.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from medgroup.costs.benefits.coverages import coverage_on
from medgroup.display import number
from medgroup.errors import UnknownFactError
from medgroup.market import Market
from medgroup.referrals.leaks.cases import Assumed, Counted, Deciding, in_order
from medgroup.referrals.leaks.claim_columns import OVERRIDES, read_claims, refusal
from medgroup.referrals.leaks.epochs import Epochs
from medgroup.referrals.leaks.keys import Keys
from medgroup.referrals.leaks.knowing import NOWHERE, Listed
from medgroup.referrals.leaks.parts import Circumstances, part_of
from medgroup.referrals.leaks.sides import Sides
from medgroup.referrals.leaks.supply import NOT_KNOWN
from medgroup.rules import Override
from medgroup.values.period import Period

#: Columns that are texts as they come in.
_TEXTS = ("practitioner", "billing", "specialty", "referring", "role", "plan", "patient", "override")
#: Whole numbers for what holds, does not, or is not known.
_AS_NUMBER = {True: 1, False: 0, None: NOWHERE}
_AS_TRUTH = {number: truth for truth, number in _AS_NUMBER.items()}


class ClaimCases:
    """The visits of a frame of claims, decided."""

    def __init__(self, market: Market, frame: Any, deciding: Deciding, assumed: Assumed, period: Period | None) -> None:
        self._market = market
        self._deciding = deciding
        self._assumed = assumed
        self._sides = Sides(market)
        self._texts: dict[str, Listed[str]] = {}
        self._names: Listed[str] = Listed()
        self._groups: Listed[tuple[str, ...]] = Listed()
        claims = _of_period(read_claims(frame).with_row_index("row"), period)
        self._days = dict[int, date]()
        self._visits = self._decided(self._one_a_visit(self._coded(claims)))
        #: How rows and visits compare, where they are not the same.
        self.told = _told(claims.height, self._visits.height)

    @property
    def unlisted(self) -> frozenset[str]:
        """Who saw patients or billed for it, and is not held by the market."""
        return frozenset(self._sides.unlisted)

    @property
    def strangers(self) -> frozenset[str]:
        """Who saw patients for somebody whom the market holds, and is not held by it."""
        return frozenset(self._sides.strangers)

    def grouped(self, names: Sequence[str]) -> list[Counted]:
        """Return how many visits there are of each combination of some fields of ``Decided``."""
        import polars as pl

        # A name may be asked for twice, and a column is grouped by once.
        columns = list(dict.fromkeys(names))
        sums = (pl.len().alias("cases"), pl.col("allowed").sum(), pl.col("without").sum())
        found = self._visits.group_by(*(f"_{name}" for name in columns)).agg(*sums)
        places = [columns.index(name) for name in names]
        return in_order(
            Counted(tuple(self._names.at(row[place]) for place in places), *row[len(columns) :])
            for row in found.iter_rows()
        )

    def _coded(self, claims: Any) -> Any:
        """Return claims with places of their texts, the number of the stretch of days, and the place of the month."""
        import polars as pl

        epochs = self._market.derived(Epochs)
        columns = [claims["row"], claims["allowed"], claims["on"]]
        for name in _TEXTS:
            values = OVERRIDES if name == "override" else sorted(claims[name].unique().drop_nulls())
            self._texts[name] = Listed(values)
            columns.append(claims[name].cast(pl.Enum(values)).to_physical().cast(pl.Int64).fill_null(NOWHERE))
        coded = pl.DataFrame(columns)
        days = sorted(coded["on"].unique())
        self._days = {epochs.of(day): day for day in reversed(days)}
        return _beside(
            coded, ("on",), ("epoch", "_month"), lambda on: (epochs.of(on), self._names.place(f"{on:%Y-%m}"))
        )

    def _one_a_visit(self, claims: Any) -> Any:
        """Return one row for the claims of one visit: the same patient, day, both sides, specialty and plan."""
        import polars as pl

        alone = pl.when(pl.col("patient") == NOWHERE).then(pl.col("row")).otherwise(NOWHERE).alias("alone")
        keys = ("on", "epoch", "_month", *(name for name in _TEXTS if name != "override"))
        return claims.group_by(*keys, alone).agg(
            pl.col("row").min(),
            pl.col("allowed").sum(),
            pl.col("allowed").is_null().any().cast(pl.Int64).alias("without"),
            # The later of the words decides sooner, and no reason yields to any.
            pl.col("override").max(),
        )

    def _decided(self, visits: Any) -> Any:
        """Return visits with the places of every field of ``Decided``."""
        import polars as pl

        visits = self._with_plans(visits)
        visits = self._asked(visits, ("role", "referring", "epoch"), _OF_REFERRER, self._referrer)
        visits = self._asked(visits, ("practitioner", "billing", "epoch"), _OF_SEEN, self._seen_by)
        visits = self._asked(visits, ("own", "_plan", "epoch"), ("standing", "_unit"), self._belongs)
        visits = self._asked(visits, ("its", "_plan", "epoch"), ("its_standing", "_seen_unit"), self._belongs)
        visits = self._asked(visits, ("standing", "its_standing", "outside"), ("kept",), self._kept)
        visits = self._asked(visits, ("kept", "specialty", "_plan", "epoch"), ("pool",), self._pool)
        visits = self._asked(visits, ("specialty", "_practitioner"), ("_specialty", "but"), self._among)
        visits = self._asked(visits, ("kept", "standing", "pool", "but", "override"), ("_part",), self._part)
        outside = pl.when(pl.col("outside") == NOWHERE).then(pl.col("_seen_unit")).otherwise(pl.col("outside"))
        return visits.with_columns(_seen_unit=outside)

    def _asked(
        self, visits: Any, keys: Sequence[str], gives: Sequence[str], ask: Callable[..., tuple[int, ...]]
    ) -> Any:
        """Return visits with what is found for each combination of keys; a key that leads nowhere names its row."""
        try:
            return _beside(visits, keys, gives, ask)
        except UnknownFactError as problem:
            name = _COLUMN_OF[problem.collection]
            place = self._texts[name].place(str(problem.key))
            row = visits.filter(visits[name] == place)["row"].min()
            expected = f"the id of one of the market's {problem.collection.replace('_', ' ')}"
            raise refusal(row, name, problem.key, expected, near=problem.nearest) from None

    def _with_plans(self, visits: Any) -> Any:
        """Return visits with the plan that is stated, or else the one that pays first for the patient on the day."""
        import polars as pl

        visits = self._asked(visits, ("plan",), ("_plan",), self._stated_plan)
        lacking = visits.filter((pl.col("_plan") == NOWHERE) & (pl.col("patient") != NOWHERE))
        if not lacking.height:
            return visits
        keys = ("patient", "on")
        found = _beside(lacking.select(*keys).unique(), keys, ("_covered",), self._covered)
        both = visits.join(found, on=keys, how="left")
        # Another claim of the same patient and day may state its plan: what is stated goes before her coverage.
        plan = pl.when(pl.col("_plan") == NOWHERE).then(pl.col("_covered").fill_null(NOWHERE)).otherwise("_plan")
        return both.with_columns(_plan=plan).drop("_covered")

    def _stated_plan(self, place: int) -> tuple[int]:
        key = self._texts["plan"].at(place)
        if key is None:
            return (NOWHERE,)
        known = self._market.derived(Keys).id_of("plans", key)
        return (self._names.place(self._market.plan(key).id if known is None else known),)

    def _covered(self, patient: int, on: date) -> tuple[int]:
        key = self._texts["patient"].at(patient)
        assert key is not None
        known = self._market.derived(Keys).id_of("patients", key)
        return (NOWHERE if known is None else self._names.place(coverage_on(self._market, known, on=on).plan),)

    def _referrer(self, role: int, referring: int, epoch: int) -> tuple[int, ...]:
        texts = (self._texts["role"].at(role), self._texts["referring"].at(referring))
        found = self._sides.referrer(*texts, self._days[epoch])
        places = map(self._names.place, (found.practitioner, found.specialty))
        return *places, self._groups.place(found.organizations)

    def _seen_by(self, practitioner: int, billing: int, epoch: int) -> tuple[int, ...]:
        texts = (self._texts["practitioner"].at(practitioner), self._texts["billing"].at(billing))
        found = self._sides.seen(*texts, self._days[epoch])
        places = map(self._names.place, (found.practitioner, found.outside))
        return *places, self._groups.place(found.organizations)

    def _belongs(self, group: int, plan: int, epoch: int) -> tuple[int, int]:
        asked = (self._groups.at(group), self._names.at(plan), self._days[epoch])
        return self._deciding.standing(*asked), self._names.place(self._deciding.unit(*asked))

    def _kept(self, own: int, its: int, outside: int) -> tuple[int]:
        return (_AS_NUMBER[self._deciding.kept(own, its, outside != NOWHERE)],)

    def _pool(self, kept: int, specialty: int, plan: int, epoch: int) -> tuple[int]:
        if kept:
            # Who else could have met the need matters only where it left.
            return (NOWHERE,)
        code = self._texts["specialty"].at(specialty)
        return (self._deciding.pool(code, self._names.at(plan), self._days[epoch]),)

    def _among(self, specialty: int, doctor: int) -> tuple[int, int]:
        code = self._texts["specialty"].at(specialty)
        return self._names.place(code), self._names.place(self._deciding.among(self._names.at(doctor), code))

    def _part(self, kept: int, standing: int, pool: int, but: int, override: int) -> tuple[int]:
        supply = NOT_KNOWN if kept else self._deciding.supply(standing, pool, self._names.at(but))
        word = self._texts["override"].at(override)
        stated = None if word is None else [one for one in Override if one.value == word]
        known = Circumstances(_AS_TRUTH[kept], supply, self._assumed.reasons(stated))
        return (self._names.place(part_of(known).value),)


#: The columns that hold keys of a collection which the market has to hold.
_COLUMN_OF = {"practitioner_roles": "role", "practitioners": "referring", "plans": "plan"}
_OF_REFERRER = ("_practitioner", "_referrer_specialty", "own")
_OF_SEEN = ("_seen_practitioner", "outside", "its")


def _beside(frame: Any, keys: Sequence[str], gives: Sequence[str], ask: Callable[..., tuple[int, ...]]) -> Any:
    """Return a frame with what a question gives for each combination of keys beside them."""
    import polars as pl

    asked = frame.select(*keys).unique().sort(*keys)
    found = [ask(*row) for row in asked.iter_rows()]
    columns = [pl.Series(name, [row[place] for row in found], pl.Int64) for place, name in enumerate(gives)]
    return frame.join(asked.with_columns(*columns), on=list(keys), how="left")


def _of_period(claims: Any, period: Period | None) -> Any:
    import polars as pl

    if period is not None and period.start is not None:
        claims = claims.filter(pl.col("on") >= period.start)
    if period is not None and period.end is not None:
        claims = claims.filter(pl.col("on") < period.end)
    return claims


def _told(rows: int, visits: int) -> tuple[str, ...]:
    return () if rows == visits else (f"{rows} rows of claims are {number(visits, 'visits')}; each is one case.",)
