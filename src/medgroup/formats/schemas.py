"""The JSON Schema of a market file, made from the types of the facts, so that editors complete what people write."""

import inspect
import re
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import attrs

from medgroup.domain import cost_sharing, fees, fields, terms
from medgroup.domain.facts import COLLECTIONS
from medgroup.formats.rows import VERSION
from medgroup.formats.shapes import is_record, item_type, named, required_keys, stated_type, validators_of
from medgroup.values import codes, identifiers, money
from medgroup.values.money import Money

Schema = dict[str, Any]

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_COMMENT = re.compile(r"((?:^    #: .*\n)+)^    (\w+): ", re.MULTILINE)
_NOT_BLANK = r"\S"
_PLAIN: dict[type[Any], Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    date: {"type": "string", "format": "date", "pattern": f"^{_DAY}$"},
    Money: {"type": "string", "pattern": f"^(?:{money.DOLLARS_AND_CENTS.pattern})$"},
    Decimal: {"type": ["string", "integer"], "pattern": f"^(?:{fields.EXACT.pattern})$"},
}


def _whole(pattern: re.Pattern[str]) -> Schema:
    return {"pattern": f"^(?:{pattern.pattern})$"}


#: What a validator of a field adds to the schema of its value.
_OF_VALUE: dict[Any, Schema] = {
    fields.text: {"pattern": _NOT_BLANK},
    fields.optional_text: {"pattern": _NOT_BLANK},
    fields.distinct: {"uniqueItems": True},
    fields.not_empty: {"minItems": 1},
    fields.not_empty_or_unknown: {"minItems": 1},
    fields.filled_or_unknown: {"minItems": 1},
    identifiers.npi: _whole(identifiers.NPI),
    identifiers.tin: _whole(identifiers.TIN),
    identifiers.taxonomy_code: _whole(identifiers.TAXONOMY),
    identifiers.state: {"enum": sorted(identifiers.STATES)},
    codes.service_code: _whole(codes.SERVICE),
    codes.modifier: _whole(codes.MODIFIER),
    fees.locality_key: _whole(fees.LOCALITY),
    fees.series_word: _whole(fees.SERIES),
    fees.indicator: _whole(fees.INDICATOR),
    fees.status_code: _whole(fees.STATUS),
    terms.modifier_set: {"minItems": 1},
    terms.rate_locality: {"pattern": f"^(?:{fees.LOCALITY.pattern}|{terms.NATIONAL})$"},
}
#: What a validator of a field adds to the schema of the items of its value.
_OF_ITEMS: dict[Any, Schema] = {
    fields.not_empty: {"pattern": _NOT_BLANK},
    fields.not_empty_or_unknown: {"pattern": _NOT_BLANK},
    fields.texts: {"pattern": _NOT_BLANK},
    cost_sharing.code_ranges: _whole(codes.SERVICES),
    identifiers.taxonomy_codes: _whole(identifiers.TAXONOMY),
    identifiers.medicare_specialties: _whole(identifiers.MEDICARE_SPECIALTY),
    terms.modifier_set: _whole(codes.MODIFIER),
}


def schema() -> Schema:
    """Return the JSON Schema of a market file."""
    records: dict[str, Schema] = {}
    collections = {
        name: {"type": ["array", "null"], "items": _reference(kind, records)} for name, kind in COLLECTIONS.items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Market of medical groups",
        "type": "object",
        "properties": {"$schema": {}, "version": {"enum": [VERSION, None]}, **collections},
        "additionalProperties": False,
        "$defs": dict(sorted(records.items())),
    }


def _reference(kind: type[Any], records: dict[str, Schema]) -> Schema:
    """Return a reference to the schema of a record, which stands among ``records`` afterwards."""
    if kind.__name__ not in records:
        records[kind.__name__] = {}
        records[kind.__name__] = _record(kind, records)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _record(kind: type[Any], records: dict[str, Schema]) -> Schema:
    comments = _comments(kind)
    described = {name: {"description": text} for name, text in comments.items()}
    return {
        "title": named(kind).capitalize(),
        "description": _in_words_of_a_file((inspect.getdoc(kind) or "").split("\n")[0]),
        "type": "object",
        "properties": {
            attribute.name: {**described.get(attribute.name, {}), **_field(attribute, records)}
            for attribute in attrs.fields(kind)
        },
        "required": list(required_keys(kind)),
        "additionalProperties": False,
    }


def _field(attribute: "attrs.Attribute[Any]", records: dict[str, Schema]) -> Schema:
    value = _value(stated_type(attribute.type), records)
    for validator in validators_of(attribute):
        value = {**value, **_known(_OF_VALUE, validator)}
        if "items" in value:
            value["items"] = {**value["items"], **_known(_OF_ITEMS, validator)}
    return value if attribute.default is attrs.NOTHING else _or_null(value)


def _known(additions: dict[Any, Schema], validator: Any) -> Schema:
    return next((added for known, added in additions.items() if known is validator), {})


def _value(kind: Any, records: dict[str, Schema]) -> Schema:
    if is_record(kind):
        return _reference(kind, records)
    item = item_type(kind)
    if item is not None:
        return {"type": "array", "items": _value(item, records)}
    if issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    return _PLAIN[kind]


def _or_null(value: Schema) -> Schema:
    """Return a schema that also takes null, which says the same as leaving the key out."""
    if "enum" in value:
        return {**value, "type": ["string", "null"], "enum": [*value["enum"], None]}
    if "type" in value:
        kinds = value["type"] if isinstance(value["type"], list) else [value["type"]]
        return {**value, "type": [*kinds, "null"]}
    return {"anyOf": [value, {"type": "null"}]} if value else value


def _comments(kind: type[Any]) -> dict[str, str]:
    """Return the comment that documents each field, where the source is at hand; comments are not there at run time."""
    try:
        source = inspect.getsource(kind)
    except (OSError, TypeError):
        return {}
    return {name: _in_words_of_a_file(lines) for lines, name in _COMMENT.findall(source)}


def _in_words_of_a_file(comment: str) -> str:
    text = " ".join(line.strip().removeprefix("#:").strip() for line in comment.splitlines())
    return re.sub(r"\bNone\b", "null", text.replace("``", ""))
