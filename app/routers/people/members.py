"""Party members."""

import json
import uuid
from collections.abc import Mapping
from typing import Annotated

from fastapi import Query, Request, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.database import Database
from app.core.errors import FieldFault, InvalidRequest, NotFound, Stale, raises
from app.core.lists import CursorInvalid, PageQuery
from app.core.responses import Answer, IfMatch, read, read_back, read_page
from app.models.changes import AccessKind
from app.queries.people import members as queries
from app.routers.routing import noun_router
from app.rules.people.membership import MEMBERSHIP_ENDED
from app.schemas.people.members import (
    AccessPage,
    AffiliationCorrect,
    AffiliationFilter,
    AffiliationPage,
    ChangePage,
    IdentityAsk,
    IdentityRead,
    MemberCreate,
    MemberPage,
    MemberQuery,
    MemberRead,
    MemberSearch,
    MemberUpdate,
    OrgMemberQuery,
)
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.people import affiliations, members
from app.services.people.identity_lookup_limit import LimitedLookups, TooManyLookups
from app.services.people.people import PersonRegisteredElsewhere
from app.services.people.problems import (
    AcceptedBeforeAffiliation,
    AffiliationChangedToday,
    MemberNotInNormalStatus,
    SameBranch,
)
from app.services.reference.authority import FieldOfOtherDepartment
from app.services.together import DecisionOpen, OrgInBulkTransfer, TransferOpen

_NOT_IN_HISTORY = {
    AffiliationFilter.LOST_CONTACT,
    AffiliationFilter.FLOATING,
    AffiliationFilter.FLOATING_UNREGISTERED,
}

router = noun_router("党员")
AccessReader = Annotated[Principal, needs(Permission.ACCESS_READ)]
ChangeReader = Annotated[Principal, needs(Permission.CHANGE_READ)]
IdentityReader = Annotated[Principal, needs(Permission.IDENTITY_READ)]
MemberConfirmer = Annotated[Principal, needs(Permission.MEMBER_CONFIRM)]
MemberCorrector = Annotated[Principal, needs(Permission.MEMBER_CORRECT)]
MemberReader = Annotated[Principal, needs(Permission.MEMBER_READ)]
MemberSearcher = Annotated[Principal, needs(Permission.MEMBER_SEARCH)]
MemberWriter = Annotated[Principal, needs(Permission.MEMBER_WRITE)]
PartyOrgReader = Annotated[Principal, needs(Permission.PARTY_ORG_READ)]


@router.get(
    "/members", response_model=MemberPage, summary="党员列表｜Members", responses=raises(NotFound, CursorInvalid)
)
async def list_members(
    query: Annotated[MemberQuery, Query()], principal: MemberReader, database: DatabaseDep
) -> Response:
    """管辖范围内的党员；as_of 查某日的名册，按当日的党支部、隶属关系和类别。｜Members in scope, today or as of a day."""
    return await _page(query, principal, database)


@router.get(
    "/party-orgs/{org_id}/members",
    response_model=MemberPage,
    summary="党组织的党员｜Members of an organization",
    responses=raises(NotFound, CursorInvalid),
)
async def list_org_members(
    org_id: uuid.UUID, query: Annotated[OrgMemberQuery, Query()], principal: PartyOrgReader, database: DatabaseDep
) -> Response:
    """本组织及其下级的党员，筛选条件同党员列表。｜Members of an organization and those below it."""
    return await _page(MemberQuery(**query.model_dump(), org_id=org_id), principal, database)


@router.post(
    "/members",
    status_code=201,
    response_model=MemberRead,
    summary="登记党员｜Register a member",
    responses=raises(
        members.MemberExists, OrgInBulkTransfer, PersonRegisteredElsewhere, TooManyLookups, IdempotencyKeyReused
    ),
)
async def create_member(
    body: MemberCreate, principal: MemberWriter, limited: LimitedLookups, work: WorkDep, once: OnceDep
) -> Response:
    """登记党员并建立首段组织关系；已登记为本地律师的，并为一人。｜With the first affiliation; a lawyer stays one person."""

    async def create() -> Answer:
        person_id = await members.create_member(work, body)
        return await read_back(work.session, queries.RECORD, status=201, person_id=person_id)

    return await once(create)


@router.post(
    "/members/search",
    response_model=MemberRead,
    summary="按公民身份号码查找党员｜Find a member by identity number",
    responses=raises(NotFound),
)
async def search_member(
    request: Request, body: MemberSearch, principal: MemberSearcher, database: DatabaseDep
) -> Response:
    """号码只放在请求体中；查找留痕，管辖范围外的一律答复没有找到。｜Logged; outside the scope is not found."""
    state = request.app.state
    try:
        found = await read(database, principal.scope, queries.BY_NUMBER, digest=state.keyring.lookup(body.id_number))
    except NotFound:
        state.access_log.note(principal, AccessKind.SEARCH, None)
        raise
    person_id = uuid.UUID(json.loads(bytes(found.body))["person_id"])
    state.access_log.note(principal, AccessKind.SEARCH, person_id)
    return found


@router.get("/members/{person_id}", response_model=MemberRead, summary="党员｜A member", responses=raises(NotFound))
async def get_member(
    request: Request, person_id: uuid.UUID, principal: MemberReader, database: DatabaseDep
) -> Response:
    """一名党员的信息；查看他人信息留痕，本人可查。｜One member; the look is logged and the member can see it."""
    found = await read(database, principal.scope, queries.RECORD, person_id=person_id)
    request.app.state.access_log.note(principal, AccessKind.RECORD, person_id)
    return found


