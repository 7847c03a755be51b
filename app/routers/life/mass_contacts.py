"""Contact of branches with the masses."""

import uuid
from typing import Annotated

from fastapi import Query, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, Stale, raises
from app.core.lists import CursorInvalid
from app.core.responses import Answer, IfMatch, read, read_back, read_page
from app.queries.life import mass_contacts as queries
from app.routers.routing import noun_router
from app.schemas.life.mass_contacts import (
    MassContactCreate,
    MassContactPage,
    MassContactQuery,
    MassContactRead,
    MassContactUpdate,
)
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.life import mass_contacts
from app.services.organizations import locked_orgs
from app.services.together import OrgInBulkTransfer

router = noun_router("组织生活", "/mass-contacts")
LifeReader = Annotated[Principal, needs(Permission.ORGANIZATION_LIFE_READ)]
LifeWriter = Annotated[Principal, needs(Permission.ORGANIZATION_LIFE_WRITE)]


@router.get(
    "",
    response_model=MassContactPage,
    summary="联系群众记录｜Contacts with the masses",
    responses=raises(CursorInvalid),
)
async def list_mass_contacts(
    query: Annotated[MassContactQuery, Query()], principal: LifeReader, database: DatabaseDep
) -> Response:
    """联系群众制度的记录；open=true 为有反映的问题尚未办结的。｜Contacts with the masses."""
    return await read_page(database, principal.scope, queries.LIST, query)


@router.post(
    "",
    status_code=201,
    response_model=MassContactRead,
    summary="登记联系群众｜Record a contact",
    responses=raises(OrgInBulkTransfer, locked_orgs.PartyOrgDissolved, IdempotencyKeyReused),
)
async def record_contact(body: MassContactCreate, principal: LifeWriter, work: WorkDep, once: OnceDep) -> Response:
    """只记对象类别，不记群众姓名。｜Kinds of people, never their names."""

    async def create() -> Answer:
        contact_id = await mass_contacts.record_contact(work, body)
        return await read_back(work.session, queries.RECORD, status=201, contact_id=contact_id)

    return await once(create)


@router.get(
    "/{contact_id}", response_model=MassContactRead, summary="一条联系群众记录｜A contact", responses=raises(NotFound)
)
async def get_contact(contact_id: uuid.UUID, principal: LifeReader, database: DatabaseDep) -> Response:
    """一条记录。｜One record."""
    return await read(database, principal.scope, queries.RECORD, contact_id=contact_id)


@router.patch(
    "/{contact_id}",
    response_model=MassContactRead,
    summary="修改联系群众记录｜Change a contact",
    responses=raises(NotFound, Stale, OrgInBulkTransfer, locked_orgs.PartyOrgDissolved),
)
async def update_contact(
    contact_id: uuid.UUID, body: MassContactUpdate, principal: LifeWriter, work: WorkDep, if_match: IfMatch = None
) -> Response:
    """补充反映的问题和办理结果。｜What was raised and what came of it."""
    await mass_contacts.update_contact(work, contact_id, body, if_match)
    return (await read_back(work.session, queries.RECORD, contact_id=contact_id)).response()
