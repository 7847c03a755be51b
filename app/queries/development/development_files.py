"""Reads of development files."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col, select

from app.auth.bodies import development_file_bodies
from app.auth.work import Reader
from app.core.lists import Listing, record_query, rows_as_json, select_columns
from app.models.development_files import DevelopmentEntry, DevelopmentFile, DevelopmentMaterial, FileState, Material
from app.models.figures import RuleFigure
from app.models.transfers import Transfer, TransferState
from app.queries.filters import equals, flag, starts_with
from app.queries.procedures import ProcedureRead, steps_of
from app.queries.reference.figures import TODAY
from app.queries.reference.party_org_directory import committee_above
from app.rules.development.development import FIGURES, Progress, due_on, earliest_on, review_due_on
from app.workflows.development_file import (
    LAST,
    PROCEDURE,
    STEPS,
    Position,
    expected_materials,
)

_F, _E, _M = DevelopmentFile, DevelopmentEntry, DevelopmentMaterial
TRAVELLING = (
    TransferState.SUBMITTED,
    TransferState.BRANCH_AGREED,
    TransferState.LETTER_ISSUED,
    TransferState.IN_TRANSIT,
)
"""A member's transfer that the receiver has seen and not yet accepted: materials are handed over meanwhile.

A file whose whole branch moves stays with it.
"""

_summary = (
    col(_F.id),
    col(_F.person_id),
    col(_F.name),
    col(_F.id_masked),
    col(_F.org_id),
    col(_F.org_name),
    col(_F.state),
    col(_F.stage),
    col(_F.step),
    col(_F.moving_to_id),
    col(_F.moving_to_name),
    col(_F.probation_until),
    col(_F.created_at),
)
_transfer = (
    select(col(Transfer.id), col(Transfer.to_committee_id))
    .where(
        Transfer.person_id == _F.person_id,
        col(Transfer.bulk_id).is_(None),
        sa.or_(*(sa.cast(Transfer.state, sa.Text) == state.value for state in TRAVELLING)),
    )
    .limit(1)
    .lateral("travelling")
)
_committee = committee_above(_F.org_id).lateral("committee")
_entries = steps_of(_E, _F.id, _E.step, _E.done_on, _E.facts)
_materials = select_columns(
    col(_M.material),
    col(_M.handed_over_on),
    col(_M.handed_over_by),
    col(_M.outcome),
    col(_M.checked_on),
    col(_M.checked_by),
    col(_M.note),
).where(_M.file_id == _F.id, _M.move_id == sa.func.coalesce(_F.move_id, _transfer.c.id))
_key = col(RuleFigure.key)
_latest = (
    select(_key.label("key"), col(RuleFigure.value).label("value"))
    .ext(distinct_on(_key))
    .where(_key.startswith(sa.literal_column(f"'{FIGURES}'")), col(RuleFigure.effective_from) <= TODAY)
    .order_by(_key, col(RuleFigure.effective_from).desc())
    .subquery("latest")
)
_name = sa.func.substr(_latest.c.key, sa.literal_column(str(len(FIGURES) + 1)))
FIGURES_TODAY = select(sa.func.json_object_agg(_name, _latest.c.value))
"""The rules' numbers of today by the name after their prefix. Parameter: `today`."""

RECORD = record_query(
    select_columns(
        *_summary,
        col(_F.birth_date),
        _committee.c.id.label("committee_id"),
        _committee.c.name.label("committee_name"),
        col(_F.activist_on),
        col(_F.last_review_on),
        col(_F.extended_months),
        col(_F.postponed_until),
        col(_F.arrived_on),
        _transfer.c.id.label("transfer_id"),
        _transfer.c.to_committee_id.label("receiver_id"),
        col(_F.closing_note),
        FIGURES_TODAY.scalar_subquery().label("figures"),
        rows_as_json(_entries).label("entries"),
        rows_as_json(_materials.correlate(_F, _transfer)).label("materials"),
        col(_F.version),
    )
    .select_from(_F)
    .outerjoin(_committee, sa.true())
    .outerjoin(_transfer, sa.true())
    .where(_F.id == sa.bindparam("file_id", type_=sa.Uuid()))
)
"""A file as `READING` needs it, with the rules' numbers. Parameters: `file_id`, `today`."""

