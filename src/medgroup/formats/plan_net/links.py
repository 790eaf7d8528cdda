"""Where the references of a directory lead."""

from collections.abc import Collection, Iterable, Mapping

from medgroup.formats.plan_net.elements import UNNAMED
from medgroup.formats.plan_net.notes import Notes

#: What belongs behind a reference to each collection.
_WANTED = {
    "organizations": "an Organization that gives care",
    "payers": "an Organization of type payer",
    "networks": "an Organization of type ntwk",
    "practitioners": "a Practitioner",
    "sites": "a Location",
}


class Links:
    """Follows references to the ids of facts; one that leads nowhere is a finding and followed no further."""

    def __init__(
        self, known: Collection[str], inactive: Collection[str], addresses: Mapping[str, str], notes: Notes
    ) -> None:
        """Take what was read.

        Args:
            known: Every resource that was read, as ``type/id``.
            inactive: Those of them that were left out because they are not active.
            addresses: The resource, as ``type/id``, at each address that a bundle gives.
            notes: Where findings go.
        """
        self._known = known
        self._inactive = inactive
        self._addresses = addresses
        self._notes = notes
        self._ids: dict[str, dict[str, str]] = {collection: {} for collection in _WANTED}
        self._left_out: set[str] = set()

    def lead(self, reference: str, collection: str, identity: str) -> None:
        """Let a reference, ``type/id``, lead to a fact."""
        self._ids[collection][reference] = identity

    def leave_out(self, reference: str) -> None:
        """Let a reference lead to nothing, which a finding about its target has said already."""
        self._left_out.add(reference)

    def leads(self, reference: str | None, collection: str) -> str | None:
        """Return the id of the fact that a reference leads to, None where it leads to none, with no finding."""
        if reference is None:
            return None
        ids = self._ids[collection]
        return ids.get(reference) or ids.get(self.plain(reference))

    def follow(self, reference: str | None, collection: str, subject: str, element: str) -> str | None:
        """Return the id of the fact that a reference leads to, or None, with a finding where it states one in vain."""
        if reference is None:
            return None
        found = self._ids[collection].get(reference)
        return found if found is not None else self._follow_afar(reference, collection, subject, element)

    def follow_all(self, references: Iterable[str], collection: str, subject: str, element: str) -> tuple[str, ...]:
        """Return the ids that references lead to, each once, in their order."""
        found: dict[str, None] = {}
        ids = self._ids[collection]
        for reference in references:
            identity = ids.get(reference) or self._follow_afar(reference, collection, subject, element)
            if identity is not None:
                found[identity] = None
        return tuple(found)

    def _follow_afar(self, reference: str, collection: str, subject: str, element: str) -> str | None:
        plain = self.plain(reference)
        found = self._ids[collection].get(plain)
        if found is None and plain not in self._left_out:
            code, problem = self._problem(reference, plain, collection)
            self._notes.add(code, subject, f"{element}: {problem}.")
        return found

    def _problem(self, reference: str, plain: str, collection: str) -> tuple[str, str]:
        if reference == UNNAMED:
            return "plan-net.dangling-reference", "the reference names no resource"
        if reference.startswith("#"):
            return "plan-net.dangling-reference", f"{reference} is a contained resource, which is not read"
        if plain in self._inactive:
            return "plan-net.inactive-reference", f"{plain} is not active and was left out"
        if plain in self._known:
            return "plan-net.wrong-target", f"{plain} stands where {_WANTED[collection]} belongs"
        return "plan-net.dangling-reference", f"{reference} is not in the source"

    def plain(self, reference: str) -> str:
        """Return a reference as ``type/id``: without the address of a server and without a version."""
        if reference in self._addresses:
            return self._addresses[reference]
        parts = reference.split("/_history/", maxsplit=1)[0].rstrip("/").rsplit("/", 2)
        return "/".join(parts[-2:])
