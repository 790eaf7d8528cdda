"""Every sentence about a price as it reads, with its source and what would change it."""

from collections.abc import Callable
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup.answers import Reason
from medgroup.costs import PricedLines, ScheduledAmount, Service
from medgroup.domain import Cap, Claim, Method, Setting
from tests.unit.pricing import (
    DAY,
    FACTS,
    MEDICARE_2026,
    NURSES,
    SURGERY,
    agreement,
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
    value,
)

_CAP = Cap(office_expense="0.50", facility_expense="0.50", malpractice="0.05")
MORE = attrs.evolve(
    MEDICARE_2026,
    name="Medicare 2026",
    relative_values=(
        *MEDICARE_2026.relative_values,
        attrs.evolve(value("X2002", "1.00", "2.00", "2.00", "0.10", rare_in={Setting.OFFICE}), cap=_CAP),
    ),
)
NO_FACTOR = attrs.evolve(MEDICARE_2026, conversion_factors=[])
CASE = rate(Method.CASE_RATE, codes={"X3000-X3999", "X1001"}, amount=money("500.00"))
CHARGES = rate(Method.PERCENT_OF_CHARGES, percent="62.5")
NOBODY_KNOWN = [attrs.evolve(role, specialties=None) for role in FACTS.practitioner_roles]
ANYWHERE = [attrs.evolve(role, sites={"office", "ward"}) for role in FACTS.practitioner_roles]
HOSPITAL = agreement("h", "hospital", terms=terms(table(claim=Claim.FACILITY)))


def said(reason: Reason) -> tuple[str, ...]:
    """Return a reason as its parts, those left out that it does not have."""
    parts = (reason.statement, reason.source, reason.would_change, ", ".join(reason.evidence))
    names = ("", "source: ", "change: ", "evidence: ")
    return tuple(f"{name}{part}" for name, part in zip(names, parts, strict=True) if part)


def one(*rates: mg.Rate, changed: dict[str, Any] | None = None, **keys: Any) -> Callable[..., PricedLines]:
    """Return what prices services under some terms."""
    market = under(terms(*rates, **keys), **(changed or {}))
    return lambda *services, **asked: priced(market, *services, **asked)


