"""A small world in which members move, and the way through a transfer as each officer."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app.models.accounts import StaffRole
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from tests.support.api_client import Api, Caller
from tests.support.builders import make_id_number, make_member, make_org

Path = tuple[tuple[str, dict[str, Any]], ...]
"""Who does what, in order."""

OUTSIDE = {"name": "中共某大学委员会组织部", "address": "某市某路1号", "area_code": "51"}
PAPER_RECEIPT = {
    "received_on": "2026-11-23",
    "addressee": "中共成都市律师行业委员会",
    "handler_name": "王五",
    "scan_sha256": "ab" * 32,
}
PAPER_LETTER = {
    "serial": "2026018",
    "name": "周远来",
    "ethnic_group": "01",
    "category": "1",
    "admitted_on": "2005-07-01",
    "regularized_on": "2006-07-01",
    "mobile": "19900004321",
    "from_unit": "中共某大学法学院支部",
    "issuer_name": "中共某大学委员会组织部",
    "issuer_address": "某市某路1号",
    "issuer_phone": "02899999999",
    "issued_on": "2026-11-01",
    "valid_days": 60,
    "dues_paid_to": "2026-10",
    "scan_sha256": "cd" * 32,
}


@dataclass
class TransferCase:
    """A province with a committee in the city (branches a and b) and one in a county (branch c)."""

    api: Api
    orgs: dict[str, PartyOrg]
    callers: dict[str, Caller]
    member: Member

    @classmethod
    async def make(cls, api: Api, **facts: Any) -> "TransferCase":
        """`facts` are the member's, whose name is 赵一 and whose branch is a."""
        admin = api.admin
        province = await make_org(admin, "中共四川省律师行业委员会", category="611", area="51")
        city = await make_org(
            admin,
            "中共成都市律师行业委员会",
            category="611",
            parent=province,
            address="成都市甲路1号",
            postcode="610000",
        )
        county = await make_org(
            admin, "中共金堂县律师行业委员会", category="611", parent=province, area="510121", address="金堂县乙路2号"
        )
        orgs = {
            "province": province,
            "city": city,
            "county": county,
            "a": await make_org(admin, "中共甲律师事务所支部", parent=city, area="510104"),
            "b": await make_org(admin, "中共乙律师事务所支部", parent=city, area="510105"),
            "c": await make_org(admin, "中共丙律师事务所支部", parent=county, area="510121"),
        }
        member = await make_member(admin, "赵一", orgs["a"], **facts)
        world = cls(api, orgs, {}, member)
        await world.sign_in()
        return world

    async def sign_in(self) -> None:
        """Fresh tokens for everybody: the clock may have been moved on."""
        for name, org in self.orgs.items():
            self.callers[name] = await self.api.as_(StaffRole.ORG_OFFICER, org=org.id)
        self.callers["member"] = await self.api.as_(StaffRole.MEMBER, person=self.member.person_id)

    async def with_another(self, name: str, branch: str = "a") -> "TransferCase":
        """The same world, seen with another member."""
        member = await make_member(self.api.admin, name, self.orgs[branch])
        world = TransferCase(self.api, self.orgs, {}, member)
        await world.sign_in()
        return world

    def request(self, to: str, **changes: Any) -> dict[str, Any]:
        """The body that opens a transfer to an organization."""
        route = "internal" if to in {"a", "b", "city"} else "letter"
        body = {
            "member_id": str(self.member.person_id),
            "route": route,
            "to_org_id": str(self.orgs[to].id),
            "reason": "调入该所执业",
            "dues_paid_to": "2026-10",
        }
        return body | changes

    async def open(self, to: str, by: str = "member", **changes: Any) -> str:
        """A draft to an organization; gives the transfer's id."""
        opened = await self.callers[by].post("/transfers", self.request(to, **changes), 201)
        transfer_id: str = opened["id"]
        return transfer_id

    async def act(self, transfer_id: str, who: str, action: str, expect: int = 200, **more: Any) -> Any:
        """One action as one of the callers."""
        path = f"/transfers/{transfer_id}/actions"
        return await self.callers[who].post(path, {"action": action, **more}, expect)

    async def walk(self, transfer_id: str, path: Path, *, until: str | None = None) -> Any:
        """Take the steps of a path until a state is reached; gives the last answer."""
        shown: Any = None
        for who, step in path:
            shown = await self.act(transfer_id, who, **step)
            if shown["state"] == until:
                break
        return shown

    def letter_path(self) -> Path:
        """Every step from the city's branch a to the county's branch c."""
        return (
            ("member", {"action": "submit"}),
            ("a", {"action": "agree"}),
            ("city", {"action": "issue_letter", "valid_days": 60}),
            ("city", {"action": "dispatch"}),
            ("county", {"action": "accept", "to_branch_id": str(self.orgs["c"].id)}),
            ("county", {"action": "send_receipt", "handler_name": "李四", "handler_phone": "02800000003"}),
            ("city", {"action": "confirm_receipt"}),
        )

    def internal_path(self) -> Path:
        """Every step from branch a to branch b under the city's committee."""
        return (
            ("a", {"action": "submit"}),
            ("a", {"action": "agree"}),
            ("city", {"action": "accept", "to_branch_id": str(self.orgs["b"].id)}),
            ("city", {"action": "send_receipt", "handler_name": "李四"}),
            ("a", {"action": "confirm_receipt"}),
        )

    def outgoing_path(self, **receipt: Any) -> Path:
        """Every step from branch a to a body outside the registry."""
        return (*self.letter_path()[:4], ("city", {"action": "enter_receipt", **PAPER_RECEIPT, **receipt}))

    async def outgoing_in(self, state: str) -> str:
        """An `outgoing` transfer that has reached a state."""
        transfer_id = await self.open("c", route="outgoing", to_org_id=None, to_outside=OUTSIDE)
        await self.walk(transfer_id, self.outgoing_path(), until=state)
        return transfer_id

    async def open_incoming(self, **letter: Any) -> str:
        """A draft from outside to the county's committee, with its letter; gives the transfer's id."""
        opened = await self.callers["county"].post("/transfers", self.incoming(**letter), 201)
        transfer_id: str = opened["id"]
        return transfer_id

    def incoming(self, **letter: Any) -> dict[str, Any]:
        """The body that opens a transfer from outside."""
        paper = PAPER_LETTER | {"id_number": make_id_number(birth=dt.date(1980, 5, 17)), **letter}
        return {
            "route": "incoming",
            "to_org_id": str(self.orgs["c"].id),
            "reason": "凭介绍信转入",
            "letter": paper,
        }

    def incoming_path(self) -> Path:
        """Every step from outside to the county's branch c."""
        return (
            ("county", {"action": "submit"}),
            ("county", {"action": "accept", "to_branch_id": str(self.orgs["c"].id)}),
            ("county", {"action": "send_receipt", "handler_name": "李四"}),
            ("county", {"action": "dispatch_receipt", "note": "机要邮寄"}),
        )

    async def open_bulk(self, org: str = "a", to: str = "county", expect: int = 201) -> Any:
        """A draft of a whole organization of the city to an organization of the county."""
        body = {
            "route": "bulk",
            "from_org_id": str(self.orgs[org].id),
            "to_org_id": str(self.orgs[to].id),
            "reason": "律师事务所迁址，党组织整建制转移",
            "dues_paid_to": "2026-10",
        }
        return await self.callers[org].post("/transfers", body, expect)

    def bulk_path(self, org: str = "a") -> Path:
        """Every step from the city's committee to the county's."""
        return (
            (org, {"action": "submit"}),
            ("city", {"action": "agree"}),
            ("city", {"action": "issue_letter", "valid_days": 60}),
            ("city", {"action": "dispatch"}),
            ("county", {"action": "accept"}),
            ("county", {"action": "send_receipt", "handler_name": "李四"}),
            ("city", {"action": "confirm_receipt"}),
        )

    async def bulk_in(self, state: str, org: str = "a") -> str:
        """A `bulk` transfer that has reached a state."""
        transfer_id: str = (await self.open_bulk(org))["id"]
        await self.walk(transfer_id, self.bulk_path(org), until=state)
        return transfer_id

    async def letter_in(self, state: str) -> str:
        """A `letter` transfer to the county that has reached a state."""
        transfer_id = await self.open("c")
        await self.walk(transfer_id, self.letter_path(), until=state)
        return transfer_id
