"""What has been used of the limits of a plan year: carried in, added to line by line, and given back."""

from collections.abc import Mapping
from typing import Any

from attrs import Attribute, field, frozen

from medgroup.domain.fields import ShortRepr, amount, optional_text, text
from medgroup.errors import InvalidValueError
from medgroup.values.money import Money
from medgroup.values.validators import PERSONAL


def _by_name(value: Mapping[str, int]) -> dict[str, int]:
    return dict(value)


def _counts(_: object, attribute: "Attribute[Any]", value: Mapping[str, object]) -> None:
    for name, count in value.items():
        if type(count) is not int or count < 0:
            raise InvalidValueError(count, f"a whole number of visits ({name})", field=attribute.name)


def _year(_: object, attribute: "Attribute[Any]", value: object) -> None:
    if type(value) is not int or not 0 <= value <= 9999:
        raise InvalidValueError(value, "a calendar year", field=attribute.name)


def _tier(_: object, attribute: "Attribute[Any]", value: object) -> None:
    if value is not None and (type(value) is not int or value < 0):
        raise InvalidValueError(value, "the number of a tier, 0 for out of network", field=attribute.name)


@frozen(kw_only=True, repr=False)
class Accumulated(ShortRepr):
    """What has been used in a plan year: by a patient or by a family as a whole, of one tier or of the whole network.

    A row of a tier states both amounts. A row without a tier is of a patient: it states what she has paid in network by
    all tiers together, which the self-only limit holds down, and her visits. Where none states it, it is what she has
    paid by the tiers; and where no row is of the family as a whole, its members' rows add up.

    Raises:
        InvalidValueError: An amount is missing, negative, or has no place in such a row.

    Sources: X12 271 EB (deductible and out of pocket, to date).
    """

    #: The key that those have in common who are covered under one contract.
    family: str = field(validator=text, metadata={PERSONAL: True})
    #: The patient; None stands for the family as a whole.
    patient: str | None = field(default=None, validator=optional_text)
    #: The calendar year in which the plan year begins.
    year: int = field(validator=_year)
    #: The tier, 1 for the plan's first and 0 for out of network; None stands for the whole network.
    tier: int | None = field(default=None, validator=_tier)
    #: Deductible used of the tier.
    deductible: Money | None = field(default=None, validator=amount)
    #: Out of pocket used.
    out_of_pocket: Money | None = field(default=None, validator=amount)
    #: Visits used, by the name of the rule that counts them.
    visits: Mapping[str, int] = field(factory=dict, converter=_by_name, validator=_counts, hash=False)

    def __attrs_post_init__(self) -> None:
        if self.tier is None:
            self._refuse_a_row_of_no_tier()
        else:
            for name in ("deductible", "out_of_pocket"):
                if getattr(self, name) is None:
                    raise InvalidValueError(None, 'an amount; "0.00" where nothing was used', field=name)
            if self.visits:
                raise InvalidValueError(dict(self.visits), "stated without a tier only", field="visits")

    def _refuse_a_row_of_no_tier(self) -> None:
        if self.patient is None:
            raise InvalidValueError(None, "the patient of a row without a tier", field="patient")
        if self.deductible is not None:
            raise InvalidValueError(str(self.deductible), "stated with a tier only", field="deductible")
