"""Two cities in which things happen, and what a partner may know of them."""

import uuid
from typing import Any

from app.models.accounts import StaffRole
from app.models.law_firms import LawFirm
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from tests.support.api_client import Api, Caller
from tests.support.builders import make_firm, make_lawyer, make_member, make_org
from tests.support.sharing_partner import Department

HERE, THERE = "5101", "5107"

Fields = dict[str, dict[str, str]]


class SharedCities:
    """Two cities, each with a committee, two branches, two firms, a member and a lawyer."""

    def __init__(self, api: Api) -> None:
        self.api, self.mark, self.count = api, uuid.uuid4().hex[:6], 0
        self.orgs: dict[str, list[PartyOrg]] = {}
        self.firms: dict[str, list[LawFirm]] = {}
        self.roots: dict[str, PartyOrg] = {}
        self.members: list[str] = []
        self.lawyers: list[str] = []

    @classmethod
    async def make(cls, api: Api) -> "SharedCities":
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
