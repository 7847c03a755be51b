"""As which bodies of a procedure a principal acts."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from app.auth.principals import AREA_ROLES, Principal
from app.models.accounts import StaffRole
from app.workflows.activity_certificate import CertificateBody
from app.workflows.election import ElectionBody
from app.workflows.formation import FormationBody
from app.workflows.temporary_affiliation import GuestBody
from app.workflows.transfer import Body

B = TypeVar("B")

_OF_TRANSFER = {
    Body.APPLICANT: "from_org_id",
    Body.FROM_BRANCH: "from_org_id",
    Body.FROM_COMMITTEE: "from_committee_id",
    Body.ISSUER: "from_issuer_id",
    Body.TO_COMMITTEE: "to_committee_id",
}
_OF_CERTIFICATE = {CertificateBody.HOME_BRANCH: "home_org_id", CertificateBody.COMMITTEE: "committee_id"}
_OF_GUEST = {GuestBody.HOME_BRANCH: "home_org_id", GuestBody.HOST_BRANCH: "host_org_id"}


def acting_bodies(principal: Principal, fact: Callable[[str], Any]) -> frozenset[Body]:
    """The bodies of a transfer for which the principal acts; `fact` gives the transfer's columns by name."""
    return _acting(principal, fact, _OF_TRANSFER, Body.APPLICANT)


def acting_as_guest_body(principal: Principal, fact: Callable[[str], Any]) -> frozenset[GuestBody]:
    """The bodies of a temporary affiliation for which the principal acts."""
    return _acting(principal, fact, _OF_GUEST, GuestBody.MEMBER)


def acting_as_certificate_body(principal: Principal, fact: Callable[[str], Any]) -> frozenset[CertificateBody]:
    """The bodies of a certificate for which the principal acts; of a county without accounts the department above."""
    if principal.role is StaffRole.ORGANIZATION_DEPARTMENT:
        return frozenset({CertificateBody.DEPARTMENT})
    return _acting(principal, fact, _OF_CERTIFICATE, CertificateBody.HOLDER)


def _acting(
    principal: Principal, fact: Callable[[str], Any], organizations: Mapping[B, str], in_person: B
) -> frozenset[B]:
    """An officer acts for the organization of the grant and for none below it: seeing is not deciding."""
    if principal.role is StaffRole.MEMBER and str(fact("person_id")) == str(principal.person_id):
        return frozenset({in_person})
    if principal.role is StaffRole.ORG_OFFICER:
        return frozenset(body for body, column in organizations.items() if str(fact(column)) == str(principal.org_id))
    return frozenset()


def officer_of(principal: Principal, bodies: Mapping[B, uuid.UUID | None]) -> frozenset[B]:
    """For which of these bodies the principal is an officer: of the organization itself, of none below it."""
    if principal.role is not StaffRole.ORG_OFFICER:
        return frozenset()
    return frozenset(body for body, org_id in bodies.items() if org_id == principal.org_id)


def formation_bodies(principal: Principal, approver_id: uuid.UUID) -> frozenset[FormationBody]:
    """The bodies of a formation for which the principal acts; only the committee that was asked replies."""
    if principal.role is StaffRole.ORGANIZATION_DEPARTMENT:
        return frozenset({FormationBody.GUIDE, FormationBody.ORGANIZATION_DEPARTMENT})
    if principal.role in AREA_ROLES:
        return frozenset({FormationBody.GUIDE})
    return frozenset({FormationBody.APPROVER} if principal.org_id == approver_id else ())


def election_bodies(principal: Principal, org_id: uuid.UUID, approver_id: uuid.UUID | None) -> frozenset[ElectionBody]:
    """The bodies of an election for which the principal acts.

    The organization department enters the papers of organizations without an account, and replies where no committee
    stands above.
    """
    if principal.role is StaffRole.ORGANIZATION_DEPARTMENT:
        return frozenset({ElectionBody.ORGANIZATION, *([ElectionBody.APPROVER] if approver_id is None else [])})
    return officer_of(principal, {ElectionBody.ORGANIZATION: org_id, ElectionBody.APPROVER: approver_id})
