"""Small promises of the contract, each broken once and found by generated requests (`make fuzz`)."""

import pytest

from app.models.accounts import StaffRole
from tests.support.api_client import Api, Caller
from tests.support.builders import make_member
from tests.support.chengdu import Chengdu, correct
from tests.support.import_runs import FIRM, association, form, upload


async def test_the_history_of_affiliations_goes_on_to_a_second_page(
    api: Api, city: Chengdu, department: Caller
) -> None:
    member = await make_member(api.admin, "赵一", city.of_firm)
    await correct(department, member.person_id, city.joint, "2026-01-01")
    path = f"/members/{member.person_id}/affiliations"
    first = await department.get(path, params={"limit": "1"})
    second = await department.get(path, params={"limit": "1", "cursor": first["next_cursor"]})
    assert [item["from_on"] for item in first["items"] + second["items"]] == ["2026-01-01", "2020-01-01"]
    assert second["next_cursor"] is None


@pytest.mark.parametrize("other", ["0", "20260101", "1767225600", "2026-1-1", "2026-01-01T00:00:00", "2026/01/01", ""])
async def test_a_date_is_written_in_one_way(department: Caller, city: Chengdu, other: str) -> None:
    await department.get("/members", params={"as_of": "2026-01-01"})
    refused = await department.get("/members", 422, params={"as_of": other})
    assert refused["errors"][0]["field"] == "as_of"
    assert "YYYY-MM-DD" in refused["errors"][0]["message"]
    body = {"org_id": str(city.joint.id), "from_on": other, "reason": "登记有误"}
    refused = await department.post(f"/members/{city.firm.id}/affiliations/correct", body, 422)
    assert [fault["field"] for fault in refused["errors"]] == ["from_on"]


async def test_a_refused_method_is_told_all_that_the_path_knows(api: Api) -> None:
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    one = f"/members/{'0' * 8}-0000-7000-8000-{'0' * 12}"
    for path, allowed in (("/members", "GET, POST"), (one, "GET, PATCH"), ("/lawyers/search", "POST")):
        refused = await department("DELETE", path, 405)
        assert refused.headers["Allow"] == allowed
    assert (await department("DELETE", "/health", 405)).headers["Allow"] == "GET"


async def test_a_body_that_is_no_text_is_refused_as_declared(department: Caller) -> None:
    for content in (b"\xff\xfe", b'{"name": "\xc3"}', b"{", b"null"):
        answer = await department(
            "POST", "/members", 422, content=content, headers={"Content-Type": "application/json"}
        )
        assert answer.json()["code"] == "invalid_request"


async def test_a_truth_value_is_true_or_false(api: Api, department: Caller) -> None:
    administrator = await api.as_(StaffRole.SYSTEM_ADMIN)
    for other in (0, 1, "false", "no"):
        body = {"source": "国办通知", "days": [{"day": "2027-01-01", "is_working": other, "occasion": "元旦"}]}
        refused = (await administrator("PUT", "/calendar/2027", 422, json=body)).json()
        assert [fault["field"] for fault in refused["errors"]] == ["days.0.is_working"]
    for other in ("0", "1", "yes"):
        refused = await upload(department, "party_orgs", b"x", expect=422, dry_run=other)
        assert [fault["field"] for fault in refused["errors"]] == ["dry_run"]


async def test_an_import_without_refused_rows_has_no_workbook_of_them(api: Api) -> None:
    caller = await association(api)
    job = await upload(caller, "law_firms", form("law_firms", FIRM))
    assert (await caller.get(f"/imports/{job['id']}/errors.xlsx", 409))["code"] == "nothing_refused"
