"""Fixtures of the tests of the API: a city, and those who act in it."""

import pytest

from app.models.accounts import StaffRole
from tests.support.api_client import Api, Caller
from tests.support.builders import make_firm, make_org
from tests.support.chengdu import Chengdu
from tests.support.postgres import OneConnection


@pytest.fixture
async def city(database: OneConnection) -> Chengdu:
    committee = await make_org(database, "中共成都市律师行业委员会", category="611", area="5101")
    firm = await make_firm(database, "四川甲律师事务所", area="510104")
    of_firm = await make_org(database, "中共甲律师事务所支部", parent=committee, area="510104", firms=(firm,))
    joint = await make_org(database, "中共律师第一联合支部", category="632", parent=committee, area="510105")
    elsewhere = await make_org(database, "中共绵阳乙支部", area="510703")
    return Chengdu(committee, firm, of_firm, joint, elsewhere)


@pytest.fixture
async def department(api: Api) -> Caller:
    return await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")


@pytest.fixture
async def bureau(api: Api) -> Caller:
    return await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
