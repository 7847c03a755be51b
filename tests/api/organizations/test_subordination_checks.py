"""Levels (N27) and superiors (N28) across the tree: the database judges as the rules do, and names the fix."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.accounts import StaffRole
from app.models.areas import Department, DepartmentKind
from app.models.party_orgs import PartyOrg
from app.rules.organizations.party_structure import Host
from app.rules.organizations.subordination import Placed, SubordinationGap, gaps_of
from app.rules.reference.areas import areas
from tests.support.api_client import Api, Caller
from tests.support.builders import make_department, make_firm, make_org

CATEGORIES = ("611", "621", "631", "632", "641", "911", "931")
PLACES = ("51", "5101", "5107", "510104", "510703")
K = DepartmentKind


async def listed(caller: Caller, **params: str) -> list[Any]:
    items: list[Any] = (await caller.get("/subordination-checks", params=params))["items"]
    return items


async def test_a_finding_names_the_clause_and_the_organization_to_stand_under(api: Api, department: Caller) -> None:
    bureau = await make_department(api.admin, K.JUSTICE_BUREAU, "5101", "成都市司法局")
    association = await make_department(api.admin, K.BAR_ASSOCIATION, "5101", "成都市律师协会")
    (alone,) = await listed(department)
    assert (alone["kind"], alone["department_id"]) == ("association_without_organization", str(association.id))
    top = await make_org(api.admin, "中共成都市司法局委员会", category="611", department_id=bureau.id)
    led = await make_org(
        api.admin, "中共成都市律师协会总支部", category="621", parent=top, department_id=association.id
    )
    firm = await make_firm(api.admin, "四川甲律师事务所")
    branch = await make_org(api.admin, "中共甲支部", parent=top, area="510104", firms=(firm,))
    found = {item["kind"]: item for item in await listed(department)}
    assert set(found) == {"association_category", "other_superior"}
    assert found["association_category"]["org_id"] == str(led.id)
    wrong = found["other_superior"]
    assert (wrong["org_id"], wrong["parent_name"], wrong["expected_id"]) == (str(branch.id), top.name, str(led.id))
    assert (wrong["expected_name"], "N28" in wrong["clause"]) == (led.name, True)
    assert await listed(department, area_code="510105") == []
    assert len(await listed(department, org_id=str(branch.id))) == 1
    await department.patch(f"/party-orgs/{led.id}", {"category": "611"})
    await department.post(f"/party-orgs/{branch.id}/move", {"parent_id": str(led.id), "reason": "按N28"}, 422)
    async with api.admin.as_admin() as session:
        (await session.get_one(PartyOrg, branch.id)).local_decision = "市委组织部会议纪要〔2026〕2号"
    assert await listed(department) == []
    elsewhere = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5107")
    assert await listed(elsewhere) == []


places = st.sampled_from(PLACES)
orgs = st.lists(
    st.tuples(
        st.sampled_from(CATEGORIES),
        places,
        st.sampled_from((K.JUSTICE_BUREAU, K.BAR_ASSOCIATION, None, None)),
        st.integers(-1, 5),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


def upward(code: str) -> list[str]:
    chain = []
    area = areas().get(code)
    while area:
        chain.append(area.code)
        area = areas().get(area.parent_code) if area.parent_code else None
    return chain


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=orgs)
async def test_the_database_finds_what_the_rules_find(
    api: Api, drawn: Sequence[tuple[str, str, DepartmentKind | None, int, bool, bool, bool]]
) -> None:
    made: list[tuple[PartyOrg, DepartmentKind | None, bool]] = []
    async with api.admin.undone():
        departments: dict[tuple[DepartmentKind, str], Department] = {}
        for n, (category, place, kind, parent, covers, decided, dissolved) in enumerate(drawn):
            if kind and (kind, place) not in departments:
                departments[kind, place] = await make_department(api.admin, kind, place, f"{place}{kind}")
            firms = (await make_firm(api.admin, f"{n}律师事务所", area=place),) if covers else ()
            org = await make_org(
                api.admin,
                f"{n}",
                category=category,
                area=place,
                parent=made[parent][0] if 0 <= parent < len(made) else None,
                firms=firms,
                department_id=departments[kind, place].id if kind else None,
                local_decision="决定" if decided else None,
            )
            if dissolved:
                async with api.admin.as_admin() as session:
                    (await session.get_one(PartyOrg, org.id)).dissolved_on = api.clock.today()
            made.append((org, kind, dissolved))
        async with api.admin.as_admin() as session:
            rows = await session.exec(sa.text("SELECT org_id, kind FROM subordination_findings()"))  # type: ignore[call-overload]
            found = {(org_id, kind) for org_id, kind in rows.all() if org_id}
    standing = {org.id: (org, kind) for org, kind, dissolved in made if not dissolved}
    expected = {
        (org.id, gap.value)
        for (org, kind), (*_, covers, _, _) in zip([(o, k) for o, k, _ in made], drawn, strict=True)
        if org.id in standing
        for gap in judged(org, kind, covers, standing)
    }
    assert found == expected


def judged(
    org: PartyOrg,
    kind: DepartmentKind | None,
    covers: bool,
    standing: dict[uuid.UUID, tuple[PartyOrg, DepartmentKind | None]],
) -> set[SubordinationGap]:
    host = Host.ASSOCIATION if kind is K.BAR_ASSOCIATION else Host.LAW_FIRM if covers else None
    wanted = {
        Host.ASSOCIATION: (K.JUSTICE_BUREAU, [org.area_code]),
        Host.LAW_FIRM: (K.BAR_ASSOCIATION, upward(org.area_code)),
    }
    of, where = wanted[host] if host else (None, [])
    area = areas()[org.area_code]
    parent = standing.get(org.parent_id) if org.parent_id else None
    return gaps_of(
        Placed(
            category=org.category,
            level=area.level,
            is_sub_provincial=area.is_sub_provincial,
            host=host,
            parent_id=org.parent_id,
            parent_category=parent[0].category if parent else None,
            above={uuid.UUID(part) for part in org.party_path.strip("/").split("/")} - {org.id},
            expected={o.id for o, k in standing.values() if k is of and o.area_code in where} if host else set(),
            local_decision=org.local_decision,
        )
    )
