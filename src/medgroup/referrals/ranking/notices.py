"""Other suppliers of imaging near a referrer, for the notice that is due before MRI, CT or PET in the group."""

from collections.abc import Iterator

from medgroup.domain.organizations import OrganizationRole, Site
from medgroup.market import Market
from medgroup.referrals.ranking.buildings import ADVANCED_IMAGING, ANY_IMAGING, offers, terms
from medgroup.referrals.ranking.colocation import Point, Sites
from medgroup.referrals.ranking.needs import SHARED, Need
from medgroup.referrals.ranking.ranked import ImagingSupplier

#: How far from the referrer's office a supplier may be to count.
NOTICE_MILES = 25
#: How many suppliers the notice has to list, where there are as many.
NOTICE_SUPPLIERS = 5
_ADVANCED, _LINE = SHARED.index("advanced_imaging"), SHARED.index("line")


def notice_is_due(need: Need) -> bool | None:
    """Return whether MRI, CT or PET is asked for under Medicare, so that the notice is due for it in the group."""
    asked, line = need.words[_ADVANCED], need.words[_LINE]
    if asked == "no" or line not in ("medicare", None):
        return False
    return None if asked is None or line is None else True


def imaging_suppliers(market: Market, need: Need) -> tuple[ImagingSupplier, ...]:
    """Return the other suppliers of imaging within 25 miles of the referrer's office, the nearest first.

    Who offers none of the services that are asked for is no supplier of them; who offers imaging without saying of
    which sort may be. Hospitals are no suppliers, and do not count. Where several sites of one organization are near,
    the nearest stands for it. None is listed where nobody asks for MRI, CT or PET under Medicare, or where the office's
    position is not known.

    Sources: 42 CFR 411.355(b)(7).
    """
    if notice_is_due(need) is False:
        return ()
    points = market.derived(Sites).points
    offices = [points[site] for site in need.sites if site in points]
    nearest: dict[str, ImagingSupplier] = {}
    for one in sorted(_near(market, need, offices), key=lambda one: (one.miles, one.organization_name, one.site)):
        nearest.setdefault(one.organization, one)
    return tuple(nearest.values())


def _near(market: Market, need: Need, offices: list[Point]) -> Iterator[ImagingSupplier]:
    points = market.derived(Sites).points
    asked = (terms(need.referral.services or ()) & ADVANCED_IMAGING or ADVANCED_IMAGING) | ANY_IMAGING
    for site in market.facts.sites:
        if offices and site.id in points and _supplies(market, need, site, asked):
            # As it is shown, so that no rounding decides.
            miles = round(min(office.miles(points[site.id]) for office in offices), 2)
            if miles <= NOTICE_MILES:
                yield _supplier(market, site, miles)


def _supplies(market: Market, need: Need, site: Site, asked: frozenset[str]) -> bool:
    if site.organization is None or site.organization == need.issuer.organization:
        return False
    organization = market.organization(site.organization)
    hospital = OrganizationRole.FACILITY in organization.roles or site.outpatient_department is not None
    return bool(offers(site, asked)) and not hospital and organization.period.contains(need.on)


def _supplier(market: Market, site: Site, miles: float) -> ImagingSupplier:
    address = site.address
    parts = () if address is None else (*address.line, address.city, address.state, address.postal_code)
    organization = site.organization or ""
    return ImagingSupplier(
        organization=organization,
        organization_name=market.name_of("organizations", organization),
        site=site.id,
        address=", ".join(part for part in parts if part),
        miles=miles,
    )
