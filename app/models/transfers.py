"""Transfers of the organizational relationship (组织关系转接), their letters and receipts (N07, N13)."""

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Index, PrimaryKeyConstraint, SQLModel, UniqueConstraint

from app.core.terms import Term
from app.models.base import StepRow, enum_column, moment_column, new_id, path_column


class Route(Term):
    """接转方式｜How a relationship travels: within the registry, or between it and a body outside."""

    INTERNAL = "internal", "同一党委内"
    LETTER = "letter", "凭介绍信，两个党委之间"
    OUTGOING = "outgoing", "转往系统外"
    INCOMING = "incoming", "由系统外转入"
    BULK = "bulk", "党组织整建制转移"


class TransferState(Term):
    """接转的状态｜Where a transfer stands; `expired` is a letter past its validity and is computed, not stored."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    BRANCH_AGREED = "branch_agreed", "转出支部已同意"
    LETTER_ISSUED = "letter_issued", "介绍信已开具"
    IN_TRANSIT = "in_transit", "介绍信在途"
    ACCEPTED = "accepted", "已接收"
    RECEIPT_SENT = "receipt_sent", "回执已发出"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"
    RETURNED = "returned", "已退回修改"
    REJECTED = "rejected", "不予接收"
    REVOKED = "revoked", "已撤销"
    EXPIRED = "expired", "介绍信已过期"


class TransferAction(Term):
    """接转的办理步骤｜What a body can do with a transfer."""

    SUBMIT = "submit", "提交"
    AGREE = "agree", "同意转出"
    ISSUE_LETTER = "issue_letter", "开具介绍信"
    DISPATCH = "dispatch", "发出介绍信"
    ACCEPT = "accept", "接收"
    SEND_RECEIPT = "send_receipt", "发出回执"
    CONFIRM_RECEIPT = "confirm_receipt", "确认回执"
    ENTER_RECEIPT = "enter_receipt", "登记纸质回执"
    DISPATCH_RECEIPT = "dispatch_receipt", "寄送回执联"
    WITHDRAW = "withdraw", "撤回"
    RETURN = "return", "退回修改"
    REJECT = "reject", "不予接收"
    REVOKE = "revoke", "撤销介绍信"
    REPORT_LOST = "report_lost", "遗失补开"
    REISSUE = "reissue", "重新开具"


class RejectionCode(Term):
    """不予接收的理由｜Why a receiver may refuse: never without cause (education and management regulation, art. 25)."""

    IDENTITY_MISMATCH = "identity_mismatch", "身份信息不符"
    WRONG_ADDRESSEE = "wrong_addressee", "抬头有误"
    LETTER_EXPIRED = "letter_expired", "介绍信过期"
    INCOMPLETE_INFORMATION = "incomplete_information", "信息不完整"
    NOT_ELIGIBLE_PLACE = "not_eligible_place", "不符合转入条件"
    DUPLICATE_RECORD = "duplicate_record", "转入地已有该党员"
    MATERIAL_NOT_VERIFIABLE = "material_not_verifiable", "预备党员材料无法核实"


UNACCEPTED_STATES = (
    TransferState.DRAFT,
    TransferState.SUBMITTED,
    TransferState.BRANCH_AGREED,
    TransferState.LETTER_ISSUED,
    TransferState.IN_TRANSIT,
    TransferState.RETURNED,
)
"""The relationship has not passed over: a member has at most one transfer in these states."""
OPEN_STATES = (*UNACCEPTED_STATES, TransferState.ACCEPTED, TransferState.RECEIPT_SENT)
"""Something can still be done; once accepted nothing but the receipt, which holds up nobody."""
_IS_UNACCEPTED = "state IN ({})".format(", ".join(f"'{state.value}'" for state in UNACCEPTED_STATES))


class Transfer(SQLModel, table=True):
    """One member on the way from one branch to another, or a whole organization (`bulk`).

    Submission freezes the four bodies and a snapshot of the letter's facts, so that neither side has to read
    the other's member row. A side outside the registry has a name and no id; whoever comes from outside without a
    record here has no `person_id` before the acceptance, and is told from others by the number's digest. A whole
    organization's transfer is nobody's; each of its members has a row of the same route which names it as `bulk_id`
    and goes with it.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        Index(
            "uq_transfer_unaccepted_per_member",
            "person_id",
            unique=True,
            postgresql_where=sa.text(_IS_UNACCEPTED),
        ),
        Index("uq_transfer_unaccepted_per_number", "id_digest", unique=True, postgresql_where=sa.text(_IS_UNACCEPTED)),
        Index("ix_transfer_created_at_id", "created_at", "id"),
        Index(
            "uq_transfer_unaccepted_bulk_per_org",
            "from_org_id",
            unique=True,
            postgresql_where=sa.text(f"route = 'bulk' AND bulk_id IS NULL AND {_IS_UNACCEPTED}"),
        ),
        sa.CheckConstraint(
            "CASE route WHEN 'bulk' THEN (person_id IS NULL) = (bulk_id IS NULL) "
            "ELSE bulk_id IS NULL AND num_nonnulls(person_id, id_digest) > 0 END",
            name="somebody",
        ),
        sa.CheckConstraint("(from_org_id IS NULL) = (route = 'incoming')", name="sender"),
        sa.CheckConstraint("(to_org_id IS NULL) = (route = 'outgoing')", name="receiver"),
    )

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    person_id: uuid.UUID | None = Field(default=None, foreign_key="person.id", index=True)
    bulk_id: uuid.UUID | None = Field(default=None, foreign_key="transfer.id", index=True)
    route: Route = enum_column(Route)
    state: TransferState = enum_column(TransferState)
    reason: str = Field(max_length=300)
    dues_paid_to: dt.date | None = None
    from_org_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id", index=True)
    from_org_name: str = Field(max_length=120)
    to_org_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id", index=True)
    to_org_name: str = Field(max_length=120)
    outside_address: str | None = Field(default=None, max_length=200)
    outside_area_code: str | None = Field(default=None, max_length=6)
    from_committee_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id", index=True)
    from_committee_name: str | None = Field(default=None, max_length=120)
    from_issuer_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id", index=True)
    from_issuer_name: str | None = Field(default=None, max_length=120)
    to_committee_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id", index=True)
    to_committee_name: str | None = Field(default=None, max_length=120)
    to_issuer_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id", index=True)
    to_issuer_name: str | None = Field(default=None, max_length=120)
    to_branch_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id")
    to_branch_name: str | None = Field(default=None, max_length=120)
    name: str = Field(max_length=50)
    id_masked: str = Field(max_length=18)
    snapshot: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    id_cipher: bytes | None = None
    id_digest: bytes | None = None
    contact_cipher: bytes | None = None
    submitted_on: dt.date | None = None
    letter_serial: str | None = Field(default=None, max_length=20)
    letter_expires_on: dt.date | None = None
    dispatched_on: dt.date | None = None
    accepted_on: dt.date | None = None
    rejection_code: RejectionCode | None = enum_column(RejectionCode, nullable=True)
    closing_note: str | None = Field(default=None, max_length=300)
    from_place_path: str = path_column(index=True)
    from_party_path: str = path_column(index=True)
    to_place_path: str = path_column(index=True)
    to_party_path: str = path_column(index=True)
    version: int = 1
    created_at: dt.datetime = moment_column()


