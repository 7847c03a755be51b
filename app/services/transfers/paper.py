"""Transfers between the registry and bodies outside it: the paper letter comes in, the paper receipt comes back."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlmodel import col, select

from app.auth.bodies import transfer_bodies
from app.auth.work import Work
from app.core.crypto import mask_phone
from app.core.errors import FieldFault, InvalidRequest, NotFound
from app.models.lawyers import AffiliationState, Lawyer
from app.models.members import Affiliation, AffiliationOpening
from app.models.party_orgs import PartyOrg
from app.models.transfers import PaperLetter, PaperReceipt, Route, Transfer, TransferState
from app.rules.civil_date import month_start
from app.rules.faults import Fault, RuleError
from app.rules.organizations.party_structure import BRANCHES
from app.rules.people import id_number
from app.rules.people.membership import check_membership
from app.rules.transfers.letter import check_valid_days, expires_on, is_expired
from app.schemas.people.members import MemberCreate
from app.schemas.transfers.papers import PaperLetterBody
from app.schemas.transfers.transfers import EnterReceiptAction, TransferCreate
from app.services.people.members import create_member
from app.services.people.people import PersonRegisteredElsewhere, require_same_name
from app.services.people.problems import AcceptedBeforeAffiliation
from app.services.procedures import NotTheActingBody
from app.services.reference.figures import figure
from app.services.together import Cleared, clear
from app.services.transfers.problems import (
    AcceptedInFuture,
    BranchNotUnderCommittee,
    IdentityMismatch,
    LetterExpired,
    PaperLetterMissing,
    ReceivedBeforeDispatch,
)
from app.services.transfers.submission import find_receiver, freeze_receiver, require_committee
from app.workflows.together import Thing

UNKNOWN_SENDER = "系统外党组织（待登记介绍信）"


async def open_incoming(work: Work, body: TransferCreate) -> tuple[Transfer, Cleared]:
    """A draft of the receiving committee: with the letter, or for a lawyer here before the letter has come.

    Errors: `NotFound`, `ToOrgNotFound`, `NoCommitteeAbove`, `NotTheActingBody`, and those of `clear` and `take_letter`.
    """
    receiver = await find_receiver(work.session, body.to_org_id)
    require_committee(receiver)
    transfer = Transfer(
        route=Route.INCOMING,
        state=TransferState.DRAFT,
        reason=body.reason,
        from_org_name=UNKNOWN_SENDER,
        to_org_name=receiver.org.name,
        name="",
        id_masked="",
        created_at=work.clock.now(),
    )
    freeze_receiver(transfer, receiver)
    if not transfer_bodies(work.principal, transfer.model_dump()):
        raise NotTheActingBody(f"由系统外转入的，由接收党委（{transfer.to_committee_name}）登记介绍信后办理。")
    cleared = await clear(work, Thing.TRANSFER, person=body.member_id, orgs=(body.to_org_id,))
    if body.member_id is not None:
        await _propose(work, transfer, body.member_id)
    elif body.letter is None:
        raise PaperLetterMissing(field="letter")
    if body.letter is not None:
        await take_letter(work, transfer, body.letter)
    work.session.add(transfer)
    return transfer, cleared


async def _propose(work: Work, transfer: Transfer, person_id: uuid.UUID) -> None:
    """A lawyer in scope who belongs to no organization here, and whose letter has still to come; `NotFound`."""
    nowhere = col(Lawyer.affiliation_state).in_([AffiliationState.NONE, AffiliationState.OUTSIDE])
    statement = select(Lawyer.name, Lawyer.id_masked).where(Lawyer.person_id == person_id, nowhere)
    found = (await work.session.exec(statement)).one_or_none()
    if found is None:
        raise NotFound
    transfer.person_id = person_id
    transfer.name, transfer.id_masked = found


async def submit_incoming(work: Work, transfer: Transfer) -> None:
    """The letter is presented, entered and in force; `PaperLetterMissing`, `LetterExpired`."""
    if transfer.letter_expires_on is None:
        raise PaperLetterMissing
    if is_expired(transfer.letter_expires_on, work.today):
        raise LetterExpired
    transfer.submitted_on = work.today
    transfer.closing_note = None


async def accept_incoming(work: Work, transfer: Transfer, branch_id: uuid.UUID, accepted_on: dt.date) -> None:
    """The relationship comes in: for somebody on record by the database's function, else with a first record."""
    if transfer.person_id is not None:
        call = sa.func.accept_incoming(transfer.id, branch_id, accepted_on, work.today)
        await work.session.exec(select(call))
        await work.session.refresh(transfer)
        return
    if accepted_on > work.today:
        raise AcceptedInFuture(field="accepted_on")
    if transfer.submitted_on is None or accepted_on < transfer.submitted_on:
        raise AcceptedBeforeAffiliation(field="accepted_on")
    branch = await _branch(work, transfer, branch_id)
    transfer.person_id = await _create(work, transfer, branch, accepted_on)
    transfer.accepted_on = accepted_on
    transfer.to_branch_id, transfer.to_branch_name = branch.id, branch.name


