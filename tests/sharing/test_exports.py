"""Everything at once: made in the background, fetched by manifest, continued by the feed."""

import asyncio
import datetime as dt
import gzip
import hashlib
import json
from contextlib import suppress
from typing import Any

from app.core.clock import CIVIL_ZONE
from app.core.jobs import LEASE, Claim
from app.models.accounts import StaffRole
from app.models.sharing import GrantState, SharingGrant
from app.models.sharing_exports import ExportJob
from app.services.housekeeping import keep_house
from app.sharing.exporting import EXPORTS
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_id_number, make_lawyer, make_member, make_org
from tests.support.change_feed import drain
from tests.support.clock import SetClock
from tests.support.merkle_log import number
from tests.support.sharing_partner import Department, Sharing


async def exported(sharing: Sharing, department: Department, **body: Any) -> Any:
    job = (await department("POST", "/exports", 202, json=body)).json()
    assert (job["state"], job["files"], job["next"]) == ("queued", [], None)
    while await sharing.app.state.exporter.run_next():
        pass
    return await department.get(f"/exports/{job['id']}")


def ending(manifest: Any) -> tuple[str, str]:
    assert manifest["failure_detail"]
    return manifest["state"], manifest["failure_code"]


async def lines(department: Department, file: Any) -> list[Any]:
    answer = await department.client.get(file["url"], headers={"Authorization": f"Bearer {department.token}"})
    assert answer.status_code == 200, answer.text
    assert (len(answer.content), hashlib.sha256(answer.content).hexdigest()) == (file["bytes"], file["sha256"])
    return [json.loads(line) for line in gzip.decompress(answer.content).splitlines()]


async def test_an_export_holds_every_record_in_scope_and_the_feed_goes_on_from_it(sharing: Sharing, api: Api) -> None:
    org = await make_org(sharing.admin, "中共甲支部")
    number_of = make_id_number()
    await make_member(sharing.admin, "赵一", org, number=number_of)
    await make_member(sharing.admin, "钱二", org)
    firm = await make_firm(sharing.admin, "甲律师事务所")
    await make_lawyer(sharing.admin, "孙三", firm)
    department = await sharing.partner()
    manifest = await exported(sharing, department)
    assert manifest["state"] == "done"
    counts = {file["data_set"]: file["rows"] for file in manifest["files"]}
    assert counts == {"members": 2, "lawyers": 1, "law_firms": 1, "party_orgs": 1}
    for file in manifest["files"]:
        page = await department.get(f"/{file['data_set'].replace('_', '-')}")
        assert await lines(department, file) == page["items"]
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    await bureau.patch(f"/law-firms/{firm.id}", {"address": "新路1号"})
    events, _ = await drain(sharing, department, manifest["next"])
    assert [(event["kind"], event["record"]["address"]) for event in events] == [("upsert", "新路1号")]


async def test_what_an_export_hands_over_is_on_record_before_it_can_be_fetched(sharing: Sharing) -> None:
    await make_member(sharing.admin, "赵一", await make_org(sharing.admin, "中共甲支部"))
    department = await sharing.partner(data_sets={"members": {"name": "full"}})
    job = (await department("POST", "/exports", 202, json={})).json()
    early = await department("GET", f"/exports/{job['id']}/files/members", 409)
    assert early.json()["code"] == "export_not_ready"
    assert (await department.get("/operations/mine"))["records_today"] == 0
    while await sharing.app.state.exporter.run_next():
        pass
    assert (await department.get("/operations/mine"))["records_today"] == 1
    await number(sharing.admin)


async def test_what_is_not_granted_is_not_exported(sharing: Sharing) -> None:
    department = await sharing.partner(data_sets={"members": {"name": "full"}})
    refused = await department("POST", "/exports", 403, json={"data_sets": ["members", "lawyers"]})
    assert refused.json()["code"] == "data_set_not_granted"
    await department("POST", "/exports", 400, json={"tables": ["members"]})
    manifest = await exported(sharing, department, data_sets=["members"])
    other = await sharing.partner("另一系统")
    await other("GET", f"/exports/{manifest['id']}", 404)
    await department("GET", f"/exports/{manifest['id']}/files/lawyers", 404)


