"""Receipts: signed by the receiving committee, verified by whoever confirms, printed (N13)."""

import asyncio
import datetime as dt
import uuid
from functools import partial

from sqlmodel import select

from app.auth.work import Work
from app.core.database import fetch_in
from app.core.errors import NotFound
from app.core.jose import SignatureInvalid, Signer
from app.documents import papers
from app.ledger.log import document_proof
from app.ledger.receipts import digest_of, handed_over, sign_receipt, verify_receipt
from app.ledger.recording import Paths, record_signed
from app.models.transfers import Receipt, Route, Transfer
from app.schemas.transfers.receipts import ReceiptFacts, ReceiptRead, VerificationRead
from app.schemas.transfers.transfers import SendReceiptAction
from app.services.transfers.problems import ReceiptInvalid, ReceiptNotSent


async def send_receipt(work: Work, transfer: Transfer, body: SendReceiptAction) -> None:
    """Sign over what was received; the receipt goes to the committee above the from-branch, never hop by hop."""
    sent_at = work.clock.now().replace(microsecond=0)
    facts = ReceiptFacts.model_validate(
        {
            "transfer_id": transfer.id,
            "serial": transfer.letter_serial,
            "name": _whose(transfer),
            "id_masked": transfer.id_masked,
            "from_committee": transfer.from_committee_name,
            "to_committee": transfer.to_committee_name,
            "to_branch": transfer.to_branch_name,
            "accepted_on": transfer.accepted_on,
            "sent_at": sent_at,
            "digest": digest_of(handed_over(transfer)),
            "handler_name": body.handler_name,
            "handler_phone": body.handler_phone,
        }
    )
    jws = sign_receipt(work.signer, facts)
    row = Receipt(transfer_id=transfer.id, jws=jws, facts=facts.model_dump(mode="json"), signed_at=sent_at)
    work.session.add(row)
    await work.session.flush()
    sender = Paths(transfer.from_place_path, transfer.from_party_path)
    receiver = Paths(transfer.to_place_path, transfer.to_party_path)
    await record_signed(work.session, "receipt", transfer.id, jws, before=sender, after=receiver)


def _whose(transfer: Transfer) -> str:
    if transfer.route is not Route.BULK:
        return transfer.name
    snapshot = transfer.snapshot or {}
    return f"{transfer.name}（党员{len(snapshot['full_members']) + len(snapshot['probationary_members'])}名）"


async def confirm_receipt(work: Work, transfer: Transfer) -> None:
    """Hold the receipt against its signature and the transfer before it closes; `ReceiptInvalid`."""
    receipt = (await work.session.exec(select(Receipt).where(Receipt.transfer_id == transfer.id))).one()
    try:
        facts = verify_receipt(receipt.jws, work.signer.key_set)
    except SignatureInvalid as exc:
        raise ReceiptInvalid from exc
    if (facts.transfer_id, facts.digest) != (transfer.id, digest_of(handed_over(transfer))):
        raise ReceiptInvalid


async def read_receipt(work: Work, transfer_id: uuid.UUID) -> tuple[Transfer, ReceiptRead]:
    """The transfer's receipt; `NotFound` outside the scope, `ReceiptNotSent` before it was signed."""
    transfer = (await work.session.exec(select(Transfer).where(Transfer.id == transfer_id))).one_or_none()
    if transfer is None:
        raise NotFound
    receipt = (await work.session.exec(select(Receipt).where(Receipt.transfer_id == transfer_id))).one_or_none()
    if receipt is None:
        raise ReceiptNotSent
    addressee = transfer.from_org_name if transfer.route is Route.INTERNAL else transfer.from_committee_name
    return transfer, ReceiptRead.model_validate(
        {
            "jws": receipt.jws,
            "facts": receipt.facts,
            "addressee": addressee,
            "handed_over": handed_over(transfer),
            "proof": await document_proof(partial(fetch_in, work.session), "receipt", transfer_id),
        }
    )


async def print_receipt(receipt: ReceiptRead) -> bytes:
    """The receipt as a PDF, its signed original as a QR code."""
    facts = receipt.facts
    paper = papers.ReceiptFacts(
        name=facts.name,
        receipt_addressee=receipt.addressee,
        received_on=_in_words(facts.accepted_on),
        jws=receipt.jws,
        serial_no=facts.serial,
        handler_name=facts.handler_name,
        handler_phone=facts.handler_phone,
    )
    return await asyncio.to_thread(papers.receipt_pdf, paper)


def verify(signer: Signer, jws: str) -> VerificationRead:
    """Whether a receipt is genuine, as anybody can tell with the published keys."""
    try:
        return VerificationRead(valid=True, facts=verify_receipt(jws, signer.key_set), reason=None)
    except SignatureInvalid:
        reason = "不是本系统签发的回执，或内容已被改动。"
        return VerificationRead(valid=False, facts=None, reason=reason)


def _in_words(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
