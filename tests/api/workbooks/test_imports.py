"""Imports as jobs: who may, how they end, what a worker that dies leaves, the refused rows back."""

import io

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from app.core import jobs
from app.core.settings import Settings
from app.models.accounts import StaffRole
from app.models.imports import FormKind
from app.services.workbooks.imports.runner import run_next_import
from tests.support.api_client import Api
from tests.support.builders import make_org
from tests.support.import_runs import FIRM, association, form, rows, run_import, upload
from tests.support.keys import KEYRING
from tests.support.workbook_files import sample


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (StaffRole.BAR_ASSOCIATION, set(FormKind)),
        (StaffRole.ORGANIZATION_DEPARTMENT, {FormKind.PARTY_ORGS, FormKind.MEMBERS}),
        (StaffRole.JUSTICE_BUREAU, {FormKind.LAW_FIRMS, FormKind.LAWYERS}),
    ],
)
async def test_each_department_imports_what_it_is_the_source_of(
    api: Api, role: StaffRole, allowed: set[FormKind]
) -> None:
    caller = await api.as_(role, area="5101")
    for kind in FormKind:
        answer = await upload(caller, kind, b"x", expect=202 if kind in allowed else 403)
        assert kind in allowed or answer["code"] == "import_kind_not_allowed"


async def test_an_officer_imports_nothing(api: Api) -> None:
    org = await make_org(api.admin, "中共甲支部")
    answer = await upload(await api.as_(StaffRole.ORG_OFFICER, org=org.id), "members", b"x", expect=403)
    assert answer["code"] == "forbidden"


async def test_a_file_beyond_the_limit_is_refused_before_it_is_kept(api: Api) -> None:
    api.app.state.settings = Settings(import_megabytes=0)
    answer = await upload(await association(api), "members", b"x", expect=413)
    assert answer["code"] == "too_large"
    assert await rows(api, "SELECT id FROM import_job") == []


async def test_the_file_is_kept_enciphered(api: Api) -> None:
    data = form("law_firms", FIRM)
    await upload(await association(api), "law_firms", data)
    ((cipher,),) = await rows(api, "SELECT file_cipher FROM import_job")
    assert KEYRING.unseal(cipher) == data != cipher


async def test_the_same_upload_under_one_key_is_queued_once(api: Api) -> None:
    caller, key, data = await association(api), {"Idempotency-Key": "k1"}, form("law_firms", FIRM)
    first = await upload(caller, "law_firms", data, headers=key)
    assert await upload(caller, "law_firms", data, headers=key) == first
    answer = await upload(caller, "law_firms", form("law_firms", FIRM | {"name": "乙所"}), headers=key, expect=422)
    assert answer["code"] == "idempotency_key_reused"


async def test_imports_are_seen_by_who_made_them_alone(api: Api) -> None:
    mine, other = await association(api), await association(api)
    job = await run_import(api, mine, "law_firms", form("law_firms", FIRM | {"uscc": "x"}))
    assert [item["id"] for item in (await mine.get("/imports", params={"kind": "law_firms"}))["items"]] == [job["id"]]
    assert (await other.get("/imports"))["items"] == []
    for path in ("", "/errors", "/remarks", "/errors.xlsx"):
        await other("GET", f"/imports/{job['id']}{path}", 404)


async def test_nothing_waits_then_nothing_is_done(api: Api) -> None:
    assert not await run_next_import(api.app.state.database, KEYRING, api.clock)


async def test_a_workbook_of_another_form_fails_with_the_reason(api: Api) -> None:
    job = await run_import(api, await association(api), "members", sample("law_firms"))
    assert (job["state"], job["failure_code"]) == ("failed", "workbook_of_another_kind")
    assert "律师事务所信息采集表" in job["failure_detail"]


async def test_what_is_no_workbook_fails_with_the_remedy(api: Api) -> None:
    caller = await association(api)
    job = await run_import(api, caller, "members", b"not a workbook")
    assert (job["state"], job["failure_code"]) == ("failed", "workbook_unreadable")
    assert job["finished_at"]
    await caller("GET", f"/imports/{job['id']}/errors.xlsx", 409)


async def test_a_grant_that_ends_meanwhile_ends_the_import(api: Api) -> None:
    caller = await association(api)
    queued = await upload(caller, "law_firms", form("law_firms", FIRM))
    await upload(await association(api), "law_firms", form("law_firms", FIRM))
    async with api.admin.as_admin() as session:
        revoke = "UPDATE role_grant SET revoked_at = now() WHERE id = (SELECT grant_id FROM import_job WHERE id = :id)"
        await session.exec(sa.text(revoke), params={"id": queued["id"]})  # type: ignore[call-overload]
    assert await run_next_import(api.app.state.database, KEYRING, api.clock)
    ended = "SELECT state, failure_code FROM import_job WHERE id = :id"
    assert await rows(api, ended, id=queued["id"]) == [("failed", "grant_revoked")]
    assert await rows(api, "SELECT id FROM law_firm") == []


