"""Letters of introduction: numbered, issued, made void, printed (docs/domain.md#letter-of-introduction)."""

import asyncio
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from app.auth.bodies import transfer_bodies
from app.auth.work import Work
from app.core.errors import FieldFault, InvalidRequest, NotFound
from app.documents.papers import LetterFacts, ListedMember, ListLetterFacts, letter_pdf, list_letter_pdf
from app.ledger.access import record_access
from app.models.changes import AccessKind
from app.models.party_orgs import PartyOrg
from app.models.transfers import Letter, LetterCounter, Route, Transfer, TransferState
from app.rules.civil_date import months_between
from app.rules.faults import RuleError
from app.rules.people.membership import FULL_MEMBER
from app.rules.reference import codes
from app.rules.transfers.letter import check_dues, check_valid_days, expires_on, serial
from app.rules.transfers.numerals import capital_digits, capital_number
from app.services.procedures import NotTheActingBody
from app.services.reference.figures import figure
from app.services.transfers.problems import DuesInArrears, LetterNotIssued
from app.workflows.transfer import effective_state


async def issue_letter(work: Work, transfer: Transfer, valid_days: int) -> None:
    """A first letter; the dues must be paid to the month before at least.

    Errors: `DuesInArrears`, `InvalidRequest` (`valid_days_out_of_range`).
    """
    try:
        check_dues(_paid_to(transfer), work.today)
    except RuleError as exc:
        raise DuesInArrears(str(exc), field="dues_paid_to") from exc
    await _write_letter(work, transfer, valid_days)


async def issue_letter_again(work: Work, transfer: Transfer, valid_days: int | None, reason: str) -> None:
    """A letter in the place of one that expired or was lost: the old one is void, the new one has its own number.

    Without `valid_days` the old letter's validity is given again. Error: `InvalidRequest` as for a first letter.
    """
    void_days = await _void(work, transfer, reason)
    if void_days is None:
        raise LetterNotIssued
    await _write_letter(work, transfer, valid_days or void_days)
    transfer.dispatched_on = None


async def void_letter(work: Work, transfer: Transfer, reason: str) -> None:
    """Make the transfer's letter void, if there is one: its number is never given again."""
    if transfer.letter_serial is not None and await _void(work, transfer, reason) is not None:
        transfer.letter_serial = transfer.letter_expires_on = transfer.dispatched_on = None


async def print_letter(work: Work, transfer_id: uuid.UUID) -> bytes:
    """The letter as a PDF, for the bodies of the transfer alone; it prints the full number, so it is logged first.

    Errors: `NotFound`, `NotTheActingBody`, `LetterNotIssued`.
    """
    transfer = (await work.session.exec(select(Transfer).where(Transfer.id == transfer_id))).one_or_none()
    if transfer is None:
        raise NotFound
    if not transfer_bodies(work.principal, transfer.model_dump()):
        raise NotTheActingBody("介绍信载有完整的公民身份号码，只有本人和转出、接收双方的党组织可以打印。")
    newest = select(Letter).where(Letter.transfer_id == transfer_id).order_by(col(Letter.void_on).is_not(None))
    newest = newest.order_by(col(Letter.year).desc(), col(Letter.number).desc()).limit(1)
    letter = (await work.session.exec(newest)).one_or_none()
    if letter is None:
        raise LetterNotIssued
    await record_access(work, AccessKind.LETTER, transfer.person_id, reason=f"打印介绍信第{letter.serial}号")
    if transfer.route is Route.BULK:
        return await asyncio.to_thread(list_letter_pdf, _printed_list(work, transfer, letter))
    return await asyncio.to_thread(letter_pdf, _printed(work, transfer, letter))


async def _void(work: Work, transfer: Transfer, reason: str) -> int | None:
    """The validity in days of the letter that is void now; nothing where none was in force here."""
    mine = (col(Letter.transfer_id) == transfer.id, col(Letter.void_on).is_(None))
    voiding = sa.update(Letter).where(*mine).values(void_on=work.today, void_reason=reason)
    valid_days: int | None = (await work.session.exec(voiding.returning(col(Letter.valid_days)))).scalar_one_or_none()
    return valid_days


