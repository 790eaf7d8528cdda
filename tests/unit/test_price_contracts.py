"""Which contract prices a bill: the plan's networks in order, then own terms, own agreement, an organizer's."""

from datetime import date
from types import SimpleNamespace

import attrs
import pytest

import medgroup as mg
from medgroup.costs import Level, PricedLine, Pricing, Service
from medgroup.domain import Claim, FeeAmount, Method, PractitionerPercent, Scope, ScopeOf, Setting
from medgroup.errors import InvalidValueError, PluginError
from medgroup.values.period import Period
from tests.unit.pricing import (
    FACTS,
    NURSE,
    NURSES,
    TABLE,
    agreement,
    amounts,
    entry,
    market_of,
    money,
    outpatient,
    percent,
    priced,
    rate,
    table,
    terms,
    under,
)

VISIT = Service("X1001")
OF_HUNDRED = {"schedule": "table"}


def paying(share: str) -> mg.ContractTerms:
    """Return terms that pay a percentage of the table, where a visit is 100.00."""
    return terms(percent(share, **OF_HUNDRED))


OWN = agreement("own", "q", terms=paying("110"))
GROUP = agreement("group", "ipa", terms=paying("120"))


def test_the_agreement_that_the_organization_signed_comes_before_its_organizers() -> None:
    answer = priced(market_of([OWN, GROUP], [entry("own"), entry("group")]), VISIT)

    assert (answer.agreement, answer.level, amounts(answer)) == ("own", Level.ENTITY, ["110.00"])


def test_an_organizers_agreement_prices_where_it_is_the_only_path() -> None:
    answer = priced(market_of([OWN, GROUP], [entry("group")]), VISIT)

    assert (answer.agreement, answer.level, amounts(answer)) == ("group", Level.GROUP, ["120.00"])
    assert "affiliations/q-in-ipa" in answer.because[0].evidence


def test_a_practitioners_own_terms_come_before_both() -> None:
    lines = [entry("own"), entry("group", terms=paying("130"))]

    answer = priced(market_of([OWN, GROUP], lines), VISIT)

    assert (answer.agreement, answer.roster_entry) == ("group", "group-a")
    assert (answer.level, amounts(answer)) == (Level.PRACTITIONER, ["130.00"])
    assert answer.lines[0].terms == "roster_entries/group-a"


def test_what_a_practitioners_own_terms_do_not_price_the_agreement_does() -> None:
    own = terms(percent("130", codes={"X1002"}, **OF_HUNDRED))

    answer = priced(market_of([OWN], [entry("own", terms=own)]), VISIT, Service("X1002"))

    assert amounts(answer) == ["110.00", "104.00"]
    assert [line.terms for line in answer.lines] == ["agreements/own", "roster_entries/own-a"]


def test_the_plans_order_of_networks_comes_before_the_level() -> None:
    second = attrs.evolve(OWN, networks={"n2"})
    lines = [entry("own", terms=paying("130")), entry("group")]

    answer = priced(market_of([second, GROUP], lines), VISIT)

    assert (answer.network, answer.tier, answer.level) == ("n1", 1, Level.GROUP)
    turned = attrs.evolve(FACTS.plans[0], networks=["n2", "n1"])
    assert priced(market_of([second, GROUP], lines, plans=[turned]), VISIT).level is Level.PRACTITIONER


def test_of_two_agreements_on_one_level_the_first_by_id_prices() -> None:
    other = agreement("second", "q", terms=paying("140"))

    one, turned = (
        priced(market_of(agreements, [entry("own"), entry("second")]), VISIT)
        for agreements in ([OWN, other], [other, OWN])
    )

    assert one.agreement == turned.agreement == "own"


def test_an_agreement_of_unstated_terms_gives_no_price_though_another_would() -> None:
    unstated = attrs.evolve(OWN, terms=None)

    assert amounts(priced(market_of([unstated, GROUP], [entry("own"), entry("group")]), VISIT)) == [None]


def test_a_path_that_does_not_answer_in_prices_nothing() -> None:
    elsewhere = attrs.evolve(OWN, sites={"ward"})

    answer = priced(market_of([elsewhere, GROUP], [entry("own"), entry("group")]), VISIT)

    assert (answer.agreement, amounts(answer)) == ("group", ["120.00"])


