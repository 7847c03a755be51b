"""Signed receipts: made from facts when sent, verified offline by a published key set (N13)."""

import hashlib
import json
from typing import Any

from pydantic import ValidationError

from app.core.jose import SignatureInvalid, Signer, verify_document
from app.models.transfers import Transfer
from app.schemas.receipts import ReceiptFacts

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
