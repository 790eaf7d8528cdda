"""Practices merge, form an association, are bought or let go: what becomes of every kind of fact."""

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs
import pytest

import medgroup as mg
import medgroup_solo
from medgroup import Function, Kind, Status
from medgroup.domain import (
    AffiliationTerm,
    Credential,
    Listing,
    Network,
    OrganizationRole,
    Payer,
    Resource,
    Scope,
    ScopeOf,
)
from medgroup.errors import InvalidValueError, MarketError, UnknownFactError, UnknownModelError
from medgroup.scenarios import release

START, DAY, LATER = date(2024, 1, 1), date(2025, 6, 1), date(2025, 9, 1)
BEFORE, LONG_BEFORE = date(2025, 5, 31), date(2023, 1, 1)
SINCE = mg.Period(START)
PRACTICES = ("north", "south")

FACTS = mg.Facts(
    organizations=[
        mg.Organization(id="north", name="North Heart", model="single-specialty", roles={OrganizationRole.PRACTICE}),
        mg.Organization(id="south", name="South Family", model="solo", roles={OrganizationRole.PRACTICE}),
        mg.Organization(id="east", model="solo"),
        mg.Organization(id="valley-ipa", model="ipa"),
        mg.Organization(id="valley-health", name="Valley Health", model="ids", roles={OrganizationRole.SYSTEM}),
        mg.Organization(id="holding"),
    ],
    affiliations=[
        mg.Affiliation(id="north-in-ipa", kind=Kind.MEMBER, organizer="valley-ipa", member="north", period=SINCE),
        mg.Affiliation(
            id="south-in-ipa",
            kind=Kind.MEMBER,
            organizer="valley-ipa",
            member="south",
            period=mg.Period(START, date(2025, 12, 1)),
        ),
        mg.Affiliation(id="east-in-ipa", kind=Kind.MEMBER, organizer="valley-ipa", member="east", period=SINCE),
        mg.Affiliation(id="north-owned", kind=Kind.OWNS, organizer="holding", member="north", period=SINCE, share=0.6),
    ],
    elections=[
        mg.Election(id="north-chose", affiliation="north-in-ipa", period=SINCE),
        mg.Election(id="east-chose", affiliation="east-in-ipa", period=SINCE),
    ],
    practitioners=[mg.Practitioner(id=key) for key in ("ann", "ben", "cyd")],
    practitioner_roles=[
        mg.PractitionerRole(id="ann-north", practitioner="ann", organization="north", period=SINCE),
        mg.PractitionerRole(id="ben-south", practitioner="ben", organization="south", sites={"mall"}, period=SINCE),
        mg.PractitionerRole(
            id="cyd-north", practitioner="cyd", organization="north", period=mg.Period(START, date(2025, 3, 1))
        ),
        mg.PractitionerRole(id="cyd-east", practitioner="cyd", organization="east", period=mg.Period(DAY)),
    ],
    sites=[mg.Site(id="tower", organization="north"), mg.Site(id="mall", organization="south"), mg.Site(id="park")],
    resources=[
        Resource(id="scanner", organization="north", cost=mg.Money.parse("120000.00"), period=SINCE),
        Resource(id="old-scanner", organization="north", period=mg.Period(START, date(2025, 1, 1))),
    ],
    payers=[Payer(id="payer")],
    networks=[Network(id="broad", payer="payer"), Network(id="narrow", payer="payer")],
    plans=[
        mg.Plan(id="ppo", payer="payer", networks=["broad"]),
        mg.Plan(id="hmo", payer="payer", networks=["narrow"]),
    ],
    agreements=[
        mg.Agreement(
            id="north-broad", contractor="north", networks={"broad"}, delegates_credentialing=True, period=SINCE
        ),
        mg.Agreement(
            id="south-broad", contractor="south", networks={"broad"}, period=mg.Period(START, date(2025, 12, 31))
        ),
        mg.Agreement(
            id="ipa-narrow", contractor="valley-ipa", networks={"narrow"}, delegates_credentialing=True, period=SINCE
        ),
        mg.Agreement(id="south-ended", contractor="south", period=mg.Period(START, date(2025, 1, 1))),
    ],
    roster_entries=[
        mg.RosterEntry(id="ann-broad", agreement="north-broad", practitioner="ann", billing="north", period=SINCE),
        mg.RosterEntry(id="ben-broad", agreement="south-broad", practitioner="ben", billing="south", sites={"mall"}),
        mg.RosterEntry(id="ann-narrow", agreement="ipa-narrow", practitioner="ann", billing="north", period=SINCE),
        mg.RosterEntry(id="ben-ended", agreement="south-ended", practitioner="ben", billing="south"),
        mg.RosterEntry(id="cyd-narrow", agreement="ipa-narrow", practitioner="cyd", billing="east", period=SINCE),
    ],
    credentials=[
        Credential(id="ann-vetted", practitioner="ann", payer="payer", by="valley-ipa", period=SINCE),
        Credential(id="ben-vetted", practitioner="ben", payer="payer", period=SINCE),
        Credential(id="ann-by-north", practitioner="ann", payer="payer", by="north", period=SINCE),
        Credential(id="cyd-vetted", practitioner="cyd", payer="payer", period=SINCE),
    ],
    listings=[
        Listing(id="ann-listed", network="broad", organization="north", practitioner="ann", as_of=date(2025, 5, 1))
    ],
    scopes=[
        Scope(id="known", of=ScopeOf.CONTRACTS, organizations={"north", "south", "east"}),
        Scope(id="north-known", of=ScopeOf.CONTRACTS, organizations={"north"}),
        Scope(id="listed", of=ScopeOf.LISTINGS, organizations={"north", "south"}),
    ],
)
MARKET = mg.open_market(FACTS)
GROUP = mg.merge(MARKET, PRACTICES, model="multi-specialty", name="Valley Group", on=DAY)
GROUP_ALONE = mg.merge(MARKET, PRACTICES, model="multi-specialty", name="Valley Group", on=DAY, contracts="none")


