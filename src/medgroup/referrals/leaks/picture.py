"""Flows of referrals as one picture: what was needed on the left, who saw the patients on the right, widths by share.

The picture is SVG, made of texts and shapes alone, and the same to the byte for the same flows. It brings its own
paper and ink for light and dark pages. What stays and what leaves differ in colour and in pattern.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from medgroup.display import Html, element, number
from medgroup.referrals.leaks.flows import Flow
from medgroup.referrals.leaks.layout import LEFT_X, RIGHT_X, Band, Bar, laid_out

#: Colours of Okabe and Ito, which people who see colours differently tell apart.
_STYLE = (
    "svg.medgroup-flows{--paper:#ffffff;--ink:#1c2430;--soft:#566173;--bar:#3a4656;--kept:#0072b2;--left:#d55e00;"
    '--unknown:#8a93a0;font-family:ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,'
    "sans-serif}"
    "@media (prefers-color-scheme:dark){svg.medgroup-flows{--paper:#161b22;--ink:#e8ecf2;--soft:#a3adbb;--bar:#c3cbd6;"
    "--kept:#56b4e9;--left:#f0883e;--unknown:#8a93a0}}"
    ".medgroup-flows .paper{fill:var(--paper)}.medgroup-flows text{fill:var(--ink);font-size:13px}"
    ".medgroup-flows .head{font-size:16px;font-weight:600}.medgroup-flows .soft{fill:var(--soft)}"
    ".medgroup-flows .bar{fill:var(--bar)}.medgroup-flows .kept{fill:var(--kept);fill-opacity:.55}"
    ".medgroup-flows .left{fill:var(--left);fill-opacity:.6}.medgroup-flows .unknown{fill:var(--unknown);"
    "fill-opacity:.4}.medgroup-flows .hatch{stroke:var(--paper);stroke-width:1.5;stroke-opacity:.75}"
    ".medgroup-flows .band:hover{fill-opacity:.9}"
)
#: What each outcome is called in the legend, in the order of the legend.
_OUTCOMES = {"kept": "stayed", "left": "left", "unknown": "not known"}
#: How many letters of a label are shown, and how many of them from its end: codes and legal forms stand there.
_LETTERS, _OF_THE_END = 33, 14
_TOP, _WIDTH = 116, 960


class _Colours(NamedTuple):
    """How an area of each outcome is filled: with a colour, and what leaves with lines across it."""

    hatch: str

    def areas(self, outcome: str, shape: str, title: Html | None = None) -> Iterator[Html]:
        inner = [] if title is None else [title]
        yield element("path", *inner, kind=f'class="band {outcome}" d="{shape}"')
        if outcome == "left":
            yield element("path", kind=f'fill="url(#{self.hatch})" pointer-events="none" d="{shape}"')


def flow_picture(flows: Sequence[Flow], *, title: str) -> str:
    """Return flows of referrals as a picture in SVG.

    Args:
        flows: The flows. Beyond 30 specialties or units, the smallest of them are shown together.
        title: What the picture is of, one line.

    Returns:
        One SVG element with title and description for those who listen to it.
    """
    layout = laid_out(flows, top=_TOP)
    mark = sha256(repr((title, tuple(flows))).encode()).hexdigest()[:12]
    colours = _Colours(f"left-{mark}")
    parts = (
        element("title", title, kind=f'id="title-{mark}"'),
        element("desc", _described(flows), kind=f'id="text-{mark}"'),
        element("style", Html(_STYLE)),
        _hatch(colours.hatch),
        element("rect", kind=f'class="paper" width="{_WIDTH}" height="{layout.height}"'),
        _text(24, 34, title, kind="head"),
        *_legend(flows, colours),
        *(part for band in layout.bands for part in _band(band, layout.cases, colours)),
        *(part for bar in layout.bars for part in _bar(bar)),
        *(_heads() if flows else [_text(24, _TOP, "No referrals.", kind="soft")]),
    )
    size = f'viewBox="0 0 {_WIDTH} {layout.height}" width="100%" style="max-width:{_WIDTH}px"'
    names = f'role="img" aria-labelledby="title-{mark} text-{mark}"'
    return str(element("svg", *parts, kind=f'xmlns="http://www.w3.org/2000/svg" class="medgroup-flows" {size} {names}'))


def _hatch(name: str) -> Html:
    line = element("line", kind='class="hatch" x1="0" y1="0" x2="0" y2="7"')
    kind = f'id="{name}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"'
    return element("defs", element("pattern", line, kind=kind))


def _legend(flows: Iterable[Flow], colours: _Colours) -> Iterator[Html]:
    counts = dict.fromkeys(_OUTCOMES, 0)
    for flow in flows:
        counts[flow.outcome] += flow.cases
    total, x = sum(counts.values()), 24
    for outcome, words in _OUTCOMES.items():
        if counts[outcome]:
            label = f"{words}: {counts[outcome]:,} ({_percent(counts[outcome], total)})"
            yield from colours.areas(outcome, f"M{x} 52h18v14h-18z")
            yield _text(x + 26, 64, label)
            x += 54 + 8 * len(label)


def _band(band: Band, cases: int, colours: _Colours) -> Iterator[Html]:
    words = (
        f"{band.source.name} → {band.target.name}: {number(band.cases, 'referrals')} ({_percent(band.cases, cases)})"
    )
    middle = (band.x_from + band.x_to) // 2
    shape = (
        f"M{band.x_from} {_short(band.y_from)}C{middle} {_short(band.y_from)} {middle} {_short(band.y_to)} {band.x_to} "
        f"{_short(band.y_to)}v{_short(band.width)}C{middle} {_short(band.y_to + band.width)} {middle} "
        f"{_short(band.y_from + band.width)} {band.x_from} {_short(band.y_from + band.width)}z"
    )
    yield from colours.areas(band.outcome, shape, element("title", f"{words}, {_OUTCOMES[band.outcome]}"))


def _bar(bar: Bar) -> Iterator[Html]:
    place = f'x="{bar.x}" y="{_short(bar.y)}" width="{bar.width}" height="{_short(bar.height)}"'
    yield element("rect", kind=f'class="bar" {place}')
    count = element("tspan", f"{bar.cases:,}", kind='class="soft" font-weight="600"')
    name = bar.node.name
    words = (_cut(name), Html("&#160; "), count) if bar.on_left else (count, Html("&#160; "), _cut(name))
    x = bar.x - 10 if bar.on_left else bar.x + bar.width + 10
    anchor = "end" if bar.on_left else "start"
    whole = element("title", name)
    kind = f'x="{x}" y="{_short(bar.y + bar.height / 2 + 4.5)}" text-anchor="{anchor}"'
    yield element("text", whole, *words, kind=kind)


def _heads() -> Iterator[Html]:
    yield _text(LEFT_X - 10, _TOP - 12, "Specialty that was needed", kind="soft", anchor="end")
    yield _text(RIGHT_X + 24, _TOP - 12, "Who saw the patients", kind="soft")


def _cut(name: str) -> str:
    if len(name) <= _LETTERS:
        return name
    return f"{name[: _LETTERS - _OF_THE_END - 1].rstrip()}…{name[-_OF_THE_END:].lstrip()}"


def _described(flows: Sequence[Flow]) -> str:
    """Return what the picture shows, in words."""
    total = sum(flow.cases for flow in flows)
    if not total:
        return "There are no referrals."
    largest = sorted(flows, key=lambda flow: (-flow.cases, flow.specialty_name, flow.unit_name, flow.outcome))[:5]
    said = [f"{one.specialty_name} to {one.unit_name} {one.cases}, {_OUTCOMES[one.outcome]}" for one in largest]
    counts = ", ".join(
        f"{sum(flow.cases for flow in flows if flow.outcome == outcome)} {words}"
        for outcome, words in _OUTCOMES.items()
    )
    return f"{number(total, 'referrals')}: {counts}. The largest flows: {'; '.join(said)}."


def _text(x: int, y: int, words: str, *, kind: str = "", anchor: str = "") -> Html:
    given = {"class": kind, "text-anchor": anchor}
    more = "".join(f' {name}="{value}"' for name, value in given.items() if value)
    return element("text", words, kind=f'x="{x}" y="{y}"{more}')


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"


def _short(value: float) -> str:
    """Return a length with one decimal, or none where it is whole."""
    return f"{value:.1f}".removesuffix(".0")
