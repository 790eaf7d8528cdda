"""Surprise bills of those who are out of network: whom the law protects, and of which amount the patient shares.

Sources: 45 CFR Part 149, subparts B and E (No Surprises Act).
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import Attribute, field, fields, frozen

from medgroup.answers import Answer, Reason
from medgroup.costs.benefits.decisions import Decision, in_short, side_of
from medgroup.costs.benefits.surprise_rows import ASKED_OF_A_SURPRISE, SURPRISES, Place
from medgroup.domain.fields import flag
from medgroup.domain.payers import Plan
from medgroup.errors import InvalidValueError
from medgroup.network import Status
from medgroup.values.money import Money
from medgroup.values.validators import is_a


def _moment(_: object, attribute: "Attribute[Any]", value: object) -> None:
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise InvalidValueError(value, "a time with a time zone (datetime.datetime)", field=attribute.name)


@frozen(kw_only=True)
class NoticeAndConsent:
    """The notice that a patient was given of an out-of-network bill, and whether she consented to it.

    Raises:
        InvalidValueError: A time is none, or has no time zone.

    Sources: 45 CFR 149.420(c), (d).
    """

    #: When the appointment was made.
    booked: datetime = field(validator=_moment)
    #: When the notice was given.
    notice: datetime = field(validator=_moment)
    #: When the service is given, in the time zone of the facility.
    service: datetime = field(validator=_moment)
    #: Whether she consented.
    consented: bool = field(validator=[is_a(bool)])

    @property
    def is_valid(self) -> bool:
        """Whether she consented after a notice in due time.

        It has to be given 72 hours before; where the appointment was made later than that, on that day and three hours
        before.
        """
        hours_ahead = self._hours_before(self.notice)
        if self._hours_before(self.booked) >= 72:
            return self.consented and hours_ahead >= 72
        booked, notice = (moment.astimezone(self.service.tzinfo).date() for moment in (self.booked, self.notice))
        return self.consented and notice == booked and hours_ahead >= 3

    def _hours_before(self, moment: datetime) -> float:
        # By the clock of one time zone an hour is lost or won where the clocks are changed.
        return (self.service.astimezone(UTC) - moment.astimezone(UTC)) / timedelta(hours=1)


Consent = NoticeAndConsent | bool | None


def _may_be_consent(_: object, attribute: "Attribute[Any]", value: object) -> None:
    if not isinstance(value, NoticeAndConsent):
        flag(None, attribute, value)


@frozen(kw_only=True)
class Care:
    """What is known of a service that the law on surprise bills looks at; None means not known."""

    #: Where it is given.
    place: Place | None = field(default=None, validator=is_a(Place))
    #: Whether it is an emergency.
    emergency: bool | None = field(default=False, validator=flag)
    #: Whether it is transport by air ambulance.
    air_ambulance: bool | None = field(default=False, validator=flag)
    #: Whether it was given after an emergency, when the patient was stable.
    post_stabilization: bool | None = field(default=False, validator=flag)
    #: Whether she could then travel without medical transport, was fit to consent, and state law asks for no more.
    fit_to_consent: bool | None = field(default=None, validator=flag)
    #: Whether it is ancillary: emergency medicine, anaesthesiology, pathology, radiology, neonatology, diagnostics, the
    #: services of assistant surgeons, hospitalists and intensivists, or one that nobody in network gives there.
    ancillary: bool | None = field(default=None, validator=flag)
    #: Whether it met a need that was unforeseen and urgent.
    unforeseen: bool | None = field(default=False, validator=flag)
    #: The notice and the consent, or whether they are valid.
    consent: Consent = field(default=None, validator=_may_be_consent)


@frozen(kw_only=True, repr=False)
class SurpriseProtection(Answer):
    """Whether a patient is protected from a surprise bill, and by which rule."""

    #: None means that nobody can tell.
    protected: bool | None
    #: The rows that decided, or that may hold where nobody can tell.
    rows: tuple[str, ...]
    #: What would have to be known; empty where the rows decide.
    missing: tuple[str, ...]
    plan: str
    because: tuple[Reason, ...]
    assumptions: tuple[str, ...] = ()

    def headline(self) -> str:
        """Return the verdict in one sentence."""
        if self.protected is None:
            return f"Whether the patient is protected is not known, since it is not known {in_short(self.missing)}."
        return f"The patient is {'' if self.protected else 'not '}protected from a surprise bill."


def surprise_protection(
    plan: Plan, care: Care, *, network: Status, facility_network: Status | None = None
) -> SurpriseProtection:
    """Return whether a patient is protected from the balance bill of a practitioner or an air ambulance.

    Args:
        plan: The plan that covers her.
        care: What is known of the service.
        network: Network status of who gives it; pending is out.
        facility_network: Network status of the facility; None means not known.

    Returns:
        Whether she is protected; None in it where something that decides is not known.

    Sources: 45 CFR 149.110 to 149.130, 149.410 to 149.440.

    >>> office = Care(place=Place.OFFICE)
    >>> surprise_protection(Plan(id="p", payer="x"), office, network=Status.OUT).protected
    False
    """
    decision = surprise_decision(plan, care, network=network, facility_network=facility_network)
    return SurpriseProtection(
        protected=decision.verdict,
        rows=decision.names,
        missing=tuple(ASKED_OF_A_SURPRISE[column].question for column in decision.missing),
        plan=plan.id,
        because=tuple(surprise_reasons(plan, decision)),
    )


def surprise_reasons(plan: Plan, decision: Decision[bool]) -> Iterator[Reason]:
    """Yield why the rows decide as they do."""
    words = {True: "the patient is protected", False: "the patient is not protected"}
    yield from decision.reasons(ASKED_OF_A_SURPRISE, (f"plans/{plan.id}",), words.__getitem__)


def surprise_decision(
    plan: Plan, care: Care, *, network: Status, facility_network: Status | None = None
) -> Decision[bool]:
    """Return what the rows decide, without the sentences of ``surprise_protection``; arguments as there."""
    stated = {attribute.name: getattr(care, attribute.name) for attribute in fields(Care)}
    consent = stated["consent"]
    return SURPRISES.decide(
        {
            **stated,
            "consent": consent.is_valid if isinstance(consent, NoticeAndConsent) else consent,
            "line": plan.line,
            "network": side_of(network, "network"),
            "facility_network": None if facility_network is None else side_of(facility_network, "facility_network"),
        }
    )


def recognized_amount(
    charge: Money | None, qualifying: Money | None, *, set_by_law: Money | None = None
) -> Money | None:
    """Return the amount that a patient shares of a surprise bill, or None where it is not known.

    Args:
        charge: What was charged.
        qualifying: The qualifying payment amount of the plan.
        set_by_law: What a state's law or an All-Payer Model Agreement sets; it goes before all else.

    Sources: 45 CFR 149.30 (recognized amount).
    """
    if set_by_law is not None or charge is None or qualifying is None:
        return set_by_law
    return min(charge, qualifying)
