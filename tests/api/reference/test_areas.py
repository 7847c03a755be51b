"""Areas, departments and code tables."""

import pytest

from app.models.accounts import StaffRole
from tests.support.api_client import Api


async def test_a_city_is_found_however_its_code_is_written(api: Api) -> None:
    caller = await api.as_(StaffRole.SECURITY_ADMIN)
    assert (await caller.get("/areas/5101"))["is_sub_provincial"] is True
    assert (await caller.get("/areas/510100"))["name"] == "成都市"


async def test_a_county_run_by_the_province_lies_directly_under_it(api: Api) -> None:
    caller = await api.as_(StaffRole.SECURITY_ADMIN)
    assert (await caller.get("/areas/429004"))["parent_code"] == "42"
    assert (await caller.get("/areas/110101"))["parent_code"] == "11"


async def test_an_unknown_area_code_is_refused_by_name(api: Api) -> None:
    caller = await api.as_(StaffRole.SECURITY_ADMIN)
    response = await caller("GET", "/areas/999999", 422)
    assert response.json()["errors"][0] == {
        "field": "code",
        "code": "area_unknown",
        "message": "没有这个行政区划代码，请按 GB/T 2260 填写 2、4 或 6 位代码。",
    }


async def test_pages_of_areas_meet_every_area_once(api: Api) -> None:
    caller = await api.as_(StaffRole.SECURITY_ADMIN)
    seen: list[str] = []
    query = "/areas?parent_code=5101&limit=7"
    page = await caller.get(query + "&include=total")
    while True:
        seen += [item["code"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        page = await caller.get(f"{query}&cursor={page['next_cursor']}")
    assert len(seen) == len(set(seen)) == 20
    assert seen == sorted(seen)


@pytest.mark.parametrize("cursor", ["%%%", "bm90IGpzb24", "WyJhIiwiYiJd", "WzFd"])
async def test_a_cursor_that_no_list_gave_is_refused(api: Api, cursor: str) -> None:
    caller = await api.as_(StaffRole.SECURITY_ADMIN)
    response = await caller("GET", "/areas", 422, params={"cursor": cursor})
    assert response.json()["code"] == "cursor_invalid"


async def test_an_unknown_parameter_is_refused_and_named(api: Api) -> None:
    caller = await api.as_(StaffRole.SECURITY_ADMIN)
    for path in ("/areas?nmae=x", "/codes?x=1", "/areas/5101?depth=2"):
        response = await caller("GET", path, 422)
        assert response.json()["errors"][0]["field"] in path


async def test_code_tables_are_listed_with_both_names(api: Api) -> None:
    caller = await api.as_(StaffRole.SECURITY_ADMIN)
    tables = await caller.get("/codes")
    assert "political_status" in {table["table"] for table in tables["items"]}
    party = (await caller.get("/codes/political_status"))["codes"][0]
    assert party["code"] == "01"
    assert party["name"] == "中国共产党党员"
    await caller("GET", "/codes/nothing", 404)


async def test_nothing_is_shown_without_a_token(api: Api) -> None:
    response = await api.anybody("GET", "/areas", 401)
    assert response.json()["code"] == "unauthenticated"
    assert response.headers["WWW-Authenticate"] == "Bearer"
