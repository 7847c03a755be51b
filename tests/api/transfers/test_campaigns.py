"""Campaigns: who is in one, what has become of everybody on any day, and what is frozen at closing (N10)."""

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa

from app.models.accounts import StaffRole
from tests.support.api_client import Api
from tests.support.builders import make_lawyer
from tests.support.campaign_case import BODY, CampaignCase, progress
from tests.support.clock import TODAY, SetClock
from tests.support.work_lists import tasks_of


def tally(shown: dict[str, Any]) -> tuple[int, int, int, int]:
    return shown["population"], shown["done"], shown["released"], shown["outstanding"]


async def test_progress_follows_the_histories_per_area_and_day(api: Api) -> None:
    setting = await CampaignCase.make(api)
    await setting.person("赵一", setting.covered, (None, "2020-01-01"), (setting.branch, "2026-11-10"))
    await setting.person("钱二", setting.uncovered, (None, "2020-01-01"), (setting.association, "2026-11-12"))
    await setting.person("孙三", setting.uncovered, (None, "2020-01-01"))
    await setting.person("李四", setting.covered, (setting.branch, "2020-01-01"))  # in place before: not concerned
    await make_lawyer(api.admin, "周五", setting.covered)  # no member
    campaign = await setting.open(population_on="2026-11-01")

    assert tally(await progress(setting.department, campaign, "2026-11-09")) == (3, 0, 0, 3)
    assert tally(await progress(setting.department, campaign, "2026-11-10")) == (3, 1, 0, 2)
    shown = await progress(setting.department, campaign)
    assert (tally(shown), shown["as_of"]) == ((3, 2, 0, 1), TODAY.isoformat())
    assert [(area["area_code"], area["area_name"], *tally(area)) for area in shown["areas"]] == [
        ("5101", "成都市", 1, 1, 0, 0),
        ("5107", "绵阳市", 2, 1, 0, 1),
    ]
    assert shown["days"] == [
        {"day": "2026-11-10", "done": 1, "released": 0, "outstanding": 2},
        {"day": "2026-11-12", "done": 2, "released": 0, "outstanding": 1},
    ]
    people = await setting.department.get(f"/campaigns/{campaign}/people", params={"outcome": "outstanding"})
    assert [(who["name"], who["affiliation_name"]) for who in people["items"]] == [("孙三", "外地某支部")]
    before = {"outcome": "outstanding", "as_of": "2026-11-09", "area": "5107"}
    people = await setting.department.get(f"/campaigns/{campaign}/people", params=before)
    assert {who["name"] for who in people["items"]} == {"钱二", "孙三"}


async def test_only_those_obliged_to_transfer_are_in_it(api: Api) -> None:
    setting = await CampaignCase.make(api)
    for name, kind, since in (
        ("兼职久", "2", "2026-04-30"),
        ("兼职新", "2", "2026-05-02"),
        ("专职新", "1", "2026-10-31"),
    ):
        person = await setting.person(name, setting.covered, (None, "2020-01-01"), practice_type=kind)
        async with api.admin.as_admin() as session:
            await session.exec(  # type: ignore[call-overload]
                sa.text("UPDATE practice SET valid_during = daterange(:since, NULL) WHERE person_id = :person"),
                params={"since": dt.date.fromisoformat(since), "person": person},
            )
    # On 1 November 2026 six months are over since 30 April (and 1 May), not since 2 May.
    campaign = await setting.open(population_on="2026-11-01")
    people = await setting.department.get(f"/campaigns/{campaign}/people")
    assert {who["name"] for who in people["items"]} == {"兼职久", "专职新"}


