"""Flows as a picture: what it says, where things stand, and that it is the same to the byte."""

import json
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from medgroup.referrals import Flow
from medgroup.referrals.leaks.layout import LEFT_X, MOST_BARS, RIGHT_X, laid_out
from medgroup.referrals.leaks.picture import flow_picture

#: What pictures are held to, element by element; tools.told writes it.
TOLD = Path(__file__).with_name("flows_told.json")
SVG = "{http://www.w3.org/2000/svg}"


def flow(specialty: str, unit: str | None, outcome: str, cases: int, name: str = "") -> Flow:
    named = name or unit or "not known"
    return Flow(
        specialty=specialty, specialty_name=f"{specialty} care", unit=unit, unit_name=named, outcome=outcome,
        cases=cases, dollars=None,
    )  # fmt: skip


FEW = (flow("heart", "us", "kept", 30), flow("heart", "them", "left", 15), flow("bones", None, "unknown", 5))
MANY = tuple(flow(f"s{s}", f"u{u}", ("kept", "left")[(s + u) % 2], 1 + s * u) for s in range(30) for u in range(10))


def drawn(flows: Sequence[Flow], title: str = "Flows") -> ET.Element:
    return ET.fromstring(flow_picture(flows, title=title))


def texts(picture: ET.Element) -> list[str]:
    """Return what can be read in the picture, label by label."""
    found = []
    for one in picture.iter(f"{SVG}text"):
        parts = [one.text or "", *(part for inner in one for part in (_shown(inner), inner.tail or ""))]
        found.append(" ".join("".join(parts).replace("\xa0", " ").split()))
    return found


def _shown(inner: ET.Element) -> str:
    return "" if inner.tag == f"{SVG}title" else inner.text or ""


def bands(picture: ET.Element) -> list[str]:
    """Return the words of every band."""
    found = [one.find(f"{SVG}title") for one in picture.iter(f"{SVG}path")]
    return [one.text or "" for one in found if one is not None]


def told() -> dict[str, list[str]]:
    """Return some pictures, element by element."""
    pictures = {"few": flow_picture(FEW, title="Few <flows>"), "none": flow_picture([], title="None")}
    return {name: picture.replace("><", ">\n<").split("\n") for name, picture in pictures.items()}


def test_pictures_stand_as_they_were_looked_at() -> None:
    assert told() == json.loads(TOLD.read_text(encoding="utf-8")), "make told, and look at what changed"


def test_it_reads_as_what_was_needed_and_who_saw_the_patients() -> None:
    assert texts(drawn(FEW, "Where they went")) == [
        "Where they went", "stayed: 30 (60.0 %)", "left: 15 (30.0 %)", "not known: 5 (10.0 %)",
        "heart care 45", "bones care 5", "30 us", "15 them", "5 not known",
        "Specialty that was needed", "Who saw the patients",
    ]  # fmt: skip
    assert bands(drawn(FEW)) == [
        "heart care → us: 30 referrals (60.0 %), stayed",
        "heart care → them: 15 referrals (30.0 %), left",
        "bones care → not known: 5 referrals (10.0 %), not known",
    ]


def test_whoever_listens_to_it_hears_a_title_and_what_it_shows() -> None:
    picture = drawn(FEW, "Where they went")
    title, text = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert title is not None
    assert text is not None

    assert picture.get("role") == "img"
    assert (picture.get("aria-labelledby") or "").split() == [title.get("id"), text.get("id")]
    assert title.text == "Where they went"
    assert text.text == (
        "50 referrals: 30 stayed, 15 left, 5 not known. The largest flows: heart care to us 30, stayed; "
        "heart care to them 15, left; bones care to not known 5, not known."
    )


def test_what_leaves_differs_in_pattern_and_not_in_colour_alone() -> None:
    picture = drawn(FEW)
    [pattern] = picture.iter(f"{SVG}pattern")
    hatched = [one.get("d") for one in picture.iter(f"{SVG}path") if one.get("fill") == f"url(#{pattern.get('id')})"]
    left = [one.get("d") for one in picture.iter(f"{SVG}path") if one.get("class") == "band left"]

    assert hatched == left
    assert len(left) == 2


