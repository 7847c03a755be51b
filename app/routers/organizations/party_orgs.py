"""Party organizations."""

import uuid
from typing import Annotated

from fastapi import Query, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, Stale, raises
from app.core.lists import CursorInvalid
from app.core.responses import Answer, IfMatch, read, read_back, read_page
from app.queries.organizations import party_orgs as queries
from app.routers.routing import noun_router
from app.schemas.organizations.party_orgs import (
    DirectoryPage,
    DirectoryQuery,
    OrgCreate,
    OrgDissolve,
    OrgHistory,
    OrgMove,
    OrgPage,
    OrgQuery,
    OrgRead,
    OrgTree,
    OrgUpdate,
)
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.organizations import locked_orgs, party_orgs, posts
from app.services.practice.coverage import FirmAlreadyCovered
from app.services.reference.authority import FieldOfOtherDepartment
from app.services.together import OrgInBulkTransfer

router = noun_router("党组织", "/party-orgs")
PartyOrgReader = Annotated[Principal, needs(Permission.PARTY_ORG_READ)]
PartyOrgWriter = Annotated[Principal, needs(Permission.PARTY_ORG_WRITE)]


@router.get("", response_model=OrgPage, summary="党组织列表｜Party organizations", responses=raises(CursorInvalid))
async def list_orgs(query: Annotated[OrgQuery, Query()], principal: PartyOrgReader, database: DatabaseDep) -> Response:
    """管辖范围内的党组织，按名称、区划、类别、上级查找。｜Organizations in scope."""
    return await read_page(database, principal.scope, queries.LIST, query)


@router.post(
    "",
    status_code=201,
    response_model=OrgRead,
    summary="设立党组织｜Found an organization",
    responses=raises(
        OrgInBulkTransfer,
        party_orgs.PartyOrgExists,
        party_orgs.AreaOutOfScope,
        FirmAlreadyCovered,
        IdempotencyKeyReused,
    ),
)
async def create_org(body: OrgCreate, principal: PartyOrgWriter, work: WorkDep, once: OnceDep) -> Response:
    """设立党组织：检查类别与层级（N27）、隶属关系（N28）和覆盖的律师事务所（N24）。｜Found an organization."""

    async def create() -> Answer:
        org_id = await party_orgs.create_org(work, body)
        return await read_back(work.session, queries.RECORD, status=201, org_id=org_id)

    return await once(create)


@router.get(
    "/directory",
    response_model=DirectoryPage,
    summary="党组织通讯录｜Directory of organizations",
    responses=raises(CursorInvalid),
)
async def list_directory(
    query: Annotated[DirectoryQuery, Query()], principal: PartyOrgReader, database: DatabaseDep
) -> Response:
    """全国现有党组织的名称和区划，办理接转时选择去向用，不含任何个人信息。｜Where a transfer may be addressed to."""
    return await read_page(database, principal.scope, queries.ADDRESS_BOOK, query)


@router.get("/{org_id}", response_model=OrgRead, summary="党组织｜A Party organization", responses=raises(NotFound))
async def get_org(org_id: uuid.UUID, principal: PartyOrgReader, database: DatabaseDep) -> Response:
    """一个党组织：基本信息、覆盖单位、党员数、指导关系。｜One organization."""
    return await read(database, principal.scope, queries.RECORD, org_id=org_id)


@router.patch(
    "/{org_id}",
    response_model=OrgRead,
    summary="修改党组织｜Change an organization",
    responses=raises(
        OrgInBulkTransfer,
        NotFound,
        Stale,
        FieldOfOtherDepartment,
        FirmAlreadyCovered,
        locked_orgs.PartyOrgDissolved,
        party_orgs.PartyOrgExists,
        party_orgs.AreaOutOfScope,
        posts.SecretaryHasPost,
    ),
)
async def update_org(
    org_id: uuid.UUID, body: OrgUpdate, principal: PartyOrgWriter, work: WorkDep, if_match: IfMatch = None
) -> Response:
    """更名、改类别、换届后更新书记等；更名自今日起生效，过去的名册不变。｜Past lists keep the old name."""
    await party_orgs.update_org(work, org_id, body, if_match)
    return (await read_back(work.session, queries.RECORD, org_id=org_id)).response()


@router.get(
    "/{org_id}/tree", response_model=OrgTree, summary="党组织树｜Tree of an organization", responses=raises(NotFound)
)
async def get_tree(
    org_id: uuid.UUID,
    principal: PartyOrgReader,
    database: DatabaseDep,
    depth: Annotated[int, Query(ge=0, le=10, description="向下几级｜levels below")] = 3,
) -> Response:
    """本组织及其下级，逐级嵌套。｜The organization and those below it, nested."""
    return await read(database, principal.scope, queries.TREE, org_id=org_id, depth=depth)


@router.get(
    "/{org_id}/history",
    response_model=OrgHistory,
    summary="党组织沿革｜History of an organization",
    responses=raises(NotFound),
)
async def get_history(org_id: uuid.UUID, principal: PartyOrgReader, database: DatabaseDep) -> Response:
    """历次名称、类别和隶属关系。｜Names, categories and parents over time."""
    return await read(database, principal.scope, queries.HISTORY, org_id=org_id)


@router.post(
    "/{org_id}/move",
    response_model=OrgRead,
    summary="调整隶属关系｜Change the superior",
    responses=raises(
        OrgInBulkTransfer,
        NotFound,
        locked_orgs.PartyOrgDissolved,
        party_orgs.PartyOrgUnderItself,
        party_orgs.MoveNeedsTransfer,
        party_orgs.AreaOutOfScope,
    ),
)
async def move_org(org_id: uuid.UUID, body: OrgMove, principal: PartyOrgWriter, work: WorkDep) -> Response:
    """在同一基层党委之内调整上级；涉及另一基层党委的须办整建制转移。｜Within one grassroots committee."""
    await party_orgs.move_org(work, org_id, body)
    return (await read_back(work.session, queries.RECORD, org_id=org_id)).response()


@router.post(
    "/{org_id}/dissolve",
    response_model=OrgRead,
    summary="撤销党组织｜Dissolve an organization",
    responses=raises(NotFound, OrgInBulkTransfer, locked_orgs.PartyOrgDissolved, party_orgs.PartyOrgNotSettled),
)
async def dissolve_org(org_id: uuid.UUID, body: OrgDissolve, principal: PartyOrgWriter, work: WorkDep) -> Response:
    """撤销党组织；党员、下级组织、覆盖单位和在途接转须先办结。｜What is open must be settled first."""
    await party_orgs.dissolve_org(work, org_id, body)
    return (await read_back(work.session, queries.RECORD, org_id=org_id)).response()
