"""Certificate letters: proved by the branch, issued and numbered by the committee, handed in on return."""

import asyncio
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.auth.bodies import certificate_letter_bodies
from app.auth.work import Work
from app.core.errors import Conflict, FieldFault, InvalidRequest, NotFound
from app.documents.papers import CertificateFacts, certificate_pdf
from app.ledger.access import record_access
from app.models.certificate_letters import CertificateLetter, CertificateLetterStep, CertificateState
from app.models.changes import AccessKind
from app.models.party_orgs import PartyOrg
from app.queries.stays.certificate_letters import READING
from app.rules.faults import RuleError
from app.rules.people.membership import FULL_MEMBER
from app.rules.reference import codes
from app.rules.stays.absence import check_absence
from app.rules.transfers.letter import serial
from app.schemas.stays.certificate_letters import CertificateActionBody, CertificateCreate, RefuseCertificate
from app.services.procedures import Binding, NotTheActingBody, Outcome, Taking, begin, paths_at
from app.services.reference.figures import figure
from app.services.transfers.submission import find_receiver, find_travelling_member, require_committee
from app.workflows.certificate_letter import PROCEDURE, LetterBody


class CertificateOut(Conflict):
    code, title = "certificate_letter_out", "已有一份证明信"
    detail = "该党员已有一份待开具或未交回的证明信，请先办结。"
    constraints = ("uq_certificate_letter_out_per_member",)


class CertificateOutOfTurn(Conflict):
    code, title = "certificate_letter_out_of_turn", "当前状态不能办理此步"
    detail = "待开具的可以开具或不予开具，已开具的可以交回。"


class CertificateNotIssued(Conflict):
    code, title = "certificate_letter_not_issued", "证明信尚未开具"
    detail = "由基层党委开具后才能打印。"


async def request_certificate(work: Work, body: CertificateCreate) -> uuid.UUID:
    """The branch proves that its member is away for a time.

    Errors: `NotFound`, `NotTheActingBody`, `MemberAffiliatedOutside`, `MemberNotInNormalStatus`, `NoCommitteeAbove`,
    `CertificateOut`; `InvalidRequest` for an absence that needs another instrument.
    """
    member = await find_travelling_member(work, body.member_id)
    if work.principal.org_id != member.org_id:
        raise NotTheActingBody(f"由所在党支部（{member.affiliation_name}）证明并提出。")
    months = await figure(work.session, "temporary.max_months", work.today)
    try:
        check_absence(body.starts_on, body.ends_on, work.today, months)
    except RuleError as exc:
        raise InvalidRequest(errors=[FieldFault(field="ends_on", code=exc.code, message=f"{exc}。")]) from exc
    branch = await find_receiver(work.session, member.org_id)
    require_committee(branch)
    letter = CertificateLetter(
        **body.model_dump(exclude={"member_id"}),
        person_id=member.person_id,
        state=CertificateState.REQUESTED,
        branch_id=branch.org.id,
        branch_name=branch.org.name,
        committee_id=branch.committee.id,  # type: ignore[union-attr]
        committee_name=branch.committee.name,  # type: ignore[union-attr]
        name=member.name,
        sex=member.sex,
        id_masked=member.id_masked,
        category=member.category,
        post=codes.name("job_post", member.job_post) if member.job_post else None,
        created_at=work.clock.now(),
    )
    await begin(work, CERTIFICATE_LETTER, letter, body.model_fields_set)
    return letter.id


async def print_certificate(work: Work, letter_id: uuid.UUID) -> bytes:
    """The letter as a PDF, logged before it is shown; `NotFound`, `CertificateNotIssued`."""
    statement = select(CertificateLetter).where(CertificateLetter.id == letter_id)
    letter = (await work.session.exec(statement)).one_or_none()
    if letter is None:
        raise NotFound
    if letter.issued_on is None or letter.serial is None:
        raise CertificateNotIssued
    await record_access(work, AccessKind.LETTER, letter.person_id, reason=f"打印证明信第{letter.serial}号")
    facts = CertificateFacts(
        serial_no=letter.serial,
        addressee=letter.host_name,
        name=letter.name,
        sex="男" if letter.sex == "1" else "女",
        post=letter.post,
        member_category="正式" if letter.category == FULL_MEMBER else "预备",
        reason=letter.reason,
        starts_on=_in_words(letter.starts_on),
        ends_on=_in_words(letter.ends_on),
        issued_on=_in_words(letter.issued_on),
        is_void=letter.state is CertificateState.RETURNED or letter.ends_on < work.today,
    )
    return await asyncio.to_thread(certificate_pdf, facts)


async def _number(work: Work, letter: CertificateLetter) -> None:
    """The next number of the committee's year; the lock on its row keeps two letters apart."""
    await work.session.exec(select(PartyOrg.id).where(PartyOrg.id == letter.committee_id).with_for_update())
    of_year = (CertificateLetter.committee_id == letter.committee_id, CertificateLetter.year == work.today.year)
    last = (await work.session.exec(select(sa.func.max(col(CertificateLetter.number))).where(*of_year))).one()
    letter.year, letter.number = work.today.year, (last or 0) + 1
    letter.serial = serial(letter.year, letter.number)
    letter.issued_on = work.today


def _in_words(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


async def _carry_out(
    work: Work, taking: Taking[CertificateLetter, CertificateState, LetterBody], body: CertificateActionBody
) -> Outcome:
    letter = taking.row
    if taking.step.to_state is CertificateState.ISSUED:
        await _number(work, letter)
        return Outcome()
    letter.ended_on = work.today
    letter.note = body.reason if isinstance(body, RefuseCertificate) else getattr(body, "note", None)
    return Outcome(letter.note)


def _state(work: Work, facts: Mapping[str, Any]) -> CertificateState:
    run_out = facts["state"] is CertificateState.ISSUED and facts["ends_on"] < work.today
    return CertificateState.EXPIRED if run_out else CertificateState(facts["state"])


CERTIFICATE_LETTER = Binding(
    table=CertificateLetter,
    steps=CertificateLetterStep,
    reading=READING,
    refusal=CertificateOutOfTurn,
    procedure=lambda _: PROCEDURE,
    acting=certificate_letter_bodies,
    names=lambda facts: {LetterBody.BRANCH: facts["branch_name"], LetterBody.COMMITTEE: facts["committee_name"]},
    paths=lambda letter, _: (paths_at(letter.branch_id), paths_at(letter.branch_id)),
    carry_out=_carry_out,
    state=_state,
)
