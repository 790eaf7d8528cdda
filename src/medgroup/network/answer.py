"""The shape of an answer about network status."""

from collections.abc import Iterator
from datetime import date
from enum import Enum
from functools import total_ordering
from typing import Any, NamedTuple

from attrs import frozen

from medgroup.answers import Answer, Reason, plain, plain_fields


@total_ordering
class Status(Enum):
    """Standing of a link, a path or a practitioner, from the least to the greatest."""

    OUT = "out"
    #: Nothing stands against it, and something it needs starts on a later day.
    PENDING = "pending"
    UNKNOWN = "unknown"
    IN = "in"

    @property
    def rank(self) -> int:
        """Place in the order, OUT 0 to IN 3."""
        return _RANKS[self]

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Status):
            return NotImplemented
        return self.rank < other.rank


_RANKS = {status: rank for rank, status in enumerate(Status)}
#: Statuses by rank.
STATUSES = tuple(Status)


class Step(Enum):
    """What a link of a path is about, in the order in which a path is walked."""

    PLAN = "plan"
    AGREEMENT = "agreement"
    BILLING = "billing"
    ROSTER = "roster"
    CREDENTIAL = "credential"
    LISTED_ORGANIZATION = "listed-organization"
    LISTED_PRACTITIONER = "listed-practitioner"
    SITE = "site"
    SPECIALTY = "specialty"
    CURRENT = "current"


class PathKind(Enum):
    """Whether a path goes through contracts or through what directories state."""

    CONTRACT = "contract"
    LISTING = "listing"


@frozen(kw_only=True)
class Link:
    """One thing that must hold for a path to hold."""

    step: Step
    status: Status
    #: What holds or does not, in a plain sentence.
    statement: str
    #: The facts it rests on, as ``collection/id``.
    evidence: tuple[str, ...] = ()
    #: What would change it; empty where it holds.
    would_change: str = ""


@frozen(kw_only=True)
class Path:
    """One chain of links from the plan to the practitioner; its status is the least of theirs.

    Links never mix two roster lines, two agreements or two listings.
    """

    kind: PathKind
    status: Status
    #: The network; None where the path stands for what the market does not hold.
    network: str | None = None
    #: The network's place in the plan, 1 for the first.
    tier: int | None = None
    agreement: str | None = None
    #: The affiliations that lead from the billing organization to the one that signed.
    affiliations: tuple[str, ...] = ()
    roster_entry: str | None = None
    listing: str | None = None
    links: tuple[Link, ...]

    @property
    def missing(self) -> Link | None:
        """The first link that does not hold, or None."""
        return next((link for link in self.links if link.status is not Status.IN), None)

    @property
    def but_for_age(self) -> bool:
        """Whether it goes through a listing of which every link but ``current`` holds."""
        return self.listing is not None and all(
            link.status is Status.IN for link in self.links if link.step is not Step.CURRENT
        )


class Standing(NamedTuple):
    """Network status without its explanation."""

    #: IN, OUT or UNKNOWN, from contracts only.
    overall: Status
    #: Standing by contract.
    contracted: Status
    #: Standing by what directories state; a directory is a statement, not a contract.
    listed: Status
    #: Whether directories say in, but for their age, where contracts say out.
    misdirected: bool


