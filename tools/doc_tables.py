"""The tables of the documentation that say what the code says: written from the code, and kept equal to it by a test.

``python -m tools.doc_tables`` writes every table anew. A table stands between two comments of a page::

    <!-- table: collection sites -->
    <!-- end of table -->
"""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import attrs

from medgroup import bulk, costs, domain, errors, formats, hookspecs, referrals, rules
from medgroup.domain import COLLECTIONS, TRANSITIONS, Permission, ReferralState, cost_sharing, fees, terms
from medgroup.domain.fields import REFERENCE
from medgroup.domain.referral_course import Course
from medgroup.formats import shapes
from medgroup.formats.plan_net import CODES
from medgroup.values import codes, identifiers
from medgroup.values.money import Money
from medgroup.values.validators import PERSONAL
from tools import model_tables, referral_tables
from tools.markdown import joined as _joined
from tools.markdown import summary as _summary
from tools.markdown import table as _table

PAGES = Path(__file__).parent.parent / "docs"

_TABLE = re.compile(r"(<!-- table: (?P<name>[\w -]+) -->\n).*?(<!-- end of table -->)", re.DOTALL)
_COMMENTED = re.compile(r"((?:^    #: .*\n)+)^    (\w+) = ", re.MULTILINE)
_PLAIN = {
    str: "text",
    bool: "`true` or `false`",
    int: "whole number",
    float: "number",
    date: "day, `2025-01-31`",
    Money: 'money, `"100.19"`',
    Decimal: 'exact number, `"0.2"`',
}
_IDENTIFIERS: Mapping[Any, str] = {
    identifiers.npi: "NPI, ten digits",
    identifiers.tin: "TIN, nine digits, `12-3456789`",
    identifiers.state: "state, two letters",
    identifiers.taxonomy_code: "taxonomy code, `207Q00000X`",
    identifiers.taxonomy_codes: "list of taxonomy codes",
    cost_sharing.code_ranges: "list of service codes and ranges, `X7000-X7999`",
    identifiers.medicare_specialties: "list of Medicare specialty codes",
    codes.service_code: "service code, `X1001`",
    codes.modifier: "modifier, `26`",
    fees.locality_key: "payment locality, `03602-21`",
    fees.indicator: 'indicator, `"2"`',
    fees.status_code: "status code, `A`",
    terms.modifier_set: "list of modifiers",
    terms.rate_locality: "payment locality, `03602-21`, or `national`",
}


def rewritten(page: str) -> str:
    """Return the text of a page with every table written anew."""
    return _TABLE.sub(lambda found: f"{found[1]}{_written(found['name'])}\n{found[3]}", page)


def _written(name: str) -> str:
    kind, *rest = name.split(" ")
    return _WRITERS[kind](*rest)


def _collections() -> str:
    """Every collection with its fact and what the fact is."""
    return _table(
        ("collection", "fact", "what it is"),
        ((f"[`{name}`](#{name})", kind.__name__, _summary(kind)) for name, kind in COLLECTIONS.items()),
    )


def _collection(name: str) -> str:
    return _keys(COLLECTIONS[name])


def _record(name: str) -> str:
    return _keys({kind.__name__: kind for kind in _nested(COLLECTIONS.values())}[name])


def nested_records() -> tuple[str, ...]:
    """Return the names of the records that stand inside facts, sorted."""
    return tuple(sorted({kind.__name__ for kind in _nested(COLLECTIONS.values())}))


def _nested(kinds: Iterable[type[Any]]) -> Iterator[type[Any]]:
    for kind in kinds:
        for attribute in attrs.fields(kind):
            stated = shapes.stated_type(attribute.type)
            inside = shapes.item_type(stated) or stated
            if shapes.is_record(inside):
                yield inside
                yield from _nested((inside,))


def _keys(kind: type[Any]) -> str:
    described = formats.schema()["$defs"][kind.__name__]["properties"]
    required = shapes.required_keys(kind)
    return _table(
        ("key", "takes", "meaning"),
        (
            (
                f"**`{attribute.name}`**" if attribute.name in required else f"`{attribute.name}`",
                _takes(attribute),
                _meaning(attribute, described[attribute.name]),
            )
            for attribute in attrs.fields(kind)
        ),
    )


def _takes(attribute: "attrs.Attribute[Any]") -> str:
    stated = shapes.stated_type(attribute.type)
    item = shapes.item_type(stated)
    if REFERENCE in attribute.metadata:
        collection = attribute.metadata[REFERENCE]
        linked = f"[{collection}](#{collection})"
        return f"id in {linked}" if item is None else f"list of ids in {linked}"
    for validator in shapes.validators_of(attribute):
        if validator in _IDENTIFIERS:
            return _IDENTIFIERS[validator]
    return _type(stated) if item is None else f"list of {_several(item)}"


def _type(stated: Any) -> str:
    if issubclass(stated, Enum):
        return ", ".join(f"`{member.value}`" for member in stated)
    if shapes.is_record(stated):
        return f"[{shapes.named(stated)}](#{stated.__name__.lower()})"
    return _PLAIN[stated]


def _several(item: Any) -> str:
    if issubclass(item, Enum):
        return _type(item)
    if shapes.is_record(item):
        return f"[{shapes.named(item)}](#{item.__name__.lower()})"
    name, comma, example = _PLAIN[item].partition(",")
    return f"{name}s{comma}{example}"


