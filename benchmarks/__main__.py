"""Run every measurement and print the table. Usage: python -m benchmarks (what ``make bench`` does)."""

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import medgroup as mg
from benchmarks import by_hand, claim_lines, needs, rankings
from benchmarks.markets import large_facts
from benchmarks.measure import Row, beside, most_memory
from medgroup import formats
from medgroup.domain import Setting
from medgroup.formats import cms_pfs
from medgroup.plugins import installed_plugins

REAL_DATA = Path(os.environ.get("MEDGROUP_REAL_DATA", "../shared/data"))
DIRECTORY = REAL_DATA / "plan-net"
FEE_SCHEDULE = REAL_DATA / "cms-pfs-2025"
DAY = date(2026, 3, 2)
LARGE = 20_000


def main() -> None:
    """Print the machine and the table."""
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")
    heads = ("what", "median", "beside", "median", "ratio", "note")
    print("| " + " | ".join(heads) + " |")
    print("|" + " --- |" * len(heads), flush=True)
    for row in _rows():
        print("| " + " | ".join(row.cells()) + " |", flush=True)


def _rows() -> Iterator[Row]:
    yield from _importing()
    yield from _directory()
    yield from rankings.rows(DIRECTORY)
    yield from _questions()
    yield from _prices()
    yield from _quotes()
    yield from _large()
    yield from claim_lines.rows()
    yield from needs.rows()


def _importing() -> Iterator[Row]:
    def started(code: str) -> float:
        start = time.perf_counter()
        # As on a user's machine, compiled modules are kept between runs.
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        subprocess.run([sys.executable, "-c", code], check=True, env=kept)
        return time.perf_counter() - start

    started("import medgroup")
    pairs = [(started("import medgroup"), started("pass")) for _ in range(9)]
    ours = statistics.median(ours - bare for ours, bare in pairs)
    yield Row(
        "import medgroup, above a bare interpreter", ours, "a bare interpreter", statistics.median(b for _, b in pairs)
    )


def _directory() -> Iterator[Row]:
    if not DIRECTORY.is_dir():
        print(f"(no directory at {DIRECTORY}: reading and opening it are left out)")
        return
    texts = [line for path in sorted(DIRECTORY.glob("*.ndjson")) for line in path.read_text().splitlines() if line]
    per = 5_000 / len(texts)

    def parse() -> None:
        for text in texts:
            json.loads(text)

    ours, theirs = beside(lambda: formats.read(DIRECTORY), parse, number=1)
    yield Row("read a directory, 5,000 resources", ours * per, "json.loads of the same lines", (theirs or 0) * per)
    peer = _fhir_resources(texts)
    if peer is not None:
        yield Row("read a directory, 5,000 resources", ours * per, "fhir.resources", peer * per, "it validates more")
    facts = formats.read(DIRECTORY).facts
    plugins = installed_plugins()
    opened, indexed = beside(
        lambda: mg.open_market(facts, plugins=plugins), lambda: by_hand.ids(facts), number=1, repeats=21
    )
    yield Row("open the directory as a market", opened, "a dict by id of each collection", indexed)


def _fhir_resources(texts: list[str]) -> float | None:
    try:
        from fhir.resources.R4B import get_fhir_model_class
    except ImportError:
        print("(fhir.resources is not installed: pip install 'medgroup[bench]')")
        return None
    documents = [json.loads(text) for text in texts]
    start = time.perf_counter()
    for document in documents:
        kind = document["resourceType"]
        try:
            get_fhir_model_class(kind).model_validate(document)
        except ValueError:
            continue
    return time.perf_counter() - start


def _questions() -> Iterator[Row]:
    market = mg.open_market(large_facts(2_000), plugins=installed_plugins())
    person, practice, plan = "practitioner-000011", "practice-00001", "plan-03"
    limit = by_hand.status(market, plan, DAY)
    table = by_hand.units(market)
    units, looked_up = beside(
        lambda: mg.units_of(market, mg.Function.CONTRACTING, practice, on=DAY), lambda: table(practice), number=5_000
    )
    yield Row("units_of", units, "a dict made beforehand", looked_up)
    brief, hand = beside(
        lambda: mg.network_standing(market, person, practice, plan, on=DAY),
        lambda: limit(person, practice),
        number=2_000,
    )
    yield Row("network_standing (status alone)", brief, "the same links by hand", hand)
    full, hand = beside(
        lambda: mg.network_status(market, person, practice, plan, on=DAY), lambda: limit(person, practice), number=500
    )
    yield Row("network_status (with explanation)", full, "the same links by hand", hand)