#: What is asked about, the number of the line, and the steps of that line.
STEPS: dict[str, tuple[Callable[[], PricedLines], int, list[tuple[str, ...]]]] = {
    "a rolling percentage of relative values": (
        lambda: one(percent("120"))(Service("X1001")),
        1,
        [
            ("Agreement own pays 120 % of series medicare for all codes.", "evidence: agreements/own"),
            (
                (
                    "medicare-2026: (1.30 x 1.000 + 1.33 x 0.964 + 0.10 x 0.731) x 33.4009 is $88.69 for a unit "
                    "in an office."
                ),
                "source: 42 CFR 414.20, 414.22, 414.26",
                "evidence: fee_schedules/medicare-2026",
            ),
            ("Together $106.43, rounded half up once.",),
        ],
    ),
    "an index of the country": (
        lambda: one(percent(locality="national"))(Service("X1001")),
        1,
        [
            ("Agreement own pays 100 % of series medicare for all codes.", "evidence: agreements/own"),
            (
                "medicare-2026: (1.30 x 1 + 1.33 x 1 + 0.10 x 1) x 33.4009 is $91.18 for a unit in an office.",
                "source: 42 CFR 414.20, 414.22, 414.26",
                "evidence: fee_schedules/medicare-2026",
            ),
            ("Together $91.18, rounded half up once.",),
        ],
    ),
    "a percentage of the schedule of a year": (
        lambda: one(percent("110.5", year=2025))(Service("X1001", 2)),
        1,
        [
            (
                "Agreement own pays 110.5 % of series medicare as of 1 January 2025 for all codes.",
                "evidence: agreements/own",
            ),
            (
                (
                    "medicare-2025: (1.30 x 1.000 + 1.33 x 0.964 + 0.10 x 0.731) x 32.3465 is $85.89 for a unit "
                    "in an office."
                ),
                "source: 42 CFR 414.20, 414.22, 414.26",
                "evidence: fee_schedules/medicare-2025",
            ),
            ("Together $189.82 for 2 units, rounded half up once.",),
        ],
    ),
    "one schedule for some codes, in a facility": (
        lambda: one(percent(schedule="medicare-2026", codes={"X2000-X2999", "X1001"}))(Service("X1001"), site="ward"),
        1,
        [
            ("Agreement own pays 100 % of medicare-2026 for X1001, X2000-X2999.", "evidence: agreements/own"),
            (
                (
                    "medicare-2026 has one conversion factor for who qualifies and one for others; which one "
                    "holds is not known."
                ),
                "source: 42 USC 1395w-4(d)",
                "change: The days on which the practitioner qualifies, or the factor named.",
                "evidence: fee_schedules/medicare-2026",
            ),
        ],
    ),
    "an own conversion factor": (
        lambda: one(rate(Method.CONVERSION_FACTOR, series="medicare", conversion_factor="40.00"))(Service("X1001")),
        1,
        [
            (
                "Agreement own pays $40.00 for each relative value unit of series medicare for all codes.",
                "evidence: agreements/own",
            ),
            (
                (
                    "medicare-2026: (1.30 x 1.000 + 1.33 x 0.964 + 0.10 x 0.731) x 40.00 is $106.21 for a unit in "
                    "an office."
                ),
                "source: 42 CFR 414.20, 414.22, 414.26",
                "evidence: fee_schedules/medicare-2026",
            ),
            ("Together $106.21, rounded half up once.",),
        ],
    ),
    "a table of amounts and no charge": (
        lambda: one(table(), lesser_of_charge=True)(Service("X1001")),
        1,
        [
            ("Agreement own pays what table says for all codes.", "evidence: agreements/own"),
            ("table states $100.00 for a unit in an office.", "evidence: fee_schedules/table"),
            ("Together $100.00, rounded half up once.",),
            ("The terms allow a lower charge instead, and no charge is stated.", "change: A charge below the price."),
        ],
    ),
    "a lower charge": (
        lambda: one(table(), lesser_of_charge=True)(Service("X1001", charge=money("99.99"))),
        1,
        [
            ("Agreement own pays what table says for all codes.", "evidence: agreements/own"),
            ("table states $100.00 for a unit in an office.", "evidence: fee_schedules/table"),
            ("Together $100.00, rounded half up once.",),
            ("The charge of $99.99 is lower and is allowed instead.",),
        ],
    ),
    "the same charge": (
        lambda: one(table(), lesser_of_charge=True)(Service("X1001", charge=money("100.00"))),
        1,
        [
            ("Agreement own pays what table says for all codes.", "evidence: agreements/own"),
            ("table states $100.00 for a unit in an office.", "evidence: fee_schedules/table"),
            ("Together $100.00, rounded half up once.",),
        ],
    ),
    "a percentage of charges": (
        lambda: one(CHARGES)(Service("X1001", 2, charge=money("200.01"))),
        1,
        [
            ("Agreement own pays 62.5 % of charges for all codes.", "evidence: agreements/own"),
            ("Together $125.01, rounded half up once.",),
        ],
    ),
    "a percentage of charges and no charge": (
        lambda: one(CHARGES)(Service("X1001")),
        1,
        [
            ("Agreement own pays 62.5 % of charges for all codes.", "evidence: agreements/own"),
            ("The rate is a percentage of charges, and no charge is stated.", "change: The charge of the line."),
        ],
    ),
    "a case": (
        lambda: one(CASE)(Service("X1001", 2), Service("X3001")),
        1,
        [
            ("Agreement own pays $500.00 for the case for X1001, X3000-X3999.", "evidence: agreements/own"),
            ("Together $500.00, rounded half up once.",),
        ],
    ),
    "within a case": (
        lambda: one(CASE)(Service("X1001"), Service("X3001")),
        2,
        [
            ("Agreement own pays $500.00 for the case for X1001, X3000-X3999.", "evidence: agreements/own"),
            ("It belongs to the case that the case rate pays for on another line.",),
        ],
    ),
    "a kind of practitioner and a modifier": (
        lambda: one(table(), practitioners=NURSES, modifiers=SURGERY)(
            Service("X3001", modifiers=["AS"]), practitioner="n"
        ),
        1,
        [
            ("Agreement own pays what table says for all codes.", "evidence: agreements/own"),
            ("table states $1000.00 for a unit in an office.", "evidence: fee_schedules/table"),
            ("85 % of it for practitioners of this kind.", "source: 42 CFR 414.52, 414.56"),
            ("16 % of it for modifier AS.", "source: Medicare Claims Processing Manual (Pub. 100-04) ch. 12"),
            ("Together $136.00, rounded half up once.",),
        ],
    ),
    "an unknown kind of practitioner": (
        lambda: one(table(), practitioners=NURSES, changed={"practitioner_roles": NOBODY_KNOWN})(Service("X1001")),
        1,
        [
            ("Agreement own pays what table says for all codes.", "evidence: agreements/own"),
            ("table states $100.00 for a unit in an office.", "evidence: fee_schedules/table"),
            (
                "The terms pay kinds of practitioners differently, and the specialties of this one are not known.",
                "change: The taxonomy codes of the practitioner's role.",
                "evidence: fee_schedules/table",
            ),
        ],
    ),
    "the second procedure": (
        lambda: one(table(), multiple_procedures=["100", "50"])(Service("X3002"), Service("X3001")),
        1,
        [
            ("Agreement own pays what table says for all codes.", "evidence: agreements/own"),
            ("table states $400.00 for a unit in an office.", "evidence: fee_schedules/table"),
            (
                "It is number 2 of the procedures of the day, the dearest first: 50 % of the price of one.",
                "source: Medicare Claims Processing Manual (Pub. 100-04) ch. 12, 40.6",
            ),
            ("Together $200.00, rounded half up once.",),
        ],
    ),
    "several procedures on one line": (
        lambda: one(table(), multiple_procedures=["100", "50", "25"])(Service("X3002", 3), Service("X3001")),
        1,
        [
            ("Agreement own pays what table says for all codes.", "evidence: agreements/own"),
            ("table states $400.00 for a unit in an office.", "evidence: fee_schedules/table"),
            (
                "It is numbers 2 to 4 of the procedures of the day, the dearest first: 100 % of the price of one.",
                "source: Medicare Claims Processing Manual (Pub. 100-04) ch. 12, 40.6",
            ),
            ("Together $400.00 for 3 units, rounded half up once.",),
        ],
    ),
    "a share held back": (
        lambda: one(table(), withhold="0.125")(Service("X1001")),
        1,
        [
            ("Agreement own pays what table says for all codes.", "evidence: agreements/own"),
            ("table states $100.00 for a unit in an office.", "evidence: fee_schedules/table"),
            ("Together $100.00, rounded half up once.",),
            (
                "12.5 % of what is allowed is held back until a settlement; it stays owed, and is no write-off.",
                "source: X12 claim adjustment reason code 104",
            ),
        ],
    ),
    "no share held back of what is not known": (
        lambda: one(CHARGES, withhold="0.125")(Service("X1001")),
        1,
        [
            ("Agreement own pays 62.5 % of charges for all codes.", "evidence: agreements/own"),
            ("The rate is a percentage of charges, and no charge is stated.", "change: The charge of the line."),
        ],
    ),
    "the cap on imaging, where it is rare": (
        lambda: one(percent(), changed={"fee_schedules": [MORE]})(Service("X2002")),
        1,
        [
            ("Agreement own pays 100 % of series medicare for all codes.", "evidence: agreements/own"),
            (
                (
                    "Medicare 2026: (1.00 x 1.000 + 0.50 x 0.964 + 0.05 x 0.731) x 33.4009 is $50.72 for a unit "
                    "in an office. That is the cap on imaging, which is lower than its own relative values. It is "
                    "rarely or never given there."
                ),
                "source: 42 CFR 414.20, 414.22, 414.26; section 5102(b) of the Deficit Reduction Act of 2005",
                "evidence: fee_schedules/medicare-2026",
            ),
            ("Together $50.72, rounded half up once.",),
        ],
    ),
    "no percentage for a modifier": (
        lambda: one(percent())(Service("X3001", modifiers=["50"])),
        1,
        [
            ("Agreement own pays 100 % of series medicare for all codes.", "evidence: agreements/own"),
            (
                (
                    "medicare-2026: (9.60 x 1.000 + 8.85 x 0.964 + 1.90 x 0.731) x 33.4009 is $652.00 for a unit "
                    "in an office."
                ),
                "source: 42 CFR 414.20, 414.22, 414.26",
                "evidence: fee_schedules/medicare-2026",
            ),
            (
                "Agreement own states no percentage for modifier 50.",
                "change: A percentage for modifier 50 in the terms.",
                "evidence: fee_schedules/medicare-2026",
            ),
        ],
    ),
    "a modifier by report": (
        lambda: one(percent())(Service("X3001", modifiers=["22"])),
        1,
        [
            ("Agreement own pays 100 % of series medicare for all codes.", "evidence: agreements/own"),
            (
                (
                    "medicare-2026: (9.60 x 1.000 + 8.85 x 0.964 + 1.90 x 0.731) x 33.4009 is $652.00 for a unit "
                    "in an office."
                ),
                "source: 42 CFR 414.20, 414.22, 414.26",
                "evidence: fee_schedules/medicare-2026",
            ),
            (
                "Modifier 22 changes the price by what a report says.",
                "source: Medicare Claims Processing Manual (Pub. 100-04) ch. 12",
                "change: A percentage for modifier 22 in the terms.",
                "evidence: fee_schedules/medicare-2026",
            ),
        ],
    ),
    "a helper who is not paid": (
        lambda: one(percent(), modifiers=SURGERY)(Service("X3002", modifiers=["62"])),
        1,
        [
            ("Agreement own pays 100 % of series medicare for all codes.", "evidence: agreements/own"),
            (
                (
                    "medicare-2026: (3.50 x 1.000 + 5.10 x 0.964 + 0.60 x 0.731) x 33.4009 is $295.76 for a unit "
                    "in an office."
                ),
                "source: 42 CFR 414.20, 414.22, 414.26",
                "evidence: fee_schedules/medicare-2026",
            ),
            (
                "medicare-2026 pays nothing for modifier 62 with this service.",
                "source: Medicare Claims Processing Manual (Pub. 100-04) ch. 12",
                "evidence: fee_schedules/medicare-2026",
            ),
        ],
    ),
    "an injection with others": (
        lambda: one(percent())(Service("X6001"), Service("X1001")),
        1,
        [
            ("Agreement own pays 100 % of series medicare for all codes.", "evidence: agreements/own"),
            (
                (
                    "medicare-2026: (0.17 x 1.000 + 0.26 x 0.964 + 0.01 x 0.731) x 33.4009 is $14.29 for a unit "
                    "in an office."
                ),
                "source: 42 CFR 414.20, 414.22, 414.26",
                "evidence: fee_schedules/medicare-2026",
            ),
            (
                "medicare-2026 pays it only where no other service of the day is paid.",
                "source: CMS National Physician Fee Schedule Relative Value File, attachment A",
                "evidence: fee_schedules/medicare-2026",
            ),
        ],
    ),
    "a bundled service": (
        lambda: one(percent())(Service("X5001")),
        1,
        [
            ("Agreement own pays 100 % of series medicare for all codes.", "evidence: agreements/own"),
            (
                "medicare-2026 pays nothing for it alone: it is paid within other services.",
                "source: CMS National Physician Fee Schedule Relative Value File, attachment A",
                "evidence: fee_schedules/medicare-2026",
            ),
        ],
    ),
    "priced by the contractor": (
        lambda: one(percent())(Service("X4001")),
        1,
        [
            ("Agreement own pays 100 % of series medicare for all codes.", "evidence: agreements/own"),
            (
                "medicare-2026 states no price: the contractor prices it case by case.",
                "source: CMS National Physician Fee Schedule Relative Value File, attachment A",
                "change: An amount for X4001 in the schedule, or a rate of its own.",
                "evidence: fee_schedules/medicare-2026",
            ),
        ],
    ),
    "outside the schedule": (
        lambda: one(percent())(Service("X4003")),
        1,
        [
            ("Agreement own pays 100 % of series medicare for all codes.", "evidence: agreements/own"),
            (
                "medicare-2026 lists it with status N and pays it otherwise or not at all.",
                "source: CMS National Physician Fee Schedule Relative Value File, attachment A",
                "change: A rate for X4003 that does not rest on this schedule.",
                "evidence: fee_schedules/medicare-2026",
            ),
        ],
    ),
    "not listed": (
        lambda: one(percent())(Service("X9999")),
        1,
        [
            ("Agreement own pays 100 % of series medicare for all codes.", "evidence: agreements/own"),
            (
                "medicare-2026 does not list it.",
                "change: A rate for X9999 of another method, or the code mended.",
                "evidence: fee_schedules/medicare-2026",
            ),
        ],
    ),
    "not listed in a schedule with a name": (
        lambda: one(percent(), changed={"fee_schedules": [MORE]})(Service("X9999")),
        1,
        [
            ("Agreement own pays 100 % of series medicare for all codes.", "evidence: agreements/own"),
            (
                "Medicare 2026 does not list it.",
                "change: A rate for X9999 of another method, or the code mended.",
                "evidence: fee_schedules/medicare-2026",
            ),
        ],
    ),
    "no such component": (
        lambda: one(percent())(Service("X1001", modifiers=["TC"])),
        1,
        [
            ("Agreement own pays 100 % of series medicare for all codes.", "evidence: agreements/own"),
            (
                "medicare-2026 lists X1001, and not the component TC of it.",
                "change: The modifier left out or mended.",
                "evidence: fee_schedules/medicare-2026",
            ),
        ],
    ),
    "an amount of the other setting": (
        lambda: one(table())(Service("X1003"), site="ward"),
        1,
        [
            ("Agreement own pays what table says for all codes.", "evidence: agreements/own"),
            (
                "table has an amount for the other setting only.",
                "change: An amount for this setting.",
                "evidence: fee_schedules/table",
            ),
        ],
    ),
    "no setting": (
        lambda: one(table(), changed={"practitioner_roles": ANYWHERE})(Service("X1002"), site=None),
        1,
        [
            ("Agreement own pays what table says for all codes.", "evidence: agreements/own"),
            (
                "It is not known whether it is given in an office or in a facility, and the price depends on it.",
                "change: A site, or a place of service (11 for an office).",
                "evidence: fee_schedules/table",
            ),
        ],
    ),
    "no locality": (
        lambda: one(percent(), changed={"sites": [attrs.evolve(FACTS.sites[0], locality=None)]})(Service("X1001")),
        1,
        [
            ("Agreement own pays 100 % of series medicare for all codes.", "evidence: agreements/own"),
            (
                "medicare-2026 pays by locality, and that of the place, which is not known, is not among its own.",
                "change: The locality of the site, or one in the rate.",
                "evidence: fee_schedules/medicare-2026",
            ),
        ],
    ),
    "another locality": (
        lambda: one(percent(locality="99901-77"))(Service("X1001")),
        1,
        [
            ("Agreement own pays 100 % of series medicare for all codes.", "evidence: agreements/own"),
            (
                "medicare-2026 pays by locality, and that of the place, 99901-77, is not among its own.",
                "change: The locality of the site, or one in the rate.",
                "evidence: fee_schedules/medicare-2026",
            ),
        ],
    ),
    "no conversion factor": (
        lambda: one(percent(), changed={"fee_schedules": [NO_FACTOR]})(Service("X1001")),
        1,
        [
            ("Agreement own pays 100 % of series medicare for all codes.", "evidence: agreements/own"),
            (
                "medicare-2026 states no conversion factor for the day.",
                "change: A conversion factor for the day.",
                "evidence: fee_schedules/medicare-2026",
            ),
        ],
    ),
    "one of two conversion factors": (
        lambda: one(percent(qualifying=None))(Service("X1001")),
        1,
        [
            ("Agreement own pays 100 % of series medicare for all codes.", "evidence: agreements/own"),
            (
                (
                    "medicare-2026 has one conversion factor for who qualifies and one for others; which one "
                    "holds is not known."
                ),
                "source: 42 USC 1395w-4(d)",
                "change: The days on which the practitioner qualifies, or the factor named.",
                "evidence: fee_schedules/medicare-2026",
            ),
        ],
    ),
    "no such series": (
        lambda: one(percent(series="medicaid"))(Service("X1001")),
        1,
        [
            ("Agreement own pays 100 % of series medicaid for all codes.", "evidence: agreements/own"),
            ("The market has no fee schedule of series medicaid in force on the day.", "change: That schedule."),
        ],
    ),
    "no schedule of that year": (
        lambda: one(percent(year=2019))(Service("X1001")),
        1,
        [
            (
                "Agreement own pays 100 % of series medicare as of 1 January 2019 for all codes.",
                "evidence: agreements/own",
            ),
            ("The market has no fee schedule of series medicare in force on 1 January 2019.", "change: That schedule."),
        ],
    ),
    "no rate": (
        lambda: one(table(codes={"X1002"}))(Service("X1001")),
        1,
        [
            ("Agreement own states no rate for it.", "change: A rate for X1001.", "evidence: agreements/own"),
        ],
    ),
    "terms not stated": (
        lambda: priced(under(None), Service("X1001")),
        1,
        [
            (
                "The terms of agreement own are not stated.",
                "change: The terms of agreement own.",
                "evidence: agreements/own",
            ),
        ],
    ),
    "out of network": (
        lambda: priced(market_of([], []), Service("X1001")),
        1,
        [
            ("No contract prices it: no network path answers in.", "change: A path that answers in."),
        ],
    ),
    "network not known": (
        lambda: priced(market_of([], [], scopes=[]), Service("X1001")),
        1,
        [
            (
                "It is not known which contract prices it: the network status is not known.",
                "change: What the network status lacks.",
            ),
        ],
    ),
    "beside a facility": (
        lambda: one(percent(), changed=dict(outpatient()))(Service("X2001")),
        1,
        [
            ("Agreement own pays 100 % of series medicare for all codes.", "evidence: agreements/own"),
            (
                "The hospital bills the technical component, so that the professional component alone is priced.",
                "source: 42 CFR 410.42",
            ),
            (
                (
                    "medicare-2026: (0.60 x 1.000 + 0.30 x 0.964 + 0.05 x 0.731) x 33.4009 is $30.92 for a unit "
                    "in a facility."
                ),
                "source: 42 CFR 414.20, 414.22, 414.26",
                "evidence: fee_schedules/medicare-2026",
            ),
            ("Together $30.92, rounded half up once.",),
        ],
    ),
}