def periods(market: mg.Market, collection: str) -> dict[str, mg.Period]:
    """Return the period of each fact of a collection, by id."""
    return {fact.id: fact.period for fact in getattr(market.facts, collection)}


def standing(market: mg.Market, practitioner: str, billing: str, plan: str, on: date = DAY, **asked: Any) -> Status:
    """Return the standing by contract."""
    return mg.network_standing(market, practitioner, billing, plan, on=on, **asked).contracted


# merge ----------------------------------------------------------------------------------------------------------------


def test_the_group_begins_and_the_practices_end_on_the_day() -> None:
    group = GROUP.organization("valley-group")

    assert (group.name, group.model, group.period) == ("Valley Group", "multi-specialty", mg.Period(DAY))
    assert group.roles == {OrganizationRole.PRACTICE}
    assert {GROUP.organization(one).period for one in PRACTICES} == {mg.Period(None, DAY)}
    assert GROUP.organization("east") == MARKET.organization("east")


def test_roles_in_force_pass_and_those_that_ended_stay_where_they_were() -> None:
    roles = periods(GROUP, "practitioner_roles")

    assert roles["ann-north"] == mg.Period(START, DAY)
    assert roles["ann-north@valley-group"] == mg.Period(DAY)
    assert roles["cyd-north"] == MARKET.practitioner_role("cyd-north").period
    assert "cyd-north@valley-group" not in roles
    assert roles["cyd-east"] == mg.Period(DAY)
    assert {role.practitioner for role in GROUP.on(DAY).roles_at("valley-group")} == {"ann", "ben"}


def test_a_role_at_every_site_of_the_practice_stays_at_the_sites_of_the_practice() -> None:
    assert GROUP.practitioner_role("ann-north@valley-group").sites == frozenset({"tower"})
    assert GROUP.practitioner_role("ben-south@valley-group").sites == frozenset({"mall"})