# --- which rate ---


def test_the_narrowest_range_of_codes_holds_then_the_modifier_then_the_setting() -> None:
    stated = terms(
        percent("101", **OF_HUNDRED),
        percent("102", codes={"X1000-X1999"}, **OF_HUNDRED),
        percent("103", codes={"X1000-X1001"}, **OF_HUNDRED),
        percent("104", codes={"X1001"}, setting=Setting.FACILITY, **OF_HUNDRED),
        percent("105", setting=Setting.FACILITY, **OF_HUNDRED),
        rate(Method.CASE_RATE, modifier="26", amount=money("1.00")),
        rate(Method.CASE_RATE, codes={"X1000-X1999"}, modifier="26", setting=Setting.OFFICE, amount=money("2.00")),
    )
    market = market_of([agreement("own", "q", terms=stated)], [entry("own")])

    def paid(service: Service, site: str) -> str | None:
        return amounts(priced(market, service, site=site))[0]

    assert paid(Service("X1001"), "office") == "103.00"
    assert paid(Service("X1001"), "ward") == "104.00"
    assert paid(Service("X1002"), "office") == "81.60"
    assert paid(Service("X3001"), "office") == "1010.00"
    assert paid(Service("X3001"), "ward") == "1050.00"
    assert paid(Service("X3001", modifiers=["26"]), "ward") == "1.00"
    assert paid(Service("X1500", modifiers=["26"]), "office") == "2.00"


def test_a_rate_holds_on_the_days_of_its_period() -> None:
    from datetime import date

    until, since = mg.Period(None, date(2026, 7, 1)), mg.Period(date(2026, 7, 1))
    stated = terms(percent("101", period=until, **OF_HUNDRED), percent("102", period=since, **OF_HUNDRED))
    market = market_of([agreement("own", "q", terms=stated)], [entry("own")])

    assert amounts(priced(market, VISIT, on=date(2026, 6, 30))) == ["101.00"]
    assert amounts(priced(market, VISIT, on=date(2026, 7, 1))) == ["102.00"]


def test_lesser_of_charge_may_be_said_rate_by_rate() -> None:
    never = percent("100", codes={"X1002"}, lesser_of_charge=False, **OF_HUNDRED)
    stated = terms(table(), never, lesser_of_charge=True)
    market = market_of([agreement("own", "q", terms=stated)], [entry("own")])
    charge = money("50.00")

    answer = priced(market, Service("X1001", charge=charge), Service("X1002", charge=charge))

    assert amounts(answer) == ["50.00", "80.00"]


# --- rules of plugins ---


def plugin(*rules: mg.ContractingRule, name: str = "house") -> SimpleNamespace:
    @mg.hookimpl
    def medgroup_contracting_rules() -> tuple[mg.ContractingRule, ...]:
        return rules

    return SimpleNamespace(__name__=name, medgroup_contracting_rules=medgroup_contracting_rules)


def rule(name: str, share: str, **keys: object) -> mg.ContractingRule:
    return mg.ContractingRule(name=name, title="A rule", source="letter", terms=paying(share), **keys)  # type: ignore[arg-type]


def test_a_rule_prices_what_the_agreement_has_no_rate_for() -> None:
    only_others = attrs.evolve(OWN, terms=terms(table(codes={"X1002"})))
    market = market_of([only_others], [entry("own")], plugins=[plugin(rule("filler", "150"))])

    answer = priced(market, VISIT, Service("X1002"))

    assert amounts(answer) == ["150.00", "80.00"]
    assert answer.lines[0].terms == "filler"
    assert answer.steps(1)[0].statement == "Rule filler (A rule) pays 150 % of table for all codes."
    assert answer.steps(1)[0].evidence == ()


def test_a_rule_that_comes_before_stands_above_every_contract() -> None:
    lines = [entry("own", terms=paying("130"))]
    market = market_of([OWN], lines, plugins=[plugin(rule("law", "90", before=True))])

    assert amounts(priced(market, VISIT)) == ["90.00"]