def test_widths_are_by_share_and_add_up_at_both_ends() -> None:
    for flows in (FEW, MANY):
        layout = laid_out(flows, top=100)
        scale = max(band.width / band.cases for band in layout.bands if band.width > 1)
        for band in layout.bands:
            assert band.width == pytest.approx(max(band.cases * scale, 0.8))
        for bar in layout.bars:
            mine = [one for one in layout.bands if bar.node == (one.source if bar.on_left else one.target)]
            tops = sorted((one.y_from if bar.on_left else one.y_to, one.cases) for one in mine)
            assert sum(one.cases for one in mine) == bar.cases
            assert bar.height == pytest.approx(max(bar.cases * scale, 0.8))
            assert tops[0][0] == pytest.approx(bar.y)
            for (y, cases), (following, _) in pairwise(tops):
                assert y + cases * scale == pytest.approx(following)


def test_labels_stand_free_of_each_other_and_on_the_paper() -> None:
    for flows in (FEW, MANY, _crowd()):
        layout = laid_out(flows, top=100)
        for on_left in (True, False):
            side = [bar for bar in layout.bars if bar.on_left == on_left]
            middles = [bar.y + bar.height / 2 for bar in side]
            assert all(after - before >= 13 for before, after in pairwise(middles))
            assert all(bar.y >= 100 and bar.y + bar.height <= layout.height for bar in side)
            assert {bar.x for bar in side} == {LEFT_X if on_left else RIGHT_X}


def _crowd() -> list[Flow]:
    return [flow(f"s{s}", f"u{u}", "left", 1 + s * u) for s in range(45) for u in range(60)]


def test_the_largest_need_is_uppermost_and_what_is_not_known_lowest() -> None:
    flows = [flow("small", "b", "left", 1), flow("large", "a", "kept", 9), flow("small", None, "unknown", 99)]
    layout = laid_out([*flows, flow("large", "c", "left", 3)], top=0)
    names = [bar.node.name for bar in layout.bars]

    assert names[:2] == ["small care", "large care"]
    assert names[2:] == ["b", "a", "c", "not known"]


def test_beyond_thirty_the_smallest_are_shown_together() -> None:
    layout = laid_out(_crowd(), top=0)
    left, right = ([bar for bar in layout.bars if bar.on_left == side] for side in (True, False))

    assert (len(left), len(right)) == (MOST_BARS, MOST_BARS)
    assert (left[-1].node.name, right[-1].node.name) == ("16 others", "31 others")
    assert sum(bar.cases for bar in left) == sum(bar.cases for bar in right) == sum(one.cases for one in _crowd())
    exactly = [flow("one", f"u{u}", "left", 1) for u in range(MOST_BARS)]
    assert not any("others" in bar.node.name for bar in laid_out(exactly, top=0).bars)


def test_two_units_of_one_name_stay_two() -> None:
    layout = laid_out([flow("s", "a", "left", 2, "Twin"), flow("s", "b", "kept", 1, "Twin")], top=0)

    assert [(bar.node.name, bar.cases) for bar in layout.bars if not bar.on_left] == [("Twin", 2), ("Twin", 1)]


def test_a_long_name_keeps_its_beginning_and_its_end_and_is_whole_in_a_title() -> None:
    long = "The Greater Valley Regional Medical Center Physicians Alliance, PLLC"
    picture = drawn([flow("heart", "x", "left", 5, long)])
    [label] = [one for one in texts(picture) if one.startswith("5 ")]

    assert label == "5 The Greater Valley…Alliance, PLLC"
    titles = [one.text for one in picture.iter(f"{SVG}title")]
    assert long in titles
    assert texts(drawn([flow("heart", "x", "left", 5, "n" * 33)]))[-3] == f"5 {'n' * 33}"


def test_names_are_escaped() -> None:
    picture = flow_picture([flow("heart", "x", "left", 5, "<Bones> & 'Joints'")], title="<b>")

    assert "<Bones>" not in picture
    assert "5 <Bones> & 'Joints'" in texts(ET.fromstring(picture))