async def test_a_quota_or_another_content_refuses_an_export(sharing: Sharing, clock: SetClock) -> None:
    org = await make_org(sharing.admin, "中共甲支部")
    for name in ("赵一", "钱二"):
        await make_member(sharing.admin, name, org)
    small = await sharing.partner(data_sets={"members": {"name": "full"}}, quota_per_day=1)
    assert ending(await exported(sharing, small)) == ("failed", "quota_exceeded")
    department = await sharing.partner(data_sets={"members": {"name": "full"}})
    done = await exported(sharing, department)
    waiting = (await department("POST", "/exports", 202, json={})).json()
    async with sharing.admin.as_admin() as session:
        grant = await session.get_one(SharingGrant, department.grant_id)
        grant.content_version, grant.state = 2, GrantState.IN_FORCE
        session.add(grant)
    clock.advance(seconds=5)
    while await sharing.app.state.exporter.run_next():
        pass
    assert ending(await department.get(f"/exports/{waiting['id']}")) == ("failed", "grant_changed")
    refused = await department("GET", f"/exports/{done['id']}/files/members", 409)
    assert refused.json()["code"] == "grant_changed"


async def test_an_export_says_until_when_it_is_kept_and_is_gone_afterwards(sharing: Sharing, clock: SetClock) -> None:
    await make_member(sharing.admin, "赵一", await make_org(sharing.admin, "中共甲支部"))
    department = await sharing.partner(data_sets={"members": {"name": "full"}})
    manifest = await exported(sharing, department)
    expires = clock.now() + dt.timedelta(days=7)
    assert dt.datetime.fromisoformat(manifest["expires_at"]) == expires
    (file,) = manifest["files"]
    for moment, status in ((expires - dt.timedelta(seconds=1), 200), (expires, 410)):
        clock.moment = moment
        await department.sign_in()
        answer = await department("GET", file["url"].removeprefix("/share/v1"), status)
    assert answer.json()["code"] == "export_expired"
    gone = await department.get(f"/exports/{manifest['id']}")
    assert (gone["state"], gone["files"], gone["expires_at"]) == ("done", [], manifest["expires_at"])
    await keep_house(sharing.admin, clock, 30)
    assert await department.get(f"/exports/{manifest['id']}") | {"next": ""} == gone | {"next": ""}
    await department("GET", file["url"].removeprefix("/share/v1"), 410)


async def test_an_export_is_kept_no_longer_than_its_grant_lasts(sharing: Sharing, clock: SetClock) -> None:
    department = await sharing.partner(data_sets={"members": {"name": "full"}}, valid_to=clock.today())
    manifest = await exported(sharing, department)
    assert dt.datetime.fromisoformat(manifest["expires_at"]) == dt.datetime(2026, 11, 24, tzinfo=CIVIL_ZONE)


async def test_an_export_that_was_cut_off_is_made_again_after_its_lease(sharing: Sharing, clock: SetClock) -> None:
    await make_member(sharing.admin, "赵一", await make_org(sharing.admin, "中共甲支部"))
    department = await sharing.partner(data_sets={"members": {"name": "full"}})
    job = (await department("POST", "/exports", 202, json={})).json()
    exporter = sharing.app.state.exporter

    async def die(_: Claim[ExportJob]) -> None:
        raise asyncio.CancelledError

    with suppress(asyncio.CancelledError):
        await EXPORTS.work_next(exporter.discloser.database, clock, die)
    assert await exporter.run_next() is False
    clock.moment += LEASE + dt.timedelta(seconds=1)
    assert await exporter.run_next() is True
    await department.sign_in()
    assert (await department.get(f"/exports/{job['id']}"))["state"] == "done"