async def test_a_job_whose_worker_died_is_begun_anew_after_its_lease(api: Api) -> None:
    caller = await association(api)
    job = await upload(caller, "law_firms", form("law_firms", FIRM))
    async with api.admin.as_admin() as session:
        started = "UPDATE import_job SET state = 'running', attempts = 1, leased_until = :until"
        await session.exec(sa.text(started), params={"until": api.clock.now() + jobs.LEASE})  # type: ignore[call-overload]
    assert not await run_next_import(api.app.state.database, KEYRING, api.clock)
    api.clock.advance(seconds=jobs.LEASE.total_seconds() + 1)  # type: ignore[attr-defined]
    assert await run_next_import(api.app.state.database, KEYRING, api.clock)
    (row,) = await rows(api, "SELECT state, rows_created, attempts FROM import_job WHERE id = :id", id=job["id"])
    assert row == ("done", 1, 2)


async def test_a_job_under_which_every_worker_dies_is_given_up(api: Api) -> None:
    caller = await association(api)
    job = await upload(caller, "law_firms", form("law_firms", FIRM))
    async with api.admin.as_admin() as session:
        started = "UPDATE import_job SET state = 'running', attempts = 3, leased_until = :then"
        then = api.clock.now() - jobs.LEASE
        await session.exec(sa.text(started), params={"then": then})  # type: ignore[call-overload]
    assert await run_next_import(api.app.state.database, KEYRING, api.clock)
    ended = await caller.get(f"/imports/{job['id']}")
    assert (ended["state"], ended["failure_code"]) == ("failed", "import_failed")


async def test_an_import_that_breaks_down_writes_nothing_and_gives_up_after_three_attempts(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    caller = await association(api)
    job = await upload(caller, "law_firms", form("law_firms", FIRM))
    async with api.admin.as_admin() as session:
        await session.exec(sa.text("REVOKE INSERT ON law_firm_standing FROM huizhi_area"))  # type: ignore[call-overload]
    for _ in range(jobs.MOST_ATTEMPTS):
        assert await run_next_import(api.app.state.database, KEYRING, api.clock)
    assert not await run_next_import(api.app.state.database, KEYRING, api.clock)
    (row,) = await rows(api, "SELECT state, failure_code FROM import_job WHERE id = :id", id=job["id"])
    assert row == ("failed", "import_failed")
    assert await rows(api, "SELECT id FROM law_firm") == []
    assert str(FIRM["uscc"]) not in caplog.text


async def test_the_refused_rows_come_back_as_a_workbook_that_can_be_mended(api: Api) -> None:
    caller = await association(api)
    job = await run_import(api, caller, "law_firms", sample("law_firms"))
    response = await caller("GET", f"/imports/{job['id']}/errors.xlsx", 200)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert sheet[3][1] == "校验位错误律师事务所"
    assert str(sheet[3][-1]).startswith("原表第64行：")
    again = await run_import(api, caller, "law_firms", response.content)
    assert (again["rows_total"], again["rows_rejected"]) == (1, 1)


async def test_a_file_whose_time_is_over_is_gone(api: Api) -> None:
    caller = await association(api)
    job = await run_import(api, caller, "law_firms", form("law_firms", FIRM | {"uscc": "x"}))
    async with api.admin.as_admin() as session:
        await session.exec(sa.text("UPDATE import_job SET file_cipher = NULL"))  # type: ignore[call-overload]
    response = await caller("GET", f"/imports/{job['id']}/errors.xlsx", 410)
    assert response.json()["code"] == "import_file_gone"


@pytest.mark.parametrize("kind", FormKind)
async def test_every_form_has_a_template(api: Api, kind: FormKind) -> None:
    response = await (await association(api))("GET", f"/imports/templates/{kind}.xlsx", 200)
    assert CalamineWorkbook.from_filelike(io.BytesIO(response.content)).sheet_names[1] == "填表说明"


async def test_an_import_over_real_connections_is_committed_as_a_whole(committed: Api) -> None:
    caller = await association(committed)
    for kind in ("law_firms", "party_orgs", "lawyers", "members"):
        job = await run_import(committed, caller, kind, sample(kind))
        assert job["state"] == "done"
    assert await rows(committed, "SELECT count(*) FROM member") == [(241,)]
    again = await run_import(committed, caller, "members", sample("members"))
    assert (again["rows_unchanged"], again["rows_rejected"]) == (241, 5)
