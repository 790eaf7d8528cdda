"""Where the bars and bands of a picture of flows stand: lengths in pixels, all from the flows alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from medgroup.referrals.leaks.flows import Flow

#: How many bars a side has at the most; the smallest beyond are shown together.
MOST_BARS = 30
#: Where the left bars begin and the right ones do, how wide bars are, and how much room there is between two.
LEFT_X, RIGHT_X, _BAR, _GAP = 282, 664, 14, 9
#: How high a bar's place is at the least, so that its label stands free, and how wide a band is.
_LEAST_SLOT, _LEAST_BAND = 13.0, 0.8
#: How high all bars of a side are together at the least, and for each bar.
_LEAST_HEIGHT, _HEIGHT_OF_BAR = 260.0, 22.0
#: The order in which bands leave a bar.
_OUTCOMES = ("kept", "left", "unknown")
#: Where nodes stand that are not ranked by size: what is shown together, then what is not known.
_RANKED, _TOGETHER, _NOT_KNOWN = range(3)


class Node(NamedTuple):
    """A specialty or a unit, or what stands for several."""

    #: Whether it is ranked among the others, stands for several, or for what is not known.
    rank: int
    name: str
    #: Its id, so that two of one name stay two.
    key: str


class Bar(NamedTuple):
    """A node where it stands."""

    node: Node
    cases: int
    on_left: bool
    x: int
    y: float
    width: int
    height: float


class Band(NamedTuple):
    """The flow between two bars."""

    source: Node
    target: Node
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


#: What flows: from a node to a node, and the outcome.
_Way = tuple[Node, Node, str]
_Merged = Mapping[_Way, int]
_Side = Sequence[tuple[Node, int]]


def laid_out(flows: Sequence[Flow], *, top: int) -> Layout:
    """Return where bars and bands stand.

    On the left the largest bar is the uppermost; on the right each stands where most of it comes from, so that few
    bands cross. What is not known is the lowest on both sides.

    Args:
        flows: The flows.
        top: Where the bars begin.
    """
    merged = _merged(flows)
    cases = sum(merged.values())
    sources = sorted(_sums(merged, 0).items(), key=lambda one: (one[0].rank, -one[1], one[0]))
    targets = _by_origin(merged, [node for node, _ in sources])
    scale = max(_LEAST_HEIGHT, _HEIGHT_OF_BAR * max(len(sources), len(targets))) / max(cases, 1)
    heights = [sum(max(count * scale, _LEAST_SLOT) + _GAP for _, count in side) for side in (sources, targets)]
    tallest = max(heights)
    left = _bars(sources, scale, top + (tallest - heights[0]) / 2, on_left=True)
    right = _bars(targets, scale, top + (tallest - heights[1]) / 2, on_left=False)
    bands = _bands(merged, left, right, scale)
    return Layout((*left.values(), *right.values()), tuple(bands), round(top + max(tallest, 40) + 20), cases)


def _merged(flows: Sequence[Flow]) -> _Merged:
    """Return cases by what they flow between, the smallest nodes of each side as one where there are too many."""
    ways = [
        (_node(one.specialty, one.specialty_name), _node(one.unit, one.unit_name), one.outcome, one.cases)
        for one in flows
    ]
    sources, targets = _shown(ways, 0), _shown(ways, 1)
    found: Counter[_Way] = Counter()
    for source, target, outcome, cases in ways:
        found[sources[source], targets[target], outcome] += cases
    return found


def _node(key: str | None, name: str) -> Node:
    return Node(_NOT_KNOWN if key is None else _RANKED, name, key or "")


def _shown(ways: Iterable[tuple[Node, Node, str, int]], place: int) -> Mapping[Node, Node]:
    """Return what each node of a side is shown as."""
    sums: Counter[Node] = Counter()
    for way in ways:
        sums[way[:2][place]] += way[3]
    ranked = sorted((node for node in sums if node.rank == _RANKED), key=lambda node: (-sums[node], node))
    beyond = ranked[MOST_BARS - 1 :] if len(ranked) > MOST_BARS else []
    together = Node(_TOGETHER, f"{len(beyond)} others", "")
    return {**{node: node for node in sums}, **dict.fromkeys(beyond, together)}


def _sums(merged: _Merged, place: int) -> "Counter[Node]":
    found: Counter[Node] = Counter()
    for way, cases in merged.items():
        found[way[:2][place]] += cases
    return found


def _by_origin(merged: _Merged, sources: Sequence[Node]) -> list[tuple[Node, int]]:
    """Return the nodes of the right in the order of where, on the average, what reaches them comes from."""
    places = {node: place for place, node in enumerate(sources)}
    sums, weighed = _sums(merged, 1), Counter[Node]()
    for (source, target, _), cases in merged.items():
        weighed[target] += places[source] * cases
    return sorted(sums.items(), key=lambda one: (one[0].rank, weighed[one[0]] / one[1], -one[1], one[0]))


def _bars(side: _Side, scale: float, y: float, *, on_left: bool) -> dict[Node, Bar]:
    found = {}
    for node, cases in side:
        height = max(cases * scale, _LEAST_BAND)
        slot = max(height, _LEAST_SLOT)
        x = LEFT_X if on_left else RIGHT_X
        found[node] = Bar(node, cases, on_left, x, y + (slot - height) / 2, _BAR, height)
        y += slot + _GAP
    return found


def _bands(merged: _Merged, left: Mapping[Node, Bar], right: Mapping[Node, Bar], scale: float) -> list[Band]:
    """Return the bands, the widest first: those of a bar leave it in the order in which their other ends stand."""
    starts = _offsets(merged, left, 0, list(right), scale)
    ends = _offsets(merged, right, 1, list(left), scale)
    return [
        Band(
            *way,
            cases=cases,
            x_from=LEFT_X + _BAR,
            y_from=starts[way],
            x_to=RIGHT_X,
            y_to=ends[way],
            width=max(cases * scale, _LEAST_BAND),
        )
        for way, cases in sorted(merged.items(), key=lambda one: (-one[1], one[0]))
    ]


def _offsets(
    merged: _Merged, bars: Mapping[Node, Bar], place: int, others: Sequence[Node], scale: float
) -> dict[_Way, float]:
    """Return where bands leave the bars of one side."""
    y = {node: bar.y for node, bar in bars.items()}
    found = {}
    for way in sorted(merged, key=lambda way: (others.index(way[:2][1 - place]), _OUTCOMES.index(way[2]))):
        node = way[:2][place]
        found[way] = y[node]
        y[node] += merged[way] * scale
    return found
