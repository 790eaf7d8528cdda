"""Declarations as plain values and back."""

import json
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from medgroup.models import OrganizationalModel


def plain(model: OrganizationalModel) -> str:
    """Return the record of a model, without its checks, as the text of its JSON.

    Raises:
        TypeError: Something in it is no plain value.
    """
    return json.dumps(_converter().unstructure(model, unstructure_as=OrganizationalModel), sort_keys=True)


def from_plain(text: str) -> OrganizationalModel:
    """Return the record of a model, without checks, from the text of its JSON."""
    return _converter().structure(json.loads(text), OrganizationalModel)


def without_checks(model: OrganizationalModel) -> OrganizationalModel:
    """Return the record with nothing but what is data."""
    return attrs.evolve(model, checks=())


@lru_cache(maxsize=1)
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, unstruct_collection_overrides={AbstractSet: sorted})
    omitted: Any = {"checks": override(omit=True)}
    converter.register_unstructure_hook(
        OrganizationalModel, make_dict_unstructure_fn(OrganizationalModel, converter, **omitted)
    )
    converter.register_structure_hook(
        OrganizationalModel, make_dict_structure_fn(OrganizationalModel, converter, **omitted)
    )
    return converter