@pytest.mark.parametrize("case", STEPS)
def test_the_steps_of_a_line_read_so(case: str) -> None:
    answer, number, expected = STEPS[case]

    assert [said(reason) for reason in answer().steps(number)] == expected


# --- whole answers ---

OWN = agreement("own", "q", terms=terms(percent("110", schedule="table")))
GROUP = agreement("group", "ipa", terms=terms(percent("120", schedule="table")))
ORDER = "source: the plan's order of networks; then own terms, own agreement, an organizer's agreement"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (
            [entry("own"), entry("group")],
            (
                (
                    "Agreement own of Practice Q prices what Practice Q bills, in First, number 1 of the plan's "
                    "networks. The billing organization signed it."
                ),
                ORDER,
                "evidence: agreements/own, networks/n1, roster_entries/own-a",
            ),
        ),
        (
            [entry("group")],
            (
                (
                    "Agreement group of The IPA prices what Practice Q bills, in First, number 1 of the plan's "
                    "networks. An organizer signed it for the billing organization."
                ),
                ORDER,
                "evidence: agreements/group, networks/n1, affiliations/q-in-ipa, roster_entries/group-a",
            ),
        ),
        (
            [entry("group", terms=terms(table()))],
            (
                (
                    "Agreement group of The IPA prices what Practice Q bills, in First, number 1 of the plan's "
                    "networks. The practitioner's own terms on the roster line come first."
                ),
                ORDER,
                "evidence: agreements/group, networks/n1, affiliations/q-in-ipa, roster_entries/group-a",
            ),
        ),
        (
            [],
            (
                "No contract prices what Practice Q bills: it is out of network.",
                "change: A network path that answers in; network_status names what is missing.",
                "evidence: organizations/q",
            ),
        ),
    ],
    ids=["own agreement", "organizer's agreement", "own terms", "out of network"],
)
def test_which_contract_prices_a_bill_reads_so(lines: list[mg.RosterEntry], reason: tuple[str, ...]) -> None:
    assert said(priced(market_of([OWN, GROUP], lines), Service("X1001")).because[0]) == reason


