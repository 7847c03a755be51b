"""Imports as a caller runs them: upload, let the worker work, read the result."""

import json
from typing import Any

import sqlalchemy as sa

from app.documents.forms import FORMS
from app.models.accounts import StaffRole
from app.models.imports import FormKind
from app.services.workbooks.imports.runner import run_next_import
from tests.support.api_client import Api, Caller
from tests.support.builders import make_id_number, make_uscc
from tests.support.keys import KEYRING
from tests.support.workbook_files import SAMPLES, sample, workbook

EXPECTED: dict[str, Any] = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


NUMBER = make_id_number()
FIRM = {
    "name": "甲律师事务所",
    "uscc": make_uscc(),
    "form": "普通合伙",
    "address": "人民路1号",
    "area_code": "510104",
    "status": "正常",
    "business_types": "刑事、民商事",
    "is_key_firm": "否",
}
LAWYER = {
    "name": "赵一",
    "id_number": NUMBER,
    "practice_type": "专职律师",
    "firm_name": "甲律师事务所",
    "mobile": "19900001111",
}
MEMBER = {
    "name": "赵一",
    "id_number": NUMBER,
    "category": "正式党员",
    "branch_name": "中共甲律师事务所支部",
    "admitted_on": "2012-07-01",
    "regularized_on": "2013-07-01",
    "mobile": "19900001111",
}
ORG = {"name": "中共甲律师事务所支部", "category": "党支部", "unit_situation": "法人单位", "area_code": "510104"}


async def association(api: Api) -> Caller:
    """The lawyers' association of the city, which may import every form."""
    return await api.as_(StaffRole.BAR_ASSOCIATION, area="5101")


async def rows(api: Api, query: str, **parameters: Any) -> list[tuple[Any, ...]]:
    """What the database holds, past the policies."""
    async with api.admin.as_admin() as session:
        return [tuple(row) for row in await session.exec(sa.text(query), params=parameters)]  # type: ignore[call-overload]


async def changes(api: Api, entity: str) -> list[tuple[Any, ...]]:
    """Version and changed columns of the ledger rows of a table."""
    return await rows(api, "SELECT version, changed FROM change WHERE entity = :entity ORDER BY id", entity=entity)


def form(kind: str, *records: dict[str, Any]) -> bytes:
    """A workbook of the form with these records, by field."""
    official = FORMS[FormKind(kind)]
    added = [column for column in official.extras if any(column.field in record for record in records)]
    columns = (*official.columns, *added)
    rows = [[record.get(column.field, "") for column in columns] for record in records]
    return workbook([column.heading for column in columns], *rows)


async def upload(caller: Caller, kind: str, data: bytes, *, expect: int = 202, **fields: Any) -> Any:
    """Queue a workbook."""
    headers = fields.pop("headers", {})
    files = {"file": (f"{kind}.xlsx", data, XLSX)}
    response = await caller("POST", "/imports", expect, data={"kind": kind} | fields, files=files, headers=headers)
    return response.json()


async def run_import(api: Api, caller: Caller, kind: str, data: bytes, **fields: Any) -> Any:
    """Queue a workbook and carry it out; the finished job."""
    job = await upload(caller, kind, data, **fields)
    assert await run_next_import(api.app.state.database, KEYRING, api.clock)
    return await caller.get(f"/imports/{job['id']}")


async def refused(caller: Caller, job: Any) -> dict[int, list[str]]:
    """The refused rows and the headings that they name, in the order of the form."""
    page = await caller.get(f"/imports/{job['id']}/errors", params={"limit": 200})
    assert page["next_cursor"] is None
    return {item["row"]: item["headings"] for item in page["items"]}


async def remarks(caller: Caller, job: Any) -> dict[int, set[str]]:
    """The accepted rows with a doubt, and its codes."""
    page = await caller.get(f"/imports/{job['id']}/remarks", params={"limit": 200})
    return {item["row"]: {fault["code"] for fault in item["faults"]} for item in page["items"]}


async def import_all(api: Api, caller: Caller, **fields: Any) -> dict[str, Any]:
    return {kind: await run_import(api, caller, kind, sample(kind), **fields) for kind in EXPECTED["order"]}