LIST = Listing(
    select_columns(*_summary),
    sorts={"-created_at": ("created_at", "id")},
    filters={
        "q": starts_with(col(_F.name)),
        "org_id": equals(_F.org_id),
        "person_id": equals(_F.person_id),
        "state": equals(sa.cast(_F.state, sa.Text)),
        "stage": equals(sa.cast(_F.stage, sa.Text)),
        "moving": flag(col(_F.moving_to_id).is_not(None)),
    },
)


def position_of(facts: Mapping[str, Any]) -> Position:
    """Where a file stands, by the facts of `RECORD`."""
    return Position(
        state=FileState(facts["state"]),
        step=facts["step"],
        moving=facts["moving_to_id"] is not None,
        travelling=facts["transfer_id"] is not None,
        arrived=facts["arrived_on"] is not None,
    )


def progress_of(facts: Mapping[str, Any]) -> Progress:
    """What the rules need: of a step done again the last entry counts, one that was taken back does not."""
    done = {e["step"]: dt.date.fromisoformat(e["done_on"]) for e in facts["entries"] if e["action"] == "complete"}
    paper = any(e["facts"].get("paper") for e in facts["entries"] if e["step"] == 3)
    return Progress(
        done={step: day for step, day in done.items() if step <= facts["step"]},
        birth_date=dt.date.fromisoformat(facts["birth_date"]),
        reviews=None if paper else sum(e["action"] == "review" for e in facts["entries"]),
        last_review_on=_day(facts["last_review_on"]),
        probation_until=_day(facts["probation_until"]),
        postponed_until=_day(facts["postponed_until"]),
    )


def _shown(facts: dict[str, Any], reader: Reader) -> dict[str, Any]:
    acting, at = development_file_bodies(reader.principal, facts), position_of(facts)
    figures, progress = facts.pop("figures"), progress_of(facts)
    review = review_due_on(facts["step"], progress, figures) if progress.done else None
    is_live = facts["state"] == FileState.LIVE
    facts.pop("receiver_id")
    return facts | {
        "review_due_on": review and review.isoformat(),
        "review_overdue": is_live and review is not None and review < reader.today,
        "next": _next(facts["step"], progress, figures, reader.today) if is_live and facts["step"] < LAST else None,
        "steps": [
            _step(number) | {"done_on": (day := progress.done.get(number)) and day.isoformat()} for number in STEPS
        ],
        "materials": _material_list(facts),
        "allowed_actions": PROCEDURE.allowed_actions(at, acting),
    }


READING = ProcedureRead(RECORD, "file_id", _shown)


def _next(step: int, progress: Progress, figures: Mapping[str, int], today: dt.date) -> dict[str, Any]:
    earliest, due = (rule(step + 1, progress, figures) for rule in (earliest_on, due_on))
    days = {"earliest_on": earliest and earliest.isoformat(), "due_on": due and due.isoformat()}
    return _step(step + 1) | days | {"overdue": due is not None and due < today}


def _step(number: int) -> dict[str, Any]:
    step = STEPS[number]
    return {"step": number, "name": step.name, "english": step.english, "phase": step.phase, "by": step.by}


def _material_list(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    held, expected = {m["material"]: m for m in facts["materials"]}, expected_materials(facts["step"])
    nothing = dict.fromkeys(("handed_over_on", "handed_over_by", "outcome", "checked_on", "checked_by", "note"))
    return [
        nothing | held.get(material, {}) | {"material": material, "name": material.zh, "expected": material in expected}
        for material in Material
    ]


def _id(text: str | None) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
