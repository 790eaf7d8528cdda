"""What one visit costs: network, price, gates, benefits and what the patient owes, in one answer."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from medgroup.answers import ASIDE, Answer, Reason, plain, plain_fields
from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.costs.benefits.gates import Held
from medgroup.costs.benefits.surprise import Consent
from medgroup.costs.billed import BilledVisit, VoidedVisit
from medgroup.costs.held import held_referral
from medgroup.costs.quotes import alternatives as others
from medgroup.costs.quotes import cautions, parts
from medgroup.costs.quotes.cases import asked_services, case_of, only_billing
from medgroup.costs.quotes.records import (
    OwedRange,
    QuotedAlternative,
    QuotedEnd,
    QuotedLine,
    QuotedUse,
    QuoteWarning,
)
from medgroup.costs.quotes.telling import AsTold, FromCase, Telling
from medgroup.costs.services import Service
from medgroup.display import number
from medgroup.errors import InvalidValueError
from medgroup.market import Market
from medgroup.market.markets import market_of
from medgroup.network.answer import NetworkStatus, Status
from medgroup.values.money import Money
from medgroup.values.period import day_of
from medgroup.values.validators import a_flag


# Fields are made when they are first read: most callers read a few alone.
@frozen(kw_only=True, repr=False)
class Quote(Answer):
    """What one visit costs, who pays what of it, and why.

    Amounts of the whole visit are None where that of some line is not known; then ``range`` has both ends of what the
    patient may owe.

    Sources: 45 CFR 147.200, 156.130 (cost sharing); 45 CFR Part 149 (surprise bills); 42 CFR 414.20 to 414.26 (prices).
    """

    #: Network status of the practitioner; None where no plan pays first.
    network: Status | None = field(init=False)
    patient: str = field(init=False)
    practitioner: str = field(init=False)
    billing: str = field(init=False)
    site: str | None = field(init=False)
    #: The plan that pays first; None where none does, or nobody can tell which.
    plan: str | None = field(init=False)
    on: date = field(init=False)
    #: What the practitioner charges for all services; None where the charge of one is not stated.
    charged: Money | None = field(init=False)
    #: What is allowed for all lines.
    allowed: Money | None = field(init=False)
    plan_paid: Money | None = field(init=False)
    #: What the patient owes for all lines; a balance bill comes on top.
    patient_owes: Money | None = field(init=False)
    #: What nobody owes.
    written_off: Money | None = field(init=False)
    #: What may be billed to the patient beyond what she owes; out of network only.
    balance_billed: Money | None = field(init=False)
    #: What the contracts hold back of what is allowed; None where they hold nothing.
    withheld: Money | None = field(init=False)
    #: The low and the high end of what the patient may owe; none where there is a single number.
    ends: tuple[QuotedEnd, ...] = field(init=False)
    #: The lines in the order of the services, each followed by its facility line where there is one.
    lines: tuple[QuotedLine, ...] = field(init=False)
    #: What has been used of the limits of the plan year, before and after.
    accumulators: tuple[QuotedUse, ...] = field(init=False)
    #: What to know before relying on it, the gravest first.
    warnings: tuple[QuoteWarning, ...] = field(init=False)
    #: The same services by others in network, the cheapest first; none where they were not asked for.
    alternatives: tuple[QuotedAlternative, ...] = field(init=False)
    #: Names of practitioner, billing organization and plan, for people.
    names: tuple[str, str, str] = field(init=False)
    assumptions: tuple[str, ...] = field(init=False)
    #: The least and the most that the patient may owe; None where there is a single number.
    range: OwedRange | None = field(init=False, metadata=ASIDE)
    _telling: Telling = field(alias="telling", repr=False, eq=False)

    def __getattr__(self, name: str) -> Any:
        make = _MAKERS.get(name)
        if make is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        telling = self._telling
        assert isinstance(telling, FromCase)
        value = make(telling)
        object.__setattr__(self, name, value)
        return value

    @property
    def because(self) -> tuple[Reason, ...]:  # type: ignore[override]
        """The ends of what is not known, the warnings, and every step from the coverage to the last cent."""
        return (*_ends_told(self.ends), *_warnings_told(self.warnings), *self.remarks())

    def remarks(self) -> tuple[Reason, ...]:
        """Return every step: the coverage, the links to the network, which contract prices what, then line by line."""
        return self._telling.steps()

    def network_status(self) -> NetworkStatus | None:
        """Return network status of the practitioner with its paths; None where no plan pays first."""
        return self._telling.network_status()

    def steps(self, line: int) -> tuple[Reason, ...]:
        """Return the steps of one line, by its number.

        Raises:
            InvalidValueError: There is no line of this number.
        """
        count = self._telling.count
        if type(line) is not int or not 1 <= line <= count:
            raise InvalidValueError(line, f"the number of a line, 1 to {count}", field="line")
        return self._telling.steps_of(line)

    def used(self) -> tuple[Accumulated, ...]:
        """Return what has been used after the visit, ready to be carried into the next quote."""
        return self._telling.used()

    def is_open(self) -> bool:
        """Return whether there is no single number, or not the same for all parties."""
        return bool(self.ends)

    def headline(self) -> str:
        """Return what the patient owes in one sentence."""
        practitioner, billing, plan = self.names
        by = f"{number(self._telling.count, 'lines')} of {practitioner}, {billing}"
        if self.plan is None:
            return f"{self.patient} owes {_owed(self)} for {by}, on {self.on}: no plan pays first."
        standing = {Status.IN: "in network", Status.OUT: "out of network"}.get(
            self.network or Status.UNKNOWN, "of unknown network status"
        )
        owed, beyond, plan_paid = _owed(self), _beyond(self), self.plan_paid
        owed = owed.removesuffix(",") if beyond else owed
        paid = "" if plan_paid is None else f"; {plan} pays ${plan_paid}"
        under = f" for {plan}" if plan_paid is None else ""
        return f"{self.patient} owes {owed}{beyond} for {by}, {standing}{under} on {self.on}{paid}."

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain values, its reasons included."""
        return {**plain_fields(self), "because": plain(self.because)}

    def __getstate__(self) -> dict[str, Any]:
        """Leave the market behind: what is read of a quote goes along, and what it tells."""
        shown = {name: getattr(self, name) for name in _MAKERS}
        return {**shown, "_telling": AsTold(self._telling)}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)


