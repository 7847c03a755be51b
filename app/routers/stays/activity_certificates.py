"""Floating-member activity certificates (N12)."""

import uuid
from collections.abc import Awaitable
from typing import Annotated

from fastapi import Body, Query, Request, Response

from app.auth.dependencies import DatabaseDep, WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.auth.work import Reader, Work
from app.core.errors import NotFound, raises
from app.core.lists import CursorInvalid
from app.core.responses import Answer, read_page
from app.models.changes import AccessKind
from app.queries.procedures import as_sent
from app.queries.stays import activity_certificates as queries
from app.routers.pdf_response import PdfResponse
from app.routers.routing import noun_router
from app.schemas.stays.activity_certificates import (
    ACTION_EXAMPLES,
    ENTRY_EXAMPLES,
    ActivityCertificateCreate,
    ActivityCertificatePage,
    ActivityCertificateRead,
    CertificateActionBody,
    CertificateQuery,
    EntryBody,
    ReviewCreate,
)
from app.services import procedures
from app.services.idempotency import IdempotencyKeyReused, OnceDep
from app.services.people.problems import MemberAffiliatedOutside, MemberNotInNormalStatus
from app.services.procedures import NotTheActingBody
from app.services.stays import activity_certificate_prints
from app.services.stays import activity_certificate_problems as refusals
from app.services.stays import activity_certificates as certificates
from app.services.transfers import problems

router = noun_router("流动党员活动证")
CertificateReader = Annotated[Principal, needs(Permission.CERTIFICATE_READ)]
CertificateWriter = Annotated[Principal, needs(Permission.CERTIFICATE_WRITE)]

_ACTING = (NotFound, NotTheActingBody, refusals.CertificateOutOfTurn)


@router.get(
    "/activity-certificates",
    response_model=ActivityCertificatePage,
    summary="活动证登记簿｜Register of activity certificates",
    responses=raises(CursorInvalid),
)
async def list_certificates(
    query: Annotated[CertificateQuery, Query()], principal: CertificateReader, database: DatabaseDep, request: Request
) -> Response:
    """持证人、党支部、发证日期、理由、流向、外出时间；review_missed 查逾期未年审的。｜The issue register."""
    today = request.app.state.clock.today()
    return await read_page(database, principal.scope, queries.LIST, query, today=today)


@router.post(
    "/activity-certificates",
    status_code=201,
    response_model=ActivityCertificateRead,
    summary="申请或填写活动证｜Request an activity certificate",
    responses=raises(
        NotFound,
        NotTheActingBody,
        MemberAffiliatedOutside,
        MemberNotInNormalStatus,
        problems.NoCommitteeAbove,
        refusals.CertificateLive,
        refusals.ReplacedCertificateNotLost,
        IdempotencyKeyReused,
    ),
)
async def request_certificate(
    body: ActivityCertificateCreate, principal: CertificateWriter, work: WorkDep, once: OnceDep
) -> Response:
    """党员外出前申请，或由所在党支部直接填写；遗失补发填 replaces_id。｜Before leaving; a lost one is replaced."""

    async def create() -> Answer:
        return await queries.READING.read_back(work, await certificates.request(work, body), 201)

    return await once(create)


@router.get(
    "/activity-certificates/{certificate_id}",
    response_model=ActivityCertificateRead,
    summary="活动证详情｜An activity certificate",
    responses=raises(NotFound),
)
async def get_certificate(
    certificate_id: uuid.UUID, principal: CertificateReader, database: DatabaseDep, request: Request
) -> Response:
    """流入流出登记、年审、办理过程和提示。｜Entries, reviews, steps and remarks."""
    facts = await queries.READING.facts(database, Reader.of(request.app.state, principal), certificate_id)
    request.app.state.access_log.note(principal, AccessKind.RECORD, uuid.UUID(facts["person_id"]))
    return as_sent(facts).response()


@router.post(
    "/activity-certificates/{certificate_id}/actions",
    response_model=ActivityCertificateRead,
    summary="办理活动证｜Act on an activity certificate",
    responses=raises(*_ACTING),
)
async def act(
    certificate_id: uuid.UUID,
    body: Annotated[CertificateActionBody, Body(openapi_examples=ACTION_EXAMPLES)],
    principal: CertificateWriter,
    work: WorkDep,
) -> Response:
    """党支部填写、县级组织部编号、基层党委盖章、党支部发放和收回。｜Filled in, numbered, stamped, issued, taken back."""
    return (await procedures.act(work, certificates.ACTIVITY_CERTIFICATE, certificate_id, body)).response()


@router.post(
    "/activity-certificates/{certificate_id}/entries",
    status_code=201,
    response_model=ActivityCertificateRead,
    summary="登记流入、流出｜Enter arrival or departure",
    responses=raises(
        *_ACTING,
        refusals.ReviewMissed,
        refusals.EntryOpen,
        refusals.NoEntryOpen,
        IdempotencyKeyReused,
    ),
)
async def write_entry(
    certificate_id: uuid.UUID,
    body: Annotated[EntryBody, Body(openapi_examples=ENTRY_EXAMPLES)],
    principal: CertificateWriter,
    work: WorkDep,
    once: OnceDep,
) -> Response:
    """由流入地党支部填写；逾期未年审的不予登记。｜By the host branch; none while a review is missed."""
    return await once(lambda: _written(work, certificate_id, certificates.write_entry(work, certificate_id, body)))


@router.post(
    "/activity-certificates/{certificate_id}/reviews",
    status_code=201,
    response_model=ActivityCertificateRead,
    summary="年审｜Yearly review",
    responses=raises(*_ACTING, refusals.ReviewExists, IdempotencyKeyReused),
)
async def review(
    certificate_id: uuid.UUID, body: ReviewCreate, principal: CertificateWriter, work: WorkDep, once: OnceDep
) -> Response:
    """结合民主评议每年一次，由所在党支部或参加组织生活的党支部办理。｜Once a year, with the appraisal."""
    return await once(lambda: _written(work, certificate_id, certificates.review(work, certificate_id, body)))


@router.get(
    "/activity-certificates/{certificate_id}/certificate.pdf",
    response_class=PdfResponse,
    summary="打印活动证｜Print an activity certificate",
    responses=raises(NotFound, NotTheActingBody, refusals.CertificateNotNumbered),
)
async def print_certificate(certificate_id: uuid.UUID, principal: CertificateReader, work: WorkDep) -> Response:
    """印有完整的公民身份号码，查看前先留痕；照片处留空，由党委加盖骑缝章。｜Logged before it is shown; photo blank."""
    return PdfResponse(await activity_certificate_prints.print_certificate(work, certificate_id))


async def _written(work: Work, certificate_id: uuid.UUID, writing: Awaitable[None]) -> Answer:
    await writing
    return await queries.READING.read_back(work, certificate_id, 201)
