"""What ``medgroup refer`` asks: whom to refer a patient to, why there, and why not elsewhere."""

from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Annotated

from attrs import evolve, frozen
from cyclopts import Parameter

from medgroup.cli.arguments import Day, Json, Plan, Reading, Services, Specialty, typed_service
from medgroup.cli.arguments import Market as MarketPath
from medgroup.cli.reading import opened
from medgroup.cli.results import Result
from medgroup.domain import Patient, Position, PractitionerRole, Referral
from medgroup.errors import InvalidValueError, UnknownFactError, listed, nearest
from medgroup.market import Market
from medgroup.values.identifiers import A_LANGUAGE_TAG, A_TAXONOMY_CODE, is_language_tag, is_taxonomy_code

#: How many candidates are printed where nobody says how many.
MOST_CANDIDATES = 10
#: What a patient is called of whom nothing is known.
_SOMEBODY = "somebody"
#: What the referral of a command line is called: it is of no market, and lives for one answer.
_UNWRITTEN = "asked"


@Parameter(name="*")
@frozen(kw_only=True)
class ReferQuestion:
    """Who is referred, by whom, for what, and what she wishes; or a referral that the market holds, which says all."""

    referral: Annotated[
        str | None,
        Parameter(
            metavar="ID",
            help="Id of a referral of the market, which says who refers, whom, for what, and what she wishes.",
        ),
    ] = None
    issuer: Annotated[
        str | None,
        Parameter(
            name="--from",
            metavar="ROLE",
            help="Id of the role of who refers; or id, NPI or unique name of a practitioner who holds one role on the "
            "day.",
        ),
    ] = None
    specialty: Specialty | None = None
    patient: Annotated[
        str | None,
        Parameter(
            metavar="ID",
            help="Id of the patient; left out, somebody of whom nothing is known but --plan and --near, as for a "
            "directory, which holds no patients.",
        ),
    ] = None
    plan: Annotated[
        Plan | None, Parameter(help="Id or unique name of the plan; left out, that of the patient which pays first.")
    ] = None
    prefer: Annotated[
        tuple[str, ...],
        Parameter(
            consume_multiple=(1, None),
            json_list=False,
            metavar="ID",
            help="Id, NPI or unique name of a practitioner whom the patient prefers, once or more.",
        ),
    ] = ()
    near: Annotated[
        str | None,
        Parameter(
            metavar="PLACE",
            allow_leading_hyphen=True,
            help="Measure distance from here: a position as 43.01,-107.50, or id or unique name of a site.",
        ),
    ] = None
    language: Annotated[
        tuple[str, ...],
        Parameter(
            consume_multiple=(1, None),
            json_list=False,
            metavar="TAG",
            help="A language that the patient wishes for, as es, once or more.",
        ),
    ] = ()
    service: Annotated[
        Services,
        Parameter(help="What will be billed, to show what the patient would owe to each; as of medgroup owe."),
    ] = ()
    family: Annotated[
        bool, Parameter(help="Other codes of the specialty's family serve too; left out, the code alone does.")
    ] = False
    limit: Annotated[
        int,
        Parameter(metavar="NUMBER", help="How many candidates to print, 10 where it is left out; --json gives all."),
    ] = MOST_CANDIDATES


def refer(
    market: MarketPath,
    /,
    *,
    on: Day,
    question: ReferQuestion | None = None,
    reading: Reading | None = None,
    json: Json = False,
) -> Result:
    """Say whom to refer a patient to, why there, and why not elsewhere."""
    from medgroup.cli.refer_page import show_ranking
    from medgroup.referrals import rank_referrals

    question = question or ReferQuestion()
    if question.limit < 1:
        raise InvalidValueError(question.limit, "a number of 1 or more", field="--limit")
    if question.specialty is not None and not is_taxonomy_code(question.specialty):
        raise InvalidValueError(question.specialty, A_TAXONOMY_CODE, field="--specialty")
    services = [typed_service(word) for word in question.service]
    _refuse_what_does_not_go_together(question)
    facts = opened(market, reading)
    referral, facts = _asked(facts, question, on)
    answer = rank_referrals(facts, referral, on=on, family=question.family, services=services or None)
    return Result(
        document=answer.to_dict,
        show=lambda page: show_ranking(page, answer, most=question.limit, wished=bool(referral.languages)),
        json=json,
    )


def _asked(market: Market, asked: ReferQuestion, on: date) -> tuple[Referral, Market]:
    """Return the referral that is asked about, and the market with whoever is referred."""
    if asked.referral is not None:
        return market.referral(asked.referral), market
    patient, market = _patient(market, asked.patient)
    return _referral(market, asked, patient, on), market


def _refuse_what_does_not_go_together(asked: ReferQuestion) -> None:
    """Refuse a question that says what a referral of the market says, or less than one would have to."""
    said = {
        "--from": asked.issuer,
        "--specialty": asked.specialty,
        "--patient": asked.patient,
        "--plan": asked.plan,
        "--prefer": asked.prefer,
        "--near": asked.near,
        "--language": asked.language,
    }
    for name, value in said.items():
        if asked.referral is not None and value:
            problem = f"and {name} contradict each other: the referral says that itself"
            raise InvalidValueError(value, problem, field="--referral", problem=problem)
        if asked.referral is None and value is None and name in ("--from", "--specialty"):
            problem = "is missing; name it, or the --referral of the market that says it"
            raise InvalidValueError(None, problem, field=name, problem=problem)
    if asked.referral is None:
        _refuse_too_little(asked)