async def _write_letter(work: Work, transfer: Transfer, valid_days: int) -> None:
    most = await figure(work.session, "letter.max_valid_days", work.today)
    try:
        check_valid_days(valid_days, most)
    except RuleError as exc:
        raise InvalidRequest(errors=[FieldFault(field="valid_days", code=exc.code, message=str(exc))]) from exc
    year = work.today.year
    number = await _next_number(work, year)
    # The address block is filled in by the committee above the branch (note 2 of the form), not by the applicant.
    committee = (await work.session.exec(select(PartyOrg).where(PartyOrg.id == transfer.from_committee_id))).one()
    letter = Letter(
        transfer_id=transfer.id,
        issuer_id=transfer.from_issuer_id,  # type: ignore[arg-type]  # frozen at submission
        year=year,
        number=number,
        serial=serial(year, number),
        issued_on=work.today,
        valid_days=valid_days,
        expires_on=expires_on(work.today, valid_days),
        dues_paid_to=_paid_to(transfer),
        committee_address=committee.address,
        committee_postcode=committee.postcode,
        committee_phone_cipher=committee.contact_phone_cipher,
    )
    work.session.add(letter)
    transfer.letter_serial, transfer.letter_expires_on = letter.serial, letter.expires_on


async def _next_number(work: Work, year: int) -> int:
    """The next number of the acting committee; the counter's row lock keeps two letters apart."""
    claim = insert(LetterCounter).values(issuer_id=work.principal.org_id, year=year, last=1)
    claim = claim.on_conflict_do_update(
        index_elements=[col(LetterCounter.issuer_id), col(LetterCounter.year)],
        set_={"last": LetterCounter.last + 1},
    )
    number: int = (await work.session.exec(claim.returning(col(LetterCounter.last)))).scalar_one()
    return number


def _printed(work: Work, transfer: Transfer, letter: Letter) -> LetterFacts:
    snapshot = transfer.snapshot or {}
    state = effective_state(transfer.state, transfer.letter_expires_on, work.today)
    birth_date = dt.date.fromisoformat(snapshot["birth_date"])
    return LetterFacts(
        serial_no=letter.serial,
        name=snapshot["name"],
        sex="男" if snapshot["sex"] == "1" else "女",
        age=months_between(birth_date, letter.issued_on) // 12,
        ethnic_group=codes.name("ethnic_group", snapshot["ethnic_group"]),
        member_category="正式" if snapshot["member_category"] == FULL_MEMBER else "预备",
        id_number=work.keyring.unseal_text(transfer.id_cipher),
        from_unit=snapshot["from_unit"],
        to_unit=snapshot["to_unit"],
        addressee_org=transfer.to_issuer_name,
        dues_paid_to=_capital_month(letter.dues_paid_to),
        valid_days=f"{capital_number(letter.valid_days)}天",
        issued_on=f"{_capital_month(letter.issued_on)}{capital_number(letter.issued_on.day)}日",
        member_contact=work.keyring.unseal_text(transfer.contact_cipher),
        from_committee_address=letter.committee_address,
        from_committee_phone=work.keyring.unseal_text(letter.committee_phone_cipher),
        from_committee_postcode=letter.committee_postcode,
        receipt_addressee=transfer.from_committee_name,
        is_void=letter.void_on is not None or state is TransferState.EXPIRED,
    )


def _printed_list(work: Work, transfer: Transfer, letter: Letter) -> ListLetterFacts:
    snapshot = transfer.snapshot or {}
    state = effective_state(transfer.state, transfer.letter_expires_on, work.today)
    return ListLetterFacts(
        serial_no=letter.serial,
        name=transfer.name,
        from_unit=transfer.from_committee_name,
        to_unit=snapshot["to_unit"],
        addressee_org=transfer.to_issuer_name,
        dues_paid_to=_capital_month(letter.dues_paid_to),
        valid_days=f"{capital_number(letter.valid_days)}天",
        issued_on=f"{_capital_month(letter.issued_on)}{capital_number(letter.issued_on.day)}日",
        from_committee_address=letter.committee_address,
        from_committee_phone=work.keyring.unseal_text(letter.committee_phone_cipher),
        from_committee_postcode=letter.committee_postcode,
        receipt_addressee=transfer.from_committee_name,
        full_members=_people(snapshot["full_members"]),
        probationary_members=_people(snapshot["probationary_members"]),
        is_void=letter.void_on is not None or state is TransferState.EXPIRED,
    )


def _people(members: Sequence[Mapping[str, str]]) -> tuple[ListedMember, ...]:
    return tuple(
        ListedMember(m["name"], "男" if m["sex"] == "1" else "女", m["id_masked"], m["branch"]) for m in members
    )


def _paid_to(transfer: Transfer) -> dt.date:
    assert transfer.dues_paid_to is not None  # noqa: S101 - submission asks for it
    return transfer.dues_paid_to


def _capital_month(day: dt.date) -> str:
    return f"{capital_digits(day.year)}年{capital_number(day.month)}月"
