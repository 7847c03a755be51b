"""Exports: the list as the official form, numbers masked unless a reason is given, every one logged."""

import io
from typing import Any

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from app.documents.reading import read_form
from app.models.accounts import StaffRole
from app.models.imports import FormKind
from tests.support.api_client import Api, Caller
from tests.support.builders import make_firm, make_id_number, make_lawyer, make_member, make_org
from tests.support.import_runs import run_import
from tests.support.workbook_files import sample

ORDER = ("law_firms", "party_orgs", "lawyers", "members")


async def exported(caller: Caller, kind: str, **parameters: Any) -> list[dict[str, Any]]:
    response = await caller("GET", f"/exports/{kind}.xlsx", 200, params=parameters)
    return [dict(row.cells) for row in read_form(FormKind(kind), response.content)]


async def logged(api: Api) -> list[tuple[Any, ...]]:
    async with api.admin.as_admin() as session:
        query = sa.text("SELECT kind, reason, records FROM access ORDER BY at, id")
        return [tuple(row) for row in await session.exec(query)]  # type: ignore[call-overload]


async def test_numbers_are_masked_and_the_export_is_logged_with_its_count(api: Api) -> None:
    number = make_id_number()
    org = await make_org(api.admin, "中共甲支部")
    await make_member(api.admin, "赵一", org, number=number)
    caller = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    (row,) = await exported(caller, "members")
    assert row["id_number"] == f"{number[:2]}************{number[-4:]}"
    assert row["mobile"] == "199******34"
    assert (row["branch_name"], row["category"], row["sex"]) == ("中共甲支部", "正式党员", "男")
    assert await logged(api) == [("export", "导出党员基本信息采集表", 1)]


async def test_full_numbers_need_a_reason_and_the_permission(api: Api) -> None:
    number = make_id_number()
    org = await make_org(api.admin, "中共甲支部")
    await make_member(api.admin, "赵一", org, number=number)
    caller = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    refused = await caller("GET", "/exports/members.xlsx", 422, params={"full": True})
    assert refused.json()["errors"][0]["code"] == "reason_required"
    officer = await api.as_(StaffRole.ORG_OFFICER, org=org.id)
    await officer("GET", "/exports/members.xlsx", 403, params={"full": True, "reason": "年度核对"})
    assert await logged(api) == []
    (row,) = await exported(caller, "members", full=True, reason="年度核对")
    assert (row["id_number"], row["mobile"]) == (number, "19900001234")
    assert await logged(api) == [("export", "年度核对", 1)]


async def test_an_officer_exports_the_own_organization_alone(api: Api) -> None:
    org, other = [await make_org(api.admin, name) for name in ("中共甲支部", "中共乙支部")]
    await make_member(api.admin, "赵一", org)
    await make_member(api.admin, "钱二", other)
    officer = await api.as_(StaffRole.ORG_OFFICER, org=org.id)
    assert [row["name"] for row in await exported(officer, "members")] == ["赵一"]


async def test_the_filters_of_the_list_narrow_the_export(api: Api) -> None:
    one, other = [await make_firm(api.admin, name) for name in ("甲律师事务所", "乙律师事务所")]
    await make_lawyer(api.admin, "赵一", one)
    await make_lawyer(api.admin, "钱二", other)
    caller = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    assert [row["name"] for row in await exported(caller, "lawyers", firm_id=str(one.id))] == ["赵一"]
    assert [row["name"] for row in await exported(caller, "lawyers", q="qian")] == ["钱二"]
    assert [row["name"] for row in await exported(caller, "law_firms", sort="-name", q="甲")] == ["甲律师事务所"]


@pytest.mark.parametrize("parameter", ["limit", "cursor", "include", "as_of", "nmae"])
async def test_what_turns_pages_is_no_parameter_of_an_export(api: Api, parameter: str) -> None:
    caller = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    await caller("GET", "/exports/members.xlsx", 422, params={parameter: "1"})


async def test_a_full_export_imported_again_changes_nothing(api: Api) -> None:
    caller = await api.as_(StaffRole.BAR_ASSOCIATION, area="5101")
    taken = {}
    for kind in ORDER:
        taken[kind] = (await run_import(api, caller, kind, sample(kind)))["rows_created"]
    for kind in ORDER:
        options = {} if kind == "law_firms" else {"full": True, "reason": "核对导出"}
        response = await caller("GET", f"/exports/{kind}.xlsx", 200, params=options)
        job = await run_import(api, caller, kind, response.content)
        assert (job["rows_unchanged"], job["rows_rejected"]) == (taken[kind], 0), await caller.get(
            f"/imports/{job['id']}/errors"
        )


async def test_an_export_of_nothing_is_the_empty_form(api: Api) -> None:
    caller = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    response = await caller("GET", "/exports/law_firms.xlsx", 200)
    assert "filename*=UTF-8''" in response.headers["Content-Disposition"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0)
    assert sheet.to_python()[2][1] == "律师事务所名称"
