"""Transfers of the organizational relationship and their letters."""

import uuid
from typing import Annotated

from fastapi import Body, Query, Request, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.auth.work import Reader
from app.core.errors import NotFound, raises
from app.core.lists import CursorInvalid
from app.core.responses import read_page
from app.models.changes import AccessKind
from app.queries.procedures import as_sent
from app.queries.transfers import transfers as queries
from app.routers.pdf_response import PdfResponse
from app.routers.routing import noun_router
from app.schemas.transfers.papers import PaperLetterBody
from app.schemas.transfers.transfers import (
    ACTION_EXAMPLES,
    ActionBody,
    TransferCreate,
    TransferPage,
    TransferQuery,
    TransferRead,
)
from app.services import procedures
from app.services.development.problems import MaterialsNotChecked
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.organizations.locked_orgs import PartyOrgDissolved
from app.services.people.identity_lookup_limit import LimitedLookups, TooManyLookups
from app.services.people.members import MemberExists
from app.services.people.people import PersonRegisteredElsewhere
from app.services.people.problems import (
    AcceptedBeforeAffiliation,
    AffiliationChangedToday,
    MemberAffiliatedOutside,
    MemberNotInNormalStatus,
    SameBranch,
    ToOrgNotFound,
)
from app.services.procedures import NotTheActingBody
from app.services.together import DecisionOpen, OrgInBulkTransfer, TransferAlreadyOpen
from app.services.transfers import letters, problems, transfers

router = noun_router("组织关系接转")
TransferReader = Annotated[Principal, needs(Permission.TRANSFER_READ)]
TransferWriter = Annotated[Principal, needs(Permission.TRANSFER_WRITE)]

_SUBMISSION = (
    NotFound,
    NotTheActingBody,
    ToOrgNotFound,
    SameBranch,
    problems.NoCommitteeAbove,
    problems.RouteMismatch,
    MemberNotInNormalStatus,
    MemberAffiliatedOutside,
    problems.MemberRecordIncomplete,
    OrgInBulkTransfer,
    DecisionOpen,
)
_PAPER = (
    problems.PaperLetterMissing,
    problems.IdentityMismatch,
    problems.LetterExpired,
    PersonRegisteredElsewhere,
    TooManyLookups,
)


@router.get("/transfers", response_model=TransferPage, summary="接转列表｜Transfers", responses=raises(CursorInvalid))
async def list_transfers(
    query: Annotated[TransferQuery, Query()], principal: TransferReader, database: DatabaseDep, request: Request
) -> Response:
    """转出方和接收方都能看到；按状态、方式、哪一方、党员等筛选，介绍信过期的状态为 expired。｜Seen from both sides."""
    today = request.app.state.clock.today()
    return await read_page(database, principal.scope, queries.LIST, query, today=today)


@router.post(
    "/transfers",
    status_code=201,
    response_model=TransferRead,
    summary="发起接转｜Open a transfer",
    responses=raises(*_SUBMISSION, *_PAPER, TransferAlreadyOpen, PartyOrgDissolved, IdempotencyKeyReused),
)
async def open_transfer(
    body: TransferCreate, principal: TransferWriter, limited: LimitedLookups, work: WorkDep, once: OnceDep
) -> Response:
    """由党员本人或所在党支部发起，由系统外转入的由接收党委登记；先存为草稿，一人只能有一件未接收的。｜A draft, one per member."""
    return await once(lambda: transfers.open_transfer(work, body))


@router.get(
    "/transfers/{transfer_id}", response_model=TransferRead, summary="接转详情｜A transfer", responses=raises(NotFound)
)
async def get_transfer(
    transfer_id: uuid.UUID, principal: TransferReader, database: DatabaseDep, request: Request
) -> Response:
    """双方、每一步由谁何时办理及等待多久、当前角色可办的步骤、各项期限。｜Both sides, every step, what is due."""
    facts = await queries.READING.facts(database, Reader.of(request.app.state, principal), transfer_id)
    person_id = facts["person_id"] and uuid.UUID(facts["person_id"])
    request.app.state.access_log.note(principal, AccessKind.RECORD, person_id)
    return as_sent(facts).response()


@router.post(
    "/transfers/{transfer_id}/actions",
    response_model=TransferRead,
    summary="办理接转｜Act on a transfer",
    responses=raises(
        *_SUBMISSION,
        problems.PaperLetterMissing,
        PersonRegisteredElsewhere,
        problems.OutOfTurn,
        problems.LetterExpired,
        problems.LetterNotIssued,
        problems.DuesInArrears,
        MaterialsNotChecked,
        problems.AffiliationChangedMeanwhile,
        AffiliationChangedToday,
        AcceptedBeforeAffiliation,
        problems.AcceptedInFuture,
        problems.BranchNotUnderCommittee,
        problems.ReceiptInvalid,
        problems.ReceivedBeforeDispatch,
        problems.BulkBlocked,
        problems.BulkListChanged,
        MemberExists,
    ),
)
async def act(
    transfer_id: uuid.UUID,
    body: Annotated[ActionBody, Body(openapi_examples=ACTION_EXAMPLES)],
    principal: TransferWriter,
    work: WorkDep,
) -> Response:
    """办理一步；allowed_actions 列出当前角色现在可办的步骤，不该由其办理的返回 403，未到时候的返回 409。｜One step."""
    return (await procedures.act(work, transfers.TRANSFER, transfer_id, body)).response()


@router.put(
    "/transfers/{transfer_id}/letter",
    response_model=TransferRead,
    summary="登记纸质介绍信｜Enter a paper letter",
    responses=raises(NotFound, NotTheActingBody, problems.OutOfTurn, TransferAlreadyOpen, *_PAPER),
)
async def enter_letter(
    transfer_id: uuid.UUID, body: PaperLetterBody, principal: TransferWriter, limited: LimitedLookups, work: WorkDep
) -> Response:
    """由系统外转入的，提交前登记或更正所凭的介绍信；过期的不予受理。｜The paper letter of an incoming transfer."""
    return (await transfers.enter_letter(work, transfer_id, body)).response()


@router.get(
    "/transfers/{transfer_id}/letter.pdf",
    response_class=PdfResponse,
    summary="打印介绍信｜Print the letter",
    responses=raises(NotFound, NotTheActingBody, problems.LetterNotIssued),
)
async def print_letter(transfer_id: uuid.UUID, principal: TransferReader, work: WorkDep) -> Response:
    """一式三联；印有完整的公民身份号码，查看前先留痕，作废和过期的印“作废”。｜Three parts; logged before it is shown."""
    return PdfResponse(await letters.print_letter(work, transfer_id))
