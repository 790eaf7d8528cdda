"""Practitioner: who gives care, with licences and languages."""

from collections.abc import Iterable, Iterator

from medgroup.domain.practitioners import Practitioner, Qualification
from medgroup.formats.plan_net import codes
from medgroup.formats.plan_net.elements import Element
from medgroup.formats.plan_net.writing.naming import Names, own, own_always
from medgroup.formats.plan_net.writing.parts import (
    Resource,
    absent,
    concept,
    concepts,
    identifiers,
    is_before_all_days,
    is_code,
    period,
    resource,
)
from medgroup.formats.plan_net.writing.report import Losses


def practitioners(facts: Iterable[Practitioner], names: Names, losses: Losses) -> Iterator[Resource]:
    """Yield the practitioners.

    The profile requires an identifier; one without an NPI has the id of the market. It also requires a family name,
    which a fact does not hold apart from the name.
    """
    for fact in facts:
        logical = names.of("practitioners", fact.id)
        kept = [one for one in fact.qualifications if _says_something(one)]
        if len(kept) != len(fact.qualifications) or any(is_before_all_days(one.period) for one in kept):
            losses.add("practitioners", "qualifications", fact.id)
        languages = sorted(filter(is_code, fact.languages))
        if len(languages) != len(fact.languages):
            losses.add("practitioners", "languages", fact.id)
        mine = own("practitioners", fact.id, logical) if fact.npi else own_always("practitioners", fact.id)
        yield resource(
            "Practitioner",
            logical,
            identifier=[*mine, *identifiers(("NPI", codes.NPI, fact.npi))],
            active=True,
            name=[_name(fact.name)],
            qualification=[_qualification(one) for one in kept],
            communication=concepts(codes.LANGUAGES, languages),
        )


def _name(name: str | None) -> Element:
    return {"_family": absent()} if name is None else {"text": name, "_family": absent("unsupported")}


def _says_something(one: Qualification) -> bool:
    return bool(one.state or one.code or one.number or one.issuer)


def _qualification(one: Qualification) -> Element:
    """Return a licence or certificate; a fact holds only what is good in its period, so its status is active."""
    made: Element = {}
    if one.state is not None:
        valid = {"url": "whereValid", "valueCodeableConcept": concept(codes.STATES, one.state)}
        status = {"url": "status", "valueCode": "active"}
        made["extension"] = [{"extension": [status, valid], "url": codes.PRACTITIONER_QUALIFICATION}]
    if one.number is not None:
        made["identifier"] = [{"value": one.number}]
    made["code"] = absent() if one.code is None else concept(codes.TAXONOMY[0], one.code)
    days = period(one.period)
    if days:
        made["period"] = days
    if one.issuer is not None:
        made["issuer"] = {"display": one.issuer}
    return made
