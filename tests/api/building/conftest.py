"""Fixtures of the tests of founding."""

import pytest

from app.models.accounts import StaffRole
from app.models.areas import DepartmentKind
from tests.support.api_client import Api
from tests.support.builders import make_department, make_org
from tests.support.formation_case import FormationCase


@pytest.fixture
async def town(api: Api) -> FormationCase:
    association = await make_department(api.admin, DepartmentKind.BAR_ASSOCIATION, "5101", "成都市律师协会")
    committee = await make_org(
        api.admin, "中共成都市律师行业委员会", category="611", area="5101", department_id=association.id
    )
    direct = await make_org(api.admin, "中共成都市律师协会直属支部", parent=committee, area="5101")
    return FormationCase(
        api,
        committee,
        direct,
        await api.as_(StaffRole.BAR_ASSOCIATION, area="5101"),
        await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101"),
        await api.as_(StaffRole.ORG_OFFICER, org=committee.id),
    )
