"""What a quote holds: its lines, what has been used, the ends of what is not known, warnings and alternatives."""

from enum import Enum

from attrs import frozen

from medgroup.costs.benefits.claims import Cause, CoverageClass, LineStatus
from medgroup.costs.benefits.gate_rows import Consequence
from medgroup.costs.prices.drafts import Pricing
from medgroup.domain.fees import Setting
from medgroup.domain.terms import Claim
from medgroup.network.answer import Status
from medgroup.values.money import Money


@frozen(kw_only=True)
class QuotedLine:
    """One line of a bill: its price, and what each party pays; an amount that nobody can tell is None."""

    #: Its place in the answer, 1 for the first.
    number: int
    #: The place of its service among those asked about, 1 for the first; a facility line has that of the service too.
    service: int
    code: str
    units: int
    modifiers: tuple[str, ...]
    #: Whose bill it stands on.
    claim: Claim
    #: The organization that bills.
    billing: str
    #: Network status of who bills.
    network: Status
    #: By which of its terms the plan covers it.
    coverage: CoverageClass
    #: What the gates of the plan come to; None where no plan pays first.
    gate: Consequence | None
    status: LineStatus
    #: Why it is not covered or waits.
    cause: Cause | None
    charge: Money | None
    #: What the contract allows, the plan out of network, or the recognized amount of a surprise bill.
    allowed: Money | None
    deductible: Money | None
    copay: Money | None
    coinsurance: Money | None
    #: What the patient owes outside the benefits.
    not_covered: Money | None
    plan_paid: Money | None
    #: Deductible, copay, coinsurance and what is not covered; a balance bill comes on top.
    patient_owes: Money | None
    #: What nobody owes: in network the difference to the charge (CARC 45).
    written_off: Money | None
    #: What may be billed to the patient beyond what the plan allows; out of network only.
    balance_billed: Money | None
    #: What of the allowed amount the contract holds back: owed to who bills, and no write-off. None where none is.
    withheld: Money | None
    #: What the limits of the year spared the patient.
    spared: Money | None
    #: The name of the benefit rule that shared it; empty for what holds in the whole tier.
    rule: str
    #: What became of its price under the contract.
    pricing: Pricing
    #: Where it is given; None where that is not known.
    setting: Setting | None
    #: The agreement that prices it, for a continuing-care patient one that has ended; None where none does.
    agreement: str | None
    #: Where its rate stands, as ``collection/id`` or the name of a plugin's rule; None where no rate is known.
    terms: str | None
    #: The fee schedule that it is priced by, if any.
    schedule: str | None


class Whose(Enum):
    """Whose amounts are told."""

    PATIENT = "patient"
    FAMILY = "family"


@frozen(kw_only=True)
class QuotedUse:
    """What has been used of the limits of one tier in the plan year, before the visit and after it."""

    whose: Whose
    #: The calendar year in which the plan year begins.
    year: int
    #: The tier, 1 for the plan's first, 0 for out of network.
    tier: int
    deductible_before: Money
    deductible_after: Money
    #: The most of it; None where there is none, or it is not known.
    deductible_limit: Money | None
    out_of_pocket_before: Money
    out_of_pocket_after: Money
    out_of_pocket_limit: Money | None


class End(Enum):
    """Which end of what the patient may owe."""

    LOW = "low"
    HIGH = "high"


@frozen(kw_only=True)
class QuotedEnd:
    """One end of what the patient may owe: what is supposed there, and what each party would then pay."""

    end: End
    #: None where nothing bounds it.
    patient_owes: Money | None
    plan_paid: Money | None
    written_off: Money | None
    balance_billed: Money | None
    #: What is supposed, in plain sentences.
    statement: str
    #: The facts that it rests on, as ``collection/id``.
    evidence: tuple[str, ...]


@frozen(kw_only=True)
class OwedRange:
    """The least and the most that a patient may owe where something that decides is not known."""

    low: Money
    #: None where nothing bounds it: no charge is stated.
    high: Money | None
    #: The most that may be billed to her beyond that; None where it is not known.
    balance_billed: Money | None


class WarningKind(Enum):
    """What a quote warns of, the gravest first."""

    NO_COVERAGE = "no-coverage"
    OVERLAPPING_COVERAGES = "overlapping-coverages"
    SECONDARY_COVERAGE = "secondary-coverage"
    NETWORK_UNKNOWN = "network-unknown"
    #: A directory says in where contracts say out.
    LISTING_MISDIRECTS = "listing-misdirects"
    #: A directory says in, and has not been verified for more than 90 days.
    LISTING_STALE = "listing-stale"
    #: Her protection as a continuing-care patient would change the answer, and it is not said that she is one.
    CONTINUITY = "continuity"
    #: Nothing says where the practitioner works for the organization, nor as what, and something is open.
    ROLE_UNKNOWN = "role-unknown"
    #: Something that the plan asks for first is not known to be there.
    GATE_UNKNOWN = "gate-unknown"
    NEEDS_AUTHORIZATION = "needs-authorization"
    #: A hospital bills beside the practitioner.
    FACILITY_LINE = "facility-line"
    #: Several sites it may be, which differ in what decides a price.
    SITE_UNKNOWN = "site-unknown"
    PRICE_UNKNOWN = "price-unknown"
    BENEFITS_UNKNOWN = "benefits-unknown"
    CHARGE_UNKNOWN = "charge-unknown"
    BALANCE_BILL = "balance-bill"
    WITHHELD = "withheld"
    #: A bill of the history waits, and what it would have used is not counted.
    HISTORY_WAITS = "history-waits"
    #: A bill of the history was processed later, and is left out.
    HISTORY_LATER = "history-later"
    NO_ALTERNATIVES = "no-alternatives"


@frozen(kw_only=True)
class QuoteWarning:
    """Something that whoever relies on a quote should know first."""

    kind: WarningKind
    statement: str
    evidence: tuple[str, ...] = ()
    source: str = ""
    #: What would change it; empty where nothing can.
    would_change: str = ""


@frozen(kw_only=True)
class QuotedAlternative:
    """The same services by another practitioner who is in network, with what the patient would owe."""

    practitioner: str
    practitioner_name: str
    billing: str
    billing_name: str
    site: str | None
    #: The network whose contract prices it, its place in the plan, and the agreement.
    network: str
    tier: int
    agreement: str
    #: What she would owe; None where that is not known.
    patient_owes: Money | None
    plan_paid: Money | None
    #: How much less would come to her here, a balance bill included; negative where it is more, None where one of the
    #: two is not known.
    saves: Money | None
    #: Why it is here, and why its amount is not known where it is not.
    statement: str
    #: The facts that it rests on, as ``collection/id``.
    evidence: tuple[str, ...]