def test_the_steps_of_all_lines_name_their_line() -> None:
    hospital = agreement("h", "hospital", ("n2",), terms=terms(table(claim=Claim.FACILITY)))
    market = market_of([OWN, hospital], [entry("own")], **outpatient())

    answer = priced(market, Service("X1001", 2, ["59", "25"]))

    assert answer.headline() == (
        "$420.00 allowed for 2 lines of Dr. A, billing through Practice Q, under The Plan on 2026-03-02."
    )
    assert [reason.statement for reason in answer.because] == [
        (
            "Agreement own of Practice Q prices what Practice Q bills, in First, number 1 of the plan's networks. "
            "The billing organization signed it."
        ),
        (
            "Agreement h of The Hospital prices what The Hospital bills, in Second, number 2 of the plan's networks. "
            "The billing organization signed it."
        ),
        "Line 1, X1001 with 59, 25 times 2: Agreement own pays 110 % of table for all codes.",
        "Line 1, X1001 with 59, 25 times 2: table states $100.00 for a unit in a facility.",
        "Line 1, X1001 with 59, 25 times 2: Together $220.00 for 2 units, rounded half up once.",
        "Line 2, X1001 with 59, 25 times 2 of the facility: Agreement h pays what table says for all codes.",
        "Line 2, X1001 with 59, 25 times 2 of the facility: table states $100.00 for a unit in a facility.",
        "Line 2, X1001 with 59, 25 times 2 of the facility: Together $200.00 for 2 units, rounded half up once.",
    ]
    assert said(answer.because[1])[2] == "evidence: agreements/h, networks/n2"