def test_no_flow_and_one_flow_are_pictures_too() -> None:
    assert texts(drawn([], "None")) == ["None", "No referrals."]
    assert list(drawn([]).iter(f"{SVG}path")) == []
    text = drawn([]).find(f"{SVG}desc")
    assert text is not None
    assert text.text == "There are no referrals."
    assert texts(drawn([flow("heart", "us", "kept", 1)]))[1:4] == ["stayed: 1 (100.0 %)", "heart care 1", "1 us"]


def test_the_same_flows_give_the_same_bytes_and_others_other_marks() -> None:
    one, same, other = flow_picture(MANY, title="t"), flow_picture(list(MANY)[::1], title="t"), drawn(FEW)

    assert one == same
    marks = [next(picture.iter(f"{SVG}pattern")).get("id") for picture in (ET.fromstring(one), other)]
    assert len(set(marks)) == 2
    assert all(re.fullmatch("left-[0-9a-f]{12}", mark or "") for mark in marks)


def test_thousands_are_told_apart() -> None:
    assert "12,345 us" in texts(drawn([flow("heart", "us", "kept", 12_345)]))
    assert "stayed: 12,345 (100.0 %)" in texts(drawn([flow("heart", "us", "kept", 12_345)]))


def test_flows_in_another_order_are_the_same_picture_laid_out() -> None:
    alike = [flow(f"s{s}", f"u{u}", "kept", 5) for s in range(3) for u in range(3)]

    assert laid_out(alike, top=0) == laid_out(alike[::-1], top=0)


def test_what_is_shown_together_is_the_smallest_by_all_that_flows() -> None:
    """Each large unit has as many cases in all as no small one has in a flow, in several flows."""
    large = [flow(f"s{s}", f"large{u}", "left", 6) for u in range(MOST_BARS - 1) for s in range(4)]
    small = [flow("s0", f"few{u}", "left", 10) for u in range(5)]
    names = [bar.node.name for bar in laid_out([*small, *large], top=0).bars if not bar.on_left]

    assert sorted(names) == sorted([*(f"large{u}" for u in range(MOST_BARS - 1)), "5 others"])


def test_units_stand_where_most_of_what_reaches_them_comes_from() -> None:
    """What reaches ``far`` comes from b for the most part, what reaches ``near`` from a and b alike."""
    sizes = [flow("a", "rest", "kept", 1000), flow("b", "rest", "kept", 500), flow("c", "rest", "kept", 100)]
    ways = [
        flow("b", "far", "kept", 9),
        flow("c", "far", "kept", 1),
        flow("a", "near", "kept", 1),
        flow("b", "near", "kept", 1),
    ]
    bars = laid_out([*sizes, *ways], top=0).bars

    assert [bar.node.name for bar in bars if bar.on_left] == ["a care", "b care", "c care"]
    assert [bar.node.name for bar in bars if not bar.on_left] == ["rest", "near", "far"]


def test_bars_stand_in_the_middle_of_their_places_and_sides_of_the_picture() -> None:
    flows = [flow("large", "us", "kept", 500), flow("small", "us", "kept", 1), flow("some", "us", "left", 100)]
    large, some, small, right = laid_out(flows, top=100).bars

    assert large.y == 100
    place = some.y + some.height + 9
    assert small.y + small.height / 2 == pytest.approx(place + 13 / 2)
    # The room below the last bar is that between two.
    assert right.y + right.height / 2 == pytest.approx((large.y + place + 13) / 2)


def test_one_case_fills_the_least_height() -> None:
    assert [bar.height for bar in laid_out([flow("heart", "us", "kept", 1)], top=0).bars] == [260, 260]


def test_a_long_name_is_cut_without_a_gap_on_either_side() -> None:
    long = f"{'a' * 17} {'b' * 20} {'c' * 13}"
    picture = flow_picture([flow("heart", "x", "left", 5, long)], title="t")

    assert f"{'a' * 17}…{'c' * 13}</text>" in picture


def test_the_legend_counts_all_of_an_outcome_and_five_flows_are_told_in_words() -> None:
    picture = drawn([flow("heart", f"u{n}", "kept", 1 + n) for n in range(7)])
    text = picture.find(f"{SVG}desc")
    assert text is not None
    assert text.text is not None

    assert "stayed: 28 (100.0 %)" in texts(picture)
    assert text.text.count("heart care to") == 5