def _meaning(attribute: "attrs.Attribute[Any]", schema: Mapping[str, Any]) -> str:
    said: str = schema.get("description", "") or _meaning_of_type(attribute)
    return f"{said} Personal.".strip() if attribute.metadata.get(PERSONAL) else said


def _meaning_of_type(attribute: "attrs.Attribute[Any]") -> str:
    """Return what a field means where its name and its type say it all and no comment adds to that."""
    if attribute.name == "id":
        return "Unique in its collection."
    if REFERENCE in attribute.metadata:
        return f"The {errors.singular(attribute.metadata[REFERENCE])}."
    stated = shapes.stated_type(attribute.type)
    return _summary(stated) if inspect.isclass(stated) and stated.__module__.startswith("medgroup.domain") else ""


def _enumeration(name: str) -> str:
    """The words of an enumeration, with the comment that stands above each."""
    public = {**vars(domain), **vars(rules), **{key: getattr(costs, key) for key in costs.__all__}}
    kind = next(kind for kind in public.values() if getattr(kind, "__name__", "") == name)
    source = inspect.getsource(kind)
    said = {word: _joined(text.replace("#:", "")) for text, word in _COMMENTED.findall(source)}
    return _table(("word", "meaning"), ((f"`{member.value}`", said.get(member.name, "")) for member in kind))


def _hook(name: str) -> str:
    """What the docstring of a hook says under each of its heads."""
    documented = inspect.getdoc(getattr(hookspecs, name)) or ""
    rows = [(head.lower(), _joined(text)) for head, text in _sections(documented)]
    return _table((f"`{name}`", f"takes {_arguments(name)}"), rows)


def _arguments(name: str) -> str:
    taken = inspect.signature(getattr(hookspecs, name)).parameters
    return ", ".join(f"`{argument}`" for argument in taken) or "no argument"


def hooks() -> tuple[str, ...]:
    """Return the names of all hooks, in the order in which they are declared."""
    return tuple(name for name in vars(hookspecs) if name.startswith("medgroup_"))


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """Yield the heads of a docstring with the text under each."""
    for found in re.finditer(r"^(\w+):\n((?:[ ]+.*\n?|\n)+)", text, re.MULTILINE):
        yield found[1], found[2]


def _errors() -> str:
    kinds = [kind for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, errors.MedgroupError)]
    return _table(
        ("error", "is also", "when"),
        (
            (f"[`{kind.__name__}`](#{kind.__name__.lower()})", f"`{_builtin(kind)}`", _summary(kind).replace("``", "`"))
            for kind in kinds
        ),
    )


def _builtin(kind: type[BaseException]) -> str:
    return next(base.__name__ for base in kind.__mro__ if base.__module__ == "builtins")


def _findings() -> str:
    return _table(
        ("code", "severity", "what would mend it"),
        ((f"`{name}`", code.severity.value, code.remedy or "Nothing need be mended.") for name, code in CODES.items()),
    )


def _columns(name: str) -> str:
    """The columns of claim lines, ``lines``, and of what is added to them, ``results``; those of needs and so on."""
    came = {"lines": bulk.LINES, "claims": referrals.CLAIMS, "needs": bulk.NEEDS, "capacities": bulk.CAPACITIES}
    columns = {**came, "results": bulk.RESULTS, "routes": bulk.ROUTES}[name]
    return _table(
        ("column", "type", "may be empty", "meaning"),
        (
            (
                f"**`{key}`**" if column.required and name in came else f"`{key}`",
                _COLUMN_TYPES[column.kind.value],
                "yes" if column.nullable else "no",
                f"{column.meaning[0].upper()}{column.meaning[1:]}.",
            )
            for key, column in columns.items()
        ),
    )


def _transitions() -> str:
    """The states of a referral with those that may follow, before the patient was seen and since."""
    queue = [(ReferralState.DRAFTED, 0)]
    for state, used in queue:
        for after in _course(state, used).legal:
            place = (after, 1 if after is ReferralState.SEEN else used)
            if place not in queue:
                queue.append(place)

    def following(state: ReferralState, used: int) -> str:
        found = ", ".join(f"`{one.value}`" for one in _course(state, used).legal)
        return (found or "nothing") if (state, used) in queue else ""

    return _table(
        ("from", "may follow", "and once the patient was seen"),
        ((f"`{state.value}`", following(state, 0), following(state, 1)) for state in TRANSITIONS),
    )


def _course(state: ReferralState, used: int) -> Course:
    return Course(state=state, on=date.min, permission=Permission(used=used))


#: What a column holds, with its type.
_COLUMN_TYPES = {
    "text": "text, `String`",
    "whole number": "whole number, `Int64`",
    "day": "day, `Date`",
    "number": "number, `Float64`",
    "true or false": "`Boolean`",
}

_WRITERS: Mapping[str, Callable[..., str]] = {
    "collections": _collections,
    "collection": _collection,
    "record": _record,
    "effects": model_tables.effects,
    "enumeration": _enumeration,
    "hook": _hook,
    "errors": _errors,
    "functions": model_tables.functions,
    "models": model_tables.models,
    "rules": model_tables.rules,
    "plan-net-findings": _findings,
    "columns": _columns,
    "referral-columns": referral_tables.columns,
    "gates": referral_tables.gates,
    "transitions": _transitions,
}


def main() -> None:
    """Write the tables of every page anew."""
    for page in sorted(PAGES.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        fresh = rewritten(text)
        if fresh != text:
            page.write_text(fresh, encoding="utf-8")
            print(f"wrote {page}")


if __name__ == "__main__":
    main()