def _refuse_too_little(asked: ReferQuestion) -> None:
    """Refuse a question about nobody in particular that only a patient could answer."""
    if asked.patient is None:
        if asked.plan is None:
            raise InvalidValueError(
                None,
                "a plan; name one, or a --patient whose coverage tells it",
                field="--plan",
                problem="is missing; name one, or a --patient whose coverage tells it",
            )
        if asked.service:
            problem = "asks what a patient would owe; name the --patient"
            raise InvalidValueError(asked.service[0], problem, field="--service", problem=problem)


def _patient(market: Market, key: str | None) -> tuple[str, Market]:
    """Return the id of the patient and a market that holds her; one of whom nothing is known, where none is named."""
    if key is not None and not market.facts.patients:
        raise InvalidValueError(
            key, "a patient of this market, which holds none; leave --patient out, and name a --plan", field="--patient"
        )
    if key is not None:
        return market.patient(key).id, market
    taken = {one.id for one in market.facts.patients}
    id = next(name for number in count() if (name := _SOMEBODY if not number else f"{_SOMEBODY}-{number}") not in taken)
    return id, market.with_facts(evolve(market.facts, patients=(*market.facts.patients, Patient(id=id))))


def _referral(market: Market, asked: ReferQuestion, patient: str, on: date) -> Referral:
    """Return the referral that was typed.

    Raises:
        MedgroupError: A key leads nowhere, or somebody would be referred to who refers.
    """
    # Both are there, or were refused before.
    assert asked.issuer is not None
    assert asked.specialty is not None
    issuer = _issuer(market, asked.issuer, on)
    preferred = {market.practitioner(key).id for key in asked.prefer}
    if issuer.practitioner in preferred:
        raise InvalidValueError(
            issuer.practitioner, "anybody but who refers; nobody refers to oneself", field="--prefer"
        )
    _refuse_no_languages(market, asked.language)
    referral = Referral(
        id=_UNWRITTEN,
        patient=patient,
        issuer=issuer.id,
        specialty=asked.specialty,
        plan=None if asked.plan is None else market.plan(asked.plan).id,
        written=on,
        preferred=preferred,
        languages=asked.language,
        near=None if asked.near is None else _position(market, asked.near),
    )
    if not preferred:
        _refuse_what_nobody_practises(market, asked.specialty, on, family=asked.family)
    return referral


def _refuse_no_languages(market: Market, asked: Iterable[str]) -> None:
    """Refuse a language that is no tag; the nearest that is spoken in the market is named, or those that are."""
    for word in asked:
        if not is_language_tag(word):
            spoken = {tag for practitioner in market.facts.practitioners for tag in practitioner.languages}
            expected = f"{A_LANGUAGE_TAG}; spoken here: {listed(sorted(spoken)) or 'none is stated'}"
            near = nearest(word.replace("_", "-"), spoken) or nearest(word.partition("_")[0], spoken)
            raise InvalidValueError(word, expected, field="--language", nearest=near)


def _issuer(market: Market, key: str, on: date) -> PractitionerRole:
    """Return the role of who refers, which may be that of a practitioner who holds only one."""
    try:
        return market.practitioner_role(key)
    except UnknownFactError as unknown:
        try:
            who = market.practitioner(key).id
        except UnknownFactError as nobody:
            expected = "the id of a practitioner role, or the id, NPI or name of a practitioner"
            near = unknown.nearest or nobody.nearest
            raise InvalidValueError(key, expected, field="--from", nearest=near) from None
    held = market.on(on).roles_of(who)
    if len(held) != 1:
        roles = f"holds {listed(sorted(role.id for role in held))}" if held else "holds no role in force"
        raise InvalidValueError(key, f"enough: {who} {roles} on {on}; name a role", field="--from")
    return held[0]


def _position(market: Market, place: str) -> Position:
    """Return where distance is measured from: a position that was typed, or that of a site."""
    numbers = _numbers(place)
    if numbers is not None:
        try:
            return Position(latitude=numbers[0], longitude=numbers[1])
        except InvalidValueError as problem:
            raise InvalidValueError(place, f"a position: {problem}", field="--near") from None
    try:
        site = market.site(place)
    except UnknownFactError as unknown:
        expected = "a position as 43.01,-107.50, or the id or name of a site"
        raise InvalidValueError(place, expected, field="--near", nearest=unknown.nearest) from None
    if site.position is None:
        raise InvalidValueError(
            site.id, "a site whose position is known; give a position as 43.01,-107.50", field="--near"
        )
    return site.position


def _numbers(place: str) -> tuple[float, float] | None:
    """Return latitude and longitude, where that is what was typed."""
    latitude, comma, longitude = place.partition(",")
    try:
        return (float(latitude), float(longitude)) if comma else None
    except ValueError:
        return None


def _refuse_what_nobody_practises(market: Market, specialty: str, on: date, *, family: bool) -> None:
    """Refuse a specialty that no role of the market has on any day: it is misspelt more often than missing."""
    view = market.on(on)
    practised = {code for role in market.facts.practitioner_roles for code in view.specialties_of(role) or ()}
    own = market.families.family_of(specialty) if family else None
    kin = own is not None and any(market.families.family_of(code) is own for code in practised)
    if specialty not in practised and not kin:
        expected = f"a specialty that anybody practises here ({listed(sorted(practised)) or 'none is stated'})"
        raise InvalidValueError(specialty, expected, field="--specialty", nearest=nearest(specialty, practised))
