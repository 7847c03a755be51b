"""What the data-sharing API promises: convergence of snapshot and feed, and that nothing beyond a grant shows."""

import re
import uuid
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.models.accounts import StaffRole
from app.models.law_firms import LawFirm
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from app.rules.sharing import DATA_SETS
from tests.api.client import Api, Caller
from tests.builders import make_firm, make_lawyer, make_member, make_org
from tests.sharing.conftest import Department, Sharing
from tests.sharing.test_changes import numbered
from tests.sharing.test_courier import calling

HERE, THERE = "5101", "5107"
DEEDS = (
    *("rename_person", "education", "mobile", "correct", "expel", "practice"),
    *("firm", "head", "rename_org", "move_org", "day"),
)
HISTORY = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=8)
"""What happens, to which record, here or there."""

Fields = dict[str, dict[str, str]]


def granted() -> st.SearchStrategy[Fields]:
    """Some data sets with some fields, each in one of its forms."""
    return st.fixed_dictionaries(
        {},
        optional={
            name: st.dictionaries(st.sampled_from(sorted(data_set.fields)), st.just("full"), min_size=1)
            for name, data_set in DATA_SETS.items()
        },
    ).filter(bool)


class Two:
    """Two cities, each with a committee, two branches, two firms, a member and a lawyer."""

    def __init__(self, api: Api) -> None:
        self.api, self.mark, self.count = api, uuid.uuid4().hex[:6], 0
        self.orgs: dict[str, list[PartyOrg]] = {}
        self.firms: dict[str, list[LawFirm]] = {}
        self.roots: dict[str, PartyOrg] = {}
        self.members: list[str] = []
        self.lawyers: list[str] = []

    @classmethod
    async def make(cls, api: Api) -> "Two":
        two = cls(api)
        admin, mark = api.admin, two.mark
        top = await make_org(admin, f"中共{mark}省委员会", category="611", area="51")
        for city in (HERE, THERE):
            root = two.roots[city] = await make_org(
                admin, f"中共{mark}{city}委员会", category="611", area=city, parent=top
            )
            general = await make_org(admin, f"中共{mark}{city}总支部", category="621", area=city, parent=root)
            two.orgs[city] = [
                await make_org(admin, f"中共{mark}{city}第{i}支部", area=city, parent=general) for i in range(2)
            ]
            two.firms[city] = [await make_firm(admin, f"{mark}{city}第{i}律师事务所", area=city) for i in range(2)]
            two.members.append(str((await make_member(admin, "赵一", two.orgs[city][0])).person_id))
            two.lawyers.append(str((await make_lawyer(admin, "钱二", two.firms[city][0])).person_id))
        return two

    async def happen(self, deed: str, which: int, where: int) -> None:
        """One deed through the registry, as the province's department whose deed it is."""
        self.count += 1
        department = await self.api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
        bureau = await self.api.as_(StaffRole.JUSTICE_BUREAU, area="51")
        city = (HERE, THERE)[where]
        today = self.api.clock.today().isoformat()
        number = chr(0x4E00 + self.count)
        calls: dict[str, tuple[Caller, str, str, dict[str, Any]]] = {
            "rename_person": (
                bureau,
                "PATCH",
                f"/lawyers/{self.lawyers[which]}",
                {"name": f"孙{number}", "reason": "更名"},
            ),
            "education": (department, "PATCH", f"/members/{self.members[which]}", {"education": "14"}),
            "mobile": (department, "PATCH", f"/members/{self.members[which]}", {"mobile": f"1990000{self.count:04}"}),
            "correct": (
                department,
                "POST",
                f"/members/{self.members[which]}/affiliations/correct",
                {"org_id": str(self.orgs[city][which].id), "from_on": today, "reason": "登记有误"},
            ),
            "practice": (
                bureau,
                "POST",
                f"/lawyers/{self.lawyers[which]}/practice",
                {"firm_id": str(self.firms[city][which].id), "practice_type": "1", "from_on": today},
            ),
            "firm": (bureau, "PATCH", f"/law-firms/{self.firms[city][which].id}", {"address": f"路{number}号"}),
            "head": (bureau, "PATCH", f"/law-firms/{self.firms[city][which].id}", {"head_name": f"李{number}"}),
            "rename_org": (
                department,
                "PATCH",
                f"/party-orgs/{self.orgs[city][which].id}",
                {"name": f"中共{self.mark}{city}支部之{number}", "reason": "更名"},
            ),
            "move_org": (
                department,
                "POST",
                f"/party-orgs/{self.orgs[city][which].id}/move",
                {"parent_id": str(self.roots[city].id), "reason": "调整", "local_decision": "市委决定"},
            ),
        }
        if deed == "day":
            self.api.clock.advance(days=1)  # type: ignore[attr-defined]
            return
        if deed == "expel":
            await self.expel(self.members[which])
            return
        caller, method, path, body = calls[deed]
        answer = await caller(method, path, json=body)
        assert answer.status_code in {200, 201, 409, 422}, answer.text

    async def expel(self, person_id: str) -> None:
        """Proposed by the branch, decided by the committee; a second time, or on a day of changes, it is refused."""
        async with self.api.admin.as_admin() as session:
            member = await session.get_one(Member, uuid.UUID(person_id))
        if member.org_id is None:
            return
        branch = await self.api.as_(StaffRole.ORG_OFFICER, org=member.org_id)
        body = {"member_id": person_id, "kind": "expulsion", "reason": "支部大会讨论通过"}
        proposed = await branch("POST", "/membership-decisions", json=body)
        if proposed.status_code == 201:
            made = proposed.json()
            committee = await self.api.as_(StaffRole.ORG_OFFICER, org=made["committee_id"])
            decision = {"action": "decide", "document": "成律党〔2026〕1号"}
            answer = await committee("POST", f"/membership-decisions/{made['id']}/actions", json=decision)
            assert answer.status_code in {200, 409}, answer.text


