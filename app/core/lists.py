"""The two shapes of a read, one record and one page; PostgreSQL builds the JSON of both."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Generic, Literal, TypeVar

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.expression import SelectBase
from sqlmodel import select

from app.core.database import Query, compile_query
from app.core.dates import WrittenDates
from app.core.errors import Problem

Item = TypeVar("Item", bound=BaseModel)

EMPTY = sa.text("'[]'::json")


class CursorInvalid(Problem):
    status, code, title = 422, "cursor_invalid", "翻页游标无效"
    detail = "cursor 须原样取自上一页的 next_cursor，并与相同的排序一起使用。"


class PageQuery(WrittenDates):
    """What every list accepts; a parameter it does not know is refused."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=200, description="每页条数｜items per page")] = 50
    cursor: Annotated[
        str | None, Field(max_length=2000, description="上一页的 next_cursor｜where the previous page ended")
    ] = None
    include: Annotated[Literal["total"] | None, Field(description="total：同时返回总数｜also count the matches")] = None


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item] = Field(description="本页记录｜the items")
    next_cursor: str | None = Field(description="下一页的游标，没有下一页时为 null｜where to go on, null at the end")
    total: int | None = Field(default=None, description="总数，仅在 include=total 时返回｜only when asked for")


def select_columns(*columns: Any) -> Any:
    """`select` of any number of columns; that of SQLModel is typed for four."""
    return select(*columns)


def record_query(matches: sa.Select[Any]) -> Query:
    """Compile a single record, found by its key.

    `matches` selects its columns under their JSON names; a column `version` is the ETag.
    """
    found = matches.subquery("found")
    columns: list[Any] = [sa.cast(sa.func.row_to_json(found.table_valued()), sa.Text)]
    if "version" in found.c:
        columns.append(found.c.version)
    return compile_query(select(*columns), by_key=True)


def page_query(
    matches: sa.Select[Any],
    keys: Sequence[str],
    *,
    descending: bool = False,
    after: bool = False,
    total: bool = False,
    absent: Mapping[str, Any] = MappingProxyType({}),
) -> Query:
    """Compile a list into one statement that answers `{"items": [...], "next_cursor": ...}`.

    `matches` selects the item's columns under their JSON names; `keys` names the columns that order it, the last of
    them unique, `absent` what stands for an empty one. Parameters: `limit`, and with `after` one `after_<key>` per key
    (see `cursor_parameters`).
    """

    def ordering(rows: Any) -> list[Any]:
        return [sa.func.coalesce(rows.c[key], absent[key]) if key in absent else rows.c[key] for key in keys]

    found = matches.subquery("found")
    order = [column.desc() if descending else column.asc() for column in ordering(found)]
    rows = select(found)  # type: ignore[call-overload]
    if after:
        here = sa.tuple_(*ordering(found))
        mark = sa.tuple_(*(sa.cast(sa.bindparam(f"after_{key}", type_=sa.Text()), found.c[key].type) for key in keys))
        rows = rows.where(here < mark if descending else here > mark)
    limit = sa.bindparam("limit", type_=sa.Integer())
    page = rows.order_by(*order).limit(limit + 1).subquery("page")
    numbered = select(
        sa.func.row_to_json(page.table_valued()).label("item"),
        _cursor(*ordering(page)).label("cursor"),
        sa.func.row_number()
        .over(order_by=[column.desc() if descending else column.asc() for column in ordering(page)])
        .label("n"),
    ).subquery("numbered")
    n = numbered.c.n
    items = sa.func.json_agg(aggregate_order_by(numbered.c["item"], n)).filter(n <= limit)
    more = sa.func.max(sa.case((n == limit, numbered.c.cursor)))
    parts: list[Any] = [
        "items",
        sa.func.coalesce(items, EMPTY),
        "next_cursor",
        sa.case((sa.func.count() > limit, more)),
    ]
    if total:
        parts += ["total", select(sa.func.count()).select_from(found).scalar_subquery()]
    return compile_query(select(sa.cast(sa.func.json_build_object(*_literals(parts)), sa.Text)).select_from(numbered))


def cursor_parameters(cursor: str | None, keys: Sequence[str]) -> dict[str, str]:
    """The `after_<key>` parameters of a cursor; `CursorInvalid` for one that this list did not give."""
    if cursor is None:
        return {}
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as exc:
        raise CursorInvalid(field="cursor") from exc
    if not isinstance(values, list) or len(values) != len(keys) or not all(isinstance(v, str) for v in values):
        raise CursorInvalid(field="cursor")
    return {f"after_{key}": value for key, value in zip(keys, values, strict=True)}


