"""What a bill may come to where something that decides is not known: every way it can turn out, tried one by one.

A way is one choice for each thing that is not known: in or out of network, the tier, what the gates come to, the least
or the most that may be allowed. What a patient owes never falls when more is allowed, so that the two ends of what is
allowed are the two ends of what she owes.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from medgroup.answers import Reason
from medgroup.costs.allowing import BillAllowance
from medgroup.costs.benefits.claims import CoverageClass
from medgroup.costs.benefits.plan_terms import OUT, PlanTerms
from medgroup.costs.classing import Class, Covered
from medgroup.costs.prices.bills import BillHead
from medgroup.costs.processing import PreparedLine
from medgroup.costs.quotes.contracted import ContractedRates
from medgroup.costs.quotes.possible import possible_classes
from medgroup.costs.senders import SentBill
from medgroup.domain.terms import Claim
from medgroup.market import Market
from medgroup.network.answer import Status
from medgroup.values.money import Money

T = TypeVar("T")

#: What is chosen, in words.
Key = tuple[str, ...]

#: Stands for an amount without bounds, in cents: beyond every limit, so that a limit holds down what comes of it.
BEYOND = 10**18
#: What comes of an amount without bounds is this much or more, at the least share there is; no amount of a line is.
NO_AMOUNT = 10**14


class Way(NamedTuple):
    """One of several ways in which something may turn out."""

    value: Any
    #: What is supposed, in a sentence.
    reason: Reason


class Choosing(Protocol):
    """Takes one way of whatever is not known."""

    def pick(self, key: Key, ways: Sequence[Way]) -> Any:
        """Return the value of the way taken; a key that stands twice is chosen once."""
        ...

    def tell(self, follows: Reason) -> None:
        """Take down what follows from the ways taken, and has no way of its own."""
        ...


class Chooser:
    """Takes the ways that it is told to, and the first of each beyond; ``ways`` makes one take every way in turn."""

    def __init__(self, taken: Sequence[int]) -> None:
        self._taken = tuple(taken)
        #: What was chosen: the key, the place of the way and how many there are.
        self.chosen: dict[Key, tuple[int, int]] = {}
        #: What is supposed, in the order in which it was met, each with the key of the choice; what follows from
        #: choices has none.
        self.supposed: list[tuple[Key | None, Reason]] = []

    def pick(self, key: Key, ways: Sequence[Way]) -> Any:
        """Return the value of the way taken; a key that stands twice is chosen once."""
        if key not in self.chosen:
            place = len(self.chosen)
            self.chosen[key] = (self._taken[place] if place < len(self._taken) else 0, len(ways))
        way = ways[self.chosen[key][0]]
        # Of a thing that can turn out in one way alone nothing is supposed.
        if len(ways) > 1:
            self._say(key, way.reason)
        return way.value

    def tell(self, follows: Reason) -> None:
        """Take down what follows from the ways taken, and has no way of its own."""
        self._say(None, follows)

    def _say(self, key: Key | None, reason: Reason) -> None:
        if (key, reason) not in self.supposed:
            self.supposed.append((key, reason))


class Settled(NamedTuple):
    """Takes the same way of every bill: in network, or out of it, and of the tiers and amounts by their place."""

    network: Status
    tier: int
    #: 0 for the least that may be allowed, 1 for the most.
    end: int

    def pick(self, key: Key, ways: Sequence[Way]) -> Any:
        """Return the value of the way taken; what the gates come to stays open."""
        if key[0] == "network":
            return self.network
        if key[0] == "class":
            return CoverageClass.UNKNOWN
        place = self.tier if key[0] == "tier" else self.end
        return ways[min(place, len(ways) - 1)].value

    def tell(self, follows: Reason) -> None:
        """Take nothing down: of bills before, what is supposed of all of them is said once."""

    @property
    def reason(self) -> Reason:
        """What is supposed."""
        if self.network is Status.OUT:
            return Reason(statement="Earlier bills of unknown network status are out of network.")
        most = "most" if self.end else "least"
        statement = (
            f"Earlier bills of unknown network status are in network, in place {self.tier + 1} of the tiers, at the "
            f"{most} that may be allowed."
        )
        return Reason(statement=statement)


def settlements(tiers: int) -> Iterator[Settled]:
    """Yield every way in which bills of unknown network status may be settled alike, in a plan of so many tiers."""
    for tier in range(tiers):
        yield Settled(Status.IN, tier, 0)
        yield Settled(Status.IN, tier, 1)
    yield Settled(Status.OUT, 0, 0)


def ways(run: Callable[[Chooser], T], *, most: int) -> Iterator[tuple[Chooser, T]]:
    """Yield what a run gives under every choice that it can meet, the first way of each first.

    Args:
        run: What is run again and again; it picks what it needs.
        most: How many runs there may be; then no more are made.
    """
    taken: list[int] = []
    for _ in range(most):
        chooser = Chooser(taken)
        yield chooser, run(chooser)
        chosen = list(chooser.chosen.values())
        while chosen and chosen[-1][0] + 1 == chosen[-1][1]:
            chosen.pop()
        if not chosen:
            return
        taken = [place for place, _ in chosen]
        taken[-1] += 1


class Supposed:
    """Takes what a chooser picks for whatever is not known of a bill."""

    def __init__(self, market: Market, rates: ContractedRates, chooser: Choosing) -> None:
        self._market = market
        self._rates = rates
        self._chooser = chooser

    def bill(self, sent: SentBill) -> SentBill:
        """Return a bill, in or out of network where that is not known."""
        head = sent.head
        if head.network is not Status.UNKNOWN:
            return sent
        name = self._market.name_of("organizations", head.billing)
        what = name if head.claim is Claim.FACILITY else f"The practitioner, billing through {name},"
        found = [
            Way(status, Reason(statement=f"{what} is {word} network.", evidence=(f"organizations/{head.billing}",)))
            for status, word in ((Status.IN, "in"), (Status.OUT, "out of"))
        ]
        network = self._chooser.pick(("network", head.claim.value), found)
        return sent._replace(head=head._replace(network=network), classes={})

    def line(
        self, prepared: PreparedLine, sent: SentBill, covered: Covered, allowance: BillAllowance, place: int
    ) -> PreparedLine:
        """Return a line of a known class and tier, and of an allowed amount between its bounds."""
        assert covered.terms is not None
        coverage = prepared.classed.coverage
        if coverage is CoverageClass.UNKNOWN:
            coverage = self._coverage(prepared.classed, sent.head)
        elif coverage is not CoverageClass.IN:
            self._chooser.tell(possible_classes(prepared.classed, sent.head.network)[coverage])
        tier = sent.tier
        if coverage is CoverageClass.IN and sent.head.chosen is None:
            tier = self._tier(covered.terms, sent.head)
        allowed = allowance.cents(place, coverage)
        if allowed is None and not (coverage is CoverageClass.NOT_COVERED and sent.head.network is not Status.IN):
            allowed = self._allowed(prepared, sent, coverage, place)
        return prepared._replace(line=prepared.line._replace(coverage=coverage, tier=tier, allowed=allowed))

    def _coverage(self, classed: Class, head: BillHead) -> CoverageClass:
        found = possible_classes(classed, head.network)
        surprise = () if classed.surprise is None else classed.surprise.names
        key = ("class", head.claim.value, *classed.gate.names, *surprise)
        choices = [Way(coverage, reason) for coverage, reason in found.items()]
        picked: CoverageClass = self._chooser.pick(key, choices)
        return picked

    def _tier(self, terms: PlanTerms, head: BillHead) -> int:
        networks = terms.plan.networks
        numbers: list[int] = [number for number in terms.tiers() if number != OUT] or [1]
        if networks is not None:
            known = {terms.tier_of(network) for network in networks}
            numbers = sorted(number for number in known if number is not None) or [len(terms.tiers())]
        found = [Way(number, Reason(statement=f"It is in network by tier {number} of the plan.")) for number in numbers]
        picked: int = self._chooser.pick(("tier", head.claim.value), found)
        return picked

    def _allowed(self, prepared: PreparedLine, sent: SentBill, coverage: CoverageClass, place: int) -> int:
        head = sent.head
        contracted = coverage is not CoverageClass.SURPRISE and head.chosen is None and head.network is Status.IN
        rates = self._rates.of(sent, prepared.bill, place) if contracted else None
        code = prepared.draft.service.code
        if rates is None:
            charge = prepared.line.charge
            most = BEYOND if charge is None else charge
            bound = "it may be any amount" if charge is None else f"at the most it is the charge of ${Money(charge)}"
            lead = f"What is allowed for {code} is not known:"
            low, high = Reason(statement=f"{lead} at the least nothing."), Reason(statement=f"{lead} {bound}.")
            found = [Way(0, low), Way(most, high)]
        else:
            found = [
                Way(rates.low.cents, rates.reason("lowest", code)),
                Way(rates.high.cents, rates.reason("highest", code)),
            ]
        # One choice for all lines: all at the least, or all at the most.
        picked: int = self._chooser.pick(("allowed",), found)
        return picked
