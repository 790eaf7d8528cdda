"""How things are shown to people: counts in words, names that complete, and pieces of HTML, everything escaped.

What is shown in a notebook takes its colours from the page around it, light or dark, and says in a mark and a word
whatever a colour adds to.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from medgroup.errors import singular

#: How many rows of a table HTML shows; a page of every row of a large market would stop a browser.
SHOWN_ROWS = 40

#: From here on a count has its digits in groups of three; a year, or a number of four, reads better without.
_GROUPED = 10_000

#: The mark and the colour of each word that is a standing, a weight, or a kind of change.
MARKS: Mapping[str, tuple[str, str]] = {
    "in": ("✓", "good"),
    "out": ("✗", "bad"),
    "pending": ("…", "fair"),
    "unknown": ("?", "fair"),
    "error": ("✗", "bad"),
    "warning": ("!", "fair"),
    "info": ("i", "calm"),
    "cannot-tell": ("?", "calm"),
    "added": ("+", "good"),
    "begun": ("+", "good"),
    "changed": ("~", "calm"),
    "ended": ("\N{MINUS SIGN}", "fair"),
    "removed": ("\N{MINUS SIGN}", "bad"),
}

#: Colours are laid under the text, which keeps the colour of the page. A page reads without its style, too.
_STYLE = """
div.medgroup{max-width:72em;line-height:1.45;overflow-x:auto}
div.medgroup p{margin:.3em 0}
div.medgroup ul{margin:.3em 0 .6em;padding-left:1.4em}
div.medgroup time{white-space:nowrap}
div.medgroup small{font-size:.85em;opacity:.8;overflow-wrap:break-word}
div.medgroup td small,div.medgroup li small{display:block}
div.medgroup p>span{display:inline-block;margin-right:1.2em}
div.medgroup b{padding:0 .35em;border:1px solid;border-radius:.3em;white-space:nowrap;font-weight:600}
div.medgroup b.good{background:rgba(34,160,80,.2);border-color:rgba(34,160,80,.8)}
div.medgroup b.bad{background:rgba(225,60,60,.2);border-color:rgba(225,60,60,.8)}
div.medgroup b.fair{background:rgba(225,150,0,.2);border-color:rgba(225,150,0,.8)}
div.medgroup b.calm{background:rgba(128,128,128,.2);border-color:rgba(128,128,128,.8)}
div.medgroup details{margin:.3em 0}
div.medgroup summary{cursor:pointer}
div.medgroup summary span{display:inline-block;margin-left:.7em}
div.medgroup table{border-collapse:collapse;margin:.3em 0 .8em;width:auto;font-size:.95em}
div.medgroup caption{caption-side:top;font-size:1em;text-align:left;font-weight:600;padding:.3em 0;color:inherit}
div.medgroup caption p{font-weight:400}
div.medgroup tr.told td{border-bottom:0}
div.medgroup th,div.medgroup td{text-align:left;vertical-align:top;padding:.25em .8em .25em 0;border:0;
border-bottom:1px solid rgba(128,128,128,.35);max-width:46em}
div.medgroup td>div{min-width:13em}
div.medgroup td[colspan]{max-width:none;padding:0 0 .35em 1.4em}
div.medgroup th{font-weight:600;vertical-align:bottom}
div.medgroup tr:nth-child(n){background:none}
"""

#: A day, which a browser would break after its hyphens.
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_WHOLE = r"<time>\g<0></time>"


class PublicNames:
    """Gives an object a ``dir`` of its public names alone, so that completion shows what there is to use."""

    __slots__ = ()

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if not name.startswith("_")]


class Html(str):
    """A piece of HTML, as against text that is still to be escaped."""

    __slots__ = ()


def number(count: int, things: str) -> str:
    """Return a count with its noun: ``1 site``, ``2 sites``, ``12,000 sites``."""
    return f"{count if abs(count) < _GROUPED else f'{count:,}'} {singular(things) if count == 1 else things}"


def counted(counts: Mapping[str, int]) -> str:
    """Return counts in words, the empty ones left out: ``3 sites, 1 plan``."""
    said = [number(count, spaced(name)) for name, count in counts.items() if count]
    return ", ".join(said) or "no facts"


def series(words: Sequence[str], last: str = "and") -> str:
    """Return words in a row: ``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def spaced(name: str) -> str:
    """Return the name of a field or of a collection in words."""
    return name.replace("_", " ")