def test_sites_and_resources_pass() -> None:
    assert GROUP.site("tower").organization == GROUP.site("mall").organization == "valley-group"
    assert GROUP.site("park") == MARKET.site("park")
    assert periods(GROUP, "resources") == {
        "old-scanner": mg.Period(START, date(2025, 1, 1)),
        "scanner": mg.Period(START, DAY),
        "scanner@valley-group": mg.Period(DAY),
    }
    assert GROUP.fact("resources", "scanner@valley-group").cost == mg.Money.parse("120000.00")


def test_agreements_in_force_pass_with_their_lines_and_end_when_they_would_have() -> None:
    agreements, lines = periods(GROUP, "agreements"), periods(GROUP, "roster_entries")

    assert agreements["south-broad"] == mg.Period(START, DAY)
    assert agreements["south-broad@valley-group"] == mg.Period(DAY, date(2025, 12, 31))
    assert agreements["ipa-narrow"] == SINCE
    assert "south-ended@valley-group" not in agreements
    assert lines["ben-broad@valley-group"] == mg.Period(DAY)
    assert lines["cyd-narrow"] == SINCE
    assert "ben-ended@valley-group" not in lines
    passed = GROUP.fact("roster_entries", "ann-narrow@valley-group")
    assert (passed.agreement, passed.billing) == ("ipa-narrow", "valley-group")


@pytest.mark.parametrize(("practitioner", "plan"), [("ann", "ppo"), ("ben", "ppo"), ("ann", "hmo")])
def test_who_was_in_network_is_in_network_through_the_group(practitioner: str, plan: str) -> None:
    old = {"ann": "north", "ben": "south"}[practitioner]

    assert standing(MARKET, practitioner, old, plan) is Status.IN
    assert standing(GROUP, practitioner, "valley-group", plan) is Status.IN
    assert standing(GROUP, practitioner, old, plan, BEFORE) is Status.IN
    assert standing(GROUP, practitioner, old, plan) is Status.OUT
    assert standing(GROUP, practitioner, "valley-group", plan, BEFORE) is Status.PENDING


def test_a_line_for_one_site_is_still_for_that_site() -> None:
    assert standing(GROUP, "ben", "valley-group", "ppo", site="mall") is Status.IN
    assert standing(GROUP, "ben", "valley-group", "ppo", site="tower") is Status.OUT


def test_what_one_practice_opted_in_to_does_not_bind_its_new_colleagues() -> None:
    line = mg.RosterEntry(id="ben-narrow", agreement="ipa-narrow", practitioner="ben", billing="south", period=SINCE)
    market = mg.open_market(attrs.evolve(FACTS, roster_entries=[*FACTS.roster_entries, line]))
    group = mg.merge(market, PRACTICES, model="multi-specialty", name="Valley Group", on=DAY)

    assert standing(market, "ben", "south", "hmo") is Status.OUT
    assert standing(group, "ben", "valley-group", "hmo") is Status.OUT
    assert standing(group, "ann", "valley-group", "hmo") is Status.IN


def test_what_nobody_can_tell_of_a_practice_nobody_can_tell_of_its_group() -> None:
    unknown = [attrs.evolve(one, model=None) if one.id == "valley-ipa" else one for one in FACTS.organizations]
    market = mg.open_market(attrs.evolve(FACTS, organizations=unknown))
    group = mg.merge(market, PRACTICES, model="multi-specialty", name="Valley Group", on=DAY)

    assert standing(market, "ann", "north", "hmo") is Status.UNKNOWN
    assert standing(group, "ann", "valley-group", "hmo") is Status.UNKNOWN


