"""The decision about one candidate, as a pure function of a few words: the same for one referral and for a million.

How it is meant to be used. A candidate comes to a row of words, one for each column of ``medgroup.rules.COLUMNS`` in
their order, None where a word is not known; ``row_of`` makes one of a mapping. ``Decider(rules, tiers)`` answers such a
row, together with the tiers of reach ``MEMBERS`` whose members the candidate is among (``reached``, places in
``tiers.rows``); what it answers depends on nothing else, and is kept. So a caller with millions of pairs of need and
candidate makes the columns on frames, takes the distinct rows of (tiers, reached, words), decides each of them once
here, and joins the outcome back:

- the columns of which ``Column.of_candidate`` is false come from ``needs.need_of`` once a need;
- ``network`` comes from ``standings.Standings`` for plan and day, ``coverage`` from
  ``needs.Need.coverage`` for a status, both of few values;
- ``reached``, ``same_organization``, ``panel`` and the chart come from ``circles.Circles`` for the
  referrer's organization, the plan and the day, once for each pair of organizations;
- ``same_site``, ``same_building``, ``same_day_imaging``, ``same_day_laboratory`` and ``in_office`` come from
  ``medgroup.referrals.ranking.colocation.Sites``, once for each pair of a referrer's role and a site;
- ``accepting``, ``language``, ``same_family``, ``preferred``, ``established`` and ``referrer`` are of the candidate.

An outcome has the place of its tier (``hops``, ``kind``, ``index``) and the verdict of the gates. Candidates who are
not rejected are then ordered by ``rank_key``; whole numbers alone are compared, and equal keys share a place.
"""

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import NamedTuple

from medgroup.costs.benefits.decisions import DecisionRow, DecisionTable
from medgroup.rules import COLUMNS, Conditions, Gate, Kind, Override, Reach, Tier, Verdict
from medgroup.rules.conditions import holds

#: The columns of a row, in order.
ORDER = tuple(COLUMNS)
#: A row of words, in the order of the columns; None where a word is not known.
Row = tuple[str | None, ...]

#: How far up a tier stands that holds everyone: behind every other.
OPEN_HOPS = 1_000
#: The kinds of tie in the order in which they count, then none.
KINDS = (Kind.OWNS, Kind.MANAGES, Kind.MEMBER, Kind.ASSOCIATED)
NO_KIND = len(KINDS)
#: Verdicts, the gravest first.
GRAVITY = (Verdict.REJECT, Verdict.AUTHORIZE, Verdict.NOTE, Verdict.PASS)
#: The column that says whether an override holds.
YIELDING = {Override.PATIENT_PREFERENCE: "preferred", Override.INSURER: "insurer", Override.JUDGMENT: "judgment"}
#: How a network status ranks; whoever has no plan is asked of none.
NETWORK_RANKS: Mapping[str | None, int] = {"in": 0, "none": 0, None: 1, "out": 2}
#: Stands for every code or name that no row names.
_ANY_OTHER = "any other"
_YES = frozenset({"yes"})
_NO = frozenset({"no"})


class TierRow(NamedTuple):
    """One tier, with its place among those of all models that a referrer belongs to."""

    #: How far up the chain of affiliations the organization stands whose model brings it.
    hops: int
    #: The kind of tie by which the chain comes to that organization, as a place in ``KINDS``.
    kind: int
    #: Its place in the model.
    tier_index: int
    name: str
    #: The organization that bears the model; None for those that no model need bring.
    organization: str | None
    when: Conditions
    #: Whether it holds those alone who are among its members.
    members: bool


