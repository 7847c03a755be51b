"""Subscriptions as partners keep them: registered, tried, changed, ended; nobody else's business."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import select

from app.models.changes import Change
from app.models.sharing_subscriptions import Subscription
from app.sharing.outbound import Outbound
from tests.support.clock import SetClock
from tests.support.sharing_partner import Department, Sharing

URL = "https://partner.example.com/doorbell"


@pytest.fixture(autouse=True)
def names(sharing: Sharing) -> dict[str, Sequence[str]]:
    """What the name server says."""
    known: dict[str, Sequence[str]] = {}

    async def resolve(host: str, port: int) -> Sequence[str]:
        return known.get(host, ["8.8.8.8"])

    sharing.app.state.webhook_sender = replace(sharing.app.state.webhook_sender, outbound=Outbound(resolve=resolve))
    return known


async def subscribed(department: Department, url: str = URL, **headers: str) -> Any:
    return (await department("POST", "/subscriptions", 201, json={"url": url}, headers=headers)).json()


async def test_the_secret_is_shown_once_and_kept_enciphered(sharing: Sharing) -> None:
    department = await sharing.partner()
    created = await subscribed(department)
    assert created["secret"].startswith("whsec_")
    assert (created["state"], created["reason"], created["dead_letters"]) == ("active", None, 0)
    shown = await department.get(f"/subscriptions/{created['id']}")
    assert shown == {name: value for name, value in created.items() if name != "secret"}
    assert await department.get("/subscriptions") == {"items": [shown]}
    async with sharing.admin.as_admin() as session:
        row = (await session.exec(select(Subscription))).one()
    plain = sharing.app.state.discloser.keyring.unseal(row.secret_cipher)
    assert len(plain) == 32
    assert plain not in row.secret_cipher


async def test_a_repeated_registration_gets_the_same_secret_even_when_the_name_is_gone(
    sharing: Sharing, names: dict[str, Sequence[str]]
) -> None:
    department, key = await sharing.partner(), {"Idempotency-Key": "bell-1"}
    first = await subscribed(department, **key)
    names["partner.example.com"] = []
    assert await subscribed(department, **key) == first
    other = {"url": "https://other.example.com/"}
    assert (await department("POST", "/subscriptions", 422, json=other, headers=key)).json()["code"] == (
        "idempotency_key_reused"
    )


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://partner.example.com/", "url_not_https"),
        ("https://user:secret@partner.example.com/", "url_invalid"),
        ("https://partner.example.com:6379/", "url_port_refused"),
        ("https://2130706433/", "url_host_invalid"),
        ("https://inside.example.com/", "url_address_refused"),
        ("https://nowhere.example.com/", "url_address_refused"),
    ],
)
async def test_an_address_that_may_not_be_called_is_refused_at_once(
    sharing: Sharing, names: dict[str, Sequence[str]], url: str, code: str
) -> None:
    names |= {"inside.example.com": ["8.8.8.8", "10.0.0.1"], "nowhere.example.com": []}
    department = await sharing.partner()
    refused = (await department("POST", "/subscriptions", 422, json={"url": url})).json()
    assert [(fault["field"], fault["code"]) for fault in refused["errors"]] == [("url", code)]
    mine = await subscribed(department)
    refused = (await department("PATCH", f"/subscriptions/{mine['id']}", 422, json={"url": url})).json()
    assert refused["errors"][0]["code"] == code


async def test_one_address_is_subscribed_once_and_a_grant_has_ten_at_most(sharing: Sharing) -> None:
    department = await sharing.partner()
    first = await subscribed(department)
    assert (await department("POST", "/subscriptions", 409, json={"url": URL})).json()["code"] == "subscription_exists"
    for number in range(9):
        await subscribed(department, f"{URL}/{number}")
    full = await department("POST", "/subscriptions", 409, json={"url": f"{URL}/last"})
    assert full.json()["code"] == "too_many_subscriptions"
    await department("DELETE", f"/subscriptions/{first['id']}", 204)
    assert (await subscribed(department))["id"] != first["id"], "what was ended is free again"


async def test_a_subscription_is_its_grants_own(sharing: Sharing) -> None:
    department, other = await sharing.partner(), await sharing.partner("另一系统")
    mine = await subscribed(department)
    async with sharing.admin.as_admin() as session:
        partner_id = (await session.exec(select(Subscription.partner_id))).one()
    path = f"/subscriptions/{mine['id']}"
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", path, {}),
        ("PATCH", path, {"json": {"state": "disabled"}}),
        ("DELETE", path, {}),
        ("POST", f"{path}/secret", {}),
        ("POST", f"{path}/test", {}),
        ("GET", f"{path}/deliveries", {}),
    ]
    for method, where, options in calls:
        await other(method, where, 404, **options)
    await sharing.grant(partner_id, department, area_code="5107")
    for method, where, options in calls:
        await department(method, where, 404, **options)
    assert await department.get("/subscriptions") == {"items": []}
    assert await other.get("/subscriptions") == {"items": []}


async def test_an_ended_subscription_is_gone_and_its_secret_wiped(sharing: Sharing) -> None:
    department = await sharing.partner()
    mine = await subscribed(department)
    await department("POST", f"/subscriptions/{mine['id']}/secret", 200)
    await department("DELETE", f"/subscriptions/{mine['id']}", 204)
    await department("GET", f"/subscriptions/{mine['id']}", 404)
    await department("DELETE", f"/subscriptions/{mine['id']}", 404)
    async with sharing.admin.as_admin() as session:
        row = (await session.exec(select(Subscription))).one()
    assert (row.secret_cipher, row.previous_cipher) == (b"", None)


async def test_every_change_of_a_subscription_is_in_the_ledger(sharing: Sharing) -> None:
    department = await sharing.partner()
    mine = await subscribed(department)
    path = f"/subscriptions/{mine['id']}"
    await department("POST", f"{path}/secret", 200)
    await department("PATCH", path, 200, json={"state": "disabled"})
    await department("DELETE", path, 204)
    async with sharing.admin.as_admin() as session:
        found = (await session.exec(select(Change).where(Change.entity_id == uuid.UUID(mine["id"])))).all()
    said = [(row.version, row.changed) for row in sorted(found, key=lambda row: row.version)]
    assert said == [(1, ["secret_cipher", "state", "url"]), (2, ["secret_cipher"]), (3, ["state"]), (4, ["state"])]
    assert {(row.place_before, row.place_after) for row in found} == {(None, None)}, "in no scope: no feed tells it"


async def test_it_is_changed_as_it_was_read(sharing: Sharing) -> None:
    department = await sharing.partner()
    mine = await subscribed(department)
    path = f"/subscriptions/{mine['id']}"
    read = await department("GET", path, 200)
    assert read.headers["etag"] == '"1"'
    off = await department("PATCH", path, 200, json={"state": "disabled"}, headers={"If-Match": '"1"'})
    assert (off.json()["state"], off.json()["reason"], off.headers["etag"]) == ("disabled", "by_partner", '"2"')
    stale = await department("PATCH", path, 412, json={"state": "active"}, headers={"If-Match": '"1"'})
    assert stale.json()["code"] == "stale"
    moved = (await department("PATCH", path, 200, json={"url": f"{URL}/2"})).json()
    assert (moved["state"], moved["reason"], moved["url"]) == ("disabled", "by_partner", f"{URL}/2")
    on = (await department("PATCH", path, 200, json={"state": "active"})).json()
    assert (on["state"], on["reason"]) == ("active", None)
    for body, status in (({"state": "ended"}, 422), ({"secret": "x"}, 400), ({"position": 0}, 400)):
        await department("PATCH", path, status, json=body)


async def test_a_trial_is_asked_for_one_at_a_time(sharing: Sharing) -> None:
    department = await sharing.partner()
    mine = await subscribed(department)
    asked, key = f"/subscriptions/{mine['id']}/test", {"Idempotency-Key": "test-1"}
    trial = (await department("POST", asked, 202, headers=key)).json()
    assert (trial["kind"], trial["state"], trial["attempts"]) == ("test", "pending", 0)
    assert (await department("POST", asked, 202, headers=key)).json() == trial
    assert (await department("POST", asked, 409)).json()["code"] == "test_pending"
    page = await department.get(f"/subscriptions/{mine['id']}/deliveries", params={"include": "total"})
    assert (page["items"], page["total"]) == ([trial], 1)


async def test_unknown_inputs_are_refused(sharing: Sharing) -> None:
    department = await sharing.partner()
    mine = await subscribed(department)
    await department("POST", "/subscriptions", 400, json={"url": f"{URL}/2", "secret": "mine"})
    await department("GET", "/subscriptions", 400, params={"state": "active"})
    deliveries = f"/subscriptions/{mine['id']}/deliveries"
    await department("GET", deliveries, 400, params={"since": 1})
    await department("GET", deliveries, 422, params={"state": "lost"})
    assert (await department("GET", deliveries, 400, params={"cursor": "x"})).json()["code"] == "cursor_invalid"


async def test_two_secrets_overlap_for_a_day(sharing: Sharing, clock: SetClock) -> None:
    department = await sharing.partner()
    mine = await subscribed(department)
    path, key = f"/subscriptions/{mine['id']}/secret", {"Idempotency-Key": "rotate-1"}
    new = (await department("POST", path, 200, headers=key)).json()
    assert new["secret"] != mine["secret"]
    assert new["old_secret_until"].startswith("2026-11-24T04:00")
    assert (await department("POST", path, 200, headers=key)).json() == new, "a retry does not rotate again"
