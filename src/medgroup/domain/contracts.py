"""What is contracted, what is stated in directories, and how complete each account is."""

from datetime import date
from enum import Enum

from attrs import field, frozen

from medgroup.domain.fields import ShortRepr, always, day, flag, not_empty, optional_text, references, some, text
from medgroup.domain.terms import ContractTerms
from medgroup.values import identifiers
from medgroup.values.period import ALWAYS, Period
from medgroup.values.validators import is_a


class Basis(Enum):
    """On what basis an organization contracts for practices that stay independent.

    Sources: DOJ/FTC Statements of Antitrust Enforcement Policy in Health Care 8 and 9 (1996, withdrawn 2023).
    """

    #: Each practice accepts or refuses alone; the organization carries messages.
    MESSENGER = "messenger"
    #: The practices share substantial financial risk.
    RISK = "risk"
    #: The practices are clinically integrated.
    INTEGRATION = "integration"


@frozen(kw_only=True, repr=False)
class Agreement(ShortRepr):
    """A contract between a payer, for some of its networks, and the organization that signed it."""

    id: str = field(validator=text)
    #: The networks it covers; None means all.
    networks: frozenset[str] | None = field(
        default=None, converter=some, validator=not_empty, metadata=references("networks")
    )
    #: The organization that signed.
    contractor: str = field(validator=text, metadata=references("organizations"))
    #: The sites that take part; None means all.
    sites: frozenset[str] | None = field(
        default=None, converter=some, validator=not_empty, metadata=references("sites")
    )
    basis: Basis | None = field(default=None, validator=is_a(Basis))
    #: Whether the payer lets the contractor credential practitioners (42 CFR 422.204).
    delegates_credentialing: bool = field(default=False, validator=flag)
    #: What it pays, by which method, and what it holds back; None means not known.
    terms: ContractTerms | None = field(default=None, validator=is_a(ContractTerms))
    #: Days on which it is in force.
    period: Period = field(default=ALWAYS, converter=always, validator=is_a(Period))


@frozen(kw_only=True, repr=False)
class RosterEntry(ShortRepr):
    """One line of a contract's roster: a practitioner who bills through an organization.

    Sources: HL7 Plan-Net PractitionerRole; 42 CFR 422.204 (credentialing).
    """

    id: str = field(validator=text)
    agreement: str = field(validator=text, metadata=references("agreements"))
    practitioner: str = field(validator=text, metadata=references("practitioners"))
    #: The organization whose TIN bills.
    billing: str = field(validator=text, metadata=references("organizations"))
    #: Sites where the practitioner takes part; None means all.
    sites: frozenset[str] | None = field(
        default=None, converter=some, validator=not_empty, metadata=references("sites")
    )
    #: Taxonomy codes under which the practitioner takes part; None means all.
    specialties: frozenset[str] | None = field(
        default=None, converter=some, validator=[not_empty, identifiers.taxonomy_codes]
    )
    #: Plans that the line is good for; None means all.
    plans: frozenset[str] | None = field(
        default=None, converter=some, validator=not_empty, metadata=references("plans")
    )
    #: Terms of the practitioner's own, which come before those of the agreement where they price a service; None means
    #: that there are none.
    terms: ContractTerms | None = field(default=None, validator=is_a(ContractTerms))
    #: Days on which the line is in force.
    period: Period = field(default=ALWAYS, converter=always, validator=is_a(Period))


class CredentialKind(Enum):
    """How far a payer has vetted a practitioner."""

    FULL = "full"
    PROVISIONAL = "provisional"


@frozen(kw_only=True, repr=False)
class Credential(ShortRepr):
    """A payer's dated word that a practitioner's credentials were verified; one serves every roster line.

    Sources: 42 CFR 422.204(b) (at least every three years).
    """

    id: str = field(validator=text)
    practitioner: str = field(validator=text, metadata=references("practitioners"))
    payer: str = field(validator=text, metadata=references("payers"))
    kind: CredentialKind = field(default=CredentialKind.FULL, validator=is_a(CredentialKind))
    #: The organization that credentials for the payer; None means the payer itself. A delegate's credential counts only
    #: under its own agreement that delegates.
    by: str | None = field(default=None, validator=optional_text, metadata=references("organizations"))
    #: Days on which it is good.
    period: Period = field(default=ALWAYS, converter=always, validator=is_a(Period))


@frozen(kw_only=True, repr=False)
class Listing(ShortRepr):
    """What a directory states of a network: a practitioner, an organization, or one at the other. Not a contract.

    Sources: HL7 Plan-Net network reference; PHSA 2799A-5(a) (verification every 90 days).
    """

    id: str = field(validator=text)
    network: str = field(validator=text, metadata=references("networks"))
    organization: str | None = field(default=None, validator=optional_text, metadata=references("organizations"))
    practitioner: str | None = field(default=None, validator=optional_text, metadata=references("practitioners"))
    #: Sites that it names; None means all.
    sites: frozenset[str] | None = field(
        default=None, converter=some, validator=not_empty, metadata=references("sites")
    )
    #: Taxonomy codes that it names; None means all.
    specialties: frozenset[str] | None = field(
        default=None, converter=some, validator=[not_empty, identifiers.taxonomy_codes]
    )
    #: Whether new patients are taken; None means not stated.
    accepting: bool | None = field(default=None, validator=flag)
    #: Day on which it was stated; None means not known.
    as_of: date | None = field(default=None, validator=day)


class ScopeOf(Enum):
    """Which account a scope is about."""

    CONTRACTS = "contracts"
    LISTINGS = "listings"


@frozen(kw_only=True, repr=False)
class Scope(ShortRepr):
    """A statement that the market holds every contract, or every listing, of some networks and organizations.

    Nothing else lets absence mean no.
    """

    id: str = field(validator=text)
    of: ScopeOf = field(validator=[is_a(ScopeOf)])
    #: The networks that it is complete for; None means all.
    networks: frozenset[str] | None = field(
        default=None, converter=some, validator=not_empty, metadata=references("networks")
    )
    #: The organizations that it is complete for; None means all.
    organizations: frozenset[str] | None = field(
        default=None, converter=some, validator=not_empty, metadata=references("organizations")
    )