class Tiers(NamedTuple):
    """The tiers that a referrer's organization brings, in order."""

    rows: tuple[TierRow, ...]
    #: The conditions of the tiers that hold everyone.
    anyone: tuple[Conditions, ...]

    @classmethod
    def of(cls, brought: Iterable[tuple[int, int, str, tuple[Tier, ...]]]) -> "Tiers":
        """Return the tiers of some models.

        Args:
            brought: Hops, kind, organization and the tiers of its model, of each organization of the chain.
        """
        rows: list[TierRow] = []
        anyone: list[Conditions] = []
        for hops, kind, organization, tiers in brought:
            for index, tier in enumerate(tiers):
                if tier.reach is Reach.ANYONE:
                    anyone.append(tier.when)
                else:
                    members = tier.reach is Reach.MEMBERS
                    rows.append(TierRow(hops, kind, index, tier.name, organization, _with_reach(tier), members))
        return cls(
            tuple(sorted(rows, key=lambda row: (row.hops, row.kind, row.tier_index, row.organization))), tuple(anyone)
        )


class Outcome(NamedTuple):
    """What the rows come to for a candidate."""

    tier: TierRow
    #: Nearer tiers that may hold the candidate, which nobody can tell.
    possible: tuple[TierRow, ...]
    #: The verdict of the gates; None where what is not known decides between several.
    verdict: Verdict | None
    #: The gates that hold, the gravest first.
    held: tuple[Gate, ...]
    #: The gates that would hold and give way.
    yielded: tuple[Gate, ...]
    #: The gates of which nobody can tell.
    undecided: tuple[Gate, ...]
    #: The columns that would tell what is not known of the verdict.
    missing: tuple[str, ...]

    @property
    def rejected(self) -> bool:
        """Whether the candidate is not to be proposed, whatever is not known."""
        return self.verdict is Verdict.REJECT


class Gated(NamedTuple):
    """What the gates say of a row; fields as those of an outcome."""

    verdict: Verdict | None
    missing: tuple[str, ...]
    held: tuple[Gate, ...]
    yielded: tuple[Gate, ...]
    undecided: tuple[Gate, ...]


class Rules:
    """The gates of a market, compiled."""

    def __init__(self, gates: Iterable[Gate]) -> None:
        #: The gates, the gravest first, then by name.
        self.gates = tuple(sorted(gates, key=lambda gate: (GRAVITY.index(gate.verdict), gate.name)))
        self._compiled = tuple((gate, _unless_overridden(gate)) for gate in self.gates)
        self._named = {name: _named(name, self.gates) for name, column in COLUMNS.items() if column.words is None}
        self._table = DecisionTable(
            {name: column.words or (*self._named[name], _ANY_OTHER) for name, column in COLUMNS.items()},
            (
                *(
                    DecisionRow(name=gate.name, when=when, verdict=gate.verdict, statement=gate.reason)
                    for gate, when in self._compiled
                ),
                DecisionRow(name="no-gate", when={}, verdict=Verdict.PASS, statement="No gate holds."),
            ),
        )
        #: The columns that any gate looks at.
        self.looked_at = frozenset(name for gate, when in self._compiled for name in (*gate.when, *when))
        self._places = tuple(place for place, name in enumerate(ORDER) if name in self.looked_at)
        self._known: dict[Row, Gated] = {}

    def gated(self, row: Row) -> Gated:
        """Return what the gates say of a row, kept by the words that any of them looks at."""
        key = tuple(row[place] for place in self._places)
        found = self._known.get(key)
        if found is None:
            words = dict(zip(ORDER, row, strict=True))
            found = self._known[key] = Gated(*self.decide(words), *self.sorted_out(words))
        return found

    def decide(self, words: Mapping[str, str | None]) -> tuple[Verdict | None, tuple[str, ...]]:
        """Return the verdict of all gates together, and the columns that would tell where it is not known."""
        facts = {
            name: _ANY_OTHER if name in self._named and word is not None and word not in self._named[name] else word
            for name, word in words.items()
        }
        decision = self._table.decide(facts)
        return decision.verdict, decision.missing

    def sorted_out(
        self, words: Mapping[str, str | None]
    ) -> tuple[tuple[Gate, ...], tuple[Gate, ...], tuple[Gate, ...]]:
        """Return the gates that hold, those that would hold and give way, and those of which nobody can tell."""
        held, yielded, undecided = [], [], []
        for gate, when in self._compiled:
            found = holds(when, words)
            if found:
                held.append(gate)
            elif found is None:
                undecided.append(gate)
            elif holds(gate.when, words):
                yielded.append(gate)
        return tuple(held), tuple(yielded), tuple(undecided)