async def test_who_left_the_area_is_released(api: Api) -> None:
    setting = await CampaignCase.make(api)
    person = await setting.person("赵一", setting.covered, (None, "2020-01-01"))
    campaign = await setting.open(area_code="5101", population_on="2026-11-01")
    async with api.admin.as_admin() as session:
        await session.exec(  # type: ignore[call-overload]
            sa.text(
                "UPDATE practice SET valid_during = daterange(lower(valid_during), '2026-11-20') WHERE person_id = :p"
            ),
            params={"p": person},
        )
    assert tally(await progress(setting.department, campaign, "2026-11-19")) == (1, 0, 0, 1)
    assert tally(await progress(setting.department, campaign, "2026-11-20")) == (1, 0, 1, 0)


async def test_not_in_the_firms_organization_asks_where_the_firm_has_one(api: Api) -> None:
    setting = await CampaignCase.make(api)
    await setting.person("赵一", setting.covered, (setting.association, "2020-01-01"), (setting.branch, "2026-11-10"))
    await setting.person("钱二", setting.uncovered, (None, "2020-01-01"))  # the firm has none
    await setting.person("孙三", setting.covered, (setting.branch, "2020-01-01"))
    campaign = await setting.open(rule="not_in_firm_org", population_on="2026-11-01")
    assert tally(await progress(setting.department, campaign, "2026-11-09")) == (1, 0, 0, 1)
    assert tally(await progress(setting.department, campaign, "2026-11-10")) == (1, 1, 0, 0)


async def test_a_campaign_may_be_about_the_firms_of_one_organization(api: Api) -> None:
    setting = await CampaignCase.make(api)
    await setting.person("赵一", setting.covered, (None, "2020-01-01"))
    await setting.person("钱二", setting.uncovered, (None, "2020-01-01"))
    campaign = await setting.open(org_id=str(setting.branch.id), population_on="2026-11-01")
    people = await setting.department.get(f"/campaigns/{campaign}/people")
    assert [who["name"] for who in people["items"]] == ["赵一"]
    unknown = BODY | {"org_id": str(uuid.uuid4())}
    assert (await setting.department.post("/campaigns", unknown, 422))["errors"][0]["code"] == "org_not_found"


async def test_closing_freezes_everybody_and_the_report(api: Api, clock: SetClock) -> None:
    setting = await CampaignCase.make(api)
    await setting.person("赵一", setting.covered, (None, "2020-01-01"), (setting.branch, "2026-11-10"))
    late = await setting.person("钱二", setting.covered, (None, "2020-01-01"), (setting.branch, "2026-12-20"))
    campaign = await setting.open(population_on="2026-11-01")
    assert (await setting.department.get(f"/campaigns/{campaign}/results"))["items"] == []
    await setting.department.get(f"/campaigns/{campaign}/report", 404)
    refused = await setting.department("GET", f"/campaigns/{campaign}/report.pdf", 409)
    assert refused.json()["code"] == "campaign_not_closed"
    closed = await setting.department.post(f"/campaigns/{campaign}/actions", {"action": "close", "note": "提前结束"})
    assert (closed["state"], closed["ended_on"], closed["note"]) == ("closed", TODAY.isoformat(), "提前结束")
    clock.advance(days=60)
    department = await api.as_(StaffRole.JUSTICE_BUREAU, area="51")
    report = await department.get(f"/campaigns/{campaign}/report")
    assert (tally(report), report["as_of"]) == ((2, 1, 0, 1), TODAY.isoformat())
    # Without a day the progress is that of the last day; a later day can still be asked for.
    assert await progress(department, campaign) == report
    assert tally(await progress(department, campaign, "2026-12-20")) == (2, 2, 0, 0)
    results = await department.get(f"/campaigns/{campaign}/results", params={"outcome": "outstanding"})
    assert [who["person_id"] for who in results["items"]] == [str(late)]
    pdf = await department("GET", f"/campaigns/{campaign}/report.pdf", 200)
    assert pdf.content.startswith(b"%PDF")
    again = await department.post(f"/campaigns/{campaign}/actions", {"action": "cancel", "reason": "不再需要"}, 409)
    assert again["code"] == "campaign_action_out_of_turn"


