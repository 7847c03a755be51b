"""As which bodies of a procedure a principal acts, by the facts of the record."""

from collections.abc import Mapping
from typing import Any, TypeVar

from app.auth.authority import has_authority
from app.auth.permissions import Permission
from app.auth.principals import AREA_ROLES, Principal
from app.models.accounts import StaffRole
from app.models.correction_requests import FieldSide
from app.rules.reference.areas import place_path
from app.workflows.activity_certificate import CertificateBody
from app.workflows.campaign import CampaignBody
from app.workflows.certificate_letter import LetterBody
from app.workflows.correction import CorrectionBody
from app.workflows.development_file import FileBody
from app.workflows.election import ElectionBody
from app.workflows.formation import FormationBody
from app.workflows.membership_decision import DecisionBody
from app.workflows.sharing_grant import GrantBody
from app.workflows.temporary_affiliation import GuestBody
from app.workflows.transfer import Body

B = TypeVar("B")

Facts = Mapping[str, Any]
"""A record's columns, from its row or from the JSON in which it was read."""

_OF_TRANSFER = {
    Body.APPLICANT: "from_org_id",
    Body.FROM_BRANCH: "from_org_id",
    Body.FROM_COMMITTEE: "from_committee_id",
    Body.ISSUER: "from_issuer_id",
    Body.TO_COMMITTEE: "to_committee_id",
}
_OF_CERTIFICATE = {CertificateBody.HOME_BRANCH: "home_org_id", CertificateBody.COMMITTEE: "committee_id"}
_OF_GUEST = {GuestBody.HOME_BRANCH: "home_org_id", GuestBody.HOST_BRANCH: "host_org_id"}


def officer_of(principal: Principal, facts: Facts, organizations: Mapping[B, str]) -> frozenset[B]:
    """The bodies for which an officer acts: of the organization itself and of none below it, seeing is not deciding.

    `organizations` names the fact that holds the organization of each body.
    """
    if principal.role is not StaffRole.ORG_OFFICER:
        return frozenset()
    own = str(principal.org_id)
    return frozenset(body for body, fact in organizations.items() if str(facts.get(fact)) == own)


def in_person(principal: Principal, facts: Facts, body: B) -> frozenset[B]:
    """The body that the member is who is concerned."""
    is_own = principal.role is StaffRole.MEMBER and str(facts.get("person_id")) == str(principal.person_id)
    return frozenset({body} if is_own else ())


def transfer_bodies(principal: Principal, facts: Facts) -> frozenset[Body]:
    """The bodies of a transfer for which the principal acts."""
    return in_person(principal, facts, Body.APPLICANT) | officer_of(principal, facts, _OF_TRANSFER)


def temporary_affiliation_bodies(principal: Principal, facts: Facts) -> frozenset[GuestBody]:
    """The bodies of a temporary affiliation for which the principal acts."""
    return in_person(principal, facts, GuestBody.MEMBER) | officer_of(principal, facts, _OF_GUEST)


def activity_certificate_bodies(principal: Principal, facts: Facts) -> frozenset[CertificateBody]:
    """The bodies of a certificate for which the principal acts; of a county without accounts the department above."""
    if principal.role is StaffRole.ORGANIZATION_DEPARTMENT:
        return frozenset({CertificateBody.DEPARTMENT})
    return in_person(principal, facts, CertificateBody.HOLDER) | officer_of(principal, facts, _OF_CERTIFICATE)


def formation_bodies(principal: Principal, facts: Facts) -> frozenset[FormationBody]:
    """The bodies of a formation for which the principal acts; only the committee that was asked replies."""
    if principal.role is StaffRole.ORGANIZATION_DEPARTMENT:
        return frozenset({FormationBody.GUIDE, FormationBody.ORGANIZATION_DEPARTMENT})
    if principal.role in AREA_ROLES:
        return frozenset({FormationBody.GUIDE})
    return officer_of(principal, facts, {FormationBody.APPROVER: "approver_id"})


def election_bodies(principal: Principal, facts: Facts) -> frozenset[ElectionBody]:
    """The bodies of an election for which the principal acts.

    The organization department enters the papers of organizations without an account, and replies where no committee
    stands above.
    """
    if principal.role is StaffRole.ORGANIZATION_DEPARTMENT:
        alone = facts["approver_id"] is None
        return frozenset({ElectionBody.ORGANIZATION, *([ElectionBody.APPROVER] if alone else [])})
    return officer_of(principal, facts, {ElectionBody.ORGANIZATION: "org_id", ElectionBody.APPROVER: "approver_id"})


def membership_decision_bodies(principal: Principal, facts: Facts) -> frozenset[DecisionBody]:
    """The bodies of a decision on membership for which the principal acts."""
    return officer_of(principal, facts, {DecisionBody.BRANCH: "branch_id", DecisionBody.COMMITTEE: "committee_id"})


def certificate_letter_bodies(principal: Principal, facts: Facts) -> frozenset[LetterBody]:
    """The bodies of a certificate letter for which the principal acts."""
    return officer_of(principal, facts, {LetterBody.BRANCH: "branch_id", LetterBody.COMMITTEE: "committee_id"})


def campaign_bodies(principal: Principal, facts: Facts) -> frozenset[CampaignBody]:
    """A department acts in the campaigns of its own area, and only looks at those that come from above."""
    in_reach = place_path(facts["area_code"]).startswith(principal.scope.lo)
    acts = principal.role in AREA_ROLES and principal.can(Permission.CAMPAIGN_WRITE) and in_reach
    return frozenset({CampaignBody.DEPARTMENT} if acts else ())


def correction_bodies(principal: Principal, facts: Facts) -> frozenset[CorrectionBody]:
    """As which bodies of a correction request the principal acts: whose word counts, or the account that asked."""
    acting = set()
    if has_authority(principal, facts["noun"], FieldSide(facts["side"])):
        acting.add(CorrectionBody.AUTHORITY)
    if str(facts["account_id"]) == str(principal.account_id):
        acting.add(CorrectionBody.REQUESTER)
    return frozenset(acting)


def sharing_grant_bodies(principal: Principal, facts: Facts) -> frozenset[GrantBody]:
    """The bodies of a sharing grant for which the principal acts: an owner is asked by the data sets of the grant."""
    if principal.role is StaffRole.SECURITY_ADMIN:
        return frozenset({GrantBody.ADMINISTRATOR})
    return frozenset({GrantBody.OWNER} if principal.role.value in facts["approvals"] else ())


def has_approved_grant(principal: Principal, facts: Facts) -> bool:
    """Whether the principal's department has approved a sharing grant, and others may have to as well."""
    return facts["approvals"].get(principal.role.value) is not None


def development_file_bodies(principal: Principal, facts: Facts) -> frozenset[FileBody]:
    """The bodies of a development file; its receiver is the branch it moves to, or the committee of the transfer."""
    receiver = "moving_to_id" if facts["moving_to_id"] else "receiver_id"
    bodies = {FileBody.BRANCH: "org_id", FileBody.COMMITTEE: "committee_id", FileBody.RECEIVER: receiver}
    return officer_of(principal, facts, bodies)
