"""Certificate letters for absences of up to six months."""

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
from app.queries.stays import certificate_letters as queries
from app.routers.pdf_response import PdfResponse
from app.routers.routing import noun_router
from app.schemas.stays.certificate_letters import (
    CERTIFICATE_EXAMPLES,
    CertificateActionBody,
    CertificateCreate,
    CertificatePage,
    CertificateQuery,
    CertificateRead,
)
from app.services import procedures
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.people.problems import MemberAffiliatedOutside, MemberNotInNormalStatus, ToOrgNotFound
from app.services.procedures import NotTheActingBody
from app.services.stays import certificate_letters
from app.services.transfers import problems

router = noun_router("组织关系接转")
CertificateLetterWriter = Annotated[Principal, needs(Permission.CERTIFICATE_LETTER_WRITE)]
TransferReader = Annotated[Principal, needs(Permission.TRANSFER_READ)]


@router.get(
    "/certificate-letters",
    response_model=CertificatePage,
    summary="证明信列表｜Certificate letters",
    responses=raises(CursorInvalid),
)
async def list_certificates(
    query: Annotated[CertificateQuery, Query()], principal: TransferReader, database: DatabaseDep, request: Request
) -> Response:
    """党员短期外出的证明信，过期未交回的状态为 expired。｜Letters for short absences."""
    today = request.app.state.clock.today()
    return await read_page(database, principal.scope, queries.LIST, query, today=today)


@router.post(
    "/certificate-letters",
    status_code=201,
    response_model=CertificateRead,
    summary="提出开具证明信｜Request a certificate letter",
    responses=raises(
        NotFound,
        NotTheActingBody,
        MemberAffiliatedOutside,
        MemberNotInNormalStatus,
        ToOrgNotFound,
        problems.NoCommitteeAbove,
        certificate_letters.CertificateOut,
        IdempotencyKeyReused,
    ),
)
async def request_certificate(
    body: CertificateCreate, principal: CertificateLetterWriter, work: WorkDep, once: OnceDep
) -> Response:
    """外出不满六个月（开会、学习、借调、出差、休假）的，由党支部证明，组织关系不变动。｜Nothing moves."""

    async def create() -> Answer:
        return await queries.READING.read_back(work, await certificate_letters.request_certificate(work, body), 201)

    return await once(create)


@router.get(
    "/certificate-letters/{letter_id}",
    response_model=CertificateRead,
    summary="证明信｜A certificate letter",
    responses=raises(NotFound),
)
async def get_certificate(
    letter_id: uuid.UUID, principal: TransferReader, database: DatabaseDep, request: Request
) -> Response:
    """一份证明信：每一步由谁何时办理，现在可办什么。｜One certificate letter, its steps and what can be done."""
    return await queries.READING.read(database, Reader.of(request.app.state, principal), letter_id)


@router.post(
    "/certificate-letters/{letter_id}/actions",
    response_model=CertificateRead,
    summary="办理证明信｜Act on a certificate letter",
    responses=raises(NotFound, NotTheActingBody, certificate_letters.CertificateOutOfTurn),
)
async def act(
    letter_id: uuid.UUID,
    body: Annotated[CertificateActionBody, Body(openapi_examples=CERTIFICATE_EXAMPLES)],
    principal: CertificateLetterWriter,
    work: WorkDep,
) -> Response:
    """基层党委开具（编号按年连续）或不予开具；返回后由党支部或党委登记交回。｜Issued, refused, handed in."""
    return (await procedures.act(work, certificate_letters.CERTIFICATE_LETTER, letter_id, body)).response()


@router.get(
    "/certificate-letters/{letter_id}/letter.pdf",
    response_class=PdfResponse,
    summary="打印证明信｜Print a certificate letter",
    responses=raises(NotFound, certificate_letters.CertificateNotIssued),
)
async def print_certificate(letter_id: uuid.UUID, principal: TransferReader, work: WorkDep) -> Response:
    """不印公民身份号码；过期和已交回的印“作废”。｜Without the identity number."""
    return PdfResponse(await certificate_letters.print_certificate(work, letter_id))