async def everything(department: Department, data_sets: Fields) -> dict[str, dict[str, Any]]:
    """The projection as it is now, read page by page."""
    found = {}
    for name in (*data_sets, "corrections"):
        params: dict[str, Any] = {"limit": 3}
        rows: dict[str, Any] = {}
        while True:
            page = await department.get(f"/{name.replace('_', '-')}", params=params)
            rows |= {item["id"]: item for item in page["items"]}
            if page["next_cursor"] is None:
                break
            params["cursor"] = page["next_cursor"]
        found[name] = rows
    return found


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=HISTORY, data_sets=granted(), data=st.data())
async def test_a_consumer_ends_with_the_projection_as_it_is_now(
    api: Api, sharing: Sharing, history: list[Any], data_sets: Fields, data: st.DataObject
) -> None:
    two = await Two.make(api)
    department = await sharing.partner(data_sets=data_sets, quota_per_day=1_000_000)
    await numbered(sharing)
    cursor = (await department.get("/changes", params={"limit": 500}))["next"]
    copy = await everything(department, data_sets)
    cursors = [cursor]
    for deed in history:
        await two.happen(*deed)
        await department.sign_in()
        if data.draw(st.booleans(), label="something is called wrong, or answered"):
            await dispute(two, department, data_sets, data.draw(st.integers(0, 9), label="what"))
        if data.draw(st.booleans(), label="the sequencer ran"):
            await numbered(sharing)
        page = await department.get(
            "/changes", params={"after": cursors[-1], "limit": data.draw(st.sampled_from([1, 2, 500]), label="limit")}
        )
        apply(copy, page["events"])
        if data.draw(st.integers(0, 3), label="a crash loses the cursor") > 0:
            cursors.append(page["next"])
    await numbered(sharing)
    cursor, more = cursors[data.draw(st.integers(0, len(cursors) - 1), label="restored from a backup")], True
    while more:
        page = await department.get("/changes", params={"after": cursor})
        apply(copy, page["events"])
        cursor, more = page["next"], page["more"]
    assert copy == await everything(department, data_sets)


async def dispute(two: Two, department: Department, data_sets: Fields, what: int) -> None:
    """The partner calls a value wrong, or the department answers, or the partner withdraws."""
    open_ones = (await department.get("/corrections", params={"state": "received"}))["items"]
    if open_ones and what < 3:
        await department("POST", f"/corrections/{open_ones[0]['id']}/reply", 200, json={"action": "withdraw"})
    elif open_ones and what < 6:
        for role in (StaffRole.ORGANIZATION_DEPARTMENT, StaffRole.JUSTICE_BUREAU):
            officer = await two.api.as_(role, area="51")
            refusal = {"action": "refuse", "reason": "登记无误"}
            await officer("POST", f"/correction-requests/{open_ones[0]['id']}/actions", json=refusal)
    else:
        name = sorted(data_sets)[what % len(data_sets)]
        items = (await department.get(f"/{name.replace('_', '-')}"))["items"]
        if items:
            body = {"data_set": name, "id": items[0]["id"], "field": min(data_sets[name]), "reason": "有误"}
            await department("POST", "/corrections", json=body)


def apply(copy: dict[str, dict[str, Any]], events: list[Any]) -> None:
    """What a consumer does with events."""
    for event in events:
        rows = copy[event["data_set"]]
        if event["record"] is None:
            rows.pop(event["id"], None)
        else:
            rows[event["id"]] = event["record"]


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=HISTORY, data_sets=granted())
async def test_what_differs_beyond_the_grant_shows_in_no_byte(
    api: Api, sharing: Sharing, history: list[Any], data_sets: Fields
) -> None:
    two = await Two.make(api)
    department = await sharing.partner(data_sets=data_sets, quota_per_day=1_000_000)
    await numbered(sharing)
    cursor = (await department.get("/changes", params={"limit": 500}))["next"]
    courier = calling(sharing)
    bell = (await department("POST", "/subscriptions", 201, json={"url": "http://127.0.0.1/"})).json()["id"]

    async def told() -> list[bytes]:
        await department.sign_in()
        await numbered(sharing)
        while await courier.watch():
            pass
        answers = [await department("GET", "/changes", params={"after": cursor})]
        for name in DATA_SETS:
            path = f"/{name.replace('_', '-')}"
            answers += [await department("GET", path), await department("GET", path, params={"limit": 1})]
        answers.append(await department("POST", "/members/query", json={"ids": ["0" * 32]}))
        answers.append(await department("GET", f"/subscriptions/{bell}/deliveries"))
        return [
            re.sub(rb'"(next|next_cursor)":"[^"]+"', b"", answer.content) + b"%d" % answer.status_code
            for answer in answers
        ]

    before = await told()
    for deed, which, _ in history:
        if deed in {"mobile", "day", "education"}:
            await two.happen(deed, which, 1)
        elif deed not in {"correct", "expel", "practice"}:
            await two.happen(deed, 1, 1)
    assert await told() == before
