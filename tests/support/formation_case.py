"""A city in which organizations are founded, and those who found them."""

from dataclasses import dataclass
from typing import Any

from app.models.law_firms import LawFirm
from app.models.party_orgs import PartyOrg
from tests.support.api_client import Api, Caller
from tests.support.builders import make_firm, make_lawyer, make_member, make_person
from tests.support.clock import TODAY


@dataclass
class FormationCase:
    """An association's committee, a direct branch that holds members of uncovered firms, and those who act."""

    api: Api
    committee: PartyOrg
    direct: PartyOrg
    guide: Caller
    department: Caller
    approver: Caller

    async def staff(self, firm: LawFirm, count: int, org: PartyOrg | None = None, **facts: Any) -> None:
        """Full members who practise at a firm, affiliated with `org` or the direct branch."""
        kind = facts.pop("practice_type", "1")
        for number in range(count):
            person = await make_person(self.api.admin, place=firm.place_path)
            name = f"赵{'一二三四五六七八九'[number % 9]}"
            await make_lawyer(self.api.admin, name, firm, person=person, practice_type=kind)
            await make_member(self.api.admin, name, org or self.direct, person=person, **facts)

    async def firm(self, name: str, full: int, area: str = "510104", **facts: Any) -> LawFirm:
        firm = await make_firm(self.api.admin, name, area=area, **facts)
        await self.staff(firm, full)
        return firm

    async def propose(self, *firms: LawFirm, expect: int = 201, by: Caller | None = None, **changes: Any) -> Any:
        body = {
            "firm_ids": [str(firm.id) for firm in firms],
            "name": "中共新设律师事务所支部",
            "representative": "赵一",
            **changes,
        }
        return await (by or self.guide).post("/formations", body, expect)

    async def act(self, by: Caller, formation: Any, action: str, expect: int = 200, **more: Any) -> Any:
        return await by.post(f"/formations/{formation['id']}/actions", {"action": action, **more}, expect)

    async def walk(self, formation: Any, until: str = "filed") -> Any:
        """Take a formation forward until a state is reached."""
        election = {"held_on": str(TODAY), "entitled": 3, "present": 3, "votes": 3, "secretary_name": "赵一"}
        steps: tuple[tuple[Caller, str, dict[str, Any]], ...] = (
            (self.approver, "approve", {"document": "律党〔2026〕12号"}),
            (self.guide, "record_election", election),
            (self.guide, "found", {}),
            (self.department, "file", {"document": "备〔2026〕3号"}),
        )
        for by, action, more in steps:
            formation = await self.act(by, formation, action, **more)
            if formation["state"] == until:
                break
        return formation

    async def candidates(self, **params: str) -> list[Any]:
        page = await self.guide.get("/formation-candidates", params=params)
        items: list[Any] = page["items"]
        return items
