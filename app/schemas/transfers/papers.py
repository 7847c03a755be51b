"""What a transfer takes over from paper, and what its own letter says: for outside, from outside, for many."""

import datetime as dt
import uuid
from typing import Annotated

from pydantic import Field, StringConstraints

from app.schemas.base import Answer, Body, Line
from app.schemas.people.contacts import Phone
from app.schemas.people.members import Category
from app.schemas.people.people import CivilDate, EthnicGroup, IdentityNumber, PersonName
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
    """A body outside the registry, to which a member goes."""

    name: OrgName = Field(description="党组织全称，即介绍信抬头和去向｜full name, the letter's addressee")
    address: Address | None = None
    area_code: AreaCode | None = None


class PaperLetterBody(Body):
    """The blanks of a paper letter of introduction (form of 2006), and the member's facts that the record needs."""

    serial: Annotated[Line, StringConstraints(min_length=1, max_length=20)] = Field(
        description="介绍信编号｜the number on all three parts", examples=["2026018"]
    )
    id_number: IdentityNumber
    name: PersonName
    ethnic_group: EthnicGroup | None = None
    category: Category
    admitted_on: CivilDate = Field(description="加入党组织日期｜admitted on")
    regularized_on: CivilDate | None = Field(default=None, description="转为正式党员日期｜became a full member on")
    mobile: Phone | None = Field(default=None, description="党员联系电话｜the member's contact")
    from_unit: OrgName = Field(description="由何处转来｜the branch or unit that the member leaves")
    issuer_name: OrgName = Field(description="开具介绍信的党委，即回执送达的党组织｜who issued it and gets the receipt")
    issuer_address: Address | None = None
    issuer_postcode: Annotated[str, StringConstraints(pattern=r"^\d{6}$")] | None = None
    issuer_phone: Phone | None = None
    issued_on: CivilDate = Field(description="开具日期｜issued on")
    valid_days: int = Field(ge=1, le=999, description="有效期（天）｜validity in days", examples=[90])
    dues_paid_to: Month
    scan_sha256: ScanDigest


class PaperLetterRead(Answer):
    """The paper letter of an incoming transfer, as it was entered."""

    issued_on: dt.date
    valid_days: int
    admitted_on: dt.date
    regularized_on: dt.date | None
    committee_address: str | None
    committee_postcode: str | None
    committee_phone_masked: str | None
    scan_sha256: str


class PaperReceiptRead(Answer):
    """The slip that came back from outside, as it was entered."""

    received_on: dt.date
    addressee: str
    handler_name: str
    scan_sha256: str
    entered_at: dt.datetime


class SnapshotRead(Answer):
    """The facts of the letter as they were at submission."""

    name: str
    sex: str = Field(examples=["1"])
    ethnic_group: str | None = Field(examples=["01"])
    birth_date: dt.date
    member_category: str = Field(examples=["1"])
    from_unit: str
    to_unit: str


class BulkMember(Answer):
    """A member on the list of a whole organization's transfer."""

    person_id: uuid.UUID
    name: str
    sex: str
    id_masked: str
    branch: str


class BulkSnapshotRead(Answer):
    """The list as it was at submission, full and probationary members apart."""

    from_unit: str
    to_unit: str
    full_members: list[BulkMember]
    probationary_members: list[BulkMember]
