"""What leaves is what the grant selects, and it is on record before it leaves."""

import hashlib
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.models.changes import Change
from app.models.sharing import Disclosure
from app.rules.people import id_number
from tests.support.builders import make_firm, make_id_number, make_lawyer, make_member, make_org
from tests.support.clock import SetClock
from tests.support.sharing_partner import EVERYTHING, Sharing


async def disclosures(sharing: Sharing) -> list[Disclosure]:
    async with sharing.admin.as_admin() as session:
        return list((await session.exec(select(Disclosure).order_by(col(Disclosure.at)))).all())


async def test_a_page_has_the_granted_fields_and_no_other(sharing: Sharing) -> None:
    org = await make_org(sharing.admin, "中共甲律师事务所支部")
    await make_member(sharing.admin, "赵一鸣", org)
    fields = {
        "name": "initial",
        "id_number": "last4",
        "admitted_on": "year",
        "organization_name": "full",
        "sex": "omit",
    }
    department = await sharing.partner(data_sets={"members": fields})
    page = await department.get("/members")
    (item,) = page["items"]
    assert set(item) == {"id", "name", "id_number", "admitted_on", "organization_name"}
    assert (item["name"], item["admitted_on"], item["organization_name"]) == ("赵", 2005, "中共甲律师事务所支部")
    assert len(item["id_number"]) == 4
    assert page["next_cursor"] is None
    refused = await department("GET", "/lawyers", 403)
    assert refused.json()["code"] == "data_set_not_granted"


async def test_a_full_identity_number_leaves_only_where_it_is_granted(sharing: Sharing) -> None:
    number = make_id_number()
    await make_member(sharing.admin, "赵一", await make_org(sharing.admin, "中共甲支部"), number=number)
    for transform, shown in {"full": number, "last4": number[-4:], "masked": id_number.mask(number)}.items():
        department = await sharing.partner(data_sets={"members": {"id_number": transform}})
        answer = await department("GET", "/members", 200)
        assert answer.json()["items"][0]["id_number"] == shown
        assert (number in answer.text) == (transform == "full")


async def test_each_partner_has_its_own_identifier_of_a_person(sharing: Sharing) -> None:
    firm = await make_firm(sharing.admin, "甲律师事务所")
    lawyer = await make_lawyer(sharing.admin, "赵一", firm)
    one, other = await sharing.partner(), await sharing.partner("另一系统")
    ids = [(await department.get("/lawyers"))["items"][0]["id"] for department in (one, one, other)]
    assert ids[0] == ids[1] != ids[2]
    assert str(lawyer.person_id) not in ids


async def test_scope_is_the_area_of_the_grant(sharing: Sharing) -> None:
    here = await make_org(sharing.admin, "中共成都支部", area="5101")
    there = await make_org(sharing.admin, "中共绵阳支部", area="5107")
    await make_member(sharing.admin, "赵一", here)
    await make_member(sharing.admin, "钱二", there)
    department = await sharing.partner()
    assert [item["name"] for item in (await department.get("/members"))["items"]] == ["赵一"]
    assert [item["name"] for item in (await department.get("/party-orgs"))["items"]] == ["中共成都支部"]


async def test_a_lawyer_is_seen_whole_where_the_member_record_lies_elsewhere(sharing: Sharing) -> None:
    firm = await make_firm(sharing.admin, "甲律师事务所")
    lawyer = await make_lawyer(sharing.admin, "赵一", firm)
    async with sharing.admin.as_admin() as session:
        from_member = sa.text("UPDATE person SET place_path = '/51/5107/' WHERE id = :id")
        await session.exec(from_member, params={"id": lawyer.person_id})  # type: ignore[call-overload]
    department = await sharing.partner(data_sets={"lawyers": {"id_number": "full"}})
    assert len((await department.get("/lawyers"))["items"][0]["id_number"]) == 18


