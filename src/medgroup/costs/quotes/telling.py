"""What tells why a quote is what it is: the case that it is made of, or what was told before."""

from typing import Protocol

from medgroup.answers import Reason
from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.costs.quotes import steps
from medgroup.costs.quotes.cases import Case
from medgroup.costs.quotes.ends import Between, between
from medgroup.network import network_status
from medgroup.network.answer import NetworkStatus


class Telling(Protocol):
    """Tells why a quote is what it is."""

    @property
    def count(self) -> int:
        """How many lines there are."""
        ...

    def network_status(self) -> NetworkStatus | None:
        """Return network status of the practitioner with its paths; None where no plan pays first."""
        ...

    def steps(self) -> tuple[Reason, ...]:
        """Return every step."""
        ...

    def steps_of(self, number: int) -> tuple[Reason, ...]:
        """Return the steps of the line of a number."""
        ...

    def used(self) -> tuple[Accumulated, ...]:
        """Return what has been used after the visit."""
        ...


class FromCase:
    """Tells from the case itself, when it is asked."""

    __slots__ = ("_between", "_status", "case")

    def __init__(self, case: Case) -> None:
        self.case = case
        self._status: NetworkStatus | None = None
        self._between: Between | None = None

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self.case.lines)

    def between(self) -> Between:
        """Return both ends of what the patient may owe, and the range between them."""
        if self._between is None:
            self._between = between(self.case)
        return self._between

    def network_status(self) -> NetworkStatus | None:
        """Return network status of the practitioner with its paths; None where no plan pays first."""
        case = self.case
        if self._status is None and case.sender is not None:
            asked = case.sender.question
            self._status = network_status(
                case.market, asked.practitioner, asked.billing, asked.plan.id, site=asked.site, on=asked.on
            )
        return self._status

    def steps(self) -> tuple[Reason, ...]:
        """Return every step."""
        return tuple(steps.reasons(self.case, self.network_status()))

    def steps_of(self, number: int) -> tuple[Reason, ...]:
        """Return the steps of the line of a number."""
        return tuple(steps.line_steps(self.case, self.case.lines[number - 1]))

    def used(self) -> tuple[Accumulated, ...]:
        """Return what has been used after the visit."""
        plan = self.case.covered.plan
        return () if plan is None else self.case.processed().accumulators(plan.id)


class AsTold:
    """Tells what was told before, of a quote that comes from another process: nothing of the market goes along."""

    __slots__ = ("_of_lines", "_status", "_steps", "_used")

    def __init__(self, other: Telling) -> None:
        self._status = other.network_status()
        self._steps = other.steps()
        self._of_lines = tuple(other.steps_of(number) for number in range(1, other.count + 1))
        self._used = other.used()

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._of_lines)

    def network_status(self) -> NetworkStatus | None:
        """Return network status of the practitioner with its paths; None where no plan pays first."""
        return self._status

    def steps(self) -> tuple[Reason, ...]:
        """Return every step."""
        return self._steps

    def steps_of(self, number: int) -> tuple[Reason, ...]:
        """Return the steps of the line of a number."""
        return self._of_lines[number - 1]

    def used(self) -> tuple[Accumulated, ...]:
        """Return what has been used after the visit."""
        return self._used
