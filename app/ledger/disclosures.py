"""Signed statements of what left, verified offline (docs/sharing.md#evidence-without-a-second-copy)."""

import datetime as dt
import uuid
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.core.jose import SignatureInvalid, Signer, verify_document
from app.core.proofs import DocumentProof
from app.ledger.checkpoints import CheckpointFacts
from app.ledger.documents import verify_proof

KIND = "huizhi-disclosure+jws"


class DisclosureFacts(BaseModel):
    """披露凭证所签的内容：给了哪个系统、依据哪项授权、为哪件事、提供了什么；不含任何人的信息。｜What is signed of a
    disclosure: to whom, under which grant and for which case what left; nothing of anybody.
    """

    disclosure_id: uuid.UUID = Field(description="披露编号｜the disclosure")
    partner: str = Field(description="合作系统｜the partner")
    grant_id: uuid.UUID = Field(description="授权编号｜the grant")
    grant_version: int = Field(description="授权内容版本｜version of its content")
    purpose: str = Field(description="用途｜the purpose")
    case_no: str = Field(description="办件编号或事由｜the case")
    operation: str = Field(description="操作｜the operation")
    data_set: str = Field(description="数据集｜the data set")
    fields: list[str] = Field(description="字段｜the fields")
    records: int = Field(description="记录数｜how many records")
    digest: str = Field(description="所提供内容的 SHA-256 摘要｜SHA-256 of the answer's bytes, hexadecimal")
    at: dt.datetime = Field(description="时间｜when")


class DisclosureRead(BaseModel):
    """披露凭证：签名原文、内容和在台账之中的证明。｜A disclosure: the signed original, what it says, and the proof
    that it is in the log.
    """

    jws: str = Field(description="披露凭证原文（JWS）｜the signed original")
    facts: DisclosureFacts = Field(description="披露内容｜what the statement says")
    proof: DocumentProof | None = Field(description="存证证明，签发检查点前为 null｜null until a checkpoint covers it")


class SavedDisclosure(BaseModel):
    """A disclosure as it was saved."""

    model_config = ConfigDict(extra="forbid")

    jws: str
    facts: dict[str, Any] | None = None
    proof: DocumentProof | None = None


def sign_disclosure(signer: Signer, facts: DisclosureFacts) -> str:
    """The statement as a compact JWS (RFC 7515), ES256."""
    return signer.sign_document(facts.model_dump(mode="json"), kind=KIND)


def verify_disclosure(
    saved: SavedDisclosure, key_set: dict[str, Any]
) -> tuple[DisclosureFacts, CheckpointFacts | None]:
    """What a saved disclosure says and which checkpoint covers it; `SignatureInvalid` unless every part agrees."""
    try:
        facts = DisclosureFacts.model_validate(verify_document(saved.jws.strip(), key_set, kind=KIND))
    except ValidationError as exc:
        raise SignatureInvalid("facts") from exc
    if saved.facts is not None and saved.facts != facts.model_dump(mode="json"):
        raise SignatureInvalid("saved_facts")
    if saved.proof is None:
        return facts, None
    return facts, verify_proof(saved.jws, "disclosure", facts.disclosure_id, saved.proof, key_set)