def test_without_contracts_no_agreement_line_or_delegated_credential_passes() -> None:
    for collection in ("agreements", "roster_entries", "credentials"):
        assert not [key for key in periods(GROUP_ALONE, collection) if key.endswith("@valley-group")]
    assert periods(GROUP_ALONE, "agreements")["north-broad"] == mg.Period(START, DAY)
    assert standing(GROUP_ALONE, "ann", "valley-group", "ppo") is Status.OUT
    assert standing(GROUP_ALONE, "ann", "north", "ppo", BEFORE) is Status.IN


def test_a_delegates_credentials_pass_with_the_delegation() -> None:
    passed = GROUP.fact("credentials", "ann-by-north@valley-group")

    assert (passed.by, passed.period) == ("valley-group", mg.Period(DAY))
    assert GROUP.fact("credentials", "ann-vetted") == MARKET.fact("credentials", "ann-vetted")


def test_memberships_of_one_kind_pass_once_and_elections_with_them() -> None:
    ties, elections = periods(GROUP, "affiliations"), periods(GROUP, "elections")

    passed = {key for key in ties if key.endswith("@valley-group")}

    assert passed == {"north-in-ipa@valley-group"}
    assert ties["north-in-ipa@valley-group"] == mg.Period(DAY)
    assert ties["south-in-ipa"] == mg.Period(START, DAY)
    assert elections["north-chose@valley-group"] == mg.Period(DAY)
    assert mg.units_of(GROUP, Function.CONTRACTING, "valley-group", on=DAY) == {"valley-group", "valley-ipa"}


def test_ownership_passes_only_where_all_have_the_owner() -> None:
    second = mg.Affiliation(id="south-owned", kind=Kind.OWNS, organizer="holding", member="south", period=SINCE)
    both = mg.open_market(attrs.evolve(FACTS, affiliations=[*FACTS.affiliations, second]))
    owned = mg.merge(both, PRACTICES, model="multi-specialty", name="Valley Group", on=DAY)

    def owners(market: mg.Market, day: date) -> list[str]:
        return [tie.organizer for tie in market.on(day).affiliations_of("valley-group", Kind.OWNS)]

    assert owners(GROUP, DAY) == []
    assert owners(owned, DAY) == ["holding"]
    assert owners(owned, BEFORE) == []


def test_a_tie_between_the_practices_ends() -> None:
    between = mg.Affiliation(id="between", kind=Kind.MANAGES, organizer="north", member="south", period=SINCE)
    tied = mg.open_market(attrs.evolve(FACTS, affiliations=[*FACTS.affiliations, between]))

    ties = periods(mg.merge(tied, PRACTICES, model="solo", name="Valley Group", on=DAY), "affiliations")

    assert ties["between"] == mg.Period(START, DAY)
    assert "between@valley-group" not in ties


def test_what_a_practice_gathers_the_group_gathers() -> None:
    gathers = mg.Affiliation(
        id="gathers",
        kind=Kind.MEMBER,
        organizer="north",
        member="east",
        terms=[AffiliationTerm(functions={Function.SCHEDULING}, effect=mg.Effect.REPLACES)],
    )
    gathering = mg.open_market(attrs.evolve(FACTS, affiliations=[*FACTS.affiliations, gathers]))
    merged = mg.merge(gathering, PRACTICES, model="multi-specialty", name="Valley Group", on=DAY)

    assert mg.unit_of(merged, Function.SCHEDULING, "east", on=BEFORE) == "north"
    assert mg.unit_of(merged, Function.SCHEDULING, "east", on=DAY) == "valley-group"


def test_a_scope_of_contracts_extends_to_the_group_where_the_contracts_of_all_practices_are_known() -> None:
    scopes = {scope.id: scope.organizations for scope in GROUP.facts.scopes}

    assert scopes["known"] == frozenset({"north", "south", "east", "valley-group"})
    assert scopes["north-known"] == frozenset({"north", "valley-group"})
    assert scopes["listed"] == frozenset({"north", "south"})


