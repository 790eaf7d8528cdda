"""What was billed for a patient on one day, and what takes a bill back."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from attrs import Attribute, field, frozen

from medgroup.costs.benefits.gates import Held
from medgroup.costs.benefits.surprise import Consent, NoticeAndConsent
from medgroup.costs.services import Service, service_of
from medgroup.domain.fields import ShortRepr, day, flag, optional_text, text
from medgroup.domain.permissions import Permission
from medgroup.errors import InvalidValueError
from medgroup.values.lists import tuple_of
from medgroup.values.period import A_DAY, is_day
from medgroup.values.validators import all_are, refusal


def _day(_: object, attribute: "Attribute[Any]", value: object) -> None:
    if not is_day(value):
        raise refusal(attribute, value, A_DAY)


def _counts_from_one(_: object, attribute: "Attribute[Any]", value: object) -> None:
    if type(value) is not int or value < 1:
        raise refusal(attribute, value, "a whole number of 1 or more")


def _some(_: object, attribute: "Attribute[Any]", value: tuple[object, ...]) -> None:
    if not value:
        raise refusal(attribute, [], "one service or more")


def _held(_: object, attribute: "Attribute[Any]", value: object) -> None:
    if value is not None and value is not True and value is not False and not isinstance(value, Permission):
        flag(None, attribute, value)


def _consent(_: object, attribute: "Attribute[Any]", value: object) -> None:
    if value is not None and value is not True and value is not False and not isinstance(value, NoticeAndConsent):
        flag(None, attribute, value)


def _services(values: Iterable[Service | str]) -> tuple[Service, ...]:
    # Nearly all are tuples of services, as bills that are tried again and again are.
    if type(values) is not tuple:
        if isinstance(values, Service):
            raise InvalidValueError(values, "a list of services", field="services")
        values = tuple_of(values, "services")
    return tuple([service_of(one) if isinstance(one, str) else one for one in values])


@frozen(kw_only=True, repr=False)
class BilledVisit(ShortRepr):
    """What one practitioner bills for one patient and one day: the services of a visit, one a line.

    Raises:
        InvalidValueError: There is no service, or a value is not what its field takes.

    Sources: X12 837P 2300 (claim).
    """

    #: Id, unique among what is processed together.
    id: str = field(validator=text)
    #: Id of the patient.
    patient: str = field(validator=text)
    #: Id, NPI or unique name of the practitioner.
    practitioner: str = field(validator=text)
    #: Id, NPI or unique name of the organization whose TIN bills.
    billing: str = field(validator=text)
    #: Id or unique name of the site; None takes where the practitioner works for the organization.
    site: str | None = field(default=None, validator=optional_text)
    #: Day of service.
    on: date = field(validator=_day)
    #: The lines, in the order of the bill: services, or words as ``service_of`` reads them.
    services: tuple[Service, ...] = field(converter=_services, validator=[_some, all_are(Service)])
    #: The referral that is held, or whether one is; None means not known.
    referral: Held = field(default=None, validator=_held)
    #: The authorization that is held, or whether one is; None means not known.
    authorization: Held = field(default=None, validator=_held)
    #: Whether the patient is under continuing care and her protection lasts.
    continuing: bool | None = field(default=False, validator=flag)
    #: Whether she relied on a directory that wrongly listed the practitioner.
    relied_on_directory: bool | None = field(default=False, validator=flag)
    #: The notice of an out-of-network bill and her consent, or whether they are valid.
    consent: Consent = field(default=False, validator=_consent)
    #: Day on which the plan processed it; None takes the day of service.
    processed: date | None = field(default=None, validator=day)
    #: Its place among what was processed on one day.
    number: int = field(default=1, validator=_counts_from_one)


@frozen(kw_only=True, repr=False)
class VoidedVisit(ShortRepr):
    """Takes back everything that was paid for a bill; with a new bill beside it, a replacement.

    Sources: X12 837 CLM05-3 (claim frequency 8, void; 7, replacement).
    """

    #: Id, unique among what is processed together.
    id: str = field(validator=text)
    #: Id of the bill that is taken back.
    visit: str = field(validator=text)
    #: Day on which the plan processed it.
    processed: date = field(validator=_day)
    #: Its place among what was processed on one day; it comes before a bill of the same place.
    number: int = field(default=1, validator=_counts_from_one)


def processing_order(billed: BilledVisit | VoidedVisit) -> tuple[date, int, bool, str]:
    """Return what bills are put in order by: the day of processing, the number, what takes one back first, the id.

    Raises:
        InvalidValueError: It is neither a bill nor what takes one back.
    """
    if not isinstance(billed, BilledVisit | VoidedVisit):
        raise InvalidValueError(type(billed).__name__, "a BilledVisit or a VoidedVisit")
    is_bill = isinstance(billed, BilledVisit)
    processed = (billed.processed or billed.on) if isinstance(billed, BilledVisit) else billed.processed
    return (processed, billed.number, is_bill, billed.id)
