"""Quotes, whole: every line, share, warning, end, alternative and step, in Valley and in drawn markets."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import medgroup as mg
from medgroup.answers import plain
from medgroup.costs import BilledVisit, Permission, Quote, Service, VoidedVisit
from medgroup.testing.choices import Pen, seeded
from tests.property.drawn_quotes import drawn_case

VALLEY = mg.valley()
DAY, LATER = date(2026, 3, 2), date(2026, 7, 6)
EMERGENCY = Service("X1003", 1, (), mg.Money(60_000), emergency=True)
PREVENTIVE = Service("X1100", 1, (), mg.Money(18_000), preventive=True)


def _bill(id: str, patient: str, practitioner: str, billing: str, *services: str, **more: Any) -> BilledVisit:
    named = [mg.costs.service_of(one) for one in services]
    return BilledVisit(
        id=id,
        patient=patient,
        practitioner=practitioner,
        billing=billing,
        services=named,
        **{"on": date(2026, 2, 2), **more},
    )


UNKNOWN = _bill("unknown", "eve", "dr-petrov", "riverbend-cardiology", "X3001@9000.00")
SCAN = _bill("scan", "kim", "dr-haddad", "summit-heart", "X2002@1500.00")

#: Patient, practitioner, services, and what else is asked.
IN_VALLEY: dict[str, tuple[str, str, list[Any], dict[str, Any]]] = {
    "hmo, primary care": ("ann", "dr-okafor", ["X1001:2@200.00", "X1002"], {"alternatives": True}),
    "hmo, specialist": ("ann", "dr-tanaka", ["X2001@900.00"], {"site": "riverbend-office", "referral": True}),
    "hmo, no referral": ("ann", "dr-tanaka", ["X2001@900.00"], {"site": "riverbend-office", "referral": False}),
    "hmo, referral not said": ("ann", "dr-tanaka", ["X2001@900.00"], {"site": "riverbend-office"}),
    "hmo, referral not said, and elsewhere": (
        "ann",
        "dr-tanaka",
        ["X2001@900.00"],
        {"site": "riverbend-office", "alternatives": True},
    ),
    "hmo, referral used up": (
        "ann",
        "dr-tanaka",
        ["X2001@900.00"],
        {"site": "riverbend-office", "referral": Permission(visits=1, used=1)},
    ),
    "hmo, no price": ("ann", "dr-okafor", ["X4001", "X9999@10.00"], {}),
    "hmo, sites that differ": ("ann", "dr-tanaka", ["X1001@300.00"], {"referral": True}),
    "hmo, wrong directory": ("ann", "dr-haddad", ["X2001@600.00"], {"referral": True}),
    "hmo, relied on it": ("ann", "dr-haddad", ["X1001@600.00"], {"relied_on_directory": True}),
    "hmo, care goes on": ("ann", "dr-haddad", ["X1001@600.00"], {"continuing": True}),
    "ppo, first tier": ("kim", "dr-haddad", ["X2002@1500.00"], {"history": [SCAN], "alternatives": True}),
    "ppo, taken back": (
        "kim",
        "dr-haddad",
        ["X2002@1500.00"],
        {"history": [SCAN, VoidedVisit(id="back", visit="scan", processed=date(2026, 2, 9))]},
    ),
    "ppo, processed later": ("kim", "dr-haddad", ["X2002@1500.00"], {"history": [SCAN], "processed": date(2026, 2, 1)}),
    "ppo, two bills of a visit": ("kim", "dr-tanaka", ["X1001@300.00"], {"site": "riverbend-office", "on": LATER}),
    "ppo, perhaps two bills": ("kim", "dr-tanaka", ["X1001@300.00"], {"on": LATER}),
    "ppo, out of network": ("kim", "dr-petrov", ["X1001@300.00"], {"alternatives": True}),
    "ppo, out of network without a charge": ("kim", "dr-petrov", ["X1001"], {"alternatives": True}),
    "ppo, emergency": ("kim", "dr-iyer", [EMERGENCY], {}),
    "ppo, price of a contractor": ("finn", "dr-tanaka", ["X4001@300.00"], {"alternatives": True}),
    "epo, second coverage": ("gus", "dr-okafor", ["X1001@200.00"], {}),
    "epo, out of network": ("eve", "dr-lindqvist", ["X1001@200.00"], {}),
    "epo, unknown network": ("eve", "dr-petrov", ["X1001@300.00"], {"history": [UNKNOWN], "alternatives": True}),
    "epo, emergency of unknown network": ("eve", "dr-iyer", [EMERGENCY], {}),
    "hdhp, preventive": ("hana", "dr-brandt", [PREVENTIVE], {}),
    "hdhp, a family's deductible": (
        "hana",
        "dr-novak",
        ["X3001@4000.00", "X3002@900.00"],
        {"history": [_bill("jo", "jo", "dr-novak", "peak-orthopaedics", "X3001@9000.00")]},
    ),
    "no coverage": ("lee", "dr-okafor", ["X1001@200.00", "X1002"], {"on": date(2024, 5, 2)}),
}
#: Seeds of drawn markets that between them meet most of what is ever said.
SEEDS = (
    *(5, 11, 24, 28, 40, 42, 44, 50, 81, 99, 100, 133, 135, 146, 148, 162, 196, 197, 198, 203, 206, 255, 275, 297, 322),
    *(327, 331, 347, 396, 493, 536, 546, 615, 706, 712, 721, 762, 779),
)


def in_valley(name: str) -> Any:
    patient, practitioner, services, more = IN_VALLEY[name]
    asked = {"on": DAY, **more}
    # A market of its own, in which nothing has been asked before.
    market = VALLEY.with_facts(VALLEY.facts)
    return document(mg.quote(market, patient=patient, practitioner=practitioner, services=services, **asked))


def drawn(seed: int) -> Any:
    return document(drawn_case(Pen(seeded(seed))).quote(alternatives=True))


def document(quote: Quote) -> dict[str, Any]:
    """Return a quote as records of one line, without the links to the network, which are told elsewhere."""
    values = quote.to_dict()
    # Told among the reasons, with all that they say.
    values.pop("warnings")
    because = [one for one in values.pop("because") if not _LINK.match(one["statement"])]
    rows = {name: values.pop(name) for name in ("ends", "lines", "accumulators", "alternatives")}
    return {
        "headline": quote.headline(),
        "whole": _line(values),
        **{name: [_line(one) for one in found] for name, found in rows.items()},
        "used": [_line(plain(one)) for one in quote.used()],
        "because": [_line(one) for one in because],
    }


_LINK = re.compile(r"(plan|agreement|billing|roster|credential|site|specialty) (in|out|unknown|pending): ")


def _line(row: Mapping[str, Any]) -> str:
    """Return a record as one line: what it says of each field, but for those that say nothing."""
    return " | ".join(f"{name}: {value}" for name, value in row.items() if value not in (None, "", [], {}))


def told() -> dict[str, Callable[[], Any]]:
    """Return what tells each case; ``make told`` writes what they say."""
    return {
        **{name: partial(in_valley, name) for name in IN_VALLEY},
        **{f"drawn {seed}": partial(drawn, seed) for seed in SEEDS},
    }


#: ``make told`` writes this file anew.
EXPECTED = json.loads(Path(__file__).with_name("quotes_told.json").read_text(encoding="utf-8"))
CASES: Iterable[str] = tuple(told())


def test_every_case_is_told_of() -> None:
    assert EXPECTED.keys() == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_a_quote_says_what_is_told_and_nothing_else(case: str) -> None:
    assert json.loads(json.dumps(told()[case]())) == EXPECTED[case]
