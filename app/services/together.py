"""What is open for a person or an organization, asked before something else opens or takes effect (`app.workflows`)."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import select

from app.auth.work import Work
from app.core.errors import Conflict
from app.workflows.together import TOGETHER, Kind, Thing


class TransferAlreadyOpen(Conflict):
    code, title = "transfer_already_open", "该党员已有一件尚未接收的接转"
    detail = "请先办结或撤回原来的接转（GET /api/v1/transfers?person_id=…&open=true）；已接收只待回执的不受此限。"
    constraints = (
        "uq_transfer_unaccepted_bulk_per_org",
        "uq_transfer_unaccepted_per_member",
        "uq_transfer_unaccepted_per_number",
    )


class TransferOpen(Conflict):
    code, title = "transfer_open", "组织关系接转尚未办结"
    detail = "该党员有一件接转尚未接收，请先办结、退回或撤回。"


class DecisionOpen(Conflict):
    code, title = "membership_decision_open", "该党员已有一件待决定的事项"
    detail = "请等上级党委决定，或先撤回原来提出的事项。"
    constraints = ("uq_membership_decision_open_per_member",)


class OrgInBulkTransfer(Conflict):
    code, title = "org_in_bulk_transfer", "党组织正在整建制转移"
    detail = "该党组织正在办理整建制转移，期间不增减党员、不调整组织；须变更的，请先撤回或退回整建制转移。"


_REFUSALS: dict[str, type[Conflict]] = {
    refusal.code: refusal for refusal in (DecisionOpen, OrgInBulkTransfer, TransferAlreadyOpen, TransferOpen)
}


@dataclass(frozen=True)
class Cleared:
    """That nothing open forbids this thing to open, for as long as the transaction lasts. `clear` alone makes one."""

    thing: Thing


_OPEN_OF = sa.text("SELECT whom, noun FROM unnest(:people) whom, open_procedures(whom, NULL) noun").bindparams(
    sa.bindparam("people", type_=ARRAY(sa.Uuid()))
)


async def clear(
    work: Work, thing: Thing, *, person: uuid.UUID | None = None, orgs: Collection[uuid.UUID | None] = ()
) -> Cleared:
    """Ask what is open before the thing is written down, and before anything else of the person is locked.

    `orgs` are those that it leaves or needs, as they were read. Errors: what `app.workflows.together` blocks it with;
    `PartyOrgDissolved` where one of them has ended since.
    """
    found = await find_open(work, sa.cast(person, sa.Uuid), [org for org in orgs if org])
    refuse(thing, found, opening=True)
    return Cleared(thing)


async def find_open(work: Work, person: Any, orgs: Sequence[uuid.UUID] = ()) -> frozenset[Thing]:
    """What is open, of what blocks anything across procedures; `person` is a value or reads it.

    Whoever asks about the same person waits until this transaction has ended.
    """
    asked = select(sa.func.open_procedures(person, sa.cast(list(orgs), ARRAY(sa.Uuid))))
    return frozenset(Thing(noun) for noun in (await work.session.exec(asked)).all())


async def find_open_of(work: Work, people: Collection[uuid.UUID]) -> dict[uuid.UUID, frozenset[Thing]]:
    """The same of several, in one statement and always in one order, so that none waits for another in a circle."""
    rows = (await work.session.exec(_OPEN_OF, params={"people": sorted(people)})).all()  # type: ignore[call-overload]
    return {person: frozenset(Thing(noun) for key, noun in rows if key == person) for person in people}


def refuse(thing: Thing, found: Collection[Thing], *, opening: bool) -> None:
    """The refusal, where what is open blocks the thing: as it opens or is done at once, else as it comes nearer to its
    effect."""
    for other in sorted(found):
        pair = TOGETHER[thing, other]
        kind = pair.opening or pair.effect if opening else pair.effect
        if kind is Kind.BLOCKS and pair.code:
            raise _REFUSALS[pair.code](pair.words)