@pytest.mark.parametrize(
    ("keys", "allowed"),
    [
        ({"agreements": {"own"}}, "90.00"),
        ({"agreements": {"group"}}, "110.00"),
        ({"networks": {"n1"}}, "90.00"),
        ({"networks": {"n2"}}, "110.00"),
    ],
)
def test_a_rule_is_for_the_agreements_and_networks_that_it_names(keys: dict[str, set[str]], allowed: str) -> None:
    market = market_of([OWN], [entry("own")], plugins=[plugin(rule("law", "90", before=True, **keys))])

    assert amounts(priced(market, VISIT)) == [allowed]


def test_a_rule_for_a_network_is_for_agreements_that_cover_all() -> None:
    everywhere = attrs.evolve(OWN, networks=None)
    market = market_of([everywhere], [entry("own")], plugins=[plugin(rule("law", "90", before=True, networks={"n2"}))])

    assert amounts(priced(market, VISIT)) == ["90.00"]


def test_of_several_rules_the_first_by_name_prices_whatever_the_order_of_plugins() -> None:
    a, b = plugin(rule("b-law", "80", before=True)), plugin(rule("a-law", "90", before=True), name="other")

    prices = [amounts(priced(market_of([OWN], [entry("own")], plugins=order), VISIT)) for order in ([a, b], [b, a])]

    assert prices == [["90.00"], ["90.00"]]


def test_a_rule_over_a_schedule_that_the_market_has_not_gives_no_price() -> None:
    elsewhere = mg.ContractingRule(
        name="law", title="A rule", source="letter", before=True, terms=terms(percent("90", schedule="elsewhere"))
    )

    answer = priced(market_of([OWN], [entry("own")], plugins=[plugin(elsewhere)]), VISIT)

    assert amounts(answer) == [None]
    assert "The market has no fee schedule elsewhere." in answer.explain()


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"name": "A Law"}, "name: 'A Law' is not a lower-case word"),
        ({"terms": None}, "terms: None is not a ContractTerms"),
        ({"before": "yes"}, "before: 'yes' is not a bool"),
        ({"agreements": "own"}, "'own' is not a list"),
    ],
)
def test_a_rule_that_is_none_is_refused(keys: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidValueError, match=rf"(?<!\w){said}"):
        mg.ContractingRule(**{"name": "law", "title": "t", "source": "s", "terms": paying("1"), **keys})  # type: ignore[arg-type]


def test_two_rules_of_one_name_are_an_error_that_names_both_plugins() -> None:
    twins = [plugin(rule("law", "80")), plugin(rule("law", "90"), name="other")]

    with pytest.raises(PluginError, match=r"plugins house and other: both hand over the ContractingRule 'law'"):
        market_of([OWN], [entry("own")], plugins=twins)


# --- a hospital's contracts ---


def test_of_two_agreements_of_a_hospital_the_first_by_id_prices_its_line() -> None:
    market = market_of(
        [
            agreement("own", "q", terms=terms(table())),
            agreement("h-2", "hospital", terms=terms(table(claim=Claim.FACILITY))),
            agreement("h-1", "hospital", terms=terms(percent("200", schedule="table", claim=Claim.FACILITY))),
        ],
        [entry("own")],
        **outpatient(),
    )

    assert [(line.agreement, str(line.allowed)) for line in priced(market, Service("X1001")).lines] == [
        ("own", "100.00"),
        ("h-1", "200.00"),
    ]


def test_a_hospitals_agreement_for_other_sites_does_not_price_its_line() -> None:
    def facility_line(sites: set[str] | None) -> PricedLine:
        theirs = agreement("h", "hospital", sites=sites, terms=terms(table(claim=Claim.FACILITY)))
        own = agreement("own", "q", terms=terms(table()))
        return priced(market_of([own, theirs], [entry("own")], **outpatient()), Service("X1001")).lines[1]

    assert [facility_line(sites).allowed for sites in (None, {"office"}, {"ward"})] == [
        money("100.00"),
        money("100.00"),
        None,
    ]
    assert facility_line({"ward"}).pricing is Pricing.OUT_OF_NETWORK


def test_a_hospital_is_paid_by_the_locality_of_the_site_in_the_facility() -> None:
    theirs = agreement("h", "hospital", terms=terms(percent(claim=Claim.FACILITY)))
    own = agreement("own", "q", terms=terms(table()))

    line = priced(market_of([own, theirs], [entry("own")], **outpatient()), Service("X1001")).lines[1]

    # (1.30 + 0.57 x 0.964 + 0.10 x 0.731) x 33.4009
    assert (line.allowed, line.setting) == (money("64.22"), Setting.FACILITY)


