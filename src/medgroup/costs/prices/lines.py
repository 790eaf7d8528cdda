"""What each line of a bill comes to under some terms: whole-number arithmetic over compiled tables, rounded once.

A rate gives a base in cents for a unit; units and percentages multiply it exactly, and the line is rounded half up at
the end.
"""

from collections.abc import Sequence

from medgroup.costs.prices.drafts import Circumstances, Draft, Percentage, Pricing, Source
from medgroup.costs.prices.schedules import Figure, Said
from medgroup.costs.prices.terms import BY_REPORT, COMPONENTS, REDUCED, WHOLE, Gate, Row, TermsTable, gate_of
from medgroup.costs.services import Service
from medgroup.domain.fees import Setting
from medgroup.domain.terms import OVER_A_SCHEDULE, Claim, Method
from medgroup.values.codes import FACILITY_PLACES

_OF_GATE = {Gate.NOT_PAID: Pricing.NOT_PAID, Gate.BY_REPORT: Pricing.BY_REPORT}
_OF_SAID = {said: Pricing(said.value) for said in Said}


def priced(services: Sequence[Service], among: Circumstances) -> list[Draft]:
    """Return the lines of one bill, priced in the order given.

    The services are of one patient, one practitioner and one day: several procedures are reduced together, and one case
    rate is paid once.
    """
    draft = _draft if among.drafted is None else _kept_draft
    drafts = [draft(service, among) for service in services]
    if len(drafts) == 1:
        return drafts if services[0].units == 1 else _reduced(drafts)
    return _reduced(_alone_or_not(_cases(drafts)))


def _kept_draft(service: Service, among: Circumstances) -> Draft:
    """Return a line, from one of the same service before it where a schedule prices it: the charge plays no part."""
    known = among.drafted
    assert known is not None
    key = (service.code, service.units, service.modifiers, service.place_of_service)
    found = known.get(key)
    if found is None:
        found = _draft(service, among)
        if found.figure is not None:
            found = known[key] = found._replace(cents=found.price())
        return found
    # By place: ``_replace`` takes twice as long.
    return Draft._make((service, *found[1:]))


def _draft(service: Service, among: Circumstances) -> Draft:
    place, setting = service.place_of_service, among.setting
    if place is not None:
        setting = Setting.FACILITY if place in FACILITY_PLACES else Setting.OFFICE
    component = next((one for one in service.modifiers if one in COMPONENTS), None) if service.modifiers else None
    for source in among.sources:
        row = source.terms.rate(among.claim, service.code, component, setting, among.on)
        if setting is None and _needs_setting(source.terms, among, service.code, component, row):
            return Draft(service, None, Pricing.NO_SETTING, source)
        if row is not None:
            method = row.rate.method
            if method in OVER_A_SCHEDULE:
                return _by_schedule(service, setting, component, source, row, among)
            base = _case_or_charge(service, row)
            percentages = (Percentage("charges", row.percent),) if method is Method.PERCENT_OF_CHARGES else ()
            pricing = Pricing.NO_CHARGE if base is None else Pricing.PRICED
            return Draft(service, setting, pricing, source, row, base=base or 0, percentages=percentages)
    return Draft(service, setting, Pricing.NO_RATE if among.sources else Pricing.TERMS_NOT_STATED)


def _needs_setting(terms: TermsTable, among: Circumstances, code: str, component: str | None, row: Row | None) -> bool:
    """Return whether another rate would hold if the setting were known."""
    return any(terms.rate(among.claim, code, component, one, among.on) is not row for one in Setting)


def _case_or_charge(service: Service, row: Row) -> int | None:
    """Return the cents that a rate without a schedule starts from, or None where no charge is stated."""
    amount = row.rate.amount if row.rate.method is Method.CASE_RATE else service.charge
    return None if amount is None else amount.cents


def _by_schedule(
    service: Service,
    setting: Setting | None,
    component: str | None,
    source: Source,
    row: Row,
    among: Circumstances,
) -> Draft:
    rate, on, schedules = row.rate, among.on, among.schedules
    table = schedules.of(rate, on)
    if table is None:
        return Draft(service, setting, Pricing.NO_SCHEDULE, source, row)
    if component == "53" and not table.lists(service.code, "53"):
        component = None
    hospitals = component is None and among.beside_facility and setting is Setting.FACILITY
    if hospitals and table.lists(service.code, "26"):
        component = "26"
    else:
        hospitals = False
    factor = row.factor
    if factor is None:
        qualifying = among.qualifying if rate.qualifying is None else rate.qualifying
        factor = table.factor(schedules.day_of(rate, table, on), qualifying)
    locality = among.locality if rate.locality is None else rate.locality
    figure = table.figure(service.code, component, setting, locality, factor)
    pricing, percentages, modifier = _percentages(service, component, source.terms, row, figure, among)
    return Draft(
        service,
        setting,
        pricing,
        source,
        row,
        table,
        figure,
        component,
        locality,
        factor,
        base=figure.cents or 0,
        percentages=percentages,
        share=service.units * WHOLE,
        professional_only=hospitals,
        modifier=modifier,
    )


