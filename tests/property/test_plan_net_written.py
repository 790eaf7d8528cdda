"""Laws of directories that are written: read again they are the market, but for exactly what the report names."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
from hypothesis import given

from medgroup import formats
from medgroup.domain import Facts
from medgroup.formats import plan_net
from medgroup.formats.plan_net import Written
from medgroup.formats.plan_net.writing.report import WHY
from medgroup.formats.reading import Reading
from medgroup.testing.changed import reordered
from medgroup.testing.choices import Choices, choices, seeded
from tests.property.drawn_directories import directories, draw_directory

ROOT = Path(__file__).parents[2]
#: Where writing a thousand small folders takes no disk, on the systems that have it.
MEMORY = Path("/dev/shm")
Lost = set[tuple[str, str, str]]


def written(facts: Facts) -> tuple[Written, Reading, dict[str, bytes]]:
    """Return the report of writing, what is read back, and the bytes of each file."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as there:
        folder = Path(there) / "directory"
        report = plan_net.write(facts, folder)
        return report, plan_net.read(folder), {file.name: file.read_bytes() for file in folder.iterdir()}


def lost(facts: Facts, back: Facts) -> Lost:
    """Return what another market lacks of one, fact by fact and field by field; one more than it had is lost, too."""
    found: Lost = set()
    for name, rows in facts.items():
        there = {fact.id: fact for fact in getattr(back, name)}
        assert len(there) == len(getattr(back, name))
        found |= {(name, "added", key) for key in there.keys() - {fact.id for fact in rows}}
        for fact in rows:
            other = there.get(fact.id)
            found |= (
                {(name, "", fact.id)} if other is None else {(name, field, fact.id) for field in differ(fact, other)}
            )
    return found


def differ(fact: Any, other: Any) -> Iterable[str]:
    return [field.name for field in attrs.fields(type(fact)) if getattr(fact, field.name) != getattr(other, field.name)]


def reported(report: Written) -> Lost:
    return {(loss.collection, loss.field, key) for loss in report.losses for key in loss.ids}


@given(directories())
def test_what_is_read_back_lacks_exactly_what_the_report_names(facts: Facts) -> None:
    """Read, write, read gives an equal market for what Plan-Net can hold; what it cannot hold is listed."""
    report, back, _ = written(facts)

    assert lost(facts, back.facts) == reported(report)


@given(directories())
def test_what_was_read_is_held_whole(facts: Facts) -> None:
    """Read, write, read gives an equal market."""
    _, first, _ = written(facts)
    report, second, _ = written(first.facts)

    assert second.facts.sorted() == first.facts.sorted()
    assert report.losses == ()


@given(directories(), choices())
def test_equal_facts_are_equal_bytes_whatever_their_order(facts: Facts, source: Choices) -> None:
    assert written(facts)[2] == written(reordered(facts, source))[2]


@given(directories())
def test_what_is_written_is_read_with_no_complaint_but_what_the_market_itself_has_wrong(facts: Facts) -> None:
    _, back, _ = written(facts)

    # A listing of a practitioner at no organization is no role, and a plan may be called what it is not.
    of_the_market = {"network.no-plan", "plan-net.incomplete", "plan.product-disagrees"}
    assert {finding.code for finding in back.findings} <= of_the_market


def test_every_law_meets_the_case_that_it_is_about() -> None:
    """Directories that lose something, hold something, bring a finding, and come in more orders than one."""
    drawn = [draw_directory(seeded(seed)) for seed in range(40)]
    answers = [written(facts) for facts in drawn]

    assert sum(bool(report.losses) for report, _, _ in answers) >= 5
    assert sum(bool(back.facts.practitioner_roles) for _, back, _ in answers) >= 5
    assert sum(bool(back.findings) for _, back, _ in answers) >= 5
    assert sum(reordered(facts, seeded(seed)) != facts for seed, facts in enumerate(drawn)) >= 5


def test_no_byte_depends_on_the_seed_of_hashes() -> None:
    script = "from tests.property.test_plan_net_written import digest; print(digest())"
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "4294967295")
    }

    assert found == {f"{digest()}\n"}


def digest() -> str:
    """Return a digest of the files of some drawn markets, and of their data frames."""
    found = hashlib.sha256()
    for seed in range(20):
        facts = draw_directory(seeded(seed))
        for name, data in sorted(written(facts)[2].items()):
            found.update(name.encode() + data)
        for name, frame in formats.to_frames(facts).items():
            found.update(f"{name}{frame.to_dict(as_series=False)}".encode())
    return found.hexdigest()


def test_the_drawn_markets_meet_every_loss_and_every_way_to_state_a_listing_or_a_tie() -> None:
    met: Counter[Any] = Counter()
    for seed in range(150):
        facts = draw_directory(seeded(seed))
        report, _, files = written(facts)
        met.update({(loss.collection, loss.field) for loss in report.losses})
        text = b"".join(files.values())
        met["listing of its own"] += b"urn:x-medgroup:listings" in text
        met["role of another id"] += b"urn:x-medgroup:practitioner_roles" in text
        met["part of a whole"] += any(
            b'"partOf"' in line and b'"ntwk"' not in line for line in lines(files, "Organization")
        )
        met["role in a network"] += any(
            b"network-reference" in line and b'"identifier"' not in line for line in lines(files, "PractitionerRole")
        )
        met["tie in several networks"] += any(
            line.partition(b'"network":[')[2].partition(b"]")[0].count(b"reference") > 1
            for line in lines(files, "OrganizationAffiliation")
        )

    assert {key for key in (*WHY, *met) if met[key] < 3} == set()


def lines(files: dict[str, bytes], kind: str) -> list[bytes]:
    return files.get(f"{kind}.ndjson", b"").splitlines()