async def test_pages_follow_each_other_without_gap_or_repetition(sharing: Sharing) -> None:
    org = await make_org(sharing.admin, "中共甲支部")
    for number in range(7):
        await make_member(sharing.admin, f"党员{number}", org)
    department = await sharing.partner()
    seen: list[str] = []
    params: dict[str, Any] = {"limit": 3}
    while True:
        page = await department.get("/members", params=params)
        seen += [item["name"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert sorted(seen) == [f"党员{number}" for number in range(7)]


async def test_a_cursor_of_another_grant_or_list_or_none_of_ours_is_refused(sharing: Sharing) -> None:
    org = await make_org(sharing.admin, "中共甲支部")
    for number in range(2):
        await make_member(sharing.admin, f"党员{number}", org)
    one, other = await sharing.partner(), await sharing.partner("另一系统")
    cursor = (await one.get("/members", params={"limit": 1}))["next_cursor"]
    for department, path, value in (
        (other, "/members", cursor),
        (one, "/lawyers", cursor),
        (one, "/members", cursor[:-2]),
        (one, "/members", "AAAA"),
        (one, "/members", "不是游标"),
    ):
        refused = await department("GET", path, 400, params={"cursor": value})
        assert refused.json()["code"] == "cursor_invalid"


async def test_filters_need_their_field_in_the_grant_and_unknown_ones_are_refused(sharing: Sharing) -> None:
    org, other = [await make_org(sharing.admin, f"中共{name}支部") for name in "甲乙"]
    await make_member(sharing.admin, "赵一", org)
    await make_member(sharing.admin, "钱二", other)
    department = await sharing.partner()
    page = await department.get("/members", params={"organization_id": str(org.id)})
    assert [item["name"] for item in page["items"]] == ["赵一"]
    refused = await department("GET", "/members", 400, params={"mobile": "199"})
    assert refused.json()["errors"][0]["field"] == "mobile"
    narrow = await sharing.partner(data_sets={"members": {"name": "full"}})
    refused = await narrow("GET", "/members", 400, params={"organization_id": str(org.id)})
    assert refused.json()["errors"][0]["field"] == "organization_id"
    await department("GET", "/members", 422, params={"limit": 0})
    await department("GET", "/members", 422, params={"organization_id": "x"})


async def test_a_comparison_answers_for_each_and_tells_unknown_from_out_of_scope_by_nothing(sharing: Sharing) -> None:
    here = await make_org(sharing.admin, "中共成都支部", area="5101")
    there = await make_org(sharing.admin, "中共绵阳支部", area="5107")
    numbers = [make_id_number() for _ in range(3)]
    await make_member(sharing.admin, "赵一", here, number=numbers[0])
    await make_member(sharing.admin, "钱二", there, number=numbers[1])
    department = await sharing.partner(data_sets={"members": {"name": "full"}})
    asked = [numbers[2], numbers[1], numbers[0], numbers[0].lower()]
    answer = await department("POST", "/members/query", 200, json={"id_numbers": asked})
    results = answer.json()["results"]
    assert [result["found"] for result in results] == [False, False, True, True]
    assert {k: v for k, v in results[0].items() if k != "index"} == {
        k: v for k, v in results[1].items() if k != "index"
    }
    assert results[2]["record"]["name"] == "赵一"
    assert [result["index"] for result in results] == [0, 1, 2, 3]
    by_id = await department("POST", "/members/query", 200, json={"ids": [results[2]["record"]["id"], "0" * 32]})
    assert [result["found"] for result in by_id.json()["results"]] == [True, False]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "id_numbers"),
        ({"id_numbers": ["999999199001011234"], "ids": ["0"]}, 422, "id_numbers"),
        ({"id_numbers": []}, 422, "id_numbers"),
        ({"id_numbers": ["123"]}, 422, "id_numbers.0"),
        ({"id_numbers": ["x"] * 501}, 422, "id_numbers"),
        ({"names": ["赵一"]}, 400, "names"),
    ],
)
async def test_a_comparison_names_what_is_wrong(sharing: Sharing, body: Any, status: int, field: str) -> None:
    department = await sharing.partner()
    refused = await department("POST", "/members/query", status, json=body)
    assert refused.json()["errors"][0]["field"] == field


