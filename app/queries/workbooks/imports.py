"""Reads of imports; the row policies show everybody their own."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from app.core.database import compile_query
from app.core.lists import EMPTY, Listing, record_query, select_columns
from app.models.imports import ImportFault, ImportJob
from app.queries.filters import equals

IMPORT_ID = sa.bindparam("import_id", type_=sa.Uuid())

PLACES = sa.bindparam("places", type_=JSONB())
"""By kind of form, the place in it of each field and heading."""

_job = select_columns(
    col(ImportJob.id),
    col(ImportJob.kind),
    col(ImportJob.state),
    col(ImportJob.dry_run),
    col(ImportJob.file_name),
    col(ImportJob.rows_total),
    col(ImportJob.rows_done),
    col(ImportJob.rows_created),
    col(ImportJob.rows_updated),
    col(ImportJob.rows_unchanged),
    col(ImportJob.rows_rejected),
    col(ImportJob.failure_code),
    col(ImportJob.failure_detail),
    col(ImportJob.created_at),
    col(ImportJob.started_at),
    col(ImportJob.finished_at),
)

RECORD = record_query(_job.where(ImportJob.id == IMPORT_ID))

LIST = Listing(
    _job,
    sorts={"-created_at": ("created_at", "id"), "created_at": ("created_at", "id")},
    filters={
        "kind": equals(ImportJob.kind),
        "state": equals(ImportJob.state),
    },
)

FILE = compile_query(select(col(ImportJob.kind), col(ImportJob.file_cipher)).where(ImportJob.id == IMPORT_ID))

_fault = aliased(ImportFault)


def _named(column: str) -> Any:
    """Every field, or heading, that a row's faults name, once, in the order of the form."""
    name = sa.func.unnest(getattr(_fault, column)).column_valued("name")
    kind = select(ImportJob.kind).where(ImportJob.id == _fault.import_id).scalar_subquery()
    place = sa.cast(sa.func.jsonb_extract_path_text(PLACES, sa.cast(kind, sa.Text), name), sa.Integer)
    names = (
        select(name)
        .select_from(_fault)
        .where(
            _fault.import_id == ImportFault.import_id,
            _fault.row == ImportFault.row,
            _fault.is_remark == ImportFault.is_remark,
        )
        .group_by(name)
        .order_by(sa.func.min(place), name)
    )
    return sa.func.array(names.correlate(ImportFault).scalar_subquery(), type_=ARRAY(sa.Text())).label(column)


def _rows(*, remarks: bool) -> Listing:
    entry = sa.func.json_build_object(
        *(sa.literal_column("'code'"), ImportFault.code, sa.literal_column("'fields'"), ImportFault.fields),
        *(sa.literal_column("'headings'"), ImportFault.headings, sa.literal_column("'message'"), ImportFault.message),
    )
    matches = (
        select(
            col(ImportFault.row),
            _named("fields"),
            _named("headings"),
            sa.func.json_agg(aggregate_order_by(entry, col(ImportFault.code))).label("faults"),
        )
        .where(ImportFault.import_id == IMPORT_ID, col(ImportFault.is_remark).is_(remarks))
        .group_by(col(ImportFault.import_id), col(ImportFault.row), col(ImportFault.is_remark))
    )
    return Listing(matches, sorts={"row": ("row",)})


ERRORS = _rows(remarks=False)
REMARKS = _rows(remarks=True)

FAULTS = compile_query(
    select(
        sa.cast(
            sa.func.coalesce(
                sa.func.json_agg(sa.func.json_build_array(ImportFault.row, ImportFault.fields, ImportFault.message)),
                EMPTY,
            ),
            sa.Text,
        )
    ).where(ImportFault.import_id == IMPORT_ID, col(ImportFault.is_remark).is_(False))
)