def joined(parts: Iterable[str]) -> Html:
    """Return pieces and texts as one piece: HTML stands as it is, text is escaped and its days kept whole."""
    from html import escape

    return Html("".join(part if isinstance(part, Html) else _DAY.sub(_WHOLE, escape(part)) for part in parts))


def element(name: str, *content: str, kind: str = "") -> Html:
    """Return an element of HTML.

    Args:
        name: Name of the element.
        content: What it holds, pieces and texts.
        kind: Its attributes as they stand in the tag; empty for none.

    >>> print(element("p", "a < b, ", element("small", "as ever")))
    <p>a &lt; b, <small>as ever</small></p>
    """
    return Html(f"<{name}{f' {kind}' if kind else ''}>{joined(content)}</{name}>")


def marked(word: str) -> str:
    """Return a word that is a standing as a badge, legible without its colour; any other word as it is."""
    if word not in MARKS:
        return word
    mark, colour = MARKS[word]
    return element("b", f"{mark} {word}", kind=f'class="{colour}"')


def named(name: str, value: str) -> Html:
    """Return a value behind its name."""
    return joined([element("span", *([element("small", f"{spaced(name)} ")] if name else []), value), Html(" ")])


def percent(share: float) -> str:
    """Return a share of one in per cent, as people read it.

    >>> percent(0.3333), percent(0.8), percent(0)
    ('33.33 %', '80 %', '0 %')
    """
    return f"{round(share * 100, 2):g} %"


def sentence(text: str, *under: str) -> Html:
    """Return a sentence with what belongs under it, in small type."""
    return joined([text, *(part for one in under if one for part in (Html(" "), element("small", one)))])


def amounts(counts: Mapping[str, int], *, of: Mapping[str, int] | None = None) -> Html:
    """Return counts side by side, the empty ones left out.

    Args:
        counts: How many there are of each.
        of: How many there could be, where some are a part of all.
    """
    rows = [(name, count, count if of is None else of[name]) for name, count in counts.items()]
    shown = [named("", _amount(name, count, most)) for name, count, most in rows if most]
    return element("p", *shown) if shown else element("p", "no facts")


def _amount(name: str, count: int, most: int) -> Html:
    things = number(most, spaced(name))
    return joined([element("strong", str(count)), f" of {things}" if count != most else things.removeprefix(str(most))])


def assumed(assumptions: Iterable[str]) -> Html:
    """Return what was assumed, a line each."""
    return joined(element("p", element("small", f"Assumed: {one}")) for one in assumptions)


def table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    caption: str = "",
    shared: str = "",
    under: Sequence[str] = (),
) -> Html:
    """Return rows with a head, cut after ``SHOWN_ROWS`` with a word that says so.

    Args:
        columns: Names of the columns.
        rows: The cells of each row, texts or pieces of HTML.
        caption: What the rows are; empty for none.
        shared: What holds of all of them, told under the caption; empty for nothing.
        under: What stands under each row, as wide as the table; empty for nothing.
    """
    shown = rows[:SHOWN_ROWS]
    cut = f"the first {SHOWN_ROWS} of {len(rows)} rows" if len(rows) > SHOWN_ROWS else ""
    titles = [part for part in (spaced(caption), cut) if part]
    return element(
        "table",
        *([element("caption", ", ".join(titles), *([element("p", shared)] if shared else []))] if titles else []),
        element("thead", element("tr", *(element("th", spaced(name), kind='scope="col"') for name in columns))),
        element(
            "tbody", *(line for row, more in zip_longest(shown, under[: len(shown)]) for line in _lines(row, more))
        ),
    )


def _lines(row: Sequence[str], more: str | None) -> Iterator[Html]:
    """Yield a row, and what stands under it."""
    yield element("tr", *(element("td", cell) for cell in row), kind='class="told"' if more else "")
    if more:
        yield element("tr", element("td", more, kind=f'colspan="{len(row)}"'))


def fragment(*parts: str) -> str:
    """Return pieces as one fragment of HTML that brings its style with it."""
    return str(element("div", element("style", Html(_STYLE)), *parts, kind='class="medgroup"'))
