"""What sort of service a line is, in the words of a summary of benefits."""

from medgroup.domain.benefits import BenefitDesign
from medgroup.domain.cost_sharing import ServiceCategory, in_ranges


def service_category(
    design: BenefitDesign | None,
    *,
    code: str | None = None,
    preventive: bool = False,
    emergency: bool = False,
    facility: bool = False,
    primary_care: bool | None = None,
) -> ServiceCategory | None:
    """Return the category of a service, or None where it cannot be told.

    What is said of the service comes first, then what the plan says of its code; any other service is a visit to who
    gives it.

    Args:
        design: The benefits of the plan; None where they are not known.
        code: The service code.
        preventive: Whether it is preventive care.
        emergency: Whether it is emergency care.
        facility: Whether the line is a facility's.
        primary_care: Whether who gives it gives primary care; None means not known.

    >>> service_category(None, code="X1001", primary_care=True)
    <ServiceCategory.PRIMARY: 'primary'>
    """
    if preventive or emergency:
        return ServiceCategory.PREVENTIVE if preventive else ServiceCategory.EMERGENCY
    if code is not None:
        for row in design.categories if design is not None else ():
            if in_ranges(code, row.codes):
                return row.category
    if facility:
        return ServiceCategory.FACILITY
    if primary_care is None:
        return None
    return ServiceCategory.PRIMARY if primary_care else ServiceCategory.SPECIALIST