def _percentages(
    service: Service, component: str | None, terms: TermsTable, row: Row, figure: Figure, among: Circumstances
) -> tuple[Pricing, tuple[Percentage, ...], str | None]:
    """Return whether a line is priced, its percentages, and the modifier that stands in the way."""
    if figure.cents is None:
        return _OF_SAID[figure.said], (), None
    of_kind = _of_kind(terms, among)
    if of_kind is None:
        return Pricing.KIND_UNKNOWN, (), None
    if not service.modifiers and row.percent == of_kind.millionths == WHOLE:
        return Pricing.PRICED, (), None
    found = [Percentage("rate", row.percent), of_kind]
    for modifier in service.modifiers:
        if modifier != component:
            pricing, percentage = _modified(modifier, terms, figure)
            if pricing is not Pricing.PRICED:
                return pricing, (), modifier
            found.append(percentage)
    return Pricing.PRICED, tuple([one for one in found if one.millionths != WHOLE]), None


def _of_kind(terms: TermsTable, among: Circumstances) -> Percentage | None:
    """Return what is paid of the price for who bills: a practitioner of a kind, or an outpatient department."""
    if among.claim is Claim.FACILITY:
        return Percentage("nonexcepted", WHOLE if among.excepted else terms.nonexcepted)
    percent = terms.kind_percent(among.taxonomies)
    return None if percent is None else Percentage("kind", percent)


def _modified(modifier: str, terms: TermsTable, figure: Figure) -> tuple[Pricing, Percentage]:
    """Return what a modifier makes of a line: whether it is priced, and the percentage."""
    gate, stated = gate_of(modifier, figure.rules), terms.modifiers.get(modifier)
    if gate is None:
        by_report = stated is None and (modifier in BY_REPORT or modifier in COMPONENTS)
        pricing = Pricing.BY_REPORT if by_report else Pricing.PRICED
        return pricing, Percentage(modifier, WHOLE if stated is None else stated)
    if gate is Gate.PAID:
        pricing = Pricing.NO_PERCENT if stated is None else Pricing.PRICED
        return pricing, Percentage(modifier, WHOLE if stated is None else stated)
    return _OF_GATE.get(gate, Pricing.PRICED), Percentage(modifier, 2 * WHOLE if gate is Gate.EACH else WHOLE)


def _cases(drafts: list[Draft]) -> list[Draft]:
    """Leave the amount of each case rate on the first of its lines."""
    of_case: dict[int, list[int]] = {}
    for place, draft in enumerate(drafts):
        if draft.row is not None and draft.row.rate.method is Method.CASE_RATE:
            of_case.setdefault(id(draft.row), []).append(place)
    for first, *others in of_case.values():
        charges = [drafts[place].service.charge for place in (first, *others)]
        known = [charge.cents for charge in charges if charge is not None]
        if others:
            whole = sum(known) if len(known) == len(charges) else None
            drafts[first] = drafts[first]._replace(case_charge=whole, bears_case=True)
        for place in others:
            drafts[place] = drafts[place]._replace(pricing=Pricing.IN_CASE, base=0)
    return drafts


def _alone_or_not(drafts: list[Draft]) -> list[Draft]:
    """Pay nothing for what is paid only where no other service of the day is paid under the schedule."""
    paid = [
        place
        for place, draft in enumerate(drafts)
        if draft.pricing is Pricing.PRICED and draft.figure is not None and draft.figure.rules.status != "T"
    ]
    if not paid:
        return drafts
    return [
        draft._replace(pricing=Pricing.WITH_OTHERS)
        if draft.pricing is Pricing.PRICED and draft.figure is not None and draft.figure.rules.status == "T"
        else draft
        for draft in drafts
    ]


def _reduced(drafts: list[Draft]) -> list[Draft]:
    """Reduce several procedures of one day: the dearest in full, the others by the percentages of the terms."""
    places = [place for place, draft in enumerate(drafts) if is_reducible(draft)]
    if sum(drafts[place].service.units for place in places) < 2:
        return drafts
    # Imported here: only several procedures of one day need it.
    from fractions import Fraction

    def dearness(place: int) -> Fraction:
        top, bottom = drafts[place].exact()
        return Fraction(top, bottom * drafts[place].service.units)

    places.sort(key=lambda place: (-dearness(place), place))
    rank = 0
    for place in places:
        draft = drafts[place]
        ranks = range(rank, rank + draft.service.units)
        rank = ranks.stop
        drafts[place] = draft._replace(share=_share(draft, ranks), ranks=ranks, cents=None)
    return drafts


def is_reducible(draft: Draft) -> bool:
    """Return whether a line is paid less where several procedures are done on one day."""
    return (
        draft.pricing is Pricing.PRICED
        and draft.figure is not None
        and draft.figure.rules.multiple in REDUCED
        and draft.source is not None
        and draft.source.terms.multiple is not None
    )


def _share(draft: Draft, ranks: range) -> int:
    percents = draft.source.terms.multiple if draft.source is not None else None
    if not percents:
        return draft.share
    beyond = max(0, ranks.stop - max(ranks.start, len(percents)))
    return sum(percents[ranks.start : ranks.stop]) + beyond * percents[-1]
