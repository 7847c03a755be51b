"""The change feed: what happened to a grant's records, in the order of the ledger (docs/sharing.md#property-3).

An event is relative to scope and fields: `enter` and `leave` when a record comes into the area or goes, `upsert` when a
granted field may have changed, `remove` when the record is gone altogether. It carries the record as it is now: whoever
applies every event in order, once or more often, ends with the projection as it is now. The grant's own correction
requests come in it as a data set beside: they enter when they are made and change when they are answered (N05).
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by, distinct_on
from sqlmodel import col, select

from app.core.database import Query, compile_query
from app.core.lists import EMPTY, select_columns
from app.core.terms import Term
from app.models.changes import Change, Operation
from app.sharing import corrections
from app.sharing.projection import NO_KEYS, PEOPLE, SOURCES, Granted


class Kind(Term):
    """变更相对于授权范围的含义｜What an event says of a record, relative to the grant."""

    ENTER = "enter", "进入"
    UPSERT = "upsert", "更新"
    LEAVE = "leave", "离开"
    REMOVE = "remove", "已删除"


SCANNED = 10_000
"""How many numbers of the ledger one statement looks at."""

_AFFILIATION = frozenset({"org_id", "affiliation_name", "affiliation_state", "firm_id"})
_COLUMNS: Mapping[str, frozenset[str]] = {
    "member_category": frozenset({"category"}),
    "organization_id": _AFFILIATION,
    "organization_name": _AFFILIATION,
    "affiliation_state": _AFFILIATION,
    "law_firm_id": _AFFILIATION,
    "law_firm_name": frozenset({"firm_id", "firm_name"}),
    "covering_organization_id": frozenset({"covering_org_id"}),
}
"""The columns behind a field where they are not the one of its name; those of an affiliation change together."""

HEAD = compile_query(
    select(sa.column("head"), sa.column("lag_ms")).select_from(sa.func.feed_head().table_valued("head", "lag_ms"))
)


def _in_range(path: Any, lo: Any, hi: Any) -> Any:
    return sa.func.coalesce(sa.and_(path >= lo, path < hi), sa.false())


def _columns(granted: Granted) -> list[str]:
    return sorted({column for field, _ in granted for column in _COLUMNS.get(field, frozenset({field}))})


def _relevant(granted: tuple[tuple[str, Granted], ...]) -> Any:
    """The changes between two numbers that concern a grant, each with what it means for it.

    Parameters: `after`, `until`, `grant_id`, `lo` and `hi` (the grant's range of places).
    """
    lo, hi = (sa.bindparam(name, type_=sa.Text()) for name in ("lo", "hi"))
    kinds = {SOURCES[data_set].entity: _columns(fields) for data_set, fields in granted}
    before, after = _in_range(Change.place_before, lo, hi), _in_range(Change.place_after, lo, hi)
    touched: Any = sa.or_(
        *(
            sa.and_(col(Change.entity) == entity, col(Change.changed).op("&&")(sa.cast(columns, ARRAY(sa.Text))))
            for entity, columns in kinds.items()
        )
    )
    created = sa.cast(Change.op, sa.Text) == Operation.CREATE.value
    is_answer: Any = col(Change.entity) == corrections.ENTITY
    kind = sa.case(
        (sa.and_(is_answer, created), Kind.ENTER.value),
        (is_answer, Kind.UPSERT.value),
        (col(Change.place_after).is_(None), Kind.REMOVE.value),
        (sa.not_(after), Kind.LEAVE.value),
        (sa.or_(created, sa.not_(before)), Kind.ENTER.value),
        else_=Kind.UPSERT.value,
    )
    return select(col(Change.seq), col(Change.entity), col(Change.entity_id), kind.label("kind")).where(
        Change.seq > sa.bindparam("after", type_=sa.BigInteger()),
        Change.seq <= sa.bindparam("until", type_=sa.BigInteger()),
        sa.or_(
            sa.and_(
                col(Change.entity) == sa.any_(sa.cast(sorted(kinds), ARRAY(sa.Text))),
                sa.or_(kind != Kind.UPSERT.value, touched),
            ),
            sa.and_(is_answer, corrections.under_grant(Change.entity_id)),
        ),
    )


@lru_cache(maxsize=1000)
def news_query(granted: tuple[tuple[str, Granted], ...]) -> Query:
    """Whether there are events between two numbers. Parameters as of `events_query`, without `limit` and `salt`."""
    return compile_query(select(_relevant(granted).exists()))


@lru_cache(maxsize=1000)
def events_query(granted: tuple[tuple[str, Granted], ...]) -> Query:
    """The events between two numbers as JSON, and of whom they speak.

    Gives events, the people's keys, how many records they hand over, the number of the last, whether more lie in scope
    before `until`, and how many events: the answer to a correction hands over nothing of a record.
    Several changes of one record in a page are one event, in the place of the last. Parameters: `after`, `until`,
    `limit`, `salt`, `grant_id`, `lo` and `hi` (the grant's range of places).
    """
    limit = sa.bindparam("limit", type_=sa.Integer())
    raw = _relevant(granted).order_by(col(Change.seq)).limit(limit + 1).cte("raw")
    page = select(*raw.c).order_by(raw.c.seq).limit(limit).cte("page")
    is_removed = sa.func.bool_or(page.c.kind == Kind.REMOVE.value).over(partition_by=[page.c.entity, page.c.entity_id])
    last = (
        select_columns(*page.c, is_removed.label("is_removed"))
        .ext(distinct_on(page.c.entity, page.c.entity_id))
        .order_by(page.c.entity, page.c.entity_id, page.c.seq.desc())
        .cte("last")
    )
    of_records = [_events(last, data_set, fields) for data_set, fields in granted]
    shown = sa.union_all(*of_records, _answers(last)).subquery("shown")
    people = sa.func.array_agg(sa.distinct(shown.c.person)).filter(shown.c.person.is_not(None))
    columns: list[Any] = [
        sa.cast(sa.func.coalesce(sa.func.json_agg(aggregate_order_by(shown.c.event, shown.c.seq)), EMPTY), sa.Text),
        sa.func.coalesce(people, NO_KEYS),
        sa.func.count().filter(shown.c.is_record),
        select(sa.func.max(page.c.seq)).scalar_subquery(),
        select(sa.func.count() > limit).select_from(raw).scalar_subquery(),
        sa.func.count(),
    ]
    return compile_query(select(*columns).select_from(shown))


def _events(last: Any, data_set: str, granted: Granted) -> Any:
    """The events of one data set: the record now, or that it is gone; one that is out of scope now left later on.

    Of a record that was removed in the page and is not here, whatever was written after it says no more than that.
    """
    source = SOURCES[data_set]
    record = source.records(granted).subquery(f"record_{data_set}")
    columns = [column for column in record.c if column.name != "key"]
    projected = select(*columns).correlate(record).subquery("projected")
    is_here = record.c.key.is_not(None)
    left = last.c.kind == Kind.LEAVE.value
    kind = sa.case((sa.and_(last.c.is_removed, sa.not_(is_here)), Kind.REMOVE.value), else_=last.c.kind)
    shown = sa.case(
        (sa.and_(sa.not_(left), is_here), select(sa.func.row_to_json(projected.table_valued())).scalar_subquery())
    )
    event = _event(kind, data_set, source.shown_id(last.c.entity_id), shown)
    person = last.c.entity_id if data_set in PEOPLE else sa.cast(sa.null(), sa.Uuid)
    return (
        select(event.label("event"), last.c.seq.label("seq"), person.label("person"), sa.true().label("is_record"))
        .select_from(last.outerjoin(record, record.c.key == last.c.entity_id))
        .where(last.c.entity == source.entity, sa.or_(left, last.c.is_removed, is_here))
    )


def _answers(last: Any) -> Any:
    """The events of the grant's own correction requests: each as it stands now."""
    request = select(*corrections.SHOWN).where(corrections.R.grant_id == corrections.GRANT).subquery("request")
    shown = select(*request.c).correlate(request).subquery("shown_request")
    record = select(sa.func.row_to_json(shown.table_valued())).scalar_subquery()
    event = _event(last.c.kind, corrections.DATA_SET, last.c.entity_id, record)
    nobody = sa.cast(sa.null(), sa.Uuid)
    return (
        select(event.label("event"), last.c.seq.label("seq"), nobody.label("person"), sa.false().label("is_record"))
        .select_from(last.join(request, request.c.id == last.c.entity_id))
        .where(last.c.entity == corrections.ENTITY)
    )


def _event(kind: Any, data_set: str, shown_id: Any, record: Any) -> Any:
    return sa.func.json_build_object(
        sa.literal_column("'kind'"),
        kind,
        sa.literal_column("'data_set'"),
        sa.literal_column(f"'{data_set}'"),
        sa.literal_column("'id'"),
        shown_id,
        sa.literal_column("'record'"),
        record,
    )