async def test_a_campaign_is_extended_and_called_off_by_its_departments_alone(api: Api) -> None:
    setting = await CampaignCase.make(api)
    campaign = await setting.open()
    extended = {"action": "extend", "deadline": "2027-06-30", "reason": "部分地区尚未完成"}
    shown = await setting.department.post(f"/campaigns/{campaign}/actions", extended)
    assert (shown["deadline"], shown["state"], shown["version"]) == ("2027-06-30", "open", 2)
    gone_by = extended | {"deadline": "2026-11-22"}
    assert (await setting.department.post(f"/campaigns/{campaign}/actions", gone_by, 422))["errors"][0][
        "field"
    ] == "deadline"
    # The city sees what applies to it, but it is not its own.
    city = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    assert [row["id"] for row in (await city.get("/campaigns"))["items"]] == [campaign]
    assert (await city.get(f"/campaigns/{campaign}"))["allowed_actions"] == []
    refused = await city.post(f"/campaigns/{campaign}/actions", {"action": "close"}, 403)
    assert refused["code"] == "not_the_acting_body"
    assert f"由{shown['opened_by']}办理" in refused["detail"]
    elsewhere = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="50")
    assert (await elsewhere.get("/campaigns"))["items"] == []
    for path in ("", "/progress", "/people", "/results", "/report"):
        await elsewhere.get(f"/campaigns/{campaign}{path}", 404)
    assert (await city.post("/campaigns", BODY, 422))["code"] == "area_out_of_scope"
    association = await api.as_(StaffRole.BAR_ASSOCIATION, area="51")
    assert (await association.post("/campaigns", BODY, 403))["code"] == "forbidden"
    await setting.department.post(f"/campaigns/{campaign}/actions", {"action": "cancel", "reason": "与上级部署合并"})
    assert (await setting.department.get("/campaigns", params={"state": "open"}))["items"] == []


async def test_it_is_on_the_work_lists_of_department_organization_and_member(api: Api, clock: SetClock) -> None:
    setting = await CampaignCase.make(api)
    person = await setting.person("赵一", setting.covered, (None, "2020-01-01"))
    await setting.person("钱二", setting.uncovered, (None, "2020-01-01"))
    campaign = await setting.open()
    for day, overdue in ((dt.date(2026, 12, 31), False), (dt.date(2027, 1, 1), True)):
        clock.advance(days=(day - clock.today()).days)
        department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
        (task,) = await tasks_of(department, kind="campaign")
        assert (task["about"], task["due_on"], task["overdue"]) == (BODY["title"], "2026-12-31", overdue)
        assert task["link"] == f"/api/v1/campaigns/{campaign}"
        branch = await api.as_(StaffRole.ORG_OFFICER, org=setting.branch.id)
        member = await api.as_(StaffRole.MEMBER, person=person)
        for caller in (branch, member):
            (task,) = await tasks_of(caller, kind="campaign")
            assert (task["person_id"], task["overdue"]) == (str(person), overdue)
            assert task["body_name"] == "中共甲律师事务所支部"
            await caller.get(f"/campaigns/{campaign}")
    async with api.admin.as_admin() as session:
        await session.exec(  # type: ignore[call-overload]
            sa.text("UPDATE affiliation SET org_id = :org WHERE person_id = :person"),
            params={"org": setting.branch.id, "person": person},
        )
    assert await tasks_of(await api.as_(StaffRole.MEMBER, person=person), kind="campaign") == []


async def test_an_officer_sees_the_own_part_alone(api: Api) -> None:
    setting = await CampaignCase.make(api)
    await setting.person("赵一", setting.covered, (None, "2020-01-01"))
    await setting.person("钱二", setting.uncovered, (None, "2020-01-01"))
    campaign = await setting.open()
    branch = await api.as_(StaffRole.ORG_OFFICER, org=setting.branch.id)
    assert tally(await progress(branch, campaign)) == (1, 0, 0, 1)
    people = await branch.get(f"/campaigns/{campaign}/people")
    assert [who["name"] for who in people["items"]] == ["赵一"]
