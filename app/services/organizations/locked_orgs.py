"""An organization that is about to be changed: standing, in scope, locked, and not on its way elsewhere."""

import uuid

from sqlmodel import select

from app.auth.work import Work
from app.core.errors import Conflict, FieldFault, InvalidRequest, NotFound
from app.models.party_orgs import PartyOrg
from app.rules.faults import RuleError
from app.services.people.bulk_lock import require_no_bulk_transfer


class PartyOrgDissolved(Conflict):
    code, title = "party_org_dissolved", "党组织已撤销"
    detail = "已撤销的党组织不能再变更。"
    constraints = ("party_org_dissolved",)


async def locked_org(work: Work, org_id: uuid.UUID, *, field: str | None = None) -> PartyOrg:
    """An organization in scope, locked; `PartyOrgDissolved` when it has ended, or `OrgInBulkTransfer`.

    One that is not there is `NotFound`, or `InvalidRequest` where a field of the request names it.
    """
    org = (await work.session.exec(select(PartyOrg).where(PartyOrg.id == org_id).with_for_update())).one_or_none()
    if org is None:
        if field is None:
            raise NotFound
        message = "没有这个党组织，或不在管辖范围内。"
        raise InvalidRequest(errors=[FieldFault(field=field, code="party_org_not_found", message=message)])
    if org.dissolved_on is not None:
        raise PartyOrgDissolved
    await require_no_bulk_transfer(work, org.id)
    return org


def broken(field: str, error: RuleError) -> InvalidRequest:
    """A rule that a field breaks, as the answer to the caller."""
    return InvalidRequest(errors=[FieldFault(field=field, code=error.code, message=f"{error}。")])
