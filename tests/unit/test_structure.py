"""Which organization is the unit for a function: the matrix of the seven models, and what changes it."""

from collections.abc import Sequence
from datetime import date

import pytest

import medgroup as mg
from medgroup import Effect, Function, Kind, Severity
from medgroup.domain import AffiliationTerm, OrganizationRole, Payer
from medgroup.errors import AmbiguousUnitError, InvalidValueError, UnknownFactError
from medgroup.structure import Seat
from medgroup.structure.ties import Ties

DAY = date(2025, 6, 1)
BEFORE, AFTER = date(2024, 12, 31), date(2026, 1, 1)
YEAR = mg.Period(date(2025, 1, 1), AFTER)

ORGANIZATIONS = [
    mg.Organization(id="alone", model="solo"),
    mg.Organization(id="hearts", model="single-specialty"),
    mg.Organization(id="clinic", model="multi-specialty"),
    mg.Organization(id="owned", model="multi-specialty", npi="1234567893"),
    mg.Organization(id="system", name="Valley Health", model="ids", roles={OrganizationRole.SYSTEM}),
    mg.Organization(id="member", model="single-specialty"),
    mg.Organization(id="neighbour", model="solo"),
    mg.Organization(id="association", model="ipa", roles={OrganizationRole.NETWORK}),
    mg.Organization(id="friendly", model="single-specialty"),
    mg.Organization(id="managed-too", model="solo"),
    mg.Organization(id="company", model="mso", roles={OrganizationRole.MANAGEMENT}),
    mg.Organization(id="participant", model="single-specialty"),
    mg.Organization(id="accountable", model="aco", roles={OrganizationRole.NETWORK}),
]
TIES = [
    mg.Affiliation(id="buys", kind=Kind.OWNS, organizer="system", member="owned", period=YEAR),
    mg.Affiliation(id="joins", kind=Kind.MEMBER, organizer="association", member="member", period=YEAR),
    mg.Affiliation(id="joins-too", kind=Kind.MEMBER, organizer="association", member="neighbour", period=YEAR),
    mg.Affiliation(id="runs", kind=Kind.MANAGES, organizer="company", member="friendly", period=YEAR),
    mg.Affiliation(id="runs-too", kind=Kind.MANAGES, organizer="company", member="managed-too", period=YEAR),
    mg.Affiliation(id="takes-part", kind=Kind.MEMBER, organizer="accountable", member="participant", period=YEAR),
]
CHOSEN = (Function.CONTRACTING, Function.PURCHASING, Function.REFERRAL)
ELECTIONS = [
    mg.Election(id=f"{tie}-{function.value}", affiliation=tie, function=function, period=YEAR)
    for tie in ("joins", "joins-too")
    for function in CHOSEN
] + [mg.Election(id="buys-too", affiliation="takes-part", function=Function.PURCHASING, period=YEAR)]
FACTS = mg.Facts(organizations=ORGANIZATIONS, affiliations=TIES, elections=ELECTIONS)


def market(
    *ties: mg.Affiliation, elections: Sequence[mg.Election] = ELECTIONS, organizations: Sequence[mg.Organization] = ()
) -> mg.Market:
    """Return the market of all models with more ties and organizations, and with these elections."""
    return mg.open_market(
        mg.Facts(organizations=[*ORGANIZATIONS, *organizations], affiliations=[*TIES, *ties], elections=elections)
    )


# The columns of the matrix, and for each model the line of an organization in it. R practice, G group, S system, N
# network of practices, M management company, A accountable care organization; "A;B" both, "A*B" B is the agent of A,
# "A~B" A exchanges data through B, "°" only if chosen.
COLUMNS = "contracting billing records purchasing referral scheduling quality income staffing"
MATRIX = {
    "alone": "R R R R R R R R R",
    "hearts": "G G G G G G G G G",
    "clinic": "G G G G G G G G G",
    "owned": "S G*S S S S S S G;S S",
    "member": "R;N° R R~N R;N° R;N° R N R;N R;N",
    "friendly": "G*M G*M G M G G*M G G G*M",
    "participant": "R R R~A R;A° R R A R;A R",
}
CELLS = [
    (organization, Function(function), cell)
    for organization, line in MATRIX.items()
    for function, cell in zip(COLUMNS.split(), line.split(), strict=True)
]


