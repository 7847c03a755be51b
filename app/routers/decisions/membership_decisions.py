"""Decisions on membership."""

import uuid
from typing import Annotated

from fastapi import Body, Query, Request, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.auth.work import Reader
from app.core.errors import NotFound, raises
from app.core.lists import CursorInvalid
from app.core.responses import Answer, read_page
from app.models.changes import AccessKind
from app.queries.decisions import membership_decisions as queries
from app.queries.procedures import as_sent
from app.routers.routing import noun_router
from app.schemas.decisions.membership_decisions import (
    ACTION_EXAMPLES,
    CREATE_EXAMPLES,
    DecisionActionBody,
    MembershipDecisionCreate,
    MembershipDecisionPage,
    MembershipDecisionQuery,
    MembershipDecisionRead,
)
from app.services import procedures
from app.services.decisions import membership_decisions as decisions
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.people.membership_status import EffectiveBeforeStanding, StandingChangedToday
from app.services.people.problems import MemberAffiliatedOutside
from app.services.procedures import NotTheActingBody
from app.services.together import DecisionOpen, TransferOpen
from app.services.transfers import problems as transfers

router = noun_router("党籍")
DecisionReader = Annotated[Principal, needs(Permission.DECISION_READ)]
DecisionWriter = Annotated[Principal, needs(Permission.DECISION_WRITE)]


@router.get(
    "/membership-decisions",
    response_model=MembershipDecisionPage,
    summary="党籍处置列表｜Decisions on membership",
    responses=raises(CursorInvalid),
)
async def list_decisions(
    query: Annotated[MembershipDecisionQuery, Query()], principal: DecisionReader, database: DatabaseDep
) -> Response:
    """失联登记和停止、恢复、终止党籍的决定；本人可见已作出的。｜The person concerned sees those that were taken."""
    return await read_page(database, principal.scope, queries.LIST, query)


@router.post(
    "/membership-decisions",
    status_code=201,
    response_model=MembershipDecisionRead,
    summary="提出或登记｜Propose or record a decision",
    responses=raises(
        NotFound,
        NotTheActingBody,
        MemberAffiliatedOutside,
        transfers.NoCommitteeAbove,
        DecisionOpen,
        IdempotencyKeyReused,
    ),
)
async def propose_decision(
    body: Annotated[MembershipDecisionCreate, Body(openapi_examples=CREATE_EXAMPLES)],
    principal: DecisionWriter,
    work: WorkDep,
    once: OnceDep,
) -> Response:
    """由党员所在党支部办理：失联和恢复联系登记即生效，其余报上级党委决定；期限未满的不能提出。｜By the member's branch."""

    async def create() -> Answer:
        return await queries.READING.read_back(work, await decisions.propose_decision(work, body), 201)

    return await once(create)


@router.get(
    "/membership-decisions/{decision_id}",
    response_model=MembershipDecisionRead,
    summary="党籍处置｜A decision on membership",
    responses=raises(NotFound),
)
async def get_decision(
    request: Request, decision_id: uuid.UUID, principal: DecisionReader, database: DatabaseDep
) -> Response:
    """事由、文书和当前角色可办的步骤；查看留痕。｜Grounds, documents, what the caller can do; the look is logged."""
    facts = await queries.READING.facts(database, Reader.of(request.app.state, principal), decision_id)
    request.app.state.access_log.note(principal, AccessKind.RECORD, uuid.UUID(facts["person_id"]))
    return as_sent(facts).response()


@router.post(
    "/membership-decisions/{decision_id}/actions",
    response_model=MembershipDecisionRead,
    summary="决定、不批准或撤回｜Act on a decision",
    responses=raises(
        NotFound,
        NotTheActingBody,
        decisions.DecisionOutOfTurn,
        TransferOpen,
        StandingChangedToday,
        EffectiveBeforeStanding,
    ),
)
async def act(
    decision_id: uuid.UUID,
    body: Annotated[DecisionActionBody, Body(openapi_examples=ACTION_EXAMPLES)],
    principal: DecisionWriter,
    work: WorkDep,
) -> Response:
    """上级党委凭文书决定，期限按决定之日再核一次；终止党籍的，组织关系同日结束。｜By the committee above, with a document."""
    return (await procedures.act(work, decisions.DECISION, decision_id, body)).response()