@dataclass(frozen=True)
class Filter:
    """A condition that a query parameter adds; `bind` turns its value into the condition's own parameters."""

    condition: Any
    bind: Callable[[Any], Mapping[str, Any]] | None = None


Named = Callable[[str], Filter]
"""A filter that takes the name of its query parameter; `app.queries.filters` has them."""


class Listing:
    """A list: what it shows, by which keys it may be sorted, which query parameters narrow it.

    `sorts` maps each allowed value of `sort` to its keys, the last of them unique; a leading `-` reverses. `absent`
    says where an empty one stands. Each combination of parameters present is compiled once.
    """

    def __init__(
        self,
        matches: Any,
        *,
        sorts: Mapping[str, Sequence[str]],
        filters: Mapping[str, Filter | Named] = MappingProxyType({}),
        absent: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        self.sorts, self.matches, self._absent = sorts, matches, absent
        self.filters: Mapping[str, Filter] = {
            name: f if isinstance(f, Filter) else f(name) for name, f in filters.items()
        }
        self._compiled: dict[tuple[frozenset[str], str, bool, bool], Query] = {}

    def showing(self, matches: Any) -> "Listing":
        """The same sorts and filters over the same tables, with other columns."""
        return Listing(matches, sorts=self.sorts, filters=self.filters, absent=self._absent)

    def bound(self, page: PageQuery, **fixed: Any) -> tuple[Query, dict[str, Any]]:
        """The statement for these parameters and its arguments; `fixed` are parameters of `matches` itself."""
        given = page.model_dump(exclude_none=True, exclude={"limit", "cursor", "include", "sort"}, mode="python")
        sort, total = getattr(page, "sort", None), page.include == "total"
        return self.part(given, sort=sort, limit=page.limit, cursor=page.cursor, total=total, **fixed)

    def part(
        self,
        given: Mapping[str, Any],
        *,
        limit: int,
        sort: str | None = None,
        cursor: str | None = None,
        total: bool = False,
        **fixed: Any,
    ) -> tuple[Query, dict[str, Any]]:
        """As `bound`, for filters by name; `limit` is the caller's affair."""
        sort = sort or next(iter(self.sorts))
        keys = self.sorts[sort]
        shape = (frozenset(given), str(sort), cursor is not None, total)
        query = self._compiled.get(shape)
        if query is None:
            matches = self.matches
            for name in sorted(given):
                matches = matches.where(self.filters[name].condition)
            descending = str(sort).startswith("-")
            query = page_query(
                matches, keys, descending=descending, after=cursor is not None, total=total, absent=self._absent
            )
            self._compiled[shape] = query
        parameters: dict[str, Any] = {"limit": limit, **fixed, **cursor_parameters(cursor, keys)}
        for name, value in given.items():
            bind = self.filters[name].bind
            parameters |= bind(value) if bind else {name: value}
        return query, parameters


def rows_as_json(statement: SelectBase) -> Any:
    """The rows of a statement as one JSON array, for a part of a record; empty where there are none."""
    found = statement.subquery()
    rows = sa.func.json_agg(sa.func.row_to_json(found.table_valued()))
    return select(sa.func.coalesce(rows, EMPTY)).select_from(found).scalar_subquery()


def prefix_range(name: str) -> Callable[[str], Mapping[str, str]]:
    """The parameters `<name>_lo` and `<name>_hi` between which every text with the prefix lies, byte by byte."""

    def bind(prefix: str) -> Mapping[str, str]:
        return {f"{name}_lo": prefix, f"{name}_hi": prefix + "\U0010ffff"}

    return bind


def between(column: Any, name: str) -> Any:
    """The condition for `prefix_range`; equality and ranges alone are safe and quick under row policies."""
    lo, hi = (sa.bindparam(f"{name}_{end}", type_=sa.Text()) for end in ("lo", "hi"))
    return sa.and_(column >= lo, column < hi)


def _cursor(*columns: Any) -> Any:
    text = sa.cast(sa.func.json_build_array(*(sa.cast(c, sa.Text) for c in columns)), sa.Text)
    encoded = sa.func.encode(sa.func.convert_to(text, sa.literal_column("'UTF8'")), sa.literal_column("'base64'"))
    return sa.func.translate(encoded, sa.literal_column("E'+/=\\n'"), sa.literal_column("'-_'"))


def _literals(parts: list[Any]) -> list[Any]:
    return [sa.literal_column(f"'{part}'") if isinstance(part, str) else part for part in parts]
