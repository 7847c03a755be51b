"""Accounts with a password, for the tests that sign in over HTTP; all others use `Api.as_`."""

import datetime as dt
import uuid
from typing import Any

from app.auth.passwords import Passwords
from app.models.accounts import Account, RoleGrant, StaffRole
from tests.support.api_client import Api

CHEAP = Passwords(time_cost=1, memory_kib=8)

PASSWORD = "correct horse battery"


async def make_account(api: Api, username: str, *roles: StaffRole) -> list[uuid.UUID]:
    """An account with a password and these roles over Chengdu; the ids of its grants."""
    hashed = await api.app.state.passwords.hash(PASSWORD)
    account = Account(username=username, name=username, password_hash=hashed)
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    grants = [
        RoleGrant(account_id=account.id, role=role, area_code="5101", created_at=start + dt.timedelta(days=day))
        for day, role in enumerate(roles)
    ]
    async with api.admin.as_admin() as session:
        session.add(account)
        await session.flush()
        session.add_all(grants)
    return [grant.id for grant in grants]


async def sign_in(api: Api, username: str, password: str = PASSWORD, expect: int = 200, **form: Any) -> Any:
    data = {"username": username, "password": password, **{name: str(value) for name, value in form.items()}}
    return (await api.anybody("POST", "/auth/token", expect, data=data)).json()
