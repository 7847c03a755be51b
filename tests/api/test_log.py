"""The log over HTTP: anybody may follow it; a receipt's proof is for those who may read the receipt."""

import datetime as dt
import uuid
from contextlib import asynccontextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import Request

from app.auth.dependencies import get_work
from app.core import base64url
from app.core.database import DatabaseRole, Scope, path_range
from app.core.listen_notify import noted_channels
from app.ledger.checkpoints import verify_checkpoint
from app.ledger.merkle import proves_consistency, proves_inclusion
from app.ledger.receipts import SavedReceipt, verify_saved
from app.models.accounts import StaffRole
from app.models.changes import RECORDED
from tests.support.api_client import Api
from tests.support.merkle_log import number
from tests.support.postgres import OneConnection
from tests.support.transfer_case import TransferCase

WRITE = "SELECT record_change('member', :id, 1, 'create', '{}', '{}', NULL, '/51/', NULL, '')"


async def write(database: OneConnection, rows: int) -> None:
    async with database.session(Scope(DatabaseRole.AREA)) as session:
        for _ in range(rows):
            await session.exec(sa.text(WRITE), params={"id": uuid.uuid4()})  # type: ignore[call-overload]


async def logged(api: Api, *batches: int) -> list[dict[str, Any]]:
    """The checkpoints after each batch of entries."""
    checkpoints = []
    for rows in batches:
        await write(api.admin, rows)
        await number(api.admin)
        checkpoints.append(await api.anybody.get("/log/checkpoint"))
    return checkpoints


async def test_every_unit_of_work_wakes_the_sequencer(api: Api) -> None:
    """Also where SQL alone records: drafts of transfers that are due, an organization that moves."""
    caller = await api.as_(StaffRole.BAR_ASSOCIATION, area="5101")
    principal = await api.app.state.sessions.principal(caller.headers["Authorization"].removeprefix("Bearer "))
    request = Request({"type": "http", "app": api.app})
    async with asynccontextmanager(get_work)(request, principal, api.admin) as work:
        assert noted_channels(work.session) == {RECORDED}


async def key_set(api: Api) -> dict[str, Any]:
    published: dict[str, Any] = await api.anybody.get("/.well-known/jwks.json")
    return published


def decoded(path: list[str]) -> list[bytes]:
    return [base64url.decode(part) for part in path]


async def test_an_empty_log_has_nothing_to_show(api: Api) -> None:
    for path in ("/log/checkpoint", "/log/proof?seq=1", "/log/consistency?first=1"):
        assert (await api.anybody.get(path, 404))["code"] == "not_found"
    await write(api.admin, 2)
    await number(api.admin, signed=False)
    assert (await api.anybody.get("/log/checkpoint", 404))["code"] == "not_found", "what is not signed is not shown"


async def test_a_checkpoint_is_signed_by_the_published_keys(api: Api) -> None:
    (shown,) = await logged(api, 5)
    facts = verify_checkpoint(shown["jws"], await key_set(api))
    assert (facts.size, facts.root, facts.origin) == (5, shown["root"], "test")
    assert facts.timestamp == dt.datetime.fromisoformat(shown["signed_at"])


async def test_every_entry_is_proved_to_be_in_every_signed_log_that_it_precedes(api: Api) -> None:
    checkpoints = await logged(api, 3, 4, 6)
    for checkpoint in checkpoints:
        size, root = checkpoint["size"], base64url.decode(checkpoint["root"])
        for seq in range(1, size + 1):
            proof = await api.anybody.get(f"/log/proof?seq={seq}&size={size}")
            assert (proof["seq"], proof["size"], proof["checkpoint"]) == (seq, size, checkpoint["jws"])
            leaf = base64url.decode(proof["leaf_hash"])
            assert proves_inclusion(leaf, seq - 1, size, decoded(proof["path"]), root)


async def test_the_log_is_proved_to_have_only_grown(api: Api) -> None:
    checkpoints = await logged(api, 3, 4, 6)
    for old in checkpoints:
        for new in checkpoints[checkpoints.index(old) :]:
            proof = await api.anybody.get(f"/log/consistency?first={old['size']}&second={new['size']}")
            roots = [base64url.decode(checkpoint["root"]) for checkpoint in (old, new)]
            assert proves_consistency(old["size"], roots[0], new["size"], roots[1], decoded(proof["path"]))


async def test_without_a_size_the_last_checkpoint_is_meant(api: Api) -> None:
    await logged(api, 3, 4)
    await write(api.admin, 2)
    await number(api.admin, signed=False)
    assert (await api.anybody.get("/log/proof?seq=2"))["size"] == 7
    assert (await api.anybody.get("/log/consistency?first=2"))["second"] == 7


