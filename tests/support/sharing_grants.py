"""Partners registered and grants applied for, as the administrator does it."""

import datetime as dt
from typing import Any

from tests.support.api_client import Api, Caller
from tests.support.sharing_partner import PartnerKey

PARTY = {"members": {"name": "full", "organization_name": "full"}}


async def registered(admin: Caller, **changes: Any) -> Any:
    body = {
        "client_id": "cd-justice",
        "name": "成都市司法局业务系统",
        "contact": "信息处",
        "keys": [PartnerKey().public],
    }
    return await admin.post("/partners", body | changes, 201)


async def applied(admin: Caller, api: Api, expect: int = 201, **changes: Any) -> Any:
    partner = (await admin.get("/partners"))["items"] or [await registered(admin)]
    today = api.clock.today()
    body = {
        "partner_id": partner[0]["id"],
        "purpose": "party_building",
        "area_code": "5101",
        "data_sets": PARTY,
        "valid_from": today.isoformat(),
        "valid_to": (today + dt.timedelta(days=365)).isoformat(),
    }
    return await admin.post("/sharing-grants", body | changes, expect)
