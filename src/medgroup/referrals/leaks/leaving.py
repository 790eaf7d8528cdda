"""Leakage: which referrals left those who belong together, how much that was, and why."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from medgroup.answers import Answer, Reason
from medgroup.display import number
from medgroup.errors import InvalidValueError, listed, nearest
from medgroup.market import Market
from medgroup.market.markets import market_of
from medgroup.referrals.leaks.belonging import Denominator, chosen_of
from medgroup.referrals.leaks.cases import Assumed, Cases
from medgroup.referrals.leaks.figures import FEWEST, LeakagePart, LeakageRow, Sums
from medgroup.referrals.leaks.flows import Flow, flows_of
from medgroup.referrals.leaks.names import Names
from medgroup.referrals.leaks.parts import Part
from medgroup.referrals.leaks.picture import flow_picture
from medgroup.referrals.leaks.taking import decided_cases
from medgroup.referrals.shares import in_percent
from medgroup.values.money import Money
from medgroup.values.period import Period

#: What figures can be grouped by.
GROUPINGS = ("unit", "practitioner", "specialty", "plan", "month")
#: What a denominator is, in words that complete a sentence.
_OWN = {
    Denominator.PRACTICE: "the practice",
    Denominator.GROUP: "the group",
    Denominator.NETWORK: "the network",
}
_BELONGS = {
    Denominator.PRACTICE: "whoever bills with the TIN that the referrer's practice bills with",
    Denominator.GROUP: "whoever shares a unit of referral with the referrer's organization by ownership or management; "
    "an IPA is no group",
    Denominator.NETWORK: "whoever shares a unit of referral or of contracting with the referrer's organization by "
    "whatever tie, for the plan of the patient",
}

#: How many of those whom the market does not hold are named.
_MOST_NAMED = 5


@frozen(kw_only=True, repr=False)
class Leakage(Answer):
    """Which referrals left, how much that was, and why."""

    #: Who belongs together.
    denominator: Denominator
    #: What the rows are grouped by.
    by: tuple[str, ...]
    #: The days of the referrals; None means all.
    during: Period | None
    #: The figures of all referrals: one row.
    totals: tuple[LeakageRow, ...]
    #: The figures of each group, in the order of their keys, what is not known last.
    rows: tuple[LeakageRow, ...]
    #: Which specialty was needed, and who saw the patients.
    flows: tuple[Flow, ...]
    because: tuple[Reason, ...]
    assumptions: tuple[str, ...] = field(default=())

    @property
    def total(self) -> LeakageRow:
        """The figures of all referrals."""
        return self.totals[0]

    @property
    def parts(self) -> tuple[LeakagePart, ...]:
        """The parts of all referrals that occur."""
        return self.total.parts

    def headline(self) -> str:
        """Return the figures of all referrals in one sentence."""
        own, total = _OWN[self.denominator], self.total
        if not total.cases:
            return f"No referral to ask about: nothing left {own}, and nothing was kept."
        counts = f"{total.kept} stayed in {own}, {total.left} left, {total.unknown} cannot be told"
        said = [f"Of {number(total.cases, 'referrals')} {counts}"]
        if total.note:
            of_these = "" if total.share_left is None else " in scope"
            said.append(f"{total.note}{of_these} to judge one doctor")
        elif total.share_in_scope is not None:
            few = "one" if total.in_scope == 1 else total.in_scope
            said.append(
                f"of the {few} for which {own} has the specialty {in_percent(total.share_in_scope)} left, "
                f"{in_percent(total.share_avoidable)} avoidably"
            )
        return f"{'; '.join(said)}."

    def picture(self) -> str:
        """Return the flows between specialties and units as SVG."""
        return flow_picture(
            self.flows, title=f"Referrals by specialty, and who saw the patients ({self.denominator.value})"
        )


def leakage(
    market: Market,
    cases: Any = None,
    *,
    denominator: Denominator | str = Denominator.GROUP,
    by: str | Iterable[str] = "unit",
    during: Period | None = None,
    amounts: Mapping[str, Money] | None = None,
    assume_no_override: bool = False,
    assume_accepting: bool = False,
) -> Leakage:
    """Return which referrals left those who belong to the referrer, how much that was, and why.

    One that was cancelled is no case: nobody was seen under it. Every other falls into one part: kept, left for one
    cause, or unknown where nobody knows who saw the patient. Of several causes the first decides, in this order: nobody
    else who belongs to the referrer has the specialty; the patient's preference; plan or capacity; the referrer's
    judgment. What is left then was avoidable. A share of those in scope leaves out needs for which nobody else there
    has the specialty, and what is not known is in no share.

    Args:
        market: The market.
        cases: Referrals, a data frame of claims with the columns of ``medgroup.referrals.CLAIMS``, or None for the
            referrals of the market. Rows of claims for one patient, day, practitioner, biller, referrer, specialty and
            plan are one case.
        denominator: Who belongs together: ``practice``, ``group`` or ``network``.
        by: What rows are grouped by: one or several of ``unit``, ``practitioner`` (who referred), ``specialty`` (that
            was needed), ``plan`` and ``month``; nothing gives the total alone.
        during: The days that referrals are written on, or claims are of; None takes all.
        amounts: What came of referrals, by their ids. A frame of claims brings its own.
        assume_no_override: Take it that, where nothing says why a referral left, neither the patient nor the insurer
            nor the referrer's judgment was the reason. Otherwise the cause is not known.
        assume_accepting: Take it that whoever does not say so takes new patients.

    Returns:
        The figures, with the precedence of the causes among the reasons. Shares of nothing are None, and so are those
        that would judge one doctor by fewer than 11 cases.

    Raises:
        InvalidValueError: An argument, a column or a row of the frame is not what it should be.
        UnknownFactError: A referral names a fact that the market does not hold.
        MissingExtraError: A frame is given and the extra ``bulk`` is not installed.

    Sources: 42 CFR 411.354(d)(4)(iv)(B) (preference, insurer, judgment); CMS cell size suppression policy (11).
    """
    market_of(market)
    chosen = chosen_of(Denominator, denominator, "denominator")
    grouping = _grouping(by)
    assumed = Assumed(False if assume_no_override else None, True if assume_accepting else None)
    decided = decided_cases(market, cases, chosen, during, assumed, amounts)
    total, rows = _rows(market, decided, grouping)
    return Leakage(
        denominator=chosen,
        by=grouping,
        during=during,
        totals=(total,),
        rows=rows,
        flows=flows_of(market, decided),
        because=tuple(_reasons(market, chosen, decided, total, rows)),
        assumptions=(*market.assumptions, *assumed.sentences()),
    )


def _grouping(by: str | Iterable[str]) -> tuple[str, ...]:
    if not isinstance(by, str | Iterable):
        raise InvalidValueError(by, f"some of {', '.join(GROUPINGS)}", field="by")
    words = (by,) if isinstance(by, str) else tuple(by)
    for place, word in enumerate(words):
        if word not in GROUPINGS:
            near = nearest(word, GROUPINGS) if isinstance(word, str) else None
            raise InvalidValueError(word, f"one of {', '.join(GROUPINGS)}", field="by", nearest=near)
        if word in words[:place]:
            problem = f"names {word!r} twice; once is enough"
            raise InvalidValueError(word, "named once", field="by", problem=problem)
    return words


def _rows(market: Market, cases: Cases, by: Sequence[str]) -> tuple[LeakageRow, tuple[LeakageRow, ...]]:
    """Return the figures of all referrals, and of each group in order."""
    names = market.derived(Names)
    total, groups = Sums(), dict[tuple[str | None, ...], Sums]()
    for counted in cases.grouped((*by, "practitioner", "part")):
        *key, doctor, word = counted.key
        for sums in (total, groups.setdefault(tuple(key), Sums())):
            sums.add(Part(word), doctor, counted)
    rows = (
        sums.row(dict(zip(by, key, strict=True)), ", ".join(map(names.of, by, key))) for key, sums in groups.items()
    )
    return total.row({}, "all"), tuple(rows) if by else ()


def _reasons(
    market: Market, own: Denominator, cases: Cases, total: LeakageRow, rows: Sequence[LeakageRow]
) -> Iterator[Reason]:
    yield Reason(statement=f"Kept is what was seen by {_BELONGS[own]}.")
    yield Reason(
        statement="Of several causes the first decides: no specialty, the patient's preference, plan or capacity, the "
        "referrer's judgment; what is left then was avoidable.",
        source="42 CFR 411.354(d)(4)(iv)(B)",
    )
    outside = sum(one.cases for one in total.parts if one.part is Part.NO_SPECIALTY)
    if outside:
        yield Reason(
            statement=f"{_were(outside)} for a specialty that nobody else there has, "
            f"and {'is' if outside == 1 else 'are'} in no share of those in scope."
        )
    yield from (Reason(statement=told) for told in cases.told)
    yield from _unknown(total)
    if cases.unlisted:
        yield Reason(
            statement="Whoever the market does not hold belongs to nobody in it: "
            f"{listed(sorted(cases.unlisted), most=_MOST_NAMED)} saw patients or billed for it.",
            would_change="Those among them that belong to an organization of the market, as facts.",
        )
    yield from _strangers(market, cases.strangers)
    yield from _too_few([row for row in rows if row.note])


def _strangers(market: Market, strangers: Collection[str]) -> Iterator[Reason]:
    """Say which practitioners the market does not hold although it holds who billed, and who may be meant."""
    if strangers:
        some = sorted(strangers)
        known = [one.id for one in market.facts.practitioners]
        near = ((one, nearest(one, known)) for one in some[:_MOST_NAMED])
        meant = listed(f"{found} for {one}" for one, found in near if found)
        yield Reason(
            statement=f"Practitioners whom the market does not hold: {listed(some, most=_MOST_NAMED)}. Whether their "
            "patients stayed is told by who billed.",
            would_change="Their ids as the market has them" + (f", perhaps {meant}." if meant else "."),
        )


def _too_few(rows: Sequence[LeakageRow]) -> Iterator[Reason]:
    """Say of how many rows which share is not given, since it would judge one doctor by few cases."""
    none = sum(row.kept + row.left < FEWEST for row in rows)
    for few, cases, share in (
        (none, "that stayed or left", "no share"),
        (len(rows) - none, "in scope", "no share of those"),
    ):
        if few:
            yield Reason(
                statement=f"{number(few, 'rows')} of one doctor with fewer than {FEWEST} cases {cases} "
                f"{'has' if few == 1 else 'have'} {share}: too few to judge by.",
                source="CMS cell size suppression policy",
            )


def _unknown(total: LeakageRow) -> Iterator[Reason]:
    counts = {one.part: one.cases for one in total.parts}
    for part, statement, remedy in (
        (Part.UNKNOWN, "not known who saw the patient, or whether they belong to the referrer", _SEEN),
        (Part.SPECIALTY_UNKNOWN, "left, and it is not known whether anybody there has the specialty", _SPECIALTY),
        (Part.CAUSE_UNKNOWN, "left, and why is not known", _CAUSE),
    ):
        if part in counts:
            yield Reason(statement=f"{number(counts[part], 'referrals')}: {statement}.", would_change=remedy)
    if 0 < total.without_amount < total.cases:
        yield Reason(
            statement=f"The amounts of {number(total.without_amount, 'referrals')} are not known, and in no sum: a sum "
            "that lacks one is the least that it may be, and no share is taken of it.",
            would_change="An amount for each.",
        )


_SEEN = "An event seen with who saw the patient and who billed, and a plan where members opt in plan by plan."
_SPECIALTY = "The specialties of the roles there, and of the need."
_CAUSE = "What is stated of preference, insurer and judgment; the network and the capacity of those there."


def _were(count: int) -> str:
    return f"{number(count, 'referrals')} {'was' if count == 1 else 'were'}"
