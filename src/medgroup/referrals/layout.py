"""Where the bars and bands of a picture of flows stand: lengths in pixels, all from the flows alone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from medgroup.referrals.flows import Flow

#: How many bars a side has at the most; the smallest beyond are shown together.
MOST_BARS = 30
#: Where the left bars begin and the right ones do, how wide bars are, and how much room there is between two.
_LEFT_X, _RIGHT_X, _BAR, _GAP = 282, 664, 14, 9
#: How high a bar's place is at the least, so that its label stands free, and how wide a band is.
_LEAST_SLOT, _LEAST_BAND = 13.0, 0.8
#: How high all bars of a side are together at the least, and for each bar.
_LEAST_HEIGHT, _HEIGHT_OF_BAR = 260.0, 22.0
#: The order in which bands leave a bar.
_ORDER = ("kept", "left", "unknown")


class Bar(NamedTuple):
    """A specialty or a unit."""

    name: str
    cases: int
    on_left: bool
    x: int
    y: float
    width: int
    height: float


class Band(NamedTuple):
    """The flow between two bars."""

    source: str
    target: str
    outcome: str
    cases: int
    x_from: int
    y_from: float
    x_to: int
    y_to: float
    width: float


class Layout(NamedTuple):
    """A picture laid out."""

    bars: tuple[Bar, ...]
    bands: tuple[Band, ...]
    height: int
    #: All cases that are shown.
    cases: int


def laid_out(flows: Sequence[Flow], *, top: int, width: int) -> Layout:
    """Return where bars and bands stand; the largest bar is the uppermost, what is not known the lowest.

    Args:
        flows: The flows.
        top: Where the bars begin.
        width: How wide the picture is.
    """
    merged = _merged(flows)
    cases = sum(merged.values())
    sides = [_ordered(merged, place) for place in (0, 1)]
    scale = max(_LEAST_HEIGHT, _HEIGHT_OF_BAR * max(map(len, sides))) / max(cases, 1)
    heights = [sum(_slot(count * scale) + _GAP for _, count in side) for side in sides]
    tallest = max(heights)
    left, right = (
        _bars(side, scale, top + (tallest - height) / 2, on_left=place == 0)
        for place, (side, height) in enumerate(zip(sides, heights, strict=True))
    )
    assert left.keys() or not cases
    bands = _bands(merged, left, right, scale)
    return Layout((*left.values(), *right.values()), tuple(bands), round(top + max(tallest, 40) + 20), cases)


#: Cases by what was needed, who saw the patients, and the outcome.
_Merged = Mapping[tuple[str, str, str], int]


def _merged(flows: Sequence[Flow]) -> _Merged:
    """Return cases by names, the smallest of each side together where there are too many."""
    called = [_called(flows, lambda flow: flow.specialty_name), _called(flows, lambda flow: flow.unit_name)]
    found: dict[tuple[str, str, str], int] = {}
    for flow in flows:
        key = (called[0][flow.specialty_name], called[1][flow.unit_name], flow.outcome)
        found[key] = found.get(key, 0) + flow.cases
    return found


def _called(flows: Iterable[Flow], name: Callable[[Flow], str]) -> Mapping[str, str]:
    """Return what each name of a side is shown as."""
    sums: dict[str, int] = {}
    for flow in flows:
        sums[name(flow)] = sums.get(name(flow), 0) + flow.cases
    ranked = sorted(sums, key=lambda one: (-sums[one], one))
    kept = ranked if len(ranked) <= MOST_BARS else ranked[: MOST_BARS - 1]
    return {one: one if one in kept else f"{len(ranked) - len(kept)} others" for one in ranked}


def _ordered(merged: _Merged, place: int) -> list[tuple[str, int]]:
    sums: dict[str, int] = {}
    for key, cases in merged.items():
        sums[key[place]] = sums.get(key[place], 0) + cases
    return sorted(sums.items(), key=lambda one: (one[0] == "not known", -one[1], one[0]))


def _slot(height: float) -> float:
    return max(height, _LEAST_SLOT)


def _bars(side: Iterable[tuple[str, int]], scale: float, y: float, *, on_left: bool) -> dict[str, Bar]:
    found = {}
    for name, cases in side:
        height = max(cases * scale, _LEAST_BAND)
        slot = _slot(height)
        x = _LEFT_X if on_left else _RIGHT_X
        found[name] = Bar(name, cases, on_left, x, y + (slot - height) / 2, _BAR, height)
        y += slot + _GAP
    return found


def _bands(merged: _Merged, left: Mapping[str, Bar], right: Mapping[str, Bar], scale: float) -> list[Band]:
    """Return the bands: those of a bar leave it in the order in which their ends stand, so that few cross."""
    places = [{name: place for place, name in enumerate(side)} for side in (left, right)]
    starts = _offsets(merged, left, 0, lambda key: (places[1][key[1]], _ORDER.index(key[2])), scale)
    ends = _offsets(merged, right, 1, lambda key: (places[0][key[0]], _ORDER.index(key[2])), scale)
    return [
        Band(
            *key,
            cases=cases,
            x_from=_LEFT_X + _BAR,
            y_from=starts[key],
            x_to=_RIGHT_X,
            y_to=ends[key],
            width=max(cases * scale, _LEAST_BAND),
        )
        for key, cases in sorted(merged.items(), key=lambda one: (-one[1], one[0]))
    ]


def _offsets(
    merged: _Merged,
    bars: Mapping[str, Bar],
    place: int,
    order: Callable[[tuple[str, str, str]], tuple[int, int]],
    scale: float,
) -> dict[tuple[str, str, str], float]:
    y = {name: bar.y for name, bar in bars.items()}
    found = {}
    for key in sorted(merged, key=order):
        found[key] = y[key[place]]
        y[key[place]] += merged[key] * scale
    return found
