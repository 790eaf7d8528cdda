"""The codes and names of HL7 Plan-Net that the reader knows, and what each says in the words of a market.

A code that is not here says nothing: no fact is guessed from it.

Sources: HL7 Da Vinci PDEX Plan-Net 1.2.0 (OrgTypeCS, OrganizationAffiliationRoleCS, InsuranceProductTypeCS,
InsurancePlanTypeCS, HealthcareServiceCategoryCS, AcceptingPatientsCS, QualificationStatusCS); HL7 FHIR R4.
"""

from collections.abc import Mapping

from medgroup.domain.facts import COLLECTIONS
from medgroup.domain.organizations import OrganizationRole
from medgroup.domain.payers import Line, Product

_GUIDE = "http://hl7.org/fhir/us/davinci-pdex-plan-net/"
_EXTENSION = _GUIDE + "StructureDefinition/"
_CODES = _GUIDE + "CodeSystem/"
NETWORK_REFERENCE = _EXTENSION + "network-reference"
NEW_PATIENTS = _EXTENSION + "newpatients"
PRACTITIONER_QUALIFICATION = _EXTENSION + "practitioner-qualification"
ORGANIZATION_PERIOD = _EXTENSION + "org-period"
#: Says of an element that its value is not known, or that its source has no place for it.
DATA_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

NPI = "http://hl7.org/fhir/sid/us-npi"
TIN = "urn:oid:2.16.840.1.113883.4.4"
#: Systems of the codes that the writer uses.
ORGANIZATION_TYPES = _CODES + "OrgTypeCS"
AFFILIATION_ROLES = _CODES + "OrganizationAffiliationRoleCS"
HL7_ORGANIZATION_ROLES = "http://hl7.org/fhir/organization-role"
SERVICE_CATEGORIES = _CODES + "HealthcareServiceCategoryCS"
NEW_PATIENTS_CODES = _CODES + "AcceptingPatientsCS"
PRODUCT_TYPES = _CODES + "InsuranceProductTypeCS"
COST_SHARING = _CODES + "InsurancePlanTypeCS"
STATES = "https://www.usps.com/"
LANGUAGES = "urn:ietf:bcp:47"
#: Systems of the words for product and line that no code of Plan-Net says alone.
OWN_PRODUCTS = "urn:x-medgroup:product"
OWN_LINES = "urn:x-medgroup:line"
#: The system of identifiers that hold the id of a fact, by collection, where the id of the resource cannot.
OWN_ID: Mapping[str, str] = {collection: f"urn:x-medgroup:{collection}" for collection in COLLECTIONS}
#: The NUCC provider taxonomy under its two names.
TAXONOMY = ("http://nucc.org/provider-taxonomy", "urn:oid:2.16.840.1.113883.6.101")

#: Types of an Organization that make it a payer; the last two are those of the base specification.
PAYER_TYPES = frozenset({"payer", "pay", "ins"})
#: The type of an Organization that makes it a network.
NETWORK_TYPES = frozenset({"ntwk"})

#: What a type of an Organization says that it is. The last two are codes of affiliations, which a type may borrow;
#: ``atyprv`` and ``bus`` give no care; the rest say nothing.
ORGANIZATION_ROLES: Mapping[str, OrganizationRole] = {
    "prvgrp": OrganizationRole.PRACTICE,
    "fac": OrganizationRole.FACILITY,
    "pharmacy": OrganizationRole.PHARMACY,
    "HIE/HIO": OrganizationRole.EXCHANGE,
}

#: What the code of an OrganizationAffiliation says that the participating organization is.
PARTICIPANT_ROLES: Mapping[str, OrganizationRole] = {
    "group": OrganizationRole.PRACTICE,
    "hospital": OrganizationRole.FACILITY,
    "pharmacy": OrganizationRole.PHARMACY,
    "HIE/HIO": OrganizationRole.EXCHANGE,
}

#: Codes of an OrganizationAffiliation that state its nature: "a relationship of participation with" and
#: "a type of non-ownership relationship". All others name a kind of care and leave the nature of the tie open.
MEMBERSHIP = frozenset({"bt", "member"})

