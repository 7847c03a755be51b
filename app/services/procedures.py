"""The kernel of every procedure: one action is authorized, carried out, written down and read back in one transaction.

A procedure is its table (`app.workflows`), a `Binding` to the rows it is kept in, and a `carry_out` of its own.
"""

import uuid
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

import sqlalchemy as sa
from sqlmodel import SQLModel, select

from app.auth.principals import Principal
from app.auth.work import Work
from app.core.errors import Conflict, NotFound, Problem
from app.core.responses import Answer
from app.core.terms import named
from app.ledger.recording import Paths, record
from app.models.base import StepRow
from app.models.changes import Operation
from app.queries.procedures import ProcedureRead
from app.queries.reference.party_org_directory import DIRECTORY
from app.services.together import Cleared, find_open, refuse
from app.workflows.procedure import A, B, Procedure, S, Step
from app.workflows.together import Thing

Row = TypeVar("Row", bound=SQLModel)


class NotTheActingBody(Problem):
    status, code, title = 403, "not_the_acting_body", "不由当前角色办理"
    detail = "这一步由其他党组织办理，请由该党组织的经办人登录办理。"


class ActionBody(Protocol):
    """A request to take an action."""

    action: Any


@dataclass(frozen=True)
class Taking(Generic[Row, S, B]):
    """An action that may be taken: the locked row, what was known of it before, the state it is in, and the step."""

    row: Row
    facts: Mapping[str, Any]
    state: S
    step: Step[S, B]


@dataclass(frozen=True)
class Outcome:
    """What carrying out an action leaves for its step.

    `note` is what the ledger keeps too. `stays`: the state remains, because others have to take the same action before
    it leads on. `facts` are columns of the procedure's own step table.
    """

    note: str | None = None
    stays: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