async def enter_receipt(work: Work, transfer: Transfer, body: EnterReceiptAction) -> None:
    """The slip came back: from the day of reception on the relationship lies outside.

    Errors: `AcceptedInFuture`, `ReceivedBeforeDispatch`, `LetterExpired`, and those of `release_transfer`.
    """
    if body.received_on > work.today:
        raise AcceptedInFuture(field="received_on")
    if transfer.dispatched_on is None or body.received_on < transfer.dispatched_on:
        raise ReceivedBeforeDispatch(field="received_on")
    if transfer.letter_expires_on and is_expired(transfer.letter_expires_on, body.received_on):
        raise LetterExpired("回执所载接收日期晚于介绍信有效期，请核对；确系过期的，请重新开具。", field="received_on")
    work.session.add(
        PaperReceipt(
            transfer_id=transfer.id,
            received_on=body.received_on,
            addressee=body.addressee,
            handler_name=body.handler_name,
            scan_sha256=body.scan_sha256,
            entered_at=work.clock.now(),
        )
    )
    await work.session.flush()
    await work.session.exec(select(sa.func.release_transfer(transfer.id, body.received_on, work.today)))
    await work.session.refresh(transfer)


async def take_letter(work: Work, transfer: Transfer, letter: PaperLetterBody) -> None:
    """Take over what the letter says, for whom it is and whether it holds.

    Errors: `LetterExpired`, `IdentityMismatch`, `PersonRegisteredElsewhere`; `InvalidRequest` names the fields.
    """
    number = id_number.parse(letter.id_number)
    await _check_letter(work, letter, number)
    await _identify(work, transfer, letter)
    transfer.letter_serial = letter.serial
    transfer.letter_expires_on = expires_on(letter.issued_on, letter.valid_days)
    transfer.dues_paid_to = month_start(letter.dues_paid_to)
    transfer.from_org_name = letter.from_unit
    transfer.from_committee_name = transfer.from_issuer_name = letter.issuer_name
    transfer.outside_address = letter.issuer_address
    transfer.name, transfer.id_masked = letter.name, id_number.mask(number.number)
    transfer.id_cipher = work.keyring.seal(number.number.encode())
    transfer.contact_cipher = work.keyring.seal_text(letter.mobile)
    transfer.snapshot = {
        "name": letter.name,
        "sex": number.sex,
        "ethnic_group": letter.ethnic_group,
        "birth_date": number.birth_date.isoformat(),
        "member_category": letter.category,
        "from_unit": letter.from_unit,
        "to_unit": transfer.to_org_name,
    }
    work.session.add(transfer)
    await work.session.flush()
    await work.session.merge(
        PaperLetter(
            transfer_id=transfer.id,
            issued_on=letter.issued_on,
            valid_days=letter.valid_days,
            admitted_on=letter.admitted_on,
            regularized_on=letter.regularized_on,
            committee_address=letter.issuer_address,
            committee_postcode=letter.issuer_postcode,
            committee_phone_cipher=work.keyring.seal_text(letter.issuer_phone),
            committee_phone_masked=mask_phone(letter.issuer_phone),
            scan_sha256=letter.scan_sha256,
        )
    )