def _prices() -> Iterator[Row]:
    market = mg.valley()
    asked = (market, "dr-okafor", "northside-family", "valley-choice-hmo", [mg.Service("X1002")])
    priced, explained = (
        beside(what, number=500)[0]
        for what in (
            lambda: mg.price_lines(*asked, site="mill-street-family", on=DAY),
            lambda: mg.price_lines(*asked, site="mill-street-family", on=DAY).because,
        )
    )
    yield Row("price_lines, one service", priced)
    yield Row("price_lines, one service, with its steps", explained)
    if not FEE_SCHEDULE.is_dir():
        print(f"(no files at {FEE_SCHEDULE}: reading them is left out)")
        return
    files = (FEE_SCHEDULE / "PPRRVU2025_Oct.csv", FEE_SCHEDULE / "GPCI2025.csv")
    [schedule] = cms_pfs.read(*files).facts.fee_schedules
    code = next(row.code for row in schedule.relative_values if row.rules.status == "A" and row.modifier is None)
    on, office = date(2025, 3, 3), Setting.OFFICE

    def amount() -> object:
        return mg.allowed_amount(schedule, code, setting=office, locality="13202-01", on=on)

    yield Row(
        "reading the relative values and the indices of a year",
        beside(lambda: cms_pfs.read(*files), number=1, repeats=5)[0],
        note=f"{len(schedule.relative_values)} services, {len(schedule.localities)} localities",
    )
    yield Row("allowed_amount, with the sum in a sentence", beside(amount, number=500)[0])


def _quotes() -> Iterator[Row]:
    """Measure a quote: asked before of practitioner, plan and day, as most are, and of each day for the first time."""
    market = mg.valley()
    service = mg.Service("X1001", charge=mg.Money(20_000))
    asked: dict[str, Any] = {"practitioner": "dr-okafor", "billing": "northside-family", "services": [service]}
    patients = ("ann", "ben", "cleo", "dan")

    def everyone(read: Callable[[mg.costs.Quote], object]) -> object:
        return [read(mg.quote(market, patient=patient, on=DAY, **asked)) for patient in patients]

    kinds: Sequence[tuple[str, Callable[[mg.costs.Quote], object]]] = (
        ("quote: network status, price, benefits, what the patient owes", lambda quote: quote.patient_owes),
        ("quote, with its lines", lambda quote: quote.lines),
        ("quote, with every step explained", lambda quote: quote.because),
    )
    for what, read in kinds:
        seconds, standing = beside(
            partial(everyone, read),
            lambda: mg.network_standing(market, "dr-okafor", "northside-family", "valley-choice-hmo", on=DAY),
            number=500,
        )
        yield Row(what, seconds / len(patients), "network_standing of the same visit", standing)
    days = cycle(date(2026, 1, 1) + timedelta(days=number) for number in range(365))
    pairs = cycle(
        [(patient, billing) for patient in patients for billing in ("northside-family", "riverbend-cardiology")]
    )

    def first() -> object:
        patient, billing = next(pairs)
        practitioner = "dr-okafor" if billing == "northside-family" else "dr-tanaka"
        return mg.quote(
            market, patient=patient, practitioner=practitioner, billing=billing, services=[service], on=next(days)
        ).patient_owes

    yield Row("quote, the first of a practitioner, plan and day", beside(first, number=30)[0])


def _large() -> Iterator[Row]:
    facts = large_facts(LARGE)
    before = most_memory()
    start = time.perf_counter()
    market = mg.open_market(facts, plugins=installed_plugins())
    mg.network_standing(market, "practitioner-000011", "practice-00001", "plan-03", on=DAY)
    opened = time.perf_counter() - start
    peak = most_memory()
    entries = len(facts.roster_entries)
    note = f"peak {peak:.0f} MB in all, {before:.0f} MB of it before"
    yield Row(f"open {LARGE:,} practitioners and {entries:,} roster entries, first answer included", opened, note=note)
    asked = [(f"practitioner-{n:06d}", f"practice-{n // 10:05d}", f"plan-{n % 20:02d}") for n in range(0, LARGE, 7)]

    def everyone() -> None:
        for practitioner, billing, plan in asked:
            mg.network_standing(market, practitioner, billing, plan, on=DAY)

    start = time.perf_counter()
    everyone()
    first = (time.perf_counter() - start) / len(asked)
    again, _ = beside(everyone, number=1)
    yield Row("network_standing there, first question of a practice and a plan", first)
    yield Row("network_standing there, after that", again / len(asked))


if __name__ == "__main__":
    main()
