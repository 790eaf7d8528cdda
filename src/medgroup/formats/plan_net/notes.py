"""What the reader finds wrong with a directory, or has no place for: one table of codes, one collector."""

from collections.abc import Mapping

from attrs import frozen

from medgroup.values.finding import Finding, Severity

_IG = "HL7 Da Vinci PDEX Plan-Net 1.2.0"
_R4 = "HL7 FHIR R4"


@frozen
class Code:
    """What all findings of one code share."""

    severity: Severity
    #: What would mend it.
    remedy: str = ""
    #: The standard that the rule comes from.
    source: str = _IG


#: Every code that the reader gives, with what would mend it.
CODES: Mapping[str, Code] = {
    "npi.form": Code(Severity.WARNING, "Look the number up in the NPI registry.", "45 CFR 162.406(a)"),
    "tin.form": Code(Severity.WARNING, "State nine digits, 12-3456789.", "26 CFR 301.6109-1"),
    "taxonomy.form": Code(Severity.WARNING, "State a code of the NUCC provider taxonomy.", "NUCC provider taxonomy"),
    "network.no-plan": Code(Severity.INFO, "Name the network in the plans that use it."),
    "plan.product-disagrees": Code(Severity.WARNING, "Correct the plan's name or its type."),
    "plan-net.contradiction": Code(Severity.WARNING, "State one of them."),
    "plan-net.dangling-reference": Code(Severity.WARNING, "Add the resource to the source, or mend the reference."),
    "plan-net.hours": Code(Severity.WARNING, "State days, and an opening before a closing time or all day.", _R4),
    "plan-net.inactive": Code(Severity.INFO),
    "plan-net.inactive-reference": Code(Severity.INFO, "Refer to what is active."),
    "plan-net.incomplete": Code(Severity.WARNING, "State what is missing."),
    "plan-net.listing-left-out": Code(Severity.WARNING, "Mend what is named beside it."),
    "plan-net.network-payer": Code(Severity.WARNING, "State the payer in the network's partOf."),
    "plan-net.not-kept": Code(Severity.INFO),
    "plan-net.not-read": Code(Severity.WARNING, "Say it with the elements of FHIR R4.", _R4),
    "plan-net.not-work": Code(Severity.INFO),
    "plan-net.qualification": Code(Severity.WARNING, "State an active licence and the state it is good in."),
    "plan-net.unknown-code": Code(Severity.WARNING, "Use a code of the value set that Plan-Net binds."),
    "plan-net.unknown-type": Code(Severity.WARNING, "Leave it out of the source."),
    "plan-net.wrong-target": Code(Severity.WARNING, "Refer to a resource of the type that belongs here."),
}


class Notes:
    """The findings of one reading, each once."""

    def __init__(self) -> None:
        self._found: dict[Finding, None] = {}

    def add(self, code: str, subject: str, message: str, *, remedy: str = "") -> None:
        """Add a finding.

        Args:
            code: One of ``CODES``.
            subject: What it concerns, as ``collection/id``; empty for the source as a whole.
            message: What was found, one sentence.
            remedy: What would mend it, where the code's own remedy is not what helps.
        """
        shared = CODES[code]
        finding = Finding(
            code=code,
            severity=shared.severity,
            subjects=(subject,) if subject else (),
            message=message,
            remedy=remedy or shared.remedy,
            source=shared.source,
        )
        self._found[finding] = None

    def findings(self) -> tuple[Finding, ...]:
        """Return what was found, in the order of finding."""
        return tuple(self._found)