async def test_every_answer_is_on_record_with_whom_it_spoke_of(sharing: Sharing) -> None:
    org = await make_org(sharing.admin, "中共甲支部")
    member = await make_member(sharing.admin, "赵一", org)
    department = await sharing.partner(data_sets={"members": {"name": "full", "sex": "full"}})
    answer = await department("GET", "/members", 200)
    (disclosure,) = await disclosures(sharing)
    assert answer.headers["Disclosure-Id"] == str(disclosure.id)
    assert disclosure.subjects == [member.person_id]
    assert (disclosure.purpose, disclosure.case_no) == ("party_building", "成司党2026-17号")
    assert (disclosure.operation, disclosure.data_set, disclosure.fields) == ("list", "members", ["name", "sex"])
    assert disclosure.digest == hashlib.sha256(answer.content).digest()
    async with sharing.admin.as_admin() as session:
        row = (await session.exec(select(Change).where(Change.entity_id == disclosure.id))).one()
    assert row.entity == "disclosure"


async def test_what_cannot_be_recorded_does_not_leave(sharing: Sharing) -> None:
    await make_member(sharing.admin, "赵一", await make_org(sharing.admin, "中共甲支部"))
    department = await sharing.partner()
    async with sharing.admin.as_admin() as session:
        await session.exec(sa.text("REVOKE INSERT ON disclosure FROM huizhi_sharing"))  # type: ignore[call-overload]
    with pytest.raises(Exception, match="42501"):
        await department("GET", "/members")


async def test_the_quota_is_counted_in_records_and_begins_anew_at_midnight(sharing: Sharing, clock: SetClock) -> None:
    org = await make_org(sharing.admin, "中共甲支部")
    for number in range(2):
        await make_member(sharing.admin, f"党员{number}", org)
    department = await sharing.partner(quota_per_day=3)
    await department.get("/members")
    refused = await department("GET", "/members", 429)
    assert refused.json()["code"] == "quota_exceeded"
    assert 0 < int(refused.headers["Retry-After"]) <= 86_400
    await department.get("/members", params={"limit": 1})
    clock.advance(seconds=int(refused.headers["Retry-After"]))
    await department.sign_in()
    await department.get("/members")


async def test_a_preview_shows_the_form_of_what_leaves(sharing: Sharing) -> None:
    org = await make_org(sharing.admin, "中共甲支部")
    firm = await make_firm(sharing.admin, "甲律师事务所")
    await make_lawyer(sharing.admin, "钱二", firm)
    await make_member(sharing.admin, "赵一", org)
    department = await sharing.partner()
    preview = await department.get("/grants/current/preview")
    assert preview.keys() == EVERYTHING.keys()
    for name, path in {
        "members": "/members",
        "lawyers": "/lawyers",
        "law_firms": "/law-firms",
        "party_orgs": "/party-orgs",
    }.items():
        (item, *_) = (await department.get(path))["items"]
        assert list(preview[name]) == list(item), name
    assert len(await disclosures(sharing)) == 4, "a preview speaks of nobody"


async def test_the_catalogue_names_authority_class_and_purposes(sharing: Sharing) -> None:
    department = await sharing.partner()
    catalogue = await department.get("/catalogue")
    assert [data_set["name"] for data_set in catalogue["data_sets"]] == list(EVERYTHING)
    assert {purpose["code"] for purpose in catalogue["purposes"]} >= {"party_building", "coverage_statistics"}
    lawyers = await department.get("/catalogue/lawyers")
    authorities = {field["name"]: field["authority"] for field in lawyers["fields"]}
    assert (authorities["licence_no"], authorities["affiliation_state"]) == (
        "justice_bureau",
        "organization_department",
    )
    assert (await department("GET", "/catalogue/dues", 404)).json()["code"] == "not_found"


async def test_an_id_that_postgresql_cannot_hold_is_refused_and_not_a_fault(committed_sharing: Sharing) -> None:
    department = await committed_sharing.partner()
    refused = await department("POST", "/members/query", 422, json={"ids": ["\x00"]})
    assert refused.json()["code"] == "invalid_request"
