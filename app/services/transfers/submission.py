"""What must hold before a relationship may travel, and what submission freezes."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.auth.work import Work
from app.core.errors import FieldFault, InvalidRequest, NotFound
from app.models.members import Member
from app.models.people import Person
from app.models.transfers import Route, Transfer
from app.queries.reference.party_org_directory import DIRECTORY
from app.rules.organizations.party_structure import OrgInChain, committee_of, issuer_of
from app.services.people.problems import MemberAffiliatedOutside, MemberNotInNormalStatus, SameBranch, ToOrgNotFound
from app.services.transfers.problems import (
    AffiliationChangedMeanwhile,
    MemberRecordIncomplete,
    NoCommitteeAbove,
    RouteMismatch,
)

NORMAL_STATUS = "1"
_MISSING = {"ethnic_group": "民族未填写，请补充。", "mobile": "联系电话未填写，请补充。"}


@dataclass(frozen=True)
class Side:
    """An organization of the directory with the committees that answer for it, any of which may be missing."""

    org: Any
    committee: Any | None
    issuer: Any | None


async def find_sides(
    session: AsyncSession, route: Route, from_org_id: uuid.UUID | None, to_org_id: uuid.UUID | None
) -> tuple[Side, Side | None]:
    """Both sides, as far as they lie in the registry, with what the route asks of them.

    Errors: those of `find_receiver`, `SameBranch`, `NoCommitteeAbove`, `RouteMismatch`.
    """
    receiver = None if route is Route.OUTGOING else await find_receiver(session, to_org_id)
    if receiver and from_org_id == to_org_id:
        raise SameBranch(field="to_org_id")
    sender = await _find_side(session, from_org_id)
    if sender is None:
        raise NotFound("转出党支部已撤销，请先由其上级党组织处理该支部党员的组织关系。")
    _check_route(route, sender, receiver)
    return sender, receiver


async def find_receiver(session: AsyncSession, to_org_id: uuid.UUID | None) -> Side:
    """The receiving side, from the directory that shows every standing organization; `ToOrgNotFound`."""
    receiver = await _find_side(session, to_org_id)
    if receiver is None:
        raise ToOrgNotFound(field="to_org_id")
    return receiver


async def _find_side(session: AsyncSession, org_id: uuid.UUID | None) -> Side | None:
    return (await find_all_sides(session, [org_id])).get(org_id) if org_id else None


async def find_all_sides(session: AsyncSession, org_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Side]:
    """The sides of these organizations, as far as they stand, in one statement."""
    start = DIRECTORY.alias("start")
    above = sa.cast(sa.func.string_to_array(sa.func.btrim(start.c.party_path, "/"), "/"), ARRAY(sa.Uuid))
    rows: Sequence[Any] = (
        await session.exec(
            select(start.c.id.label("start_id"), *DIRECTORY.c)
            .join(start, DIRECTORY.c.id == sa.any_(above))
            .where(start.c.id.in_(org_ids))
            .order_by(start.c.id, sa.func.length(DIRECTORY.c.party_path).desc())
        )
    ).all()
    chains = {key: list(chain) for key, chain in groupby(rows, key=lambda row: row.start_id)}
    return {key: _side(chain) for key, chain in chains.items()}


def _side(chain: Sequence[Any]) -> Side:
    by_id = {org.id: org for org in chain}
    links = [OrgInChain(org.id, org.category, org.can_transfer) for org in chain]
    committee, issuer = committee_of(links), issuer_of(links)
    return Side(chain[0], by_id[committee] if committee else None, by_id[issuer] if issuer else None)


async def find_route(session: AsyncSession, from_org_id: uuid.UUID, to_org_id: uuid.UUID) -> Route:
    """How a relationship travels between two organizations of the registry; `ToOrgNotFound`, `NoCommitteeAbove`."""
    sender, receiver = await find_receiver(session, from_org_id), await find_receiver(session, to_org_id)
    return right_route(sender, receiver)


def require_committee(side: Side) -> None:
    """`NoCommitteeAbove` where nobody answers for an organization."""
    if side.committee is None:
        raise NoCommitteeAbove(f"{side.org.name}没有上级基层党委，请先理顺隶属关系。")


def _check_route(route: Route, sender: Side, receiver: Side | None) -> None:
    """What the route asks of each side: beyond one committee both need the power to transfer."""
    require_committee(sender)
    right = right_route(sender, receiver) if receiver else route
    if route is Route.BULK:
        if right is Route.INTERNAL:
            message = "同一党委内调整隶属关系不是整建制转移，请办理 POST /api/v1/party-orgs/{org_id}/move。"
            raise RouteMismatch(message, field="route")
    elif route is not right:
        relation = "同属一个党委" if right is Route.INTERNAL else "分属两个党委"
        raise RouteMismatch(f"转出、转入党组织{relation}，route 应为 {right}。", field="route")
    for side in filter(None, (sender, receiver)):
        if route is not Route.INTERNAL and side.issuer is None:
            raise NoCommitteeAbove(f"{side.org.name}的上级党委没有组织关系接转权限，请与上级组织部门联系。")


def right_route(sender: Side, receiver: Side) -> Route:
    """One committee above both: `internal`, without a letter; else `letter`."""
    require_committee(sender)
    require_committee(receiver)
    return Route.INTERNAL if sender.committee.id == receiver.committee.id else Route.LETTER  # type: ignore[union-attr]


async def find_travelling_member(work: Work, person_id: uuid.UUID | None) -> Member:
    """The member, if in scope and free to go.

    Errors: `NotFound`, `MemberAffiliatedOutside`, `MemberNotInNormalStatus`.
    """
    member = (await work.session.exec(select(Member).where(Member.person_id == person_id))).one_or_none()
    if member is None:
        raise NotFound
    if member.org_id is None:
        raise MemberAffiliatedOutside(field="member_id")
    if member.membership_status != NORMAL_STATUS:
        raise MemberNotInNormalStatus
    return member


async def find_complete_person(work: Work, person_id: uuid.UUID, route: Route) -> Person:
    """The person with everything that a letter prints; `MemberRecordIncomplete` names what is missing."""
    person = (await work.session.exec(select(Person).where(Person.id == person_id))).one()
    present = {"ethnic_group": person.ethnic_group, "mobile": person.mobile_cipher}
    if route is not Route.INTERNAL and (missing := [field for field, value in present.items() if not value]):
        raise MemberRecordIncomplete(
            errors=[FieldFault(field=f, code=MemberRecordIncomplete.code, message=_MISSING[f]) for f in missing]
        )
    return person


async def submit(work: Work, transfer: Transfer) -> None:
    """Check everything again and freeze the four bodies, the letter's facts and the sealed copies.

    Outside the registry there is one body for all: the letter is addressed to it.
    """
    member = await find_travelling_member(work, transfer.person_id)
    if member.org_id != transfer.from_org_id:
        raise AffiliationChangedMeanwhile
    if transfer.dues_paid_to is None:
        raise dues_missing()
    person = await find_complete_person(work, member.person_id, transfer.route)
    sender, receiver = await find_sides(work.session, transfer.route, transfer.from_org_id, transfer.to_org_id)

    freeze_sender(transfer, sender)
    if receiver:
        freeze_receiver(transfer, receiver)
    else:
        transfer.to_issuer_name = transfer.to_org_name
    transfer.name, transfer.id_masked = member.name, member.id_masked
    transfer.snapshot = {
        "name": member.name,
        "sex": member.sex,
        "ethnic_group": person.ethnic_group,
        "birth_date": person.birth_date.isoformat(),
        "member_category": member.category,
        "from_unit": transfer.from_org_name,
        "to_unit": transfer.to_org_name,
    }
    transfer.id_cipher, transfer.contact_cipher = person.id_cipher, person.mobile_cipher
    transfer.submitted_on = work.today
    transfer.closing_note = None


def dues_missing() -> InvalidRequest:
    """The month to which dues are paid has to be known."""
    message = "请填写党费交至的年月。"
    return InvalidRequest(errors=[FieldFault(field="dues_paid_to", code="dues_month_required", message=message)])


def freeze_sender(transfer: Transfer, sender: Side) -> None:
    """The bodies of the side that lets go, and who may see the transfer there."""
    transfer.from_org_id, transfer.from_org_name = sender.org.id, sender.org.name
    transfer.from_committee_id, transfer.from_committee_name = _frozen(sender.committee)
    transfer.from_issuer_id, transfer.from_issuer_name = _frozen(sender.issuer)
    transfer.from_place_path, transfer.from_party_path = sender.org.place_path, sender.org.party_path


def freeze_receiver(transfer: Transfer, receiver: Side) -> None:
    """The bodies of the side that receives, and who may see the transfer there."""
    transfer.to_org_id, transfer.to_org_name = receiver.org.id, receiver.org.name
    transfer.to_committee_id, transfer.to_committee_name = _frozen(receiver.committee)
    transfer.to_issuer_id, transfer.to_issuer_name = _frozen(receiver.issuer)
    transfer.to_place_path, transfer.to_party_path = receiver.org.place_path, receiver.org.party_path


def _frozen(org: Any | None) -> tuple[uuid.UUID | None, str | None]:
    return (org.id, org.name) if org else (None, None)
