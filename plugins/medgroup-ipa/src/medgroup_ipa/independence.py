"""Whether the IPA and its members are separate entities: IPA-1, IPA-2, IPA-3 and IPA-6. Each is run on the IPA."""

from collections.abc import Iterator

import medgroup as mg
from medgroup.domain import OrganizationRole, ResourceKind

ASSOCIATION = "42 CFR 417.1 (individual practice association)"
REASSIGNMENT = "42 CFR 424.73, 424.80 (reassignment)"


def members_of(view: mg.View, ipa: str) -> tuple[mg.Organization, ...]:
    """Return the members of an IPA, each once, by id."""
    ids = sorted({tie.member for tie in view.members_of(ipa, mg.Kind.MEMBER)})
    return tuple(view.organization(one) for one in ids)


def name_of(organization: mg.Organization) -> str:
    """Return the name of an organization for people."""
    return organization.name or organization.id


def subject(organization: mg.Organization) -> str:
    """Return an organization as a subject of a finding."""
    return f"organizations/{organization.id}"


def effect_of(tie: mg.Affiliation, function: mg.Function) -> mg.Effect | None:
    """Return what a tie's own terms do for a function, None where they say nothing of it."""
    return next((term.effect for term in tie.terms if function in term.functions), None)


def distinct_entity(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """IPA-1: the IPA is another entity than any of its members."""
    members = members_of(view, organization.id)
    for member in members:
        same = [name for name, one, other in _numbers(organization, member) if one is not None and one == other]
        if same:
            yield mg.Finding(
                code="IPA-1",
                subjects=(subject(organization), subject(member)),
                message=f"{name_of(organization)} and its member {name_of(member)} bear the same {' and '.join(same)}.",
                remedy="Give the IPA its own number, or remove the membership.",
                source=ASSOCIATION,
            )
    missing = [one for one in (organization, *members) if one.tin is None]
    if missing and members:
        yield mg.Finding(
            code="IPA-1",
            severity=mg.Severity.CANNOT_TELL,
            subjects=(subject(organization), *(subject(one) for one in missing if one.id != organization.id)),
            message=f"Whether {name_of(organization)} is another entity than each of its members cannot be told: "
            f"no TIN is stated of {', '.join(map(name_of, missing))}.",
            remedy="State these TINs.",
            source=ASSOCIATION,
        )


def distinct_practices(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """IPA-2: two member practices or more, each with a TIN of its own."""
    members = members_of(view, organization.id)
    if len(members) < 2:
        yield _too_few(view, organization, members)
    by_tin: dict[str | None, list[mg.Organization]] = {}
    for member in members:
        by_tin.setdefault(_plain(member.tin), []).append(member)
    missing = by_tin.pop(None, [])
    for sharing in by_tin.values():
        if len(sharing) > 1:
            yield mg.Finding(
                code="IPA-2",
                subjects=(subject(organization), *map(subject, sharing)),
                message=f"The members {', '.join(map(name_of, sharing))} bill under one TIN, so they are one practice.",
                remedy="Correct the TINs, or make these members one organization.",
                source=ASSOCIATION,
            )
    if missing and len(members) > 1:
        yield mg.Finding(
            code="IPA-2",
            severity=mg.Severity.CANNOT_TELL,
            subjects=(subject(organization), *map(subject, missing)),
            message=f"Whether each member has a TIN of its own cannot be told: none is stated of "
            f"{', '.join(map(name_of, missing))}.",
            remedy="State these TINs.",
            source=ASSOCIATION,
        )


def _too_few(view: mg.View, organization: mg.Organization, members: tuple[mg.Organization, ...]) -> mg.Finding:
    """Return that one member is too few, or that no membership is known, so that nobody can tell."""
    return mg.Finding(
        code="IPA-2",
        severity=mg.Severity.ERROR if members else mg.Severity.CANNOT_TELL,
        subjects=(subject(organization), *map(subject, members)),
        message=f"{name_of(organization)} has one member practice on {view.day}; an IPA has two or more."
        if members
        else f"Which practices are members of {name_of(organization)} on {view.day} is not known.",
        remedy="Add the memberships of its practices.",
        source=ASSOCIATION,
    )


def own_offices(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """IPA-3: no control over a practice; each member keeps its site, its staff and its chart."""
    for kind in (mg.Kind.OWNS, mg.Kind.MANAGES):
        for tie in view.members_of(organization.id, kind):
            held = view.organization(tie.member)
            # An IPA may own its management company; it may not own or run a practice.
            if OrganizationRole.PRACTICE in held.roles or (not held.roles and view.roles_at(held.id)):
                yield mg.Finding(
                    code="IPA-3",
                    subjects=(subject(organization), f"affiliations/{tie.id}"),
                    message=f"{name_of(organization)} {kind.value} {name_of(held)}; an IPA controls no practice.",
                    remedy="State the tie as member, or the organization's model as ids or mso.",
                    source=ASSOCIATION,
                )
            elif not held.roles:
                yield mg.Finding(
                    code="IPA-3",
                    severity=mg.Severity.CANNOT_TELL,
                    subjects=(subject(organization), f"affiliations/{tie.id}", subject(held)),
                    message=f"{name_of(organization)} {kind.value} {name_of(held)}; whether that is a practice, which "
                    "an IPA does not control, is not known.",
                    remedy="State what the organization is: practice, or management for a management company.",
                    source=ASSOCIATION,
                )
    for tie in view.members_of(organization.id, mg.Kind.MEMBER):
        yield from _given_up(view, tie)
        yield from _not_known(view, tie)


def _given_up(view: mg.View, tie: mg.Affiliation) -> Iterator[mg.Finding]:
    kept = {mg.Function.RECORDS: "its own chart", mg.Function.STAFFING: "its own staff"}
    lost = [title for function, title in kept.items() if effect_of(tie, function) is mg.Effect.REPLACES]
    if _has_own_site(view, tie.member) is False:
        lost.append("a site of its own")
    if lost:
        member = view.organization(tie.member)
        yield mg.Finding(
            code="IPA-3",
            subjects=(subject(member), f"affiliations/{tie.id}"),
            message=f"{name_of(member)} does not keep {' nor '.join(lost)}.",
            remedy="Mend the terms of the affiliation or the organization of the site, or state another model.",
            source=ASSOCIATION,
        )


def _not_known(view: mg.View, tie: mg.Affiliation) -> Iterator[mg.Finding]:
    missing = []
    if _has_own_site(view, tie.member) is None:
        missing.append("a site of its own")
    staffed = any(resource.kind is ResourceKind.STAFF for resource in view.resources_of(tie.member))
    if not staffed and effect_of(tie, mg.Function.STAFFING) is not mg.Effect.REPLACES:
        missing.append("staff of its own")
    if missing:
        member = view.organization(tie.member)
        yield mg.Finding(
            code="IPA-3",
            severity=mg.Severity.CANNOT_TELL,
            subjects=(subject(member), f"affiliations/{tie.id}"),
            message=f"Whether {name_of(member)} keeps {' and '.join(missing)} is not known.",
            remedy="State the organization of its sites, and its staff as a resource.",
            source=ASSOCIATION,
        )


def _has_own_site(view: mg.View, member: str) -> bool | None:
    """Return whether a member runs a site; None where it may be one that is not stated."""
    run_by = {site.organization for site in view.sites_of(member)}
    if member in run_by:
        return True
    roles = view.roles_at(member)
    # A role without sites is held at every site of the member, so there is one, whose it is nobody knows.
    return None if not roles or None in run_by or any(role.sites is None for role in roles) else False


def separate_billing(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """IPA-6: the IPA never bills for care; it may pay claims under delegated capitation."""
    evidence = {
        "roles of practitioners": [f"practitioner_roles/{role.id}" for role in view.roles_at(organization.id)],
        "roster entries that bill through it": [
            f"roster_entries/{entry.id}" for entry in view.roster_billing(organization.id)
        ],
        "terms that move billing to it": [
            f"affiliations/{tie.id}"
            for tie in view.members_of(organization.id)
            if effect_of(tie, mg.Function.BILLING) in (mg.Effect.REPLACES, mg.Effect.JOINS)
        ],
    }
    for statement, subjects in evidence.items():
        if subjects:
            yield mg.Finding(
                code="IPA-6",
                subjects=(subject(organization), *subjects),
                message=f"{name_of(organization)} has {statement} ({len(subjects)}); an IPA bills for no care.",
                remedy="Name the practice whose TIN bills.",
                source=REASSIGNMENT,
            )


def _numbers(
    one: mg.Organization, other: mg.Organization
) -> tuple[tuple[str, str | None, str | None], tuple[str, str | None, str | None]]:
    return (("TIN", _plain(one.tin), _plain(other.tin)), ("NPI", one.npi, other.npi))


def _plain(tin: str | None) -> str | None:
    return None if tin is None else tin.replace("-", "")