def quote(  # noqa: PLR0913 - a visit is this many things, all of them named
    market: Market,
    *,
    patient: str,
    practitioner: str,
    billing: str | None = None,
    site: str | None = None,
    services: Iterable[Service | str],
    on: date,
    history: Iterable[BilledVisit | VoidedVisit] = (),
    carried: Iterable[Accumulated] = (),
    referral: Held = None,
    authorization: Held = None,
    continuing: bool | None = False,
    relied_on_directory: bool | None = False,
    consent: Consent = False,
    processed: date | None = None,
    alternatives: bool = False,
) -> Quote:
    """Return what one visit costs: who is in network, what is allowed, who pays what, and what is not known.

    The visit is processed after the bills of its history, as they were processed. Of a history those bills count that
    are of patients under the same contract of coverage and were processed by the day on which this one is; a later one
    is left out and named in a warning. What is not known is never guessed: the amounts of the visit are then None, and
    ``range`` has the least and the most that the patient may owe, with every way tried in which it can turn out. Where
    the contract is not known, that is the lowest and the highest rate that the payer has contracted; where no rate is,
    nothing and the charge. Bills of the history that wait for network status are settled with it, and those that wait
    for anything else stay as they are.

    Args:
        market: The market.
        patient: Id of the patient.
        practitioner: Id, NPI or unique name.
        billing: Id, NPI or unique name of the organization whose TIN bills; None takes the only one for which the
            practitioner works on the day.
        site: Id or unique name; None takes where the practitioner works for the organization.
        services: What is billed, in the order of the bill: services, or words as ``service_of`` reads them.
        on: Day of service.
        history: Bills processed before, and what takes some of them back, in any order.
        carried: What had been used of the plan year before the history, as ``Quote.used`` gives it.
        referral: The referral that is held, or whether one is; None takes one of the market that is surely good for
            the visit, and means not known where there is none.
        authorization: The authorization that is held, or whether one is; None means not known.
        continuing: Whether the patient is under continuing care and her protection lasts.
        relied_on_directory: Whether she relied on a directory that wrongly listed the practitioner.
        consent: The notice of an out-of-network bill and her consent, or whether they are valid.
        processed: Day on which the plan will process it; None takes the day of service.
        alternatives: Whether to look for the same services by others who are in network.

    Returns:
        The quote. Its lines, warnings and reasons are made when they are read.

    Raises:
        UnknownFactError: There is no such patient, practitioner, organization or site; the nearest is named.
        AmbiguousNameError: A name or NPI leads to several.
        InvalidValueError: A service is not what it should be, no single organization bills, a bill of the history
            cannot be processed, or another value is none of its sort.

    Sources: 45 CFR 147.200, 156.130; 45 CFR Part 149; 42 CFR 414.20 to 414.26.

    >>> import medgroup as mg
    >>> visit = {"practitioner": "dr-okafor", "services": ["X1001@200.00"], "on": date(2026, 3, 2)}
    >>> mg.quote(mg.valley(), patient="ann", **visit).patient_owes
    Money('25.00')
    """
    market_of(market)
    a_flag(alternatives, "alternatives")
    whose = market.patient(patient).id
    biller = only_billing(market, practitioner, on) if billing is None else billing
    asked = asked_services(services)
    if referral is None and market.facts.referrals:
        referral = held_referral(market, whose, practitioner, biller, asked, day_of(on))
    visit = BilledVisit(
        id="quote",
        patient=whose,
        practitioner=practitioner,
        billing=biller,
        site=site,
        on=on,
        services=asked,
        referral=referral,
        authorization=authorization,
        continuing=continuing,
        relied_on_directory=relied_on_directory,
        consent=consent,
        processed=processed,
    )
    return Quote(telling=FromCase(case_of(market, visit, history, carried, alternatives=alternatives)))


