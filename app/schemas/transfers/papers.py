"""What a transfer takes over from paper, and what its own letter says: for outside, from outside, for many."""

import datetime as dt
import uuid
from typing import Annotated

from pydantic import Field, StringConstraints

from app.schemas.base import Answer, Body, Line
from app.schemas.people.contacts import Phone
from app.schemas.people.members import Category
from app.schemas.people.people import (
    CivilDate,
    EthnicGroup,
    IdentityNumber,
    MemberCategoryRead,
    PersonName,
    PersonNameRead,
)
from app.schemas.reference.areas import AreaCode

Month = Annotated[
    str,
    Field(
        pattern=r"^20\d{2}-(0[1-9]|1[0-2])$",
        description="党费交至的年月（YYYY-MM）｜the month to which dues are paid",
        examples=["2026-10"],
    ),
]
ScanDigest = Annotated[
    str,
    StringConstraints(to_lower=True, pattern=r"^[0-9a-fA-F]{64}$"),
    Field(
        description="扫描件的 SHA-256 摘要（64 位十六进制）；扫描件自行保存｜digest of the scan", examples=["0" * 64]
    ),
]
OrgName = Annotated[Line, StringConstraints(min_length=2, max_length=120)]
Address = Annotated[Line, StringConstraints(max_length=200)]


class OutsideOrg(Body):
    """系统外的党组织，党员转往该处。｜A body outside the registry, to which a member goes."""

    name: OrgName = Field(description="党组织全称，即介绍信抬头和去向｜full name, the letter's addressee")
    address: Address | None = Field(default=None, description="通讯地址｜postal address")
    area_code: AreaCode | None = None


class PaperLetterBody(Body):
    """纸质介绍信（2006 年式样）各栏，以及登记党员所需的事项。｜The blanks of a paper letter of introduction (form of
    2006), and the member's facts that the record needs.
    """

    serial: Annotated[Line, StringConstraints(min_length=1, max_length=20)] = Field(
        description="介绍信编号｜the number on all three parts", examples=["2026018"]
    )
    id_number: IdentityNumber
    name: PersonName
    ethnic_group: EthnicGroup | None = None
    category: Category
    admitted_on: CivilDate
    regularized_on: CivilDate | None = None
    mobile: Phone | None = Field(default=None, description="党员联系电话｜the member's contact")
    from_unit: OrgName = Field(description="由何处转来｜the branch or unit that the member leaves")
    issuer_name: OrgName = Field(description="开具介绍信的党委，即回执送达的党组织｜who issued it and gets the receipt")
    issuer_address: Address | None = Field(default=None, description="开具党委的通讯地址｜postal address of the issuer")
    issuer_postcode: Annotated[str, StringConstraints(pattern=r"^\d{6}$")] | None = Field(
        default=None, description="开具党委的邮政编码｜postcode of the issuer"
    )
    issuer_phone: Phone | None = Field(default=None, description="开具党委的联系电话｜phone of the issuer")
    issued_on: CivilDate = Field(description="开具日期｜issued on")
    valid_days: int = Field(ge=1, le=999, description="有效期（天）｜validity in days", examples=[90])
    dues_paid_to: Month
    scan_sha256: ScanDigest


class PaperLetterRead(Answer):
    """登记的纸质介绍信。｜The paper letter of an incoming transfer, as it was entered."""

    issued_on: dt.date
    valid_days: int
    admitted_on: dt.date
    regularized_on: dt.date | None
    committee_address: str | None = Field(
        description="开具党委的通讯地址，没有的为 null｜postal address of the issuer; null: none"
    )
    committee_postcode: str | None = Field(
        description="开具党委的邮政编码，没有的为 null｜postcode of the issuer; null: none"
    )
    committee_phone_masked: str | None = Field(description="开具党委的联系电话，部分隐去｜phone of the issuer, masked")
    scan_sha256: str


class PaperReceiptRead(Answer):
    """登记的纸质回执。｜The slip that came back from outside, as it was entered."""

    received_on: dt.date = Field(description="回执所载接收日期｜the day of reception on the slip")
    addressee: str = Field(description="回执抬头｜to whom the slip is addressed")
    handler_name: str = Field(description="回执所载经办人｜the handler on the slip")
    scan_sha256: str
    entered_at: dt.datetime = Field(description="登记时间｜when it was entered")


class SnapshotRead(Answer):
    """提交时的介绍信内容。｜The facts of the letter as they were at submission."""

    name: PersonNameRead
    sex: str = Field(examples=["1"])
    ethnic_group: str | None = Field(examples=["01"])
    birth_date: dt.date
    member_category: MemberCategoryRead = Field(examples=["1"])
    from_unit: str
    to_unit: str


class BulkMember(Answer):
    """整建制转移名册中的一名党员。｜A member on the list of a whole organization's transfer."""

    person_id: uuid.UUID
    name: PersonNameRead
    sex: str
    id_masked: str
    branch: str = Field(description="所在党支部｜the branch")


class BulkSnapshotRead(Answer):
    """提交时的名册，正式党员和预备党员分列。｜The list as it was at submission, full and probationary members apart."""

    from_unit: str
    to_unit: str
    full_members: list[BulkMember] = Field(description="正式党员名册｜the list of full members")
    probationary_members: list[BulkMember] = Field(description="预备党员名册｜the list of probationary members")
