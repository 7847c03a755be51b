"""The papers of a transfer: the letter of introduction in three parts and the receipt that answers it.

Blanks are those of the 2006 form (组通字〔2006〕45号). Every text is printed as it is given: dates, months and days
come in the capital numerals the form asks for.
"""

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal, NamedTuple

import segno

from app.documents.typesetting import typeset

_CELL, _ROW = "│", "║"
"""What separates the parts of a list in the one text in which it is handed over; never part of a value."""
_NO_BARS = str.maketrans(_CELL + _ROW, "··")


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """What is written into a letter; an absent value prints a ruled blank."""

    serial_no: str | None = None
    name: str | None = None
    sex: Literal["男", "女"] | None = None
    age: int | None = None
    ethnic_group: str | None = None  # with its 族: 汉族
    member_category: Literal["正式", "预备"] | None = None
    id_number: str | None = None
    from_unit: str | None = None
    to_unit: str | None = None
    addressee_org: str | None = None
    dues_paid_to: str | None = None  # 贰零贰陆年壹拾月
    valid_days: str | None = None  # 玖拾天
    issued_on: str | None = None  # 贰零贰陆年壹拾月零伍日
    member_contact: str | None = None
    from_committee_address: str | None = None
    from_committee_phone: str | None = None
    from_committee_fax: str | None = None
    from_committee_postcode: str | None = None
    receipt_addressee: str | None = None
    received_on: str | None = None
    handler_name: str | None = None
    handler_phone: str | None = None
    is_void: bool = False


class ListedMember(NamedTuple):
    """One line of a list: a member, told from others without the full number."""

    name: str
    sex: str
    id_masked: str
    branch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLetterFacts:
    """A letter for a whole organization with the list of its members, full and probationary apart."""

    serial_no: str
    name: str
    from_unit: str | None
    to_unit: str
    addressee_org: str | None
    dues_paid_to: str
    valid_days: str
    issued_on: str
    receipt_addressee: str | None
    full_members: tuple[ListedMember, ...]
    probationary_members: tuple[ListedMember, ...]
    from_committee_address: str | None = None
    from_committee_phone: str | None = None
    from_committee_postcode: str | None = None
    is_void: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFacts:
    """What the receiving committee answers; `serial_no` is absent where no letter was issued."""

    name: str
    receipt_addressee: str
    received_on: str
    jws: str
    serial_no: str | None = None
    handler_name: str | None = None
    handler_phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """What is written into a certificate letter; the identity number is not."""

    serial_no: str
    addressee: str
    name: str
    sex: Literal["男", "女"]
    post: str | None
    member_category: Literal["正式", "预备"]
    reason: str
    starts_on: str
    ends_on: str
    issued_on: str
    is_void: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityCertificateFacts:
    """What is written into a floating-member activity certificate; an absent value prints a ruled blank."""

    serial_no: str | None
    name: str
    sex: Literal["男", "女"]
    ethnic_group: str | None
    birth_date: str | None
    id_number: str
    member_category: Literal["正式", "预备"]
    admitted_on: str | None
    home_branch: str
    home_contact: str | None
    home_phone: str | None
    committee: str
    reason: str
    destination: str
    away: str
    issued_on: str | None
    is_void: bool = False
    entries: Sequence[Sequence[str | None]] = ()
    """Of each stay: host, arrival, departure, activities, dues paid to."""
    reviews: Sequence[Sequence[str | None]] = ()
    """Of each yearly review: year, day, grade, who reviewed."""


def activity_certificate_pdf(certificate: ActivityCertificateFacts) -> bytes:
    """Two A4 pages: the certificate, and the stays and reviews with blank lines for those to come.

    The place of the photo is blank; a certificate that is lost or taken back is marked 作废.
    """
    return typeset("activity_certificate", asdict(certificate))


def letter_pdf(letter: LetterFacts) -> bytes:
    """One A4 page: stub, letter and receipt slip under one serial number; a void letter is marked 作废 on all three.

    Long values wrap, then the type of their part shrinks: 80 characters in each name of a unit
    and in the address still leave 9.5 pt.
    """
    return typeset("letter", asdict(letter))


def list_letter_pdf(letter: ListLetterFacts) -> bytes:
    """The letter of a whole organization on one A4 page, and its list on the pages after it."""
    facts = asdict(letter)
    for field in ("full_members", "probationary_members"):
        people = facts.pop(field)
        facts[field] = _ROW.join(_CELL.join(part.translate(_NO_BARS) for part in person) for person in people)
        facts[f"{field}_count"] = str(len(people))
    blanks = ("received_on", "handler_name", "handler_phone")
    return typeset("list_letter", facts | dict.fromkeys(blanks))


def certificate_pdf(certificate: CertificateFacts) -> bytes:
    """The upper half of one A4 page; a void letter is marked 作废."""
    return typeset("certificate", asdict(certificate))


def receipt_pdf(receipt: ReceiptFacts) -> bytes:
    """One A4 page: the words of the receipt, and its JWS as a QR code of 76 mm.

    Level M restores 15 % of the symbol, enough for a fold or the edge of a seal. 1200 characters give modules of
    0.5 mm; the limit is 2331 characters (0.4 mm), above it `segno.DataOverflowError`, a ValueError.
    """
    svg = io.BytesIO()
    segno.make_qr(receipt.jws, error="M", mode="byte").save(svg, kind="svg")
    facts = asdict(receipt)
    del facts["jws"]
    return typeset("receipt", facts, qr=svg.getvalue().decode())