def test_what_is_not_known_reads_so() -> None:
    answer = priced(market_of([], [], scopes=[]), Service("X1001"))

    assert answer.headline() == (
        "Not known what is allowed for 1 line of Dr. A, billing through Practice Q, under The Plan on 2026-03-02."
    )
    assert answer.because[0].statement == ("No contract prices what Practice Q bills: it is of unknown network status.")


def test_the_amount_of_a_schedule_reads_so() -> None:
    def asked(code: str, **keys: Any) -> ScheduledAmount:
        return mg.allowed_amount(MORE, code, on=DAY, qualifying=False, **keys)

    capped = asked("X2002", setting=Setting.OFFICE, locality="99901-99")
    component = asked("X2001", modifier="26", setting=Setting.FACILITY, locality="national")
    none = asked("X4001", setting=Setting.FACILITY, locality="national")

    assert [one.headline() for one in (capped, component, none)] == [
        "X2002 in an office, locality 99901-99: $54.11 under medicare-2026 on 2026-03-02.",
        "X2001-26 in a facility, locality national: $31.73 under medicare-2026 on 2026-03-02.",
        "X4001 in a facility, locality national: no price under medicare-2026 on 2026-03-02.",
    ]
    assert [reason.statement for reason in capped.because] == [
        (
            "Medicare 2026: (1.00 x 1.010 + 0.50 x 1.100 + 0.05 x 1.2) x 33.4009 is $54.11 for a unit in an office. "
            "That is the cap on imaging, which is lower than its own relative values. "
            "It is rarely or never given there."
        ),
        (
            "Medicare 2026: (1.00 x 1.010 + 2.00 x 1.100 + 0.10 x 1.2) x 33.4009 is $111.22 for a unit in an office. "
            "It is rarely or never given there."
        ),
    ]
    assert (str(capped.uncapped), none.not_participating, none.limiting_charge) == ("111.22", None, None)
