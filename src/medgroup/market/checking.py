"""What is wrong with facts without making the market impossible."""

from collections.abc import Iterator

from medgroup.domain.facts import Facts
from medgroup.errors import singular
from medgroup.values.finding import Finding, Severity
from medgroup.values.identifiers import npi_check_digit_ok

#: Collections whose facts bear an NPI.
_WITH_NPI = ("organizations", "practitioners", "payers")
#: The keys of a referral's events that hold ids, with the collection that the ids live in.
_OF_EVENTS = {"practitioner": "practitioners", "billing": "organizations", "organization": "organizations"}


def check_digits(facts: Facts) -> Iterator[Finding]:
    """Yield a finding for every NPI whose check digit is wrong."""
    for collection in _WITH_NPI:
        for fact in getattr(facts, collection):
            if fact.npi is not None and not npi_check_digit_ok(fact.npi):
                yield Finding(
                    code="npi.check-digit",
                    severity=Severity.WARNING,
                    subjects=(f"{collection}/{fact.id}",),
                    message=f"The check digit of NPI {fact.npi} is wrong.",
                    remedy="Look the number up in the NPI registry.",
                    source="45 CFR 162.406(a)",
                )


def referrals_to_oneself(facts: Facts) -> Iterator[Finding]:
    """Yield a finding for every referral that is to the practitioner who refers."""
    if not facts.referrals:
        return
    issuers = {role.id: role.practitioner for role in facts.practitioner_roles}
    for one in facts.referrals:
        if one.target[0] is not None and one.target[0] == issuers[one.issuer]:
            yield Finding(
                code="referral.to-oneself",
                severity=Severity.WARNING,
                subjects=(f"referrals/{one.id}",),
                message=f"Referral {one.id} is to the practitioner who refers.",
                remedy="Name another practitioner, or cancel it.",
            )


def strangers_in_events(facts: Facts) -> Iterator[Finding]:
    """Yield a finding for every id in the events of a referral that no fact has.

    Whom a patient saw is hers, so that the place is named and not the id.
    """
    known = {name: {fact.id for fact in getattr(facts, collection)} for name, collection in _OF_EVENTS.items()}
    for one in facts.referrals:
        for place, event in enumerate(one.events):
            for name, collection in _OF_EVENTS.items():
                key = getattr(event, name)
                if key is not None and key not in known[name]:
                    where = f"events[{place}].{name}"
                    yield Finding(
                        code="referral.unknown-id",
                        severity=Severity.INFO,
                        subjects=(f"referrals/{one.id}",),
                        message=f"Referral {one.id}: {where}: no {singular(collection)} has the id given.",
                        remedy="Mend the id where it is misspelt; leave it where it is of somebody outside the market.",
                    )