def test_two_scopes_that_each_name_one_practice_extend_to_the_group_and_one_alone_does_not() -> None:
    apart = [
        Scope(id="of-north", of=ScopeOf.CONTRACTS, organizations={"north"}),
        Scope(id="of-south", of=ScopeOf.CONTRACTS, organizations={"south"}),
    ]

    def extended(scopes: list[Scope]) -> set[str]:
        known = MARKET.with_facts(attrs.evolve(MARKET.facts, scopes=scopes))
        merged = mg.merge(known, ["north", "south"], model="multi-specialty", name="Valley Group", on=DAY)
        return {scope.id for scope in merged.facts.scopes if "valley-group" in (scope.organizations or ())}

    assert extended(apart) == {"of-north", "of-south"}
    assert extended(apart[:1]) == set()


def test_directories_go_on_stating_what_they_stated() -> None:
    assert GROUP.facts.listings == MARKET.facts.listings


def test_a_merger_is_an_assumption_of_the_market() -> None:
    (told,) = GROUP.assumptions

    assert all(
        word in told for word in ("North Heart", "South Family", "Valley Group", "multi-specialty", "2025-06-01")
    )
    assert MARKET.assumptions == ()


def test_one_practice_may_change_its_model_by_a_merger_of_one() -> None:
    changed = mg.merge(MARKET, ["south"], model="single-specialty", name="South Group", id="south-2", on=DAY)

    assert changed.organization("south-2").model == "single-specialty"
    assert {role.practitioner for role in changed.on(DAY).roles_at("south-2")} == {"ben"}


# form_ipa -------------------------------------------------------------------------------------------------------------


def test_an_association_is_formed_with_members_that_opt_in() -> None:
    formed = mg.form_ipa(MARKET, PRACTICES, name="New IPA", on=DAY)

    association = formed.organization("new-ipa")
    assert (association.model, association.period) == ("ipa", mg.Period(DAY))
    assert [tie.member for tie in formed.on(DAY).members_of("new-ipa", Kind.MEMBER)] == ["north", "south"]
    assert formed.on(BEFORE).members_of("new-ipa") == ()
    assert mg.units_of(formed, Function.CONTRACTING, "south", on=DAY) == {"south", "new-ipa"}
    assert mg.units_of(formed, Function.PURCHASING, "south", on=DAY) == {"south", "new-ipa"}
    assert formed.facts.agreements == MARKET.facts.agreements
    assert formed.facts.roster_entries == MARKET.facts.roster_entries


def test_members_opt_in_for_the_plans_that_are_named() -> None:
    formed = mg.form_ipa(MARKET, PRACTICES, name="New IPA", on=DAY, plans=["hmo"])

    def units(plan: str) -> frozenset[str]:
        return mg.units_of(formed, Function.CONTRACTING, "south", on=DAY, plan=plan)

    assert units("hmo") == {"south", "new-ipa"}
    assert units("ppo") == {"south"}


def test_an_association_that_signs_puts_whoever_practises_at_a_member_on_its_roster() -> None:
    given = mg.Agreement(id="new-narrow", contractor="anyone", networks={"narrow"}, period=mg.Period(None, LATER))

    formed = mg.form_ipa(MARKET, PRACTICES, name="New IPA", on=DAY, agreement=given)

    signed = formed.agreement("new-narrow")
    assert (signed.contractor, signed.period) == ("new-ipa", mg.Period(DAY, LATER))
    lines = [line for line in formed.facts.roster_entries if line.agreement == "new-narrow"]
    assert [(line.practitioner, line.billing, line.sites, line.period) for line in lines] == [
        ("ann", "north", None, mg.Period(DAY, LATER)),
        ("ben", "south", {"mall"}, mg.Period(DAY, LATER)),
    ]
    assert standing(MARKET, "ben", "south", "hmo") is Status.OUT
    assert standing(formed, "ben", "south", "hmo") is Status.IN
    assert standing(formed, "ben", "south", "hmo", LATER) is Status.OUT


# acquire and release --------------------------------------------------------------------------------------------------


