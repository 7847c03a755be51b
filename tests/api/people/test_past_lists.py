"""Whatever happens later, the lists of past days stay as they were."""

import datetime as dt
import uuid

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.accounts import StaffRole
from app.models.party_orgs import PartyOrg
from tests.support.api_client import Api
from tests.support.builders import make_member, make_org

People = set[tuple[str, str]]

EVENTS = st.lists(
    st.tuples(st.sampled_from(["rename", "move", "correct"]), st.integers(0, 2), st.integers(0, 1), st.integers(1, 3)),
    min_size=1,
    max_size=5,
)
"""What happens, to which branch, to whom or where, after how many days."""


class Tree:
    """A committee, two general branches, three branches with a member each."""

    def __init__(self, api: Api, orgs: dict[str, PartyOrg], people: list[str]) -> None:
        self.api, self.orgs, self.people = api, orgs, people

    @classmethod
    async def grow(cls, api: Api) -> "Tree":
        admin, mark = api.admin, uuid.uuid4().hex[:6]
        orgs = {"root": await make_org(admin, f"中共{mark}委员会", category="611")}
        for i in range(2):
            orgs[f"general{i}"] = await make_org(admin, f"中共{mark}第{i}总支部", category="621", parent=orgs["root"])
        people = []
        for i in range(3):
            orgs[f"branch{i}"] = await make_org(admin, f"中共{mark}第{i}支部", parent=orgs[f"general{i % 2}"])
            member = await make_member(admin, f"赵{'甲乙丙'[i]}", orgs[f"branch{i}"], since_day=api.clock.today())
            people.append(str(member.person_id))
        return cls(api, orgs, people)

    async def happen(self, event: str, branch: int, which: int, number: int) -> None:
        org, department = (
            self.orgs[f"branch{branch}"],
            await self.api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101"),
        )
        if event == "rename":
            body = {"name": f"{org.name}之{number}", "reason": "更名"}
            await department.patch(f"/party-orgs/{org.id}", body)
        elif event == "move":
            body = {"parent_id": str(self.orgs[f"general{which}"].id), "reason": "调整"}
            await department("POST", f"/party-orgs/{org.id}/move", json=body)
        else:
            body = {"org_id": str(org.id), "from_on": self.api.clock.today().isoformat(), "reason": "登记有误"}
            await department("POST", f"/members/{self.people[which]}/affiliations/correct", json=body)

    async def on(self, day: dt.date) -> People:
        officer = await self.api.as_(StaffRole.ORG_OFFICER, org=self.orgs["root"].id)
        page = await officer.get(f"/party-orgs/{self.orgs['root'].id}/members?as_of={day}")
        return {(item["name"], item["affiliation_name"]) for item in page["items"]}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS)
async def test_lists_of_past_days_do_not_change_when_people_leave_or_the_tree_moves(
    api: Api, events: list[tuple[str, int, int, int]]
) -> None:
    clock = api.clock
    tree = await Tree.grow(api)
    remembered: dict[dt.date, People] = {}
    for number, (event, branch, which, days) in enumerate(events):
        for _ in range(days):
            remembered[clock.today()] = await tree.on(clock.today())
            clock.advance(days=1)  # type: ignore[attr-defined]
        await tree.happen(event, branch, which, number)
    for day, people in remembered.items():
        assert {name for name, _ in people} == {"赵甲", "赵乙", "赵丙"}
        assert await tree.on(day) == people