#: Codes of a PractitionerRole that state no work for the organization: admitting privileges, membership of a society.
NOT_WORK = frozenset({"ap", "bt"})

#: Whether a code of AcceptingPatientsCS takes new patients. Families of present patients are no new patients at large.
ACCEPTING: Mapping[str, bool] = {"newpt": True, "nopt": False, "existptonly": False, "existptfam": False}

#: What a type of an InsurancePlan says of the product.
PRODUCTS: Mapping[str, Product] = {
    "commppo": Product.PPO,
    "commpos": Product.POS,
    "commhmo": Product.HMO,
    "commepo": Product.EPO,
    "medihmo": Product.HMO,
    "mediadvhmo": Product.HMO,
    "denthmo": Product.HMO,
    "vishmo": Product.HMO,
    **{product.value: product for product in Product},
}

#: What a type of an InsurancePlan says of the line of business. Directories use ``medicare`` and the other words of a
#: line, which are in no code system.
LINES: Mapping[str, Line] = {
    **dict.fromkeys(("commppo", "commhdhp", "commpos", "commhmo", "commepo", "qhp"), Line.COMMERCIAL),
    **dict.fromkeys(("medi", "medihmo"), Line.MEDICAID),
    **dict.fromkeys(("mediadv", "mediadvhmo"), Line.MEDICARE_ADVANTAGE),
    **dict.fromkeys(("media", "medib", "medid", "mediab"), Line.MEDICARE),
    **{line.value: line for line in Line},
}

#: Types of an InsurancePlan that say nothing of product or line.
SILENT_TYPES = frozenset({"ihs", "fep", "tri", "va", "dent", "vis"})

#: Whether a type of an InsurancePlan, or of its variants of cost sharing, states a high deductible.
HIGH_DEDUCTIBLE: Mapping[str, bool] = {"commhdhp": True, "highdeductible": True, "lowdeductible": False}

#: What a category of a HealthcareService offers, as a word for a site.
SERVICES: Mapping[str, str] = {
    "behav": "behavioral-health",
    "dent": "dental",
    "dme": "medical-supplies",
    "emerg": "emergency",
    "group": "medical-group",
    "home": "home-health",
    "hosp": "hospital",
    "lab": "laboratory",
    "other": "other",
    "outpat": "outpatient",
    "pharm": "pharmacy",
    "prov": "medical-provider",
    "trans": "transport",
    "urg": "urgent-care",
    "vis": "vision",
}

_RESOURCE = "resourceType id meta language text extension "

#: The elements that a resource of each type may have, and that are read or change nothing when they are not.
#: ``contained``, ``implicitRules`` and ``modifierExtension`` may change what others mean, so they are not among them.
ELEMENTS: Mapping[str, frozenset[str]] = {
    kind: frozenset((_RESOURCE + names).split())
    for kind, names in {
        "Practitioner": "identifier active name telecom address gender birthDate photo qualification communication",
        "PractitionerRole": (
            "identifier active period practitioner organization code specialty location healthcareService telecom "
            "availableTime notAvailable availabilityExceptions endpoint"
        ),
        "Organization": "identifier active type name alias telecom address partOf contact endpoint",
        "OrganizationAffiliation": (
            "identifier active period organization participatingOrganization network code specialty location "
            "healthcareService telecom endpoint"
        ),
        "Location": (
            "identifier status operationalStatus name alias description mode type telecom address physicalType "
            "position managingOrganization partOf hoursOfOperation availabilityExceptions endpoint"
        ),
        "HealthcareService": (
            "identifier active providedBy category type specialty location name comment extraDetails photo telecom "
            "coverageArea serviceProvisionCode eligibility program characteristic communication referralMethod "
            "appointmentRequired availableTime notAvailable availabilityExceptions endpoint"
        ),
        "InsurancePlan": (
            "identifier status type name alias period ownedBy administeredBy coverageArea contact endpoint network "
            "coverage plan"
        ),
        "Endpoint": (
            "identifier status connectionType name managingOrganization contact period payloadType payloadMimeType "
            "address header"
        ),
    }.items()
}