def test_a_buyer_is_the_one_owner_from_the_day() -> None:
    bought = mg.acquire(MARKET, PRACTICES, by="valley-health", on=DAY)

    for practice in PRACTICES:
        (tie,) = bought.on(DAY).affiliations_of(practice, Kind.OWNS)
        assert (tie.organizer, tie.share, tie.period) == ("valley-health", 1.0, mg.Period(DAY))
    assert [tie.organizer for tie in bought.on(BEFORE).affiliations_of("north", Kind.OWNS)] == ["holding"]
    assert mg.describe(bought, "north", on=DAY).labels == ("single-specialty", "member of an ipa", "owned by an ids")
    assert mg.unit_of(bought, Function.RECORDS, "north", on=DAY) == "valley-health"
    assert mg.unit_of(bought, Function.BILLING, "north", on=DAY) == "north"


def test_agreements_of_the_bought_stay_in_force() -> None:
    bought = mg.acquire(MARKET, PRACTICES, by="valley-health", on=DAY)

    assert bought.facts.agreements == MARKET.facts.agreements
    assert standing(bought, "ann", "north", "ppo") is Status.IN
    assert standing(bought, "ben", "south", "ppo") is Status.IN


def test_a_buyer_of_unknown_model_is_taken_for_an_ids_and_that_is_an_assumption() -> None:
    bought = mg.acquire(MARKET, ["south"], by="holding", on=DAY)

    assert bought.organization("holding").model == "ids"
    sold, taken = bought.assumptions
    assert all(word in sold for word in ("South Family", "holding", "2025-06-01"))
    assert "an ids" in taken


def test_a_second_purchase_by_the_same_buyer_gets_an_id_of_its_own() -> None:
    once = mg.acquire(MARKET, ["south"], by="valley-health", on=DAY)
    again = mg.acquire(release(once, ["south"], on=LATER), ["south"], by="valley-health", on=LATER)

    owning = [tie for tie in again.facts.affiliations if tie.kind is Kind.OWNS and tie.member == "south"]

    assert [(tie.id, tie.period) for tie in owning] == [
        ("south@valley-health", mg.Period(DAY, LATER)),
        ("south@valley-health-2", mg.Period(LATER)),
    ]


def test_what_the_buyer_owns_whole_already_stays_as_it_is() -> None:
    once = mg.acquire(MARKET, ["south"], by="valley-health", on=DAY)

    assert mg.acquire(once, ["south"], by="valley-health", on=LATER).facts == once.facts


def test_what_is_owned_whole_already_keeps_none_of_the_others_from_being_bought() -> None:
    once = mg.acquire(MARKET, ["north"], by="valley-health", on=DAY)
    both = mg.acquire(once, ["north", "south"], by="valley-health", on=LATER)

    assert {tie.member for tie in both.on(LATER).members_of("valley-health", Kind.OWNS)} == {"north", "south"}


def test_a_line_that_bills_through_who_does_not_merge_still_does() -> None:
    line = mg.RosterEntry(id="cyd-broad", agreement="north-broad", practitioner="cyd", billing="east", period=SINCE)
    merged = mg.merge(
        MARKET.with_facts(FACTS + mg.Facts(roster_entries=[line])), PRACTICES, model="solo", name="New", on=DAY
    )

    lines = [one for one in merged.facts.roster_entries if one.practitioner == "cyd" and "north-broad" in one.agreement]

    assert {(one.agreement, one.billing) for one in lines} == {("north-broad", "east"), ("north-broad@new", "east")}


def test_a_scope_of_others_does_not_extend_to_the_group() -> None:
    of_east = Scope(id="of-east", of=ScopeOf.CONTRACTS, organizations={"east"})
    known = MARKET.with_facts(attrs.evolve(FACTS, scopes=[*FACTS.scopes, of_east]))

    merged = mg.merge(known, PRACTICES, model="solo", name="New", on=DAY)

    assert {scope.id: scope.organizations for scope in merged.facts.scopes}["of-east"] == frozenset({"east"})


