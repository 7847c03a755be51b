"""Receipts: the signed answer to a transfer, and its verification by anybody."""

import uuid
from typing import Annotated

from fastapi import Request, Response

from app.auth.dependencies import WorkDep, needs
from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.core.errors import NotFound, raises
from app.models.changes import AccessKind
from app.routers.pdf_response import PdfResponse
from app.routers.routing import noun_router
from app.schemas.transfers.receipts import ReceiptBody, ReceiptRead, VerificationRead
from app.services.transfers import receipts
from app.services.transfers.problems import ReceiptNotSent

router = noun_router("组织关系接转")
TransferReader = Annotated[Principal, needs(Permission.TRANSFER_READ)]


@router.get("/transfers/{transfer_id}/receipt", summary="回执｜The receipt", responses=raises(NotFound, ReceiptNotSent))
async def get_receipt(
    transfer_id: uuid.UUID, principal: TransferReader, work: WorkDep, request: Request
) -> ReceiptRead:
    """回执原文（JWS）和内容，可用公布的公钥离线验证。｜The JWS and its facts, verifiable offline with the published keys."""
    transfer, receipt = await receipts.read_receipt(work, transfer_id)
    request.app.state.access_log.note(principal, AccessKind.RECORD, transfer.person_id)
    return receipt


@router.get(
    "/transfers/{transfer_id}/receipt.pdf",
    response_class=PdfResponse,
    summary="打印回执｜Print the receipt",
    responses=raises(NotFound, ReceiptNotSent),
)
async def print_receipt(transfer_id: uuid.UUID, principal: TransferReader, work: WorkDep, request: Request) -> Response:
    """印有回执原文二维码，扫码即可验证。｜With the signed original as a QR code."""
    transfer, receipt = await receipts.read_receipt(work, transfer_id)
    request.app.state.access_log.note(principal, AccessKind.RECORD, transfer.person_id)
    return PdfResponse(await receipts.print_receipt(receipt))


@router.post("/receipts/verify", summary="验证回执｜Verify a receipt", responses=raises(public=True))
async def verify_receipt(body: ReceiptBody, request: Request) -> VerificationRead:
    """任何人都可验证一份回执的真伪，不须登录。｜Anybody may tell whether a receipt is genuine."""
    return receipts.verify(request.app.state.signer, body.jws)
