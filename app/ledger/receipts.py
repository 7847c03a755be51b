"""Signed receipts: made from facts when sent, verified offline by a published key set (N13)."""

import hashlib
import json
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from app.core.jose import SignatureInvalid, Signer, verify_document
from app.core.proofs import DocumentProof
from app.ledger.checkpoints import CheckpointFacts
from app.ledger.documents import verify_proof
from app.models.transfers import Transfer
from app.schemas.transfers.receipts import ReceiptFacts

KIND = "huizhi-receipt+jws"


def handed_over(transfer: Transfer) -> dict[str, Any]:
    """What passed from hand to hand: the snapshot frozen at submission, under the letter's number."""
    return {"serial": transfer.letter_serial, "snapshot": transfer.snapshot}


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256, in hexadecimal, over compact UTF-8 JSON with sorted keys."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sign_receipt(signer: Signer, facts: ReceiptFacts) -> str:
    """The receipt as a compact JWS (RFC 7515), ES256."""
    return signer.sign_document(facts.model_dump(mode="json"), kind=KIND)


def verify_receipt(jws: str, key_set: dict[str, Any]) -> ReceiptFacts:
    """What a receipt says, if one of these keys (RFC 7517) signed it; `SignatureInvalid` for anything else.

    Needs no database and no network: it works years later, with a key set kept on paper.
    """
    facts = verify_document(jws.strip(), key_set, kind=KIND)
    try:
        return ReceiptFacts.model_validate(facts)
    except ValidationError as exc:
        raise SignatureInvalid("facts") from exc


class SavedReceipt(BaseModel):
    """A receipt as it was saved: the registry's answer, or the part of it that somebody kept."""

    model_config = ConfigDict(extra="forbid")

    jws: str
    facts: dict[str, Any] | None = None
    addressee: str | None = None
    handed_over: dict[str, Any] | None = None
    proof: DocumentProof | None = None


def verify_saved(saved: SavedReceipt, key_set: dict[str, Any]) -> tuple[ReceiptFacts, CheckpointFacts | None]:
    """What a saved receipt says and, where its proof is with it, which checkpoint covers it; all of it offline.

    `SignatureInvalid`, with the part in fault, unless every part agrees with what was signed; the addressee alone is
    in no signature.
    """
    facts = verify_receipt(saved.jws, key_set)
    if saved.facts is not None and saved.facts != facts.model_dump(mode="json"):
        raise SignatureInvalid("saved_facts")
    if saved.handed_over is not None and digest_of(saved.handed_over) != facts.digest:
        raise SignatureInvalid("handed_over")
    return facts, verify_proof(saved.jws, "receipt", facts.transfer_id, saved.proof, key_set) if saved.proof else None
