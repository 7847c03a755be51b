"""Exports in the columns of the official forms (N01), logged with their count before they are sent."""

import asyncio
import base64
import datetime as dt
import functools
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.auth.permissions import Permission
from app.auth.work import Work
from app.core.crypto import Keyring
from app.core.database import fetch_in
from app.core.errors import FieldFault, Forbidden, InvalidRequest
from app.core.lists import PageQuery
from app.documents.columns import CellKind, Column
from app.documents.forms import FORMS
from app.documents.writing import export_xlsx
from app.ledger.access import record_access
from app.models.changes import AccessKind
from app.models.imports import FormKind
from app.queries.people import members
from app.queries.workbooks.exports import FULL, MASKED, SEALED
from app.rules.reference import codes

_PART = 2000
_STATUSES = {"active": "正常", "suspended": "停业", "cancelled": "注销"}
_OPTIONS = {"sort", "full", "reason"}


async def export_records(work: Work, kind: FormKind, query: PageQuery) -> bytes:
    """The workbook of the records that a list with these filters shows, in its order.

    In full only with a reason and by who may read identity numbers. Errors: `Forbidden`, `InvalidRequest`
    (`reason_required`), `NotFound` for members of an organization outside the scope.
    """
    full, reason = getattr(query, "full", False), getattr(query, "reason", None)
    if full and not work.principal.can(Permission.IDENTITY_READ):
        raise Forbidden
    if full and reason is None:
        message = "查看完整号码须写明理由。"
        raise InvalidRequest(errors=[FieldFault(field="reason", code="reason_required", message=message)])
    parts, count = await _read(work, kind, query, full=full)
    await record_access(work, AccessKind.EXPORT, None, reason=reason or f"导出{FORMS[kind].title}", records=count)
    keyring = work.keyring if full else None
    return await asyncio.to_thread(lambda: export_xlsx(kind, _records(kind, parts, keyring), FORMS[kind].title))


async def _read(work: Work, kind: FormKind, query: PageQuery, *, full: bool) -> tuple[list[str], int]:
    listing = (FULL if full else MASKED)[kind]
    given = query.model_dump(exclude_none=True, exclude=_OPTIONS)
    below: Mapping[str, Any] = {}
    if kind is FormKind.MEMBERS and "org_id" in given:
        below = members.org_range(await fetch_in(work.session, members.PATH_OF_ORG, {"org_id": given["org_id"]}))
    parts: list[str] = []
    count, cursor = 0, None
    while cursor is not None or not parts:
        statement, parameters = listing.part(
            given, sort=getattr(query, "sort", None), limit=_PART, cursor=cursor, **below
        )
        row = await fetch_in(work.session, statement, parameters)
        part = json.loads(row[0]) if row else {"items": [], "next_cursor": None}
        parts.append(json.dumps(part["items"], ensure_ascii=False))
        count, cursor = count + len(part["items"]), part["next_cursor"]
    return parts, count


def _records(kind: FormKind, parts: Iterable[str], keyring: Keyring | None) -> Iterator[Mapping[str, Any]]:
    columns = FORMS[kind].columns
    for part in parts:
        for item in json.loads(part):
            if keyring:
                for name in SEALED:
                    if item.get(name):
                        item[name] = keyring.unseal_text(base64.b64decode(item[name]))
            if kind is FormKind.MEMBERS and item["org_id"] is None:
                item["branch_name"] += "（系统外）"
            if kind is FormKind.LAW_FIRMS:
                item["business_types"] = "、".join(item["business_types"])
            for column in columns:
                item[column.field] = _shown(column, item.get(column.field))
            yield item


def _shown(column: Column, value: Any) -> Any:
    if value is None or value == "":
        return None
    if column.kind is CellKind.DATE:
        return dt.date.fromisoformat(value)
    if column.field == "status":
        return _STATUSES[value]
    return _names(column).get(value, value) if column.table else value


@functools.cache
def _names(column: Column) -> Mapping[str, str]:
    """What the import reads for each code: the form's own word where it has one, else the table's name."""
    if column.table is None:
        return {}
    names = {code.code: code.name_zh for code in codes.table(column.table).rows.values()}
    chosen = {codes.code_of(column.table, choice): choice for choice in column.choices}
    return names | {code: choice for code, choice in chosen.items() if code}