def _owed(quote: Quote) -> str:
    """Return what is owed in words, or between what."""
    if quote.patient_owes is not None:
        return f"${quote.patient_owes}"
    between = quote.range
    if between is None or between.high is None:
        return "an amount that is not known"
    if between.low == between.high:
        return f"${between.low}, however what is not known turns out,"
    return f"between ${between.low} and ${between.high}"


def _beyond(quote: Quote) -> str:
    """Return what may be billed beyond what is owed, in words: the most of it where that is no single number."""
    between = quote.range
    billed = quote.balance_billed if between is None else between.balance_billed
    unbounded = between is not None and between.high is None
    if billed is None:
        # In network nobody bills beyond what is owed, and of an amount without bounds no more is to be said.
        return "" if unbounded or quote.network is Status.IN else ", and what may be billed beyond is not known,"
    if not billed.cents:
        return ""
    return f" and may be billed ${billed} beyond" if between is None else f", and may be billed up to ${billed} beyond,"


def _ends_told(found: Iterable[QuotedEnd]) -> Iterator[Reason]:
    for end in found:
        owed = "without bounds" if end.patient_owes is None else f"${end.patient_owes}"
        beyond = f", and ${end.balance_billed} may be billed beyond" if (end.balance_billed or Money(0)).cents else ""
        yield Reason(
            statement=f"What is owed, {end.end.value} end, {owed}{beyond}: {end.statement}", evidence=end.evidence
        )


def _warnings_told(found: Iterable[QuoteWarning]) -> Iterator[Reason]:
    for one in found:
        yield Reason(
            statement=f"Warning, {one.kind.value}: {one.statement}",
            evidence=one.evidence,
            source=one.source,
            would_change=one.would_change,
        )


def _of_visit(name: str) -> Callable[[FromCase], Any]:
    return lambda of: getattr(of.case.visit, name)


def _of_total(name: str) -> Callable[[FromCase], Any]:
    return lambda of: parts.total(of.case, name)


#: What makes each field.
_MAKERS: Mapping[str, Callable[[FromCase], Any]] = {
    "network": lambda of: None if of.case.sender is None else of.case.sender.standing.overall,
    "patient": _of_visit("patient"),
    "practitioner": lambda of: of.case.market.practitioner(of.case.visit.practitioner).id,
    "billing": lambda of: of.case.market.organization(of.case.visit.billing).id,
    "site": lambda of: None if of.case.visit.site is None else of.case.market.site(of.case.visit.site).id,
    "plan": lambda of: None if of.case.covered.plan is None else of.case.covered.plan.id,
    "on": _of_visit("on"),
    "charged": lambda of: parts.charged(of.case),
    "allowed": _of_total("allowed"),
    "plan_paid": _of_total("plan_paid"),
    "patient_owes": _of_total("patient_owes"),
    "written_off": _of_total("written_off"),
    "balance_billed": _of_total("balance_billed"),
    "withheld": lambda of: parts.withheld(of.case),
    "ends": lambda of: of.between().ends,
    "lines": lambda of: parts.lines(of.case),
    "accumulators": lambda of: parts.accumulators(of.case),
    "warnings": lambda of: cautions.warnings(of.case, of.network_status()),
    "alternatives": lambda of: others.alternatives(of.case) if of.case.alternatives else (),
    "names": lambda of: parts.names(of.case),
    "assumptions": lambda of: tuple(parts.assumptions(of.case)),
    "range": lambda of: of.between().range,
}