async def _check_letter(work: Work, letter: PaperLetterBody, number: id_number.IdNumber) -> None:
    faults = check_membership(
        category=letter.category,
        birth_date=number.birth_date,
        admitted_on=letter.admitted_on,
        regularized_on=letter.regularized_on,
        lost_contact=False,
        lost_contact_on=None,
        today=work.today,
    )
    try:
        check_valid_days(letter.valid_days, await figure(work.session, "letter.max_valid_days", work.today))
    except RuleError as exc:
        faults.append(Fault("valid_days", exc.code, str(exc)))
    if letter.issued_on > work.today:
        faults.append(Fault("issued_on", "issued_in_future", "介绍信开具日期晚于今天，请核对"))
    if faults:
        raise InvalidRequest(
            errors=[FieldFault(field=f"letter.{f.field}", code=f.code, message=f"{f.message}。") for f in faults]
        )
    if is_expired(expires_on(letter.issued_on, letter.valid_days), work.today):
        raise LetterExpired("介绍信已过有效期，不能据以接收，请原开具党委重新开具。", field="letter.issued_on")


async def _identify(work: Work, transfer: Transfer, letter: PaperLetterBody) -> None:
    """Whose letter it is: nobody's on record, or somebody's who belongs to no organization here.

    Whoever belongs to one is refused without details, and so is a name other than the one on record, unless the
    record is in scope.
    """
    digest = work.keyring.lookup(letter.id_number)
    found = sa.func.find_newcomer(digest, letter.name).table_valued(
        sa.column("person", sa.Uuid()), sa.column("standing", sa.Text())
    )
    known = (await work.session.exec(select(found.c.person, found.c.standing))).one_or_none()
    if transfer.person_id is not None and (known is None or known[0] != transfer.person_id):
        raise IdentityMismatch(field="letter.id_number")
    if known is not None:
        await require_same_name(work, known[0], letter.name, field="letter.name")
        if known[1] != "free":
            raise PersonRegisteredElsewhere(known[0])
        transfer.person_id = known[0]
    transfer.id_digest = digest


async def _branch(work: Work, transfer: Transfer, branch_id: uuid.UUID) -> PartyOrg:
    committee = (await work.session.exec(select(PartyOrg).where(PartyOrg.id == transfer.to_committee_id))).one()
    statement = select(PartyOrg).where(PartyOrg.id == branch_id, col(PartyOrg.dissolved_on).is_(None))
    branch = (await work.session.exec(statement.with_for_update(read=True))).one_or_none()
    below = branch is not None and branch.party_path.startswith(committee.party_path)
    if branch is None or not below or branch.category not in BRANCHES:
        raise BranchNotUnderCommittee(field="to_branch_id")
    return branch


async def _create(work: Work, transfer: Transfer, branch: PartyOrg, accepted_on: dt.date) -> uuid.UUID:
    """The first record of somebody who was on none, its source the letter."""
    letter = (await work.session.exec(select(PaperLetter).where(PaperLetter.transfer_id == transfer.id))).one()
    snapshot = transfer.snapshot or {}
    person_id = await create_member(
        work,
        MemberCreate(
            org_id=branch.id,
            id_number=work.keyring.unseal_text(transfer.id_cipher) or "",
            name=snapshot["name"],
            ethnic_group=snapshot["ethnic_group"],
            category=snapshot["member_category"],
            admitted_on=letter.admitted_on,
            regularized_on=letter.regularized_on,
            mobile=work.keyring.unseal_text(transfer.contact_cipher),
            affiliated_since=accepted_on,
        ),
    )
    first = select(Affiliation).where(Affiliation.person_id == person_id)
    affiliation = (await work.session.exec(first)).one()
    affiliation.opened_by, affiliation.transfer_id = AffiliationOpening.TRANSFER, transfer.id
    affiliation.reason = transfer.reason
    return person_id
