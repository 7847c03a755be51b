"""As which bodies of a transfer a principal acts."""

from collections.abc import Callable
from typing import Any

from app.auth.principals import Principal
from app.models.accounts import StaffRole
from app.workflows.transfer import Body

_ORGANIZATIONS = {
    Body.APPLICANT: "from_org_id",
    Body.FROM_BRANCH: "from_org_id",
    Body.FROM_COMMITTEE: "from_committee_id",
    Body.ISSUER: "from_issuer_id",
    Body.TO_COMMITTEE: "to_committee_id",
}


def acting_bodies(principal: Principal, fact: Callable[[str], Any]) -> frozenset[Body]:
    """The bodies of a transfer for which the principal acts; `fact` gives the transfer's columns by name.

    An officer acts for the organization of the grant and for none below it: seeing is not deciding.
    """
    if principal.role is StaffRole.MEMBER and str(fact("person_id")) == str(principal.person_id):
        return frozenset({Body.APPLICANT})
    if principal.role is StaffRole.ORG_OFFICER:
        return frozenset(body for body, column in _ORGANIZATIONS.items() if str(fact(column)) == str(principal.org_id))
    return frozenset()