# --- what a line says of its price ---


def test_a_line_names_what_prices_it_and_where_it_is_given_though_it_has_no_price() -> None:
    role = attrs.evolve(FACTS.practitioner_roles[0], sites={"office", "ward"})
    roles = [role, FACTS.practitioner_roles[1]]
    in_one_setting = terms(table(), percent("200", setting=Setting.FACILITY, schedule="table"))

    either = priced(under(in_one_setting, practitioner_roles=roles), Service("X1001"), site=None).lines[0]
    without = priced(under(terms(table(codes={"X2000-X2999"}))), Service("X1001")).lines[0]

    assert (either.pricing, either.terms, either.setting) == (Pricing.NO_SETTING, "agreements/own", None)
    assert (without.pricing, without.agreement, without.setting) == (Pricing.NO_RATE, "own", Setting.OFFICE)


def test_a_price_that_is_the_same_in_both_settings_is_told_for_one() -> None:
    nowhere = under(terms(table()), sites=[attrs.evolve(site, organization=None) for site in FACTS.sites])

    steps = [reason.statement for reason in priced(nowhere, Service("X1001"), site=None).steps(1)]

    assert "table states $100.00 for a unit in an office." in steps


def test_kinds_go_by_the_longest_beginning_of_a_code_whatever_their_order() -> None:
    kinds = [
        PractitionerPercent(taxonomies={"2"}, percent="50"),
        PractitionerPercent(taxonomies={"207Q"}, percent="85"),
    ]

    for stated in (kinds, kinds[::-1]):
        assert amounts(priced(under(terms(table(), practitioners=stated)), Service("X1001"))) == ["85.00"]


def test_a_role_that_is_over_says_nothing_of_where_and_as_what_somebody_works() -> None:
    doctor, nurse = FACTS.practitioner_roles
    over = attrs.evolve(doctor, id="a-once", sites={"ward"}, specialties={NURSE}, period=Period(None, date(2026, 1, 1)))
    market = under(terms(table(), practitioners=NURSES), practitioner_roles=[doctor, over, nurse])

    line = priced(market, Service("X1002"), site=None).lines[0]
    before = priced(market, Service("X1002"), site=None, on=date(2025, 12, 31)).lines[0]

    assert (line.allowed, line.setting) == (money("80.00"), Setting.OFFICE)
    assert (before.pricing, before.setting) == (Pricing.NO_SETTING, None)


def test_whether_a_hospital_may_have_other_contracts_is_what_is_said_of_the_hospital() -> None:
    def network(organization: str) -> mg.Status:
        scope = Scope(id="of-one", of=ScopeOf.CONTRACTS, organizations={organization})
        own = agreement("own", "q", terms=terms(table()))
        return (
            priced(market_of([own], [entry("own")], scopes=[scope], **outpatient()), Service("X1001")).lines[1].network
        )

    assert [network(one) for one in ("hospital", "ipa")] == [mg.Status.OUT, mg.Status.UNKNOWN]


def test_own_terms_are_told_by_their_roster_line() -> None:
    market = market_of([agreement("own", "q")], [entry("own", terms=terms(table()))])

    first = priced(market, Service("X1001")).steps(1)[0]

    assert (first.statement, first.evidence) == (
        "Roster line own-a pays what table says for all codes.",
        ("roster_entries/own-a",),
    )


def test_two_case_rates_of_one_bill_are_two_cases() -> None:
    cases = [
        rate(Method.CASE_RATE, codes={code}, amount=money(amount))
        for code, amount in (("X3001", "500.00"), ("X3002", "300.00"))
    ]

    assert amounts(priced(under(terms(*cases)), *map(Service, ("X3001", "X3002", "X3001")))) == [
        "500.00",
        "300.00",
        "0.00",
    ]


def test_an_amount_of_nothing_is_a_price() -> None:
    free = attrs.evolve(TABLE, amounts=[FeeAmount(code="X1001", amount=money("0.00"))])
    line = priced(under(terms(table()), fee_schedules=[free]), Service("X1001")).lines[0]

    assert (line.pricing, line.allowed) == (Pricing.PRICED, money("0.00"))
