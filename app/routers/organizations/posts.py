"""Who holds which post of a Party organization."""

import uuid
from typing import Annotated

from fastapi import Query, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, Stale, raises
from app.core.lists import CursorInvalid
from app.core.responses import Answer, IfMatch, read, read_back, read_page
from app.queries.organizations import posts as queries
from app.routers.routing import noun_router
from app.schemas.organizations.posts import PostCreate, PostEnd, PostPage, PostQuery, PostRead, PostUpdate
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.organizations import locked_orgs, posts
from app.services.together import OrgInBulkTransfer

router = noun_router("领导班子")
LeadershipReader = Annotated[Principal, needs(Permission.LEADERSHIP_READ)]
LeadershipWriter = Annotated[Principal, needs(Permission.LEADERSHIP_WRITE)]


@router.get("/posts", response_model=PostPage, summary="任职列表｜Posts", responses=raises(CursorInvalid))
async def list_posts(
    query: Annotated[PostQuery, Query()], principal: LeadershipReader, database: DatabaseDep
) -> Response:
    """书记、副书记、委员的现任和历任；党员看到本组织的。｜Who holds, and held, which post."""
    return await read_page(database, principal.scope, queries.LIST, query)


@router.get("/posts/{post_id}", response_model=PostRead, summary="任职｜A post", responses=raises(NotFound))
async def get_post(post_id: uuid.UUID, principal: LeadershipReader, database: DatabaseDep) -> Response:
    """一项任职：何时起、依据、届满日。｜One post."""
    return await read(database, principal.scope, queries.RECORD, post_id=post_id)


@router.post(
    "/posts",
    status_code=201,
    response_model=PostRead,
    summary="登记任职｜Record a post",
    responses=raises(
        OrgInBulkTransfer, locked_orgs.PartyOrgDissolved, posts.SecretaryInOffice, posts.PostHeld, IdempotencyKeyReused
    ),
)
async def open_post(body: PostCreate, principal: LeadershipWriter, work: WorkDep, once: OnceDep) -> Response:
    """登记现任或上级任命：须是党籍正常的正式党员，书记党龄满一年；换届选举请用 /elections。｜A first record or an appointment."""

    async def create() -> Answer:
        post_id = await posts.open_post(work, body)
        return await read_back(work.session, queries.RECORD, status=201, post_id=post_id)

    return await once(create)


@router.patch(
    "/posts/{post_id}",
    response_model=PostRead,
    summary="补充任职｜Complete a post",
    responses=raises(NotFound, Stale, OrgInBulkTransfer, locked_orgs.PartyOrgDissolved, posts.PostEnded),
)
async def update_post(
    post_id: uuid.UUID, body: PostUpdate, principal: LeadershipWriter, work: WorkDep, if_match: IfMatch = None
) -> Response:
    """补填分工、文件、届满日。｜Fill in portfolio, document or the end of the term."""
    await posts.update_post(work, post_id, body, if_match)
    return (await read_back(work.session, queries.RECORD, post_id=post_id)).response()


@router.post(
    "/posts/{post_id}/end",
    response_model=PostRead,
    summary="结束任职｜End a post",
    responses=raises(NotFound, OrgInBulkTransfer, locked_orgs.PartyOrgDissolved, posts.PostEnded),
)
async def end_post(post_id: uuid.UUID, body: PostEnd, principal: LeadershipWriter, work: WorkDep) -> Response:
    """写明原因和文件；系统从不自动免职。｜With the reason and its document; nothing ends by itself."""
    await posts.end_post(work, post_id, body)
    return (await read_back(work.session, queries.RECORD, post_id=post_id)).response()