@frozen(kw_only=True, repr=False)
class NetworkStatus(Answer):
    """Whether a practitioner, billing through an organization, is in network for a plan on a day, and why.

    Sources: 45 CFR 149.30 (participating provider); PHSA 2799A-5 (directories); PHSA 2799A-3 (continuity of care).
    """

    #: IN, OUT or UNKNOWN, from contracts only; contracted PENDING shows as OUT.
    overall: Status
    #: Standing by contract.
    contracted: Status
    #: Standing by what directories state.
    listed: Status
    #: Whether directories say in, but for their age, where contracts say out. A patient who relied on one pays the
    #: in-network share (PHSA 2799A-5(b)).
    misdirected: bool
    #: For continuing-care patients: the first day no longer protected after a contract ended, 90 days from its end;
    #: None where something else than the end of an agreement, an election or a roster line is missing, and where the
    #: contract never was one: its parts did not hold together on the day before.
    continuity_until: date | None
    #: Every path, the best first; contracts before listings.
    paths: tuple[Path, ...]
    practitioner: str
    billing: str
    plan: str
    site: str | None
    specialty: str | None
    on: date
    #: Names of practitioner, billing organization and plan, for people.
    names: tuple[str, str, str]
    assumptions: tuple[str, ...] = ()

    # Made when it is read: most callers read the verdict or the paths alone.
    @property
    def because(self) -> tuple[Reason, ...]:  # type: ignore[override]
        """The links of the best contract path, what is missing on each other way, and what directories add."""
        return (*_links_told(self), *_beyond_links(self))

    def remarks(self) -> tuple[Reason, ...]:
        """Return what no path tells: what directories add, and how long care may go on."""
        return tuple(_beyond_links(self))

    @property
    def best(self) -> Path:
        """The best contract path."""
        return self.paths[0]

    def headline(self) -> str:
        """Return the verdict in one sentence."""
        practitioner, billing, plan = self.names
        verdict = {Status.IN: "in network", Status.OUT: "out of network"}.get(self.overall, "of unknown network status")
        pending = " (pending)" if self.contracted is Status.PENDING else ""
        return f"{practitioner}, billing through {billing}, is {verdict}{pending} for {plan} on {self.on}."

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain values, its reasons included."""
        return {**plain_fields(self), "because": plain(self.because)}

    def __repr__(self) -> str:
        return (
            f"<NetworkStatus {self.overall.value}: "
            f"{self.practitioner} billing {self.billing} for {self.plan} on {self.on}, "
            f"contracted {self.contracted.value}, listed {self.listed.value}>"
        )


def _links_told(status: NetworkStatus) -> Iterator[Reason]:
    yield from (link_reason(link) for link in status.best.links)
    for path in status.paths[1:]:
        if path.kind is PathKind.CONTRACT and path.missing is not None:
            where = "" if path.network is None else f", by {path.network}"
            yield link_reason(path.missing, f"Another way{where}: ")


def _beyond_links(status: NetworkStatus) -> Iterator[Reason]:
    listings = [path for path in status.paths if path.kind is PathKind.LISTING]
    if status.misdirected:
        yield Reason(
            statement="A directory states otherwise; a patient who relied on it pays the in-network share.",
            evidence=tuple(f"listings/{path.listing}" for path in listings if path.but_for_age),
            source="PHSA 2799A-5(b)",
        )
    elif Status.IN not in (status.overall, status.listed) or status.listed is not status.overall:
        yield from _said_by_directories(status, listings)
    if status.continuity_until is not None:
        is_ = "is" if status.on < status.continuity_until else "was"
        yield Reason(
            statement=f"A continuing-care patient {is_} protected until {status.continuity_until}, "
            "that day not included.",
            source="PHSA 2799A-3",
        )


def _said_by_directories(status: NetworkStatus, listings: list[Path]) -> Iterator[Reason]:
    """Say what the best listing says, where there is one."""
    best = next((path for path in listings if path.listing is not None), None)
    if best is not None and best.status is status.listed:
        missing = best.missing
        yield Reason(
            statement=f"Directories alone say {status.listed.value}." + (f" {missing.statement}" if missing else ""),
            evidence=missing.evidence if missing else (f"listings/{best.listing}",),
        )


def link_reason(link: Link, lead: str = "") -> Reason:
    """Return a link as a reason, with what it is told under."""
    return Reason(
        statement=f"{lead}{link.step.value} {link.status.value}: {link.statement}",
        evidence=link.evidence,
        would_change=link.would_change,
    )