class Decider:
    """What rows of words come to under the gates of a market and the tiers of a referrer's organization."""

    __slots__ = ("_known", "rules", "tiers")

    def __init__(self, rules: Rules, tiers: Tiers) -> None:
        self.rules = rules
        self.tiers = tiers
        self._known: dict[tuple[frozenset[int], Row], Outcome] = {}

    def __call__(self, reached: frozenset[int], row: Row) -> Outcome:
        """Return what a row comes to.

        Args:
            reached: Places in ``tiers.rows`` of the tiers of members that the candidate is among.
            row: The words of the candidate.
        """
        key = (reached, row)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._decided(reached, row)
        return found

    def _decided(self, reached: frozenset[int], row: Row) -> Outcome:
        words = dict(zip(ORDER, row, strict=True))
        tier, possible = placed(self.tiers, reached, words)
        gated = self.rules.gated(row)
        return Outcome(tier, possible, gated.verdict, gated.held, gated.yielded, gated.undecided, gated.missing)


def placed(
    tiers: Tiers, reached: frozenset[int], words: Mapping[str, str | None]
) -> tuple[TierRow, tuple[TierRow, ...]]:
    """Return the first tier that holds a candidate, and the nearer ones that may."""
    possible: list[TierRow] = []
    for place, row in enumerate(tiers.rows):
        if not row.members or place in reached:
            found = holds(row.when, words)
            if found:
                return row, tuple(possible)
            if found is None:
                possible.append(row)
    return _open_row(words["network"], any(holds(when, words) for when in tiers.anyone)), tuple(possible)


def rank_key(
    preferred: bool, tier: TierRow, network: str | None, hundredths: int | None
) -> tuple[int, int, int, int, int, int, int]:
    """Return what candidates are ordered by: patient's choice, tier, standing, distance.

    Args:
        preferred: Whether the patient prefers the candidate.
        tier: The tier.
        network: The word of the network status.
        hundredths: Distance in hundredths of a mile; None, where it is not known, comes last.
    """
    nowhere, how_far = (1, 0) if hundredths is None else (0, hundredths)
    choice = 0 if preferred else 1
    return choice, tier.hops, tier.kind, tier.tier_index, NETWORK_RANKS[network], nowhere, how_far


def row_of(words: Mapping[str, str | None]) -> Row:
    """Return a mapping of words as a row; a column that is left out is not known."""
    return tuple(map(words.get, ORDER))


def _open_row(network: str | None, declared: bool) -> TierRow:
    """Return the tier of everyone else; where no model holds everyone, whoever is in no tier comes after."""
    said = {"in": "in network", "none": "without a plan", None: "network status not known", "out": "out of network"}
    name = f"Open, {said[network]}" if declared else f"In no tier, {said[network]}"
    index = NETWORK_RANKS[network] + (0 if declared else len(NETWORK_RANKS))
    return TierRow(OPEN_HOPS, NO_KIND, index, name, None, {}, members=False)


def looked_at_by(tiers: Iterable[Tier]) -> frozenset[str]:
    """Return the columns that some tiers look at."""
    return frozenset(name for tier in tiers for name in _with_reach(tier))


def _with_reach(tier: Tier) -> Conditions:
    """Return the conditions of a tier, with what its reach asks of a candidate's words."""
    column = {Reach.SITE: "same_site", Reach.ORGANIZATION: "same_organization"}.get(tier.reach)
    return tier.when if column is None else {**tier.when, column: tier.when.get(column, _YES) & _YES}


def _unless_overridden(gate: Gate) -> Conditions:
    """Return the conditions of a gate, with those that nothing to which it gives way holds."""
    columns = [YIELDING[override] for override in sorted(gate.yields, key=attrgetter("value"))]
    return {**gate.when, **{column: gate.when.get(column, _NO) & _NO for column in columns}}


def _named(column: str, gates: Iterable[Gate]) -> frozenset[str]:
    return frozenset(word for gate in gates for word in gate.when.get(column, ()))