async def test_a_size_between_two_checkpoints_can_be_proved_and_is_not_signed(api: Api) -> None:
    await logged(api, 3, 4)
    assert (await api.anybody.get("/log/proof?seq=2&size=5"))["checkpoint"] is None


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("proof?seq=8", 404, "not_in_log"),
        ("proof?seq=2&size=8", 404, "not_in_log"),
        ("consistency?first=8", 404, "not_in_log"),
        ("consistency?first=2&second=8", 404, "not_in_log"),
        ("proof?seq=5&size=4", 422, "invalid_request"),
        ("consistency?first=5&second=4", 422, "invalid_request"),
        ("proof", 422, "invalid_request"),
        ("proof?seq=0", 422, "invalid_request"),
        ("proof?seq=1&size=0", 422, "invalid_request"),
        ("proof?seq=-1", 422, "invalid_request"),
        ("proof?seq=x", 422, "invalid_request"),
        (f"proof?seq={2**63}", 422, "invalid_request"),
        (f"proof?seq={2**63 - 1}", 404, "not_in_log"),
        ("consistency?first=0", 422, "invalid_request"),
        ("consistency", 422, "invalid_request"),
        ("checkpoint?size=1", 422, "invalid_request"),
        ("proof?seq=1&index=1", 422, "invalid_request"),
    ],
)
async def test_what_cannot_be_proved_is_refused(api: Api, query: str, status: int, code: str) -> None:
    await logged(api, 3, 4)
    await write(api.admin, 4)
    await number(api.admin, signed=False)
    assert (await api.anybody.get(f"/log/{query}", status))["code"] == code


async def test_a_refusal_names_the_parameter(api: Api) -> None:
    await logged(api, 7)
    for query, field in (("proof?seq=5&size=4", "seq"), ("consistency?first=5&second=4", "first"), ("proof", "seq")):
        refused = await api.anybody.get(f"/log/{query}", 422)
        assert [fault["field"] for fault in refused["errors"]] == [field]


async def test_a_receipt_gets_its_proof_once_it_is_under_a_checkpoint(api: Api) -> None:
    world = await TransferCase.make(api)
    path = f"/transfers/{await world.letter_in('receipt_sent')}/receipt"
    assert (await world.callers["city"].get(path))["proof"] is None, "not numbered"
    await number(api.admin, signed=False)
    assert (await world.callers["city"].get(path))["proof"] is None, "not signed"
    size = await number(api.admin)
    receipt = await world.callers["city"].get(path)
    facts, checkpoint = verify_saved(SavedReceipt.model_validate(receipt), await key_set(api))
    assert (facts.name, checkpoint and checkpoint.size) == ("赵一", size)
    assert "赵一" not in receipt["proof"]["leaf"]
    await logged(api, 9)
    later = await world.callers["city"].get(path)
    assert later["proof"]["size"] == size + 9, "always for the last checkpoint"
    verify_saved(SavedReceipt.model_validate(later), await key_set(api))


async def test_all_who_may_read_the_receipt_get_the_same_proof_and_nobody_else(api: Api) -> None:
    world = await TransferCase.make(api)
    path = f"/transfers/{await world.letter_in('receipt_sent')}/receipt"
    await number(api.admin)
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    readers = [*(world.callers[who] for who in ("member", "a", "city", "county", "province")), bureau]
    proofs = [(await reader.get(path))["proof"] for reader in readers]
    assert proofs[0]
    assert all(proof == proofs[0] for proof in proofs)
    await world.callers["b"].get(path, 404)
    another = await world.with_another("钱二")
    await another.callers["member"].get(path, 404)


async def test_a_receipt_within_a_committee_has_a_proof_too(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open("b")
    await world.walk(transfer, world.internal_path(), until="receipt_sent")
    await number(api.admin)
    receipt = await world.callers["a"].get(f"/transfers/{transfer}/receipt")
    assert verify_saved(SavedReceipt.model_validate(receipt), await key_set(api))[1]


async def test_the_only_salts_that_anybody_may_see_are_those_of_the_own_receipts(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("receipt_sent")
    salts = sa.text("SELECT c.entity, c.entity_id::text FROM change_salt s JOIN change c ON c.id = s.change_id")

    async def seen(scope: Scope) -> list[tuple[str, str]]:
        async with api.admin.session(scope) as session:
            return [tuple(row) for row in await session.exec(salts)]  # type: ignore[call-overload]

    city, aside = (path_range(world.orgs[name].party_path) for name in ("city", "b"))
    own = [("receipt", transfer)]
    assert await seen(Scope(DatabaseRole.ORG, *city)) == own
    assert await seen(Scope(DatabaseRole.AREA, "/51/", "/510")) == own
    assert await seen(Scope(DatabaseRole.SELF, person_id=str(world.member.person_id))) == own
    assert await seen(Scope(DatabaseRole.ORG, *aside)) == []
    assert await seen(Scope(DatabaseRole.AREA, "/11/", "/110")) == []
    assert await seen(Scope(DatabaseRole.SELF, person_id=str(uuid.uuid4()))) == []


async def test_an_erased_salt_leaves_the_receipt_and_takes_the_proof(api: Api) -> None:
    world = await TransferCase.make(api)
    path = f"/transfers/{await world.letter_in('receipt_sent')}/receipt"
    await number(api.admin)
    async with api.admin.as_admin() as session:
        await session.exec(sa.text("DELETE FROM change_salt"))  # type: ignore[call-overload]
    receipt = await world.callers["city"].get(path)
    assert (receipt["proof"], receipt["facts"]["name"]) == (None, "赵一")
