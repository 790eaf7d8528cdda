"""The resources of a directory, collected as drafts in one pass."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from medgroup.errors import InvalidValueError, nearest, shown
from medgroup.formats.plan_net.codes import ELEMENTS
from medgroup.formats.plan_net.drafting import OWN_SYSTEMS, READERS, subject_of
from medgroup.formats.plan_net.drafts import Draft, OrganizationDraft
from medgroup.formats.plan_net.elements import Element, flag, text
from medgroup.formats.plan_net.notes import Notes
from medgroup.formats.plan_net.people import own_id
from medgroup.formats.plan_net.source import TOO_DEEP, Place, Resource
from medgroup.formats.rows import plainly

#: FHIR takes letters, digits, hyphens and points; servers in the field add underscores and greater lengths.
_ID = re.compile(r"[A-Za-z0-9._-]{1,256}")

#: How many unknown names get a finding of their own; a file of nonsense may hold any number.
_NAMED = 20

_WITH_STATUS = frozenset({"Location", "InsurancePlan"})


class Collection:
    """Drafts by type and reference, and what was seen beside them."""

    def __init__(self, notes: Notes) -> None:
        #: For each type of resource, what each that is active states, by ``type/id``.
        self.drafts: dict[str, dict[str, Any]] = {kind: {} for kind in READERS}
        #: What those state that are not active and left out, by ``type/id``.
        self.inactive: dict[str, Draft] = {}
        #: The resource at each address that a bundle gives.
        self.addresses: dict[str, str] = {}
        #: Where each resource stands, by ``type/id``.
        self.places: dict[str, Place] = {}
        self._notes = notes
        self._not_kept: Counter[str] = Counter()
        self._unknown: Counter[str] = Counter()
        self._strange: dict[str, Counter[str]] = {kind: Counter() for kind in READERS}

    def take(self, resource: Resource) -> None:
        """Take one resource.

        Raises:
            FormatError: An element is not of its type, or another resource of the same type and id states other things.
        """
        place, kind, element, address = resource
        reader = READERS.get(kind)
        if reader is None:
            (self._not_kept if kind in ELEMENTS else self._unknown)[kind] += 1
            return
        identity = _identity(resource)
        key = f"{kind}/{identity}"
        try:
            active = element.get("active") is True or _active(kind, element)
            draft = reader(element, own_id(element, OWN_SYSTEMS[kind]) or identity, self._notes if active else Notes())
        except InvalidValueError as error:
            raise place.error(f"{key}: {error}") from None
        except RecursionError:
            raise place.error(f"{key}: {TOO_DEEP}") from None
        if address is not None:
            self.addresses[address] = key
        if key in self.places:
            self._refuse_another(key, draft, place, active=active)
            return
        self.places[key] = place
        if not ELEMENTS[kind].issuperset(element):
            self._strange[kind].update(name for name in element.keys() - ELEMENTS[kind] if name[:1] != "_")
        if active:
            self.drafts[kind][key] = draft
        else:
            self._leave_out(key, draft, element)

    def note_what_was_not_read(self) -> None:
        """Note the types and the elements that were passed over, with how many there are of each."""
        for kind, count in self._not_kept.items():
            self._notes.add("plan-net.not-kept", "", f"{kind}: {count} read; no fact holds what they state.")
        self._note("plan-net.unknown-type", "", self._unknown, ELEMENTS)
        for kind, names in self._strange.items():
            self._note("plan-net.not-read", f"{kind}.", names, ELEMENTS[kind])

    def _note(self, code: str, within: str, counts: Counter[str], known: Iterable[str]) -> None:
        """Note each name that is not known, the most frequent ones by themselves."""
        ordered = sorted(counts.items(), key=lambda name: (-name[1], name[0]))
        for name, count in ordered[:_NAMED]:
            near = nearest(name, known)
            remedy = f"Did you mean {near!r}?" if near else ""
            self._notes.add(code, "", f"{within}{shown(name)}: {count} not read.", remedy=remedy)
        if ordered[_NAMED:]:
            rest = sum(count for _, count in ordered[_NAMED:])
            self._notes.add(code, "", f"{within}({len(ordered) - _NAMED} more names): {rest} not read.")

    def _refuse_another(self, key: str, draft: Draft, place: Place, *, active: bool) -> None:
        first = self.drafts[key.partition("/")[0]].get(key) if active else self.inactive.get(key)
        if first != draft:
            problem = f"{key} stands twice and differs; the first is at {self.places[key].named()}; keep one of them"
            raise place.error(problem)

    def _leave_out(self, key: str, draft: Draft, element: Element) -> None:
        self.inactive[key] = draft
        kind = key.partition("/")[0]
        types = draft.types if isinstance(draft, OrganizationDraft) else frozenset()
        stated = f"status {element['status']!r}" if kind in _WITH_STATUS else "active false"
        self._notes.add("plan-net.inactive", subject_of(kind, draft.id, types), f"Left out: {stated}.")


def _active(kind: str, element: Element) -> bool:
    if kind in _WITH_STATUS:
        return text(element, "status") in (None, "active")
    return flag(element, "active") is not False


def _identity(resource: Resource) -> str:
    stated = resource.element.get("id")
    if stated is None and resource.address is not None:
        # A bundle may give a resource its id by address alone: urn:uuid:... or .../Practitioner/id.
        stated = re.split("[:/]", resource.address)[-1]
    if type(stated) is str and _ID.fullmatch(stated):
        return stated
    problem = "is missing" if stated is None else f"{plainly(stated)} is not an id of letters, digits, '-', '.' and '_'"
    raise resource.place.error(f"{resource.kind}: id: {problem}")
