"""Imports as a caller runs them: upload, let the worker work, read the result."""

from typing import Any

from app.documents.forms import FORMS
from app.models.imports import FormKind
from app.services.imports.runner import run_next_import
from tests.api.client import Api, Caller
from tests.keys import KEYRING
from tests.workbooks import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def form(kind: str, *records: dict[str, Any]) -> bytes:
    """A workbook of the form with these records, by field."""
    columns = FORMS[FormKind(kind)].columns
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


async def refused(caller: Caller, job: Any) -> dict[int, set[str]]:
    """The refused rows and the headings that they name."""
    page = await caller.get(f"/imports/{job['id']}/errors", params={"limit": 200})
    assert page["next_cursor"] is None
    return {item["row"]: set(item["headings"]) for item in page["items"]}


async def remarks(caller: Caller, job: Any) -> dict[int, set[str]]:
    """The accepted rows with a doubt, and its codes."""
    page = await caller.get(f"/imports/{job['id']}/remarks", params={"limit": 200})
    return {item["row"]: {fault["code"] for fault in item["faults"]} for item in page["items"]}