Loading = Callable[[Work, Any], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class Binding(Generic[Row, S, A, B]):
    """How a procedure is kept: in which tables, who acts in it, whom it is told to, and what its actions do.

    `procedure` gives the table by the record's facts, since a transfer has one for each route. `acting` gives the
    bodies for which a principal acts, `names` what the bodies of this record are called, `paths` from where it was
    seen before (its columns then are given beside it) and is now. `state` gives the state that counts today, `columns`
    what a state is kept as. `load` reads facts beyond the row's own columns, `explain` gives refusal and sentence where
    an action is out of turn for another reason than the state, `has_answered` tells whether a principal has taken its
    part of a step that stays until others have taken theirs.

    Where something may block the procedure, `thing` says as what of `app.workflows.together` it meets others, and
    `advancing` at which actions what is open for its person is asked; at the beginning it always is.
    """

    table: type[Row]
    steps: type[StepRow]
    reading: ProcedureRead
    refusal: type[Conflict]
    procedure: Callable[[Mapping[str, Any]], Procedure[S, A, B]]
    acting: Callable[[Principal, Mapping[str, Any]], frozenset[B]]
    names: Callable[[Mapping[str, Any]], Mapping[B, str | None]]
    paths: Callable[[Row, Mapping[str, Any]], tuple[Paths, Paths]]
    carry_out: Callable[[Work, Taking[Row, S, B], Any], Awaitable[Outcome]]
    state: Callable[[Work, Mapping[str, Any]], S] = lambda _, facts: facts["state"]
    columns: Callable[[S], Mapping[str, Any]] = lambda state: {"state": state}
    load: Loading | None = None
    explain: Callable[[Mapping[str, Any], S], tuple[type[Conflict], str] | None] = lambda _facts, _state: None
    has_answered: Callable[[Principal, Mapping[str, Any]], bool] = lambda _principal, _facts: False
    thing: Callable[[Mapping[str, Any]], Thing] | None = None
    advancing: Collection[StrEnum] = ()


def paths_at(org_id: uuid.UUID | None) -> Paths:
    """Where an organization lies, whoever asks: read by the statement that writes the ledger's row."""
    of = select(DIRECTORY.c.place_path, DIRECTORY.c.party_path).where(DIRECTORY.c.id == org_id).subquery()
    return Paths(*(select(column).scalar_subquery() for column in of.c))


async def begin(
    work: Work,
    binding: Binding[Row, Any, Any, Any],
    row: Row,
    entered: Iterable[str] | None = None,
    *,
    reason: str | None = None,
    cleared: Cleared | None = None,
) -> None:
    """Write down a record with which a procedure begins, and its ledger row.

    `entered` are the columns that the ledger names, all that are filled in unless told otherwise. What something may
    block begins with what `app.services.together.clear` gave.
    """
    work.session.add(row)
    await work.session.flush()
    facts = row.model_dump()
    asked = binding.thing and binding.thing(facts)
    assert asked == (cleared and cleared.thing), "nobody asked what is open"  # noqa: S101 - a fault of the service
    _, here = binding.paths(row, facts)
    filled = {name for name, value in facts.items() if value is not None}
    await record(work.session, row, Operation.CREATE, filled if entered is None else entered, after=here, reason=reason)


async def act(work: Work, binding: Binding[Row, S, A, B], key: uuid.UUID, body: ActionBody) -> Answer:
    """Take one action on the locked record: state, step, version and ledger row in one transaction, then read back.

    Errors: `NotFound` outside the scope, `NotTheActingBody`, the binding's refusal, what `app.workflows.together`
    blocks it with, and those of its `carry_out`.
    """
    found = await find_open(work, _person_of(binding.table, key)) if body.action in binding.advancing else None
    row, is_locked = await _lock(work, binding.table, key)
    facts = row.model_dump()
    known = {**facts, **(await binding.load(work, row))} if binding.load else facts
    taking = authorize(work, binding, row, known, body.action)
    if not is_locked:
        raise NotTheActingBody
    if found and binding.thing:
        refuse(binding.thing(known), found, opening=False)
    outcome = await binding.carry_out(work, taking, body)
    to_state = taking.state if outcome.stays else taking.step.to_state
    await write_step(work, binding, row, facts, body.action, taking.state, to_state, outcome)
    return await binding.reading.read_back(work, key)


def _person_of(table: type[SQLModel], key: uuid.UUID) -> Any:
    """Whom a record is about, read before it is locked: the person's lock comes first."""
    mapped = sa.inspect(table)
    (column,) = mapped.primary_key
    return select(mapped.columns["person_id"]).where(column == key).scalar_subquery()


async def locked(work: Work, table: type[Row], key: uuid.UUID) -> Row:
    """The row, locked for this transaction; `NotFound` outside the scope, `NotTheActingBody` if only seen."""
    row, is_locked = await _lock(work, table, key)
    if not is_locked:
        raise NotTheActingBody
    return row


async def _lock(work: Work, table: type[Row], key: uuid.UUID) -> tuple[Row, bool]:
    """The row, and whether it is locked now: the row policies let it be seen by more than may change it."""
    (column,) = sa.inspect(table).primary_key
    found = select(table).where(column == key)
    if (row := (await work.session.exec(found.with_for_update())).one_or_none()) is not None:
        return row, True
    if (row := (await work.session.exec(found)).one_or_none()) is None:
        raise NotFound
    return row, False


def authorize(
    work: Work, binding: Binding[Row, S, A, B], row: Row, facts: Mapping[str, Any], action: A
) -> Taking[Row, S, B]:
    """The action, if the principal may take it now.

    First who: a body to which the action never belongs is told so in every state. Then whether it is in turn, and at
    last whether it is this body's in this very state. Either refusal names who acts and what can be done now.
    """
    procedure, state = binding.procedure(facts), binding.state(work, facts)
    acting = binding.acting(work.principal, facts)
    names = binding.names(facts)
    entitled = procedure.bodies_for(action)
    has_answered = binding.has_answered(work.principal, facts)
    possible = [] if has_answered else procedure.allowed_actions(state, acting)
    now = f"当前角色现在可办：{named(possible)}。" if possible else "当前角色现在没有可办的步骤。"
    if entitled and entitled.isdisjoint(acting):
        raise NotTheActingBody(f"“{action.zh}”由{procedure.who(entitled, names)}办理，请由其登录办理；{now}")
    step = procedure.steps.get((state, action))
    if step is None:
        others = "、".join(
            f"{other.zh}（由{procedure.who(by, names)}）"
            for other, by in procedure.next_actions(state).items()
            if by.isdisjoint(acting)
        )
        refusal, reason = binding.explain(facts, state) or (
            binding.refusal,
            f"当前状态是“{state.zh}”，不能办理“{action.zh}”",
        )
        raise refusal(f"{reason}；{now}{f'现在可由他人办理：{others}。' if others else ''}")
    if step.by.isdisjoint(acting):
        raise NotTheActingBody(f"这一步由{procedure.who(step.by, names)}办理，请由其登录办理；{now}")
    if has_answered:
        raise binding.refusal(f"这一步须由{procedure.who(step.by, names)}分别办理，当前角色已经办理；{now}")
    return Taking(row, facts, state, step)


async def write_step(
    work: Work,
    binding: Binding[Row, S, A, B],
    row: Row,
    before: Mapping[str, Any],
    action: A,
    from_state: S,
    to_state: S,
    outcome: Outcome,
) -> None:
    """Move the row on, and write down who did what when, with the ledger's row in the same statement.

    Called without `act` where one procedure carries or ends another.
    """
    kept: Any = row
    then, now = binding.columns(from_state), binding.columns(to_state)
    for column, value in now.items():
        setattr(row, column, value)
    kept.version = before["version"] + 1
    await work.session.flush()
    step = sa.insert(sa.inspect(binding.steps).local_table).values(
        {
            binding.steps.of(): kept.id,
            "number": before["version"],
            "action": action,
            "from_state": then["state"],
            "to_state": now["state"],
            "body_id": work.principal.org_id,
            "body_name": work.principal.body_name,
            "account_id": work.principal.account_id,
            "note": outcome.note,
            "at": work.clock.now(),
            **outcome.facts,
        }
    )
    left, here = binding.paths(row, before)
    await record(
        work.session,
        row,
        Operation.UPDATE,
        changed(row, before),
        before=left,
        after=here,
        reason=outcome.note,
        beside=step,
    )


def changed(row: SQLModel, before: Mapping[str, Any]) -> set[str]:
    """The columns that differ from before; the version always does and is not told."""
    return {name for name, value in row.model_dump().items() if before[name] != value} - {"version"}