def expected(
    cell: str, organization: str, *, chosen: bool = True
) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Return unit, agents and channels of each seat that a cell of the matrix stands for."""
    names = {"S": "system", "N": "association", "M": "company", "A": "accountable"}
    names |= {"R": organization, "G": organization}
    seats = []
    for part in cell.split(";"):
        if part.endswith("°") and not chosen:
            continue
        unit, *others = part.rstrip("°").replace("*", " ").replace("~", " ").split()
        found = tuple(names[other] for other in others)
        seats.append((names[unit], found if "*" in part else (), found if "~" in part else ()))
    return seats


@pytest.mark.parametrize(("organization", "function", "cell"), CELLS)
def test_the_matrix_of_models_and_functions(organization: str, function: Function, cell: str) -> None:
    found = mg.seats(market(), function, organization, on=DAY)

    assert [(seat.unit, seat.agents, seat.channels) for seat in found] == expected(cell, organization)


def test_the_matrix_has_every_function_of_every_installed_model() -> None:
    assert COLUMNS.split() == [function.value for function in Function]
    named = {one.model for one in ORGANIZATIONS if one.id in MATRIX} | {"ids", "ipa", "mso", "aco"}
    assert named == set(market().models)


@pytest.mark.parametrize(("organization", "function", "cell"), [row for row in CELLS if "°" in row[2]])
def test_what_is_elective_counts_only_for_who_chose_it(organization: str, function: Function, cell: str) -> None:
    found = mg.seats(market(elections=()), function, organization, on=DAY)

    assert [(seat.unit, seat.agents, seat.channels) for seat in found] == expected(cell, organization, chosen=False)


@pytest.mark.parametrize("function", Function)
@pytest.mark.parametrize(
    ("organization", "day"),
    [("owned", BEFORE), ("owned", AFTER), ("member", BEFORE), ("friendly", AFTER), ("participant", BEFORE)],
)
def test_without_a_tie_in_force_an_organization_is_its_own_unit(
    organization: str, day: date, function: Function
) -> None:
    assert mg.seats(market(), function, organization, on=day) == (Seat(unit=organization),)


def test_the_organizer_itself_is_its_own_unit() -> None:
    for function in Function:
        assert mg.unit_of(market(), function, "system", on=DAY) == "system"
        assert mg.unit_of(market(), function, "association", on=DAY) == "association"
        assert mg.unit_of(market(), function, "company", on=DAY) == "company"
        assert mg.unit_of(market(), function, "accountable", on=DAY) == "accountable"


def test_a_member_chooses_plan_by_plan() -> None:
    plans = [mg.Plan(id=key, payer="payer") for key in ("hmo", "ppo")]
    chose = mg.Election(id="hmo-only", affiliation="joins", plans={"hmo"}, period=YEAR)
    facts = mg.Facts(
        organizations=ORGANIZATIONS, affiliations=TIES, elections=[chose], plans=plans, payers=[Payer(id="payer")]
    )
    opened = mg.open_market(facts)

    def units(plan: str | None) -> frozenset[str]:
        return mg.units_of(opened, Function.CONTRACTING, "member", on=DAY, plan=plan)

    assert units("hmo") == {"member", "association"}
    assert units("ppo") == {"member"}
    assert units(None) == {"member", "association"}


def test_members_are_together_where_the_association_is_the_unit_and_only_there() -> None:
    shared = {function for function in Function if mg.together(market(), function, "member", "neighbour", on=DAY)}

    assert shared == {*CHOSEN, Function.QUALITY, Function.INCOME, Function.STAFFING}


def test_practices_under_one_management_company_buy_together_and_do_nothing_else_together() -> None:
    """Agent, not unit; purchasing is for all managed practices together."""
    shared = {function for function in Function if mg.together(market(), function, "friendly", "managed-too", on=DAY)}

    assert shared == {Function.PURCHASING}


def test_a_seat_tells_the_ties_that_lead_there_the_nearest_first() -> None:
    joined = mg.Affiliation(id="system-joins", kind=Kind.MEMBER, organizer="association", member="system")
    chose = mg.Election(id="system-chose", affiliation="system-joins")

    found = mg.seats(market(joined, elections=[chose]), Function.CONTRACTING, "owned", on=DAY)

    assert [(seat.unit, seat.via) for seat in found] == [
        ("system", ("buys",)),
        ("association", ("buys", "system-joins")),
    ]


def test_the_terms_of_a_tie_stand_in_place_of_the_model() -> None:
    shared_chart = mg.Affiliation(
        id="shares-chart",
        kind=Kind.MEMBER,
        organizer="association",
        member="alone",
        terms=[
            AffiliationTerm(functions={Function.RECORDS}, effect=Effect.REPLACES),
            AffiliationTerm(functions={Function.QUALITY}, effect=None),
        ],
    )
    opened = market(shared_chart)

    assert mg.units_of(opened, Function.RECORDS, "alone", on=DAY) == {"association"}
    assert mg.units_of(opened, Function.QUALITY, "alone", on=DAY) == {"alone"}
    assert mg.units_of(opened, Function.INCOME, "alone", on=DAY) == {"alone", "association"}
    assert opened.derived(Ties).of("alone", Function.QUALITY) == ()


@pytest.mark.parametrize("kind", [Kind.ASSOCIATED, Kind.MANAGES])
def test_a_tie_that_the_model_says_nothing_of_consolidates_nothing(kind: Kind) -> None:
    tie = mg.Affiliation(id="stated", kind=kind, organizer="system", member="clinic")

    for function in Function:
        assert mg.seats(market(tie), function, "clinic", on=DAY) == (Seat(unit="clinic"),)


def test_members_that_replace_each_other_stay_their_own() -> None:
    taking = [AffiliationTerm(functions={Function.RECORDS}, effect=Effect.REPLACES)]
    circle = [
        mg.Affiliation(id=f"{one}-{other}", kind=Kind.MEMBER, organizer=one, member=other, terms=taking)
        for one, other in (("alone", "hearts"), ("hearts", "alone"))
    ]

    assert mg.units_of(market(*circle), Function.RECORDS, "alone", on=DAY) == {"alone"}


def test_one_unit_is_asked_of_an_organization_that_has_several() -> None:
    with pytest.raises(AmbiguousUnitError) as raised:
        mg.unit_of(market(), Function.CONTRACTING, "member", on=DAY)

    assert raised.value.units == ("association", "member")
    assert "contracting" in str(raised.value)
    assert "units_of" in str(raised.value)


def test_an_npi_or_a_name_serves_for_an_id() -> None:
    assert mg.unit_of(market(), Function.RECORDS, "1234567893", on=DAY) == "system"
    assert mg.unit_of(market(), Function.RECORDS, "Valley Health", on=DAY) == "system"


@pytest.mark.parametrize("function", Function)
def test_a_word_serves_for_a_function(function: Function) -> None:
    def asked(word: Function | str) -> list[object]:
        return [
            mg.seats(market(), word, "member", on=DAY),
            mg.units_of(market(), word, "member", on=DAY),
            mg.unit_of(market(), word, "alone", on=DAY),
            mg.together(market(), word, "member", "neighbour", on=DAY),
        ]

    assert asked(function.value) == asked(function)


@pytest.mark.parametrize(
    ("word", "nearest"), [("record", "records"), ("billin", "billing"), ("RECORDS", "records"), ("moonlighting", None)]
)
def test_a_wrong_word_for_a_function_is_an_error_that_names_the_nearest(word: str, nearest: str | None) -> None:
    for ask in (mg.seats, mg.units_of, mg.unit_of):
        with pytest.raises(InvalidValueError, match=f"function: '{word}' is not one of contracting, ") as raised:
            ask(market(), word, "member", on=DAY)
        assert raised.value.nearest == nearest
    with pytest.raises(InvalidValueError, match=f"function: '{word}'"):
        mg.together(market(), word, "member", "neighbour", on=DAY)


def test_several_units_of_a_function_asked_for_by_its_word_are_the_same_error() -> None:
    with pytest.raises(AmbiguousUnitError, match="2 units for contracting"):
        mg.unit_of(market(), "contracting", "member", on=DAY)


@pytest.mark.parametrize("key", ["asociation", "OWNED"])
def test_a_wrong_key_is_an_error_that_names_the_nearest(key: str) -> None:
    with pytest.raises(UnknownFactError, match=key) as raised:
        mg.seats(market(), Function.RECORDS, key, on=DAY)

    assert raised.value.nearest in {"association", "owned"}


def test_a_wrong_plan_is_an_error() -> None:
    with pytest.raises(UnknownFactError, match="hmo"):
        mg.seats(market(), Function.CONTRACTING, "member", on=DAY, plan="hmo")


@pytest.mark.parametrize(
    ("organization", "labels"),
    [
        ("owned", ("multi-specialty", "owned by an ids")),
        ("member", ("single-specialty", "member of an ipa")),
        ("clinic", ("multi-specialty",)),
        ("system", ("ids",)),
    ],
)
def test_an_organization_is_described_along_two_axes(organization: str, labels: tuple[str, ...]) -> None:
    assert mg.describe(market(), organization, on=DAY).labels == labels


def test_what_is_not_known_is_described_as_such() -> None:
    unknown = [mg.Organization(id="new"), mg.Organization(id="holding")]
    ties = [
        mg.Affiliation(id="held", kind=Kind.OWNS, organizer="holding", member="new", period=YEAR),
        mg.Affiliation(id="near", organizer="system", member="new"),
    ]
    opened = market(*ties, organizations=unknown)

    assert mg.describe(opened, "new", on=DAY).labels == (
        "model not known",
        "owned by an organization of unknown model",
        "associated with an ids",
    )
    assert mg.describe(opened, "new", on=BEFORE).labels == ("model not known", "associated with an ids")
    assert len(mg.describe(opened, "new").because) == 2


def codes(opened: mg.Market, organization: str | None = None, *, on: date = DAY) -> dict[str, Severity]:
    """Return what the core finds of an organization, by code."""
    found = mg.check_structure(opened, organization, on=on).findings
    return {finding.code: finding.severity for finding in found if finding.code.startswith("structure.")}


def test_two_charts_for_one_practice_are_a_finding() -> None:
    second = mg.Organization(id="second-system", model="ids")
    tie = mg.Affiliation(id="owns-too", kind=Kind.OWNS, organizer="second-system", member="owned", period=YEAR)
    opened = market(tie, organizations=[second])

    report = mg.check_structure(opened, "owned", on=DAY)
    found = [finding for finding in report.findings if finding.code == "structure.several-units"]

    assert [finding.subjects for finding in found] == [
        ("organizations/owned", "organizations/second-system", "organizations/system")
    ] * 2
    assert {word for finding in found for word in ("records", "scheduling") if word in finding.message} == {
        "records",
        "scheduling",
    }
    assert not report.passes
    assert codes(opened, "owned", on=BEFORE) == {}


def test_two_units_for_contracting_are_no_finding() -> None:
    assert codes(market(), "member") == {}


def test_an_organizer_of_unknown_model_cannot_be_told() -> None:
    tie = mg.Affiliation(id="held", kind=Kind.OWNS, organizer="holding", member="alone")
    opened = market(tie, organizations=[mg.Organization(id="holding")])

    assert codes(opened, "alone") == {"structure.organizer-model-unknown": Severity.CANNOT_TELL}
    assert mg.units_of(opened, Function.RECORDS, "alone", on=DAY) == {"alone"}


def test_every_organization_in_force_is_checked_and_no_other() -> None:
    closed = mg.Organization(id="closed", model="solo", period=mg.Period(None, DAY))
    opened = market(organizations=[closed])

    assert mg.check_structure(opened, on=DAY).organizations == tuple(sorted(one.id for one in ORGANIZATIONS))
    assert "closed" in mg.check_structure(opened, on=BEFORE).organizations


@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_of_an_organization_that_does_not_exist_on_the_day_only_that_is_said(day: date) -> None:
    # A practice that nobody works in is a finding of its model, and so is an owner of unknown model.
    brief = mg.Organization(id="brief", name="Brief Clinic", model="solo", period=YEAR)
    tie = mg.Affiliation(id="held", kind=Kind.OWNS, organizer="holding", member="brief")
    opened = market(tie, organizations=[brief, mg.Organization(id="holding")])

    report = mg.check_structure(opened, "brief", on=day)

    (finding,) = report.findings
    assert (finding.code, finding.severity) == ("structure.not-in-force", Severity.INFO)
    assert finding.subjects == ("organizations/brief",)
    assert "Brief Clinic exists from 2025-01-01 until 2026-01-01" in finding.message
    assert report.passes
    assert len(mg.check_structure(opened, "brief", on=DAY).findings) > 1


def test_contracts_of_an_organization_that_is_gone_are_found_whoever_is_asked_about() -> None:
    closed = mg.Organization(id="closed", model="solo", period=mg.Period(None, DAY))
    opened = market(organizations=[closed])
    signed = opened.with_facts(opened.facts + mg.Facts(agreements=[mg.Agreement(id="left", contractor="closed")]))

    assert "structure.party-not-in-force" in {one.code for one in mg.check_structure(signed, on=DAY).findings}
    assert "structure.party-not-in-force" not in {one.code for one in mg.check_structure(signed, on=BEFORE).findings}
    assert "structure.party-not-in-force" not in codes(signed, "alone")


def test_one_organization_is_counted_in_the_singular() -> None:
    assert mg.check_structure(market(), "alone", on=DAY).headline().startswith("1 organization checked on 2025-06-01")
    assert mg.check_structure(market(), on=DAY).headline().startswith("13 organizations checked on 2025-06-01")
