"""Work lists of founding, adjusting and sharing; every kind of deadline has a source (docs/domain.md#deadlines)."""

import datetime as dt

from app.models.accounts import StaffRole
from app.models.areas import DepartmentKind
from app.queries.work.tasks.sources import SOURCES
from app.rules.work.timers import TIMERS
from tests.support.api_client import Api, Caller
from tests.support.builders import START, make_department, make_firm, make_lawyer, make_member, make_org, make_person
from tests.support.sharing_grants import applied
from tests.support.work_lists import tasks_of


def test_every_kind_of_deadline_is_computed_and_no_other() -> None:
    kinds = {
        str(statement.selected_columns["kind"]).strip("'") for source in SOURCES for statement in source.statements
    }
    assert kinds == set(TIMERS)


async def test_a_firm_with_three_full_members_is_the_area_s_task_until_it_applies(api: Api, department: Caller) -> None:
    association = await make_department(api.admin, DepartmentKind.BAR_ASSOCIATION, "5101", "成都市律师协会")
    committee = await make_org(api.admin, "中共成都委员会", category="611", department_id=association.id)
    direct = await make_org(api.admin, "中共直属支部", parent=committee)
    firm = await make_firm(api.admin, "四川甲律师事务所")
    for name in ("赵一", "钱二"):
        person = await make_person(api.admin, place=firm.place_path)
        await make_lawyer(api.admin, name, firm, person=person)
        await make_member(api.admin, name, direct, person=person)
    assert await tasks_of(department, kind="set_up") == []
    person = await make_person(api.admin, place=firm.place_path)
    await make_lawyer(api.admin, "孙三", firm, person=person)
    await make_member(api.admin, "孙三", direct, person=person)
    (task,) = await tasks_of(department, kind="set_up")
    assert (task["about"], task["since_on"], task["due_on"]) == (firm.name, str(START), "2020-04-01")
    assert task["overdue"]
    proposal = {"firm_ids": [str(firm.id)], "name": "中共甲律师事务所支部", "representative": "赵一"}
    await department.post("/formations", proposal, 201)
    assert await tasks_of(department, kind="set_up") == []
    assert [t["kind"] for t in await tasks_of(department, kind="formation_reply")] == ["formation_reply"]


async def test_an_outgrown_joint_branch_is_the_task_of_the_body_above(api: Api, department: Caller) -> None:
    committee = await make_org(api.admin, "中共成都委员会", category="611")
    firms = [await make_firm(api.admin, f"四川{n}律师事务所") for n in "甲乙丙丁戊己"]
    joint = await make_org(api.admin, "中共联合支部", category="632", parent=committee, firms=tuple(firms))
    for n in "一二三":
        await make_member(api.admin, f"赵{n}", joint)
    officer = await api.as_(StaffRole.ORG_OFFICER, org=committee.id)
    for caller in (officer, department):
        (task,) = await tasks_of(caller, kind="adjustment")
        assert task["about"] == "中共联合支部：联合党支部覆盖单位过多"
        assert (task["body_id"], task["since_on"]) == (str(committee.id), str(START))
    own = await api.as_(StaffRole.ORG_OFFICER, org=joint.id)
    assert await tasks_of(own, kind="adjustment") == []


async def test_an_application_of_a_partner_is_to_be_answered_then_supplied(api: Api, department: Caller) -> None:
    admin = await api.as_(StaffRole.SECURITY_ADMIN)
    grant = await applied(admin, api)
    (task,) = await tasks_of(department, kind="sharing_answer")
    assert (task["subject_id"], task["about"], task["due_on"]) == (
        grant["id"],
        "成都市司法局业务系统",
        grant["answer_due_on"],
    )
    await department.post(
        f"/sharing-grants/{grant['id']}/answers", {"action": "approve", "document": "成组函〔2026〕5号"}
    )
    (task,) = await tasks_of(department, kind="sharing_supply")
    assert dt.date.fromisoformat(task["due_on"]) > api.clock.today()
    await admin.post(f"/sharing-grants/{grant['id']}/actions", {"action": "bring_into_force"})
    assert await tasks_of(department, kind=["sharing_answer", "sharing_supply"]) == []
    elsewhere = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5107")
    assert await tasks_of(elsewhere, kind="sharing_answer") == []