@router.patch(
    "/members/{person_id}",
    response_model=MemberRead,
    summary="修改党员信息｜Change a member",
    responses=raises(
        NotFound, Stale, FieldOfOtherDepartment, members.AffiliationNeedsTransfer, members.StatusNeedsDecision
    ),
)
async def update_member(
    person_id: uuid.UUID, body: MemberUpdate, principal: MemberWriter, work: WorkDep, if_match: IfMatch = None
) -> Response:
    """一数一源：党员信息由组织部门和所在党组织修改，姓名、民族、出生日期由司法行政机关修改，联系方式均可。｜By column."""
    await members.update_member(work, person_id, body, if_match)
    return (await read_back(work.session, queries.RECORD, person_id=person_id)).response()


@router.get(
    "/members/{person_id}/affiliations",
    response_model=AffiliationPage,
    summary="组织关系沿革｜History of affiliations",
    responses=raises(NotFound, CursorInvalid),
)
async def list_affiliations(
    request: Request,
    person_id: uuid.UUID,
    query: Annotated[PageQuery, Query()],
    principal: MemberReader,
    database: DatabaseDep,
) -> Response:
    """历次组织关系，最近的在前；已转出的，原党组织仍可见在本组织的一段。｜Each where it lay and as it was then."""
    if await database.fetch(principal.scope, queries.KNOWN_AFFILIATION, {"person_id": person_id}) is None:
        raise NotFound
    request.app.state.access_log.note(principal, AccessKind.RECORD, person_id)
    return await read_page(database, principal.scope, queries.AFFILIATIONS, query, person_id=person_id)


@router.post(
    "/members/{person_id}/affiliations/correct",
    response_model=MemberRead,
    summary="更正组织关系｜Correct an affiliation",
    responses=raises(
        OrgInBulkTransfer,
        NotFound,
        MemberNotInNormalStatus,
        TransferOpen,
        DecisionOpen,
        SameBranch,
        AffiliationChangedToday,
        AcceptedBeforeAffiliation,
    ),
)
async def correct_affiliation(
    person_id: uuid.UUID, body: AffiliationCorrect, principal: MemberCorrector, work: WorkDep
) -> Response:
    """登记有误时由组织部门说明理由更正；正常变动请办理接转。｜For what was recorded wrongly, with the reason."""
    await affiliations.correct_affiliation(work, person_id, body)
    return (await read_back(work.session, queries.RECORD, person_id=person_id)).response()


@router.get(
    "/members/{person_id}/history",
    response_model=ChangePage,
    summary="变更记录｜History of changes",
    responses=raises(NotFound, CursorInvalid),
)
async def get_history(
    person_id: uuid.UUID, query: Annotated[PageQuery, Query()], principal: ChangeReader, database: DatabaseDep
) -> Response:
    """谁在何时因何修改了哪些字段，不含内容。｜Who changed which columns, when and why; never their content."""
    if await database.fetch(principal.scope, queries.VISIBLE_MEMBER, {"person_id": person_id}) is None:
        raise NotFound
    return await read_page(database, principal.scope, queries.HISTORY, query, person_id=person_id)


@router.post(
    "/members/{person_id}/identity", summary="查看完整号码｜Reveal the full number", responses=raises(NotFound)
)
async def reveal_identity(
    person_id: uuid.UUID, body: IdentityAsk, principal: IdentityReader, work: WorkDep
) -> IdentityRead:
    """写明理由查看完整的公民身份号码和联系方式，先留痕再显示，党员、律师均可。｜Logged before it is shown."""
    return await members.reveal_identity(work, person_id, body.reason)


@router.post(
    "/members/{person_id}/confirm",
    response_model=MemberRead,
    summary="本人确认信息｜Confirm the own record",
    responses=raises(NotFound),
)
async def confirm_member(person_id: uuid.UUID, principal: MemberConfirmer, work: WorkDep) -> Response:
    """党员核对后确认自己的信息无误。｜The member confirms the own record."""
    await members.confirm_member(work, person_id)
    return (await read_back(work.session, queries.RECORD, person_id=person_id)).response()


@router.get(
    "/members/{person_id}/access-log",
    response_model=AccessPage,
    summary="谁看过我的信息｜Who looked at my record",
    responses=raises(NotFound, CursorInvalid),
)
async def list_access(
    person_id: uuid.UUID, query: Annotated[PageQuery, Query()], principal: AccessReader, database: DatabaseDep
) -> Response:
    """本人可查：哪个机关何时因何看过自己的信息。｜Who looked at the own record, when and why."""
    if person_id != principal.person_id:
        raise NotFound
    return await read_page(database, principal.scope, queries.OWN_ACCESS, query)


async def _page(query: MemberQuery, principal: Principal, database: Database) -> Response:
    below: Mapping[str, str] = {}
    if query.org_id is not None:
        path = await database.fetch(principal.scope, queries.PATH_OF_ORG, {"org_id": query.org_id})
        below = queries.org_range(path)
    if query.as_of is None:
        former = query.status in MEMBERSHIP_ENDED
        return await read_page(database, principal.scope, queries.FORMER if former else queries.LIST, query, **below)
    message = "过去的名册没有这一项，不能与 as_of 同用。"
    unknown = [name for name in ("status", "law_firm_id") if getattr(query, name) is not None]
    if query.affiliation in _NOT_IN_HISTORY:
        unknown.append("affiliation")
    if unknown:
        raise InvalidRequest(errors=[FieldFault(field=n, code="not_in_history", message=message) for n in unknown])
    return await read_page(database, principal.scope, queries.LIST_AS_OF, query)