class TransferHop(StepRow, table=True):
    """One action on a transfer: who did what when."""

    __tablename__ = "transfer_hop"
    __table_args__ = (PrimaryKeyConstraint("transfer_id", "number"),)

    transfer_id: uuid.UUID = Field(primary_key=True, foreign_key="transfer.id")
    action: TransferAction = enum_column(TransferAction)
    from_state: TransferState = enum_column(TransferState, check="from_state")
    to_state: TransferState = enum_column(TransferState, check="to_state")


class Letter(SQLModel, table=True):
    """A letter of introduction (介绍信); one transfer may have several, of which one at most is not void."""

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("issuer_id", "year", "number"),
        Index("uq_letter_valid_per_transfer", "transfer_id", unique=True, postgresql_where=sa.text("void_on IS NULL")),
    )

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    transfer_id: uuid.UUID = Field(foreign_key="transfer.id", index=True)
    issuer_id: uuid.UUID = Field(foreign_key="party_org.id")
    year: int
    number: int
    serial: str = Field(max_length=20)
    issued_on: dt.date
    valid_days: int
    expires_on: dt.date
    dues_paid_to: dt.date
    committee_address: str | None = Field(default=None, max_length=200)
    committee_postcode: str | None = Field(default=None, max_length=6)
    committee_phone_cipher: bytes | None = None
    void_on: dt.date | None = None
    void_reason: str | None = Field(default=None, max_length=300)


class LetterCounter(SQLModel, table=True):
    """The last serial number that an issuing committee gave in a year."""

    __tablename__ = "letter_counter"

    issuer_id: uuid.UUID = Field(primary_key=True, foreign_key="party_org.id")
    year: int = Field(primary_key=True)
    last: int


class Receipt(SQLModel, table=True):
    """The receipt (回执) that the receiving committee signed; verifiable offline."""

    __tablename__ = "receipt"

    transfer_id: uuid.UUID = Field(primary_key=True, foreign_key="transfer.id")
    jws: str
    facts: dict[str, Any] = Field(sa_type=JSONB)
    signed_at: dt.datetime


class PaperLetter(SQLModel, table=True):
    """What the paper letter of somebody from outside says beyond the transfer's own columns (form of 2006)."""

    __tablename__ = "paper_letter"

    transfer_id: uuid.UUID = Field(primary_key=True, foreign_key="transfer.id")
    issued_on: dt.date
    valid_days: int
    admitted_on: dt.date
    regularized_on: dt.date | None = None
    committee_address: str | None = Field(default=None, max_length=200)
    committee_postcode: str | None = Field(default=None, max_length=6)
    committee_phone_cipher: bytes | None = None
    committee_phone_masked: str | None = Field(default=None, max_length=20)
    scan_sha256: str = Field(max_length=64)


class PaperReceipt(SQLModel, table=True):
    """The receipt slip that came back from a body outside the registry, as it was entered."""

    __tablename__ = "paper_receipt"

    transfer_id: uuid.UUID = Field(primary_key=True, foreign_key="transfer.id")
    received_on: dt.date
    addressee: str = Field(max_length=120)
    handler_name: str = Field(max_length=20)
    scan_sha256: str = Field(max_length=64)
    entered_at: dt.datetime
