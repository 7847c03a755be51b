"""The signed receipt (回执) and its verification."""

import datetime as dt
import uuid
from typing import Annotated, Any

from pydantic import Field

from app.core.proofs import DocumentProof
from app.schemas.base import Answer, Body

Compact = Annotated[
    str,
    Field(
        min_length=20,
        max_length=8000,
        description="回执原文（JWS 紧凑格式，即回执二维码的内容）｜compact JWS, the content of the QR code",
        examples=["eyJhbGciOiJFUzI1NiIs…"],
    ),
]


class ReceiptFacts(Answer):
    """接收党委签署的内容：收到了什么、从何处、由谁、何时，及其摘要；印成二维码，故不重复。｜What the receiving
    committee signs: what was received, from whom, by whom, when, and the digest of it. It is printed as a QR code, so
    nothing is said twice: the longest names of three bodies must fit beside it.
    """

    transfer_id: uuid.UUID = Field(description="接转编号｜the transfer")
    serial: str | None = Field(
        description="介绍信编号，同一党委内接转没有｜the letter's number, none within a committee"
    )
    name: str = Field(description="党员姓名｜the member", examples=["张三"])
    id_masked: str = Field(description="公民身份号码（隐去中间各位）｜identity number, masked")
    from_committee: str = Field(description="转出党委｜the committee that let go")
    to_committee: str = Field(description="接收党委｜the committee that received")
    to_branch: str = Field(description="编入的党支部｜the branch that the member joined")
    accepted_on: dt.date = Field(description="接收日期｜when the relationship passed over")
    sent_at: dt.datetime = Field(description="签发时间｜when the receipt was signed")
    digest: str = Field(
        description="所接收内容的 SHA-256 摘要｜SHA-256 of what was handed over", examples=["9f86d081…"]
    )
    handler_name: str = Field(description="经办人｜who handled it")
    handler_phone: str | None = Field(description="经办人联系电话｜the handler's phone")


class ReceiptRead(Answer):
    """回执：签名原文、内容和摘要所据。｜A receipt: the signed original, what it says, what its digest is of."""

    jws: Compact
    facts: ReceiptFacts = Field(description="回执内容｜what the receipt says")
    addressee: str = Field(description="回执送达的党组织：转出党委，同一党委内为转出党支部｜to whom it is sent")
    handed_over: dict[str, Any] = Field(
        description="摘要所据的内容：按键名排序的紧凑 JSON，UTF-8 编码｜"
        "the digest is SHA-256 over this as compact JSON in UTF-8 with sorted keys"
    )
    proof: DocumentProof | None = Field(
        description="存证证明，可离线验证；回执编入台账并签发检查点之前（数秒内）为 null｜"
        "inclusion in the log, verifiable offline; null until a checkpoint covers it"
    )


class ReceiptBody(Body):
    """待验证的回执。｜A receipt to be verified."""

    jws: Compact


class VerificationRead(Answer):
    """回执的真伪。｜Whether a receipt is genuine."""

    valid: bool = Field(description="是否为本系统签发且未被改动｜signed by this registry and unchanged")
    facts: ReceiptFacts | None = Field(description="回执内容，验证未通过时为 null｜what it says, null unless valid")
    reason: str | None = Field(description="未通过的原因｜why it is not valid")
