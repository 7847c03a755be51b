"""Evidence of what left: for the partner, offline, and for the person concerned."""

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.clock import CIVIL_ZONE
from app.core.jose import SignatureInvalid, Signer
from app.ledger.disclosures import SavedDisclosure, verify_disclosure
from app.models.accounts import StaffRole
from app.models.sharing import Disclosure, Embargo
from tests.support.api_client import Api
from tests.support.builders import make_member, make_org
from tests.support.clock import SetClock
from tests.support.command import run
from tests.support.keys import KEYRING
from tests.support.merkle_log import number
from tests.support.sharing_partner import Sharing

KEYS = Signer(KEYRING.signing).key_set
BEFORE = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


async def test_a_partner_verifies_offline_what_it_was_given(sharing: Sharing, tmp_path: Path) -> None:
    await make_member(sharing.admin, "赵一", await make_org(sharing.admin, "中共甲支部"))
    department = await sharing.partner()
    answer = await department("GET", "/members", 200)
    path = f"/disclosures/{answer.headers['Disclosure-Id']}"
    assert (await department.get(path))["proof"] is None
    await number(sharing.admin)
    saved = await department.get(path)
    facts, checkpoint = verify_disclosure(SavedDisclosure.model_validate(saved), KEYS)
    assert checkpoint is not None
    assert (facts.records, facts.data_set, facts.case_no) == (1, "members", "成司党2026-17号")
    assert "赵一" not in json.dumps(saved, ensure_ascii=False), "evidence is no second copy"
    file, keys = tmp_path / "disclosure.json", tmp_path / "jwks.json"
    file.write_text(json.dumps(saved))
    keys.write_text(json.dumps(KEYS))
    told = run("verify", file, "--keys", keys)
    assert told.exit_code == 0
    assert "披露凭证属实" in told.output
    assert "这一笔在台账之中" in told.output
    other = await sharing.partner("另一系统")
    await other("GET", path, 404)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(which=st.integers(0, 7), part=st.floats(0, 0.999))
async def test_a_changed_character_anywhere_is_found(sharing: Sharing, which: int, part: float) -> None:
    await make_member(sharing.admin, "赵一", await make_org(sharing.admin, f"中共{uuid.uuid4()}支部"))
    department = await sharing.partner()
    answer = await department("GET", "/members", 200)
    await number(sharing.admin)
    saved = await department.get(f"/disclosures/{answer.headers['Disclosure-Id']}")
    texts: list[tuple[dict[str, Any], str]] = [(saved, "jws")]
    texts += [(saved["proof"], name) for name in ("leaf", "salt", "checkpoint")]
    texts += [(saved["facts"], name) for name in ("partner", "purpose", "case_no", "digest")]
    place, name = texts[which]
    at = int(part * len(place[name]))
    place[name] = place[name][:at] + ("A" if place[name][at] != "A" else "b") + place[name][at + 1 :]
    with pytest.raises((SignatureInvalid, ValueError)):
        verify_disclosure(SavedDisclosure.model_validate(saved), KEYS)


async def test_the_person_sees_to_whom_the_own_record_went(sharing: Sharing, api: Api, clock: SetClock) -> None:
    org = await make_org(sharing.admin, "中共甲支部")
    mine, other = [await make_member(sharing.admin, name, org) for name in ("赵一", "钱二")]
    department = await sharing.partner(data_sets={"members": {"name": "full"}})
    await department.get("/members")
    delayed = await sharing.partner("督查系统", embargo=Embargo.DELAYED, embargo_days=10)
    await delayed.get("/members")
    sealed = await sharing.partner("办案系统", embargo=Embargo.SEALED, embargo_order="办〔2026〕1号")
    await sealed.get("/members")
    person = await api.as_(StaffRole.MEMBER, person=mine.person_id)
    page = await person.get(f"/members/{mine.person_id}/disclosures")
    (item,) = page["items"]
    assert (item["partner_name"], item["fields"]) == ("成都市司法局业务系统", ["name"])
    await person("GET", f"/members/{other.person_id}/disclosures", 404)
    officer = await api.as_(StaffRole.ORG_OFFICER, org=org.id)
    await officer("GET", f"/members/{mine.person_id}/disclosures", 403)
    assert dt.date.fromisoformat(item["at"][:10]) == clock.today()


async def test_a_delayed_disclosure_is_shown_from_its_day_on(sharing: Sharing, api: Api) -> None:
    mine = await make_member(sharing.admin, "赵一", await make_org(sharing.admin, "中共甲支部"))
    delayed = await sharing.partner(embargo=Embargo.DELAYED, embargo_days=10)
    answer = await delayed("GET", "/members", 200)
    person = await api.as_(StaffRole.MEMBER, person=mine.person_id)
    async with sharing.admin.as_admin() as session:
        row = await session.get_one(Disclosure, uuid.UUID(answer.headers["Disclosure-Id"]))
        assert row.shown_from == row.at.astimezone(CIVIL_ZONE).date() + dt.timedelta(days=10)
    # The gate is the database's, and so is its clock.
    today = dt.datetime.now(CIVIL_ZONE).date()
    for day, shown in ((today + dt.timedelta(days=2), 0), (today - dt.timedelta(days=1), 1)):
        async with sharing.admin.as_admin() as session:
            await session.exec(sa.update(Disclosure).values(shown_from=day, at=BEFORE))
        assert len((await person.get(f"/members/{mine.person_id}/disclosures"))["items"]) == shown


async def test_a_sealed_disclosure_is_shown_to_nobody_and_counted_all_the_same(sharing: Sharing, api: Api) -> None:
    mine = await make_member(sharing.admin, "赵一", await make_org(sharing.admin, "中共甲支部"))
    sealed = await sharing.partner(embargo=Embargo.SEALED, embargo_order="办〔2026〕1号", quota_per_day=1)
    disclosed = (await sealed("GET", "/members", 200)).headers["Disclosure-Id"]
    person = await api.as_(StaffRole.MEMBER, person=mine.person_id)
    assert (await person.get(f"/members/{mine.person_id}/disclosures", params={"include": "total"}))["total"] == 0
    await sealed("GET", "/members", 429)
    await number(sharing.admin)
    saved = await sealed.get(f"/disclosures/{disclosed}")
    _, checkpoint = verify_disclosure(SavedDisclosure.model_validate(saved), KEYS)
    assert checkpoint is not None, "it is a leaf of the log like any other"


async def test_only_an_order_seals(sharing: Sharing) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="ck_sharing_grant_embargo_order"):
        await sharing.partner(embargo=Embargo.SEALED)


async def test_the_caller_sees_its_own_traffic(sharing: Sharing) -> None:
    await make_member(sharing.admin, "赵一", await make_org(sharing.admin, "中共甲支部"))
    department = await sharing.partner(quota_per_day=10)
    await department.get("/members")
    mine = await department.get("/operations/mine")
    assert (mine["records_today"], mine["quota_left"], mine["calls_today"]) == (1, 9, 1)
    await department("POST", "/members/query", 200, json={"ids": ["0" * 32]})
    await department.get("/lawyers")
    mine = await department.get("/operations/mine")
    assert (mine["records_today"], mine["quota_left"], mine["calls_today"]) == (2, 8, 2)
    shown = [(item["operation"], item["data_set"], item["calls"], item["records"]) for item in mine["operations"]]
    assert shown == [("list", "members", 1, 1), ("query", "members", 1, 1)]
    assert mine["feed_lag_ms"] is not None
    other = await sharing.partner("另一系统")
    assert (await other.get("/operations/mine"))["operations"] == []