def test_who_is_let_go_has_no_owner_from_the_day() -> None:
    freed = release(MARKET, PRACTICES, on=DAY)

    assert freed.on(DAY).affiliations_of("north", Kind.OWNS) == ()
    assert len(freed.on(BEFORE).affiliations_of("north", Kind.OWNS)) == 1
    assert "North Heart" in freed.assumptions[0]
    assert "South Family" not in freed.assumptions[0]


def test_to_let_go_who_is_free_changes_nothing() -> None:
    assert release(MARKET, ["south"], on=DAY) is MARKET


# what is refused ------------------------------------------------------------------------------------------------------


def merging(practices: Any, **changed: Any) -> Callable[[], mg.Market]:
    """Return a merger to try."""
    asked: dict[str, Any] = {"model": "multi-specialty", "name": "Valley Group", "on": DAY} | changed
    return lambda: mg.merge(MARKET, practices, **asked)


@pytest.mark.parametrize(
    ("change", "problem", "words"),
    [
        (merging(["nroth"]), UnknownFactError, ["'nroth'", "'north'"]),
        (merging([]), InvalidValueError, ["practices"]),
        (merging("north"), InvalidValueError, ["practices", "a list"]),
        (merging(["north"], model="multispecialty"), UnknownModelError, ["'multispecialty'", "'multi-specialty'"]),
        (merging(["north"], contracts="pas"), InvalidValueError, ["'pas'", "'pass'"]),
        (merging(["north"], id="south"), InvalidValueError, ["id", "'south'"]),
        (merging(["north"], name="???"), InvalidValueError, ["id"]),
        (
            lambda: mg.merge(GROUP, ["valley-group"], model="solo", name="X", on=DAY),
            InvalidValueError,
            ["valley-group", "exists before 2025-06-01"],
        ),
        (
            lambda: mg.merge(GROUP, ["north"], model="solo", name="X", on=LATER),
            InvalidValueError,
            ["north", "until 2025-06-01"],
        ),
        (lambda: mg.form_ipa(MARKET, PRACTICES, name="X", on=DAY, plans=["hmoo"]), UnknownFactError, ["'hmo'"]),
        (lambda: mg.form_ipa(MARKET, PRACTICES, name="X", on=DAY, model="ipaa"), UnknownModelError, ["'ipa'"]),
        (lambda: mg.acquire(MARKET, ["north"], by="north", on=DAY), InvalidValueError, ["by", "'north'"]),
        (lambda: mg.acquire(MARKET, ["north"], by="valley-helth", on=DAY), UnknownFactError, ["valley-health"]),
        (lambda: mg.acquire(MARKET, ["holding"], by="north", on=DAY), MarketError, ["circle of owners", "holding"]),
        (lambda: release(MARKET, [], on=DAY), InvalidValueError, ["organizations"]),
    ],
)
def test_a_wrong_word_is_an_error_that_says_what_would_be_right(
    change: Callable[[], mg.Market], problem: type[Exception], words: list[str]
) -> None:
    with pytest.raises(problem) as raised:
        change()

    assert isinstance(raised.value, mg.MedgroupError)
    assert [word for word in words if word not in str(raised.value)] == []


def test_a_model_that_is_installed_and_was_left_out_is_told_as_such() -> None:
    both = mg.Facts(organizations=[mg.Organization(id="one"), mg.Organization(id="two")])
    market = mg.open_market(both, plugins=[medgroup_solo])

    with pytest.raises(UnknownModelError) as raised:
        mg.merge(market, ["one", "two"], model="ipa", name="Both", on=DAY)

    assert str(raised.value) == (
        "model: 'ipa' is of no plugin of plugins= (models: solo), which replaces the installed ones; "
        "pass [*installed_plugins(), ...] of medgroup.plugins"
    )
    assert (raised.value.model, raised.value.known) == ("ipa", ("solo",))
