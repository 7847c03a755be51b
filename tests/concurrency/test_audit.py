"""The log held against itself: sound after every crash and race, and nothing is altered in it unnoticed."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from app.core.crypto import Keyring
from app.core.jose import SignatureInvalid, Signer
from app.ledger import audit, sequencer
from app.ledger.audit import Audit, FaultKind, audit_log
from app.ledger.checkpoints import Notary
from tests.support.command import run
from tests.support.keys import KEYRING
from tests.support.merkle_log import NOTARY
from tests.support.postgres import TestServer, clone, drop
from tests.support.sequencing import all_numbered, connected, numbering, write

KEYS = Signer(KEYRING.signing).key_set


@pytest.fixture
async def url(server: TestServer) -> AsyncIterator[str]:
    name = f"audit_{uuid4().hex[:12]}"
    await clone(server, name)
    yield server.url(name)
    await drop(server, name)


def admin_url(server: TestServer, url: str) -> str:
    return server.admin(url.rpartition("/")[2])


async def as_superuser(server: TestServer, url: str, *statements: str) -> Any:
    connection = await asyncpg.connect(admin_url(server, url))
    given = [await connection.fetch(statement) for statement in statements]
    await connection.close()
    return given[-1]


async def signed(url: str, size: int) -> None:
    """Wait until the log of this size is signed."""
    async with asyncio.timeout(20), connected(url) as connection:
        while await connection.fetchval("SELECT coalesce(max(size), 0) FROM checkpoint") < size:
            pass


async def fill(url: str, *batches: int) -> int:
    """Batches of transactions, each numbered and signed before the next; gives the entries of the log."""
    size = 0
    for seed, transactions in enumerate(batches):
        await write(url, transactions, seed)
        async with numbering(url):
            size = len(await all_numbered(url))
            await signed(url, size)
    return size


def kinds(found: Audit) -> set[tuple[FaultKind, int]]:
    return {(fault.kind, fault.at) for fault in found.faults}


async def test_the_log_is_sound_after_many_writers_and_the_death_of_every_leader(
    server: TestServer, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(sequencer, "CHECKPOINT_SECONDS", 0.0)
    monkeypatch.setattr(audit, "CHUNK", 37)
    leaders = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'huizhi_sequencer'"
    written = 0
    async with numbering(url, workers=2):
        for seed in range(8):
            written += await write(url, 10, seed)
            if seed == 3:
                await signed(url, written)
            await as_superuser(server, url, f"{leaders} AND datname = current_database()")
        assert len(await all_numbered(url)) == written
        await signed(url, written)
    found = await audit_log(url, KEYS)
    assert (found.entries, found.pending, found.faults) == (written, 0, [])
    assert found.checkpoints > 1


async def test_every_entry_is_hashed_in_the_transaction_that_numbers_it(url: str) -> None:
    behind = """
        SELECT count(*) FROM change c
        WHERE seq IS NOT NULL AND NOT EXISTS (SELECT FROM merkle_node n WHERE n.level = 0 AND n.index = c.seq - 1)
    """
    async with numbering(url), connected(url) as reader:
        for seed in range(10):
            await write(url, 5, seed)
            assert await reader.fetchval(behind) == 0


async def test_checkpoints_keep_their_distance(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "CHECKPOINT_SECONDS", 3600.0)
    async with numbering(url), connected(url) as connection:
        for seed in range(4):
            await write(url, 3, seed)
            await all_numbered(url)
        await signed(url, 1)
        assert await connection.fetchval("SELECT count(*) FROM checkpoint") == 1


async def test_what_was_numbered_before_there_was_a_tree_is_hashed_beside_what_comes(
    server: TestServer, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 7)
    monkeypatch.setattr(sequencer, "CHECKPOINT_SECONDS", 0.0)
    before = await write(url, 60, seed=1)
    await as_superuser(
        server,
        url,
        "UPDATE change SET seq = n.number FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM change) n "
        "WHERE n.id = change.id",
    )
    assert (await audit_log(url, KEYS)).pending == before
    after = await write(url, 20, seed=2)
    async with numbering(url):
        assert len(await all_numbered(url)) == before + after
        await signed(url, before + after)
    found = await audit_log(url, KEYS)
    assert (found.entries, found.pending, found.faults) == (before + after, 0, [])


@pytest.fixture(scope="module")
async def whole(server: TestServer) -> AsyncIterator[str]:
    """A log with two checkpoints; each test alters a copy of it."""
    name = f"whole_{uuid4().hex[:12]}"
    await clone(server, name)
    await fill(server.url(name), 10, 10)
    yield server.url(name)
    await drop(server, name)


async def tampered(server: TestServer, url: str, *statements: str, kept: tuple[str, ...] = ()) -> Audit:
    """What the audit finds after a superuser did this."""
    name = f"tampered_{uuid4().hex[:12]}"
    await clone(server, name, url.rpartition("/")[2])
    await as_superuser(server, server.url(name), *statements)
    found = await audit_log(server.url(name), KEYS, kept)
    await drop(server, name)
    return found


async def sizes(url: str) -> tuple[int, int]:
    async with connected(url) as connection:
        first, second = await connection.fetch("SELECT size FROM checkpoint ORDER BY size")
    return first["size"], second["size"]


async def test_a_whole_log_has_no_fault(whole: str) -> None:
    found = await audit_log(whole, KEYS)
    assert (found.entries, found.checkpoints, found.pending, found.faults) == ((await sizes(whole))[1], 2, 0, [])


ALTERATIONS = (
    "entity_id = gen_random_uuid()",
    "entity = 'lawyer'",
    "version = 99",
    "op = 'update'",
    "changed = '{name}'",
    "place_after = '/11/'",
    "party_before = '/x/'",
    "commitment = sha256('x')",
    "actor_id = gen_random_uuid()",
    "actor_body = '某局'",
    "reason = '事后补写'",
    "at = at - interval '1 microsecond'",
    "id = gen_random_uuid()",
)


async def test_altered_rows_are_found_whatever_was_altered(server: TestServer, whole: str) -> None:
    altered = dict(enumerate(ALTERATIONS, 2))
    statements = (f"UPDATE change SET {change} WHERE seq = {seq}" for seq, change in altered.items())  # noqa: S608
    assert kinds(await tampered(server, whole, *statements)) == {(FaultKind.CHANGED, seq) for seq in altered}


async def test_rows_taken_out_are_missed(server: TestServer, whole: str) -> None:
    found = await tampered(server, whole, "DELETE FROM change WHERE seq IN (4, 6)")
    assert kinds(found) == {(FaultKind.MISSING, 4), (FaultKind.MISSING, 6)}


async def test_two_rows_that_changed_places_are_found(server: TestServer, whole: str) -> None:
    moves = ("seq = -2 WHERE seq = 2", "seq = 2 WHERE seq = 3", "seq = 3 WHERE seq = -2")
    found = await tampered(server, whole, *(f"UPDATE change SET {move}" for move in moves))  # noqa: S608
    assert kinds(found) == {(FaultKind.CHANGED, 2), (FaultKind.CHANGED, 3)}


async def test_an_altered_node_is_found_at_the_entry_that_made_it(server: TestServer, whole: str) -> None:
    found = await tampered(server, whole, "UPDATE merkle_node SET hash = sha256('x') WHERE level = 1 AND index = 2")
    assert kinds(found) == {(FaultKind.NODE, 6)}


async def test_an_altered_row_with_its_leaf_is_found_by_the_tree_and_the_checkpoints(
    server: TestServer, whole: str
) -> None:
    found = await tampered(server, whole, "UPDATE merkle_node SET hash = sha256('x') WHERE level = 0 AND index = 4")
    first, second = await sizes(whole)
    assert {(FaultKind.CHANGED, 5), (FaultKind.NODE, 6), (FaultKind.ROOT, first), (FaultKind.ROOT, second)} <= kinds(
        found
    )


async def test_a_checkpoint_is_what_was_signed_and_nothing_else(server: TestServer, whole: str) -> None:
    first, second = await sizes(whole)
    found = await tampered(server, whole, f"UPDATE checkpoint SET root = sha256('x') WHERE size = {first}")  # noqa: S608
    assert kinds(found) == {(FaultKind.ROOT, first), (FaultKind.SIGNATURE, first)}
    found = await tampered(server, whole, f"UPDATE checkpoint SET size = {first - 1} WHERE size = {first}")  # noqa: S608
    assert (FaultKind.SIGNATURE, first - 1) in kinds(found)
    strange = Notary(Signer(Keyring.new().signing), NOTARY.clock, "test").sign(second, b"x" * 32)[1]
    found = await tampered(server, whole, f"UPDATE checkpoint SET jws = '{strange}' WHERE size = {second}")  # noqa: S608
    assert kinds(found) == {(FaultKind.SIGNATURE, second)}


async def test_a_log_cut_short_is_found_by_its_checkpoint(server: TestServer, whole: str) -> None:
    first, second = await sizes(whole)
    cut = (
        f"DELETE FROM change WHERE seq > {first + 1}",  # noqa: S608
        f"DELETE FROM merkle_node WHERE (index + 1) << level > {first + 1}",  # noqa: S608
    )
    assert kinds(await tampered(server, whole, *cut)) == {(FaultKind.CUT, second)}


async def test_a_log_rewritten_throughout_is_found_by_a_checkpoint_kept_elsewhere(
    server: TestServer, whole: str
) -> None:
    """Whoever has the signing key as well can make everything agree, except with what others kept."""
    first, second = await sizes(whole)
    async with connected(whole) as connection:
        kept = tuple(row["jws"] for row in await connection.fetch("SELECT jws FROM checkpoint"))
    name = f"rewritten_{uuid4().hex[:12]}"
    await clone(server, name, whole.rpartition("/")[2])
    url = server.url(name)
    await as_superuser(
        server, url, "UPDATE change SET entity_id = gen_random_uuid() WHERE seq = 5", "TRUNCATE merkle_node, checkpoint"
    )
    async with numbering(url):
        await signed(url, second)
    assert (await audit_log(url, KEYS)).faults == []
    assert kinds(await audit_log(url, KEYS, kept)) == {(FaultKind.ROOT, first), (FaultKind.ROOT, second)}
    await drop(server, name)
    with pytest.raises(SignatureInvalid):
        await audit_log(whole, Signer(Keyring.new().signing).key_set, kept)


async def test_the_command_tells_in_chinese_what_it_found(
    server: TestServer, whole: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUIZHI_KEYS", KEYRING.to_json())
    monkeypatch.delenv("HUIZHI_WORKER_DATABASE_URL", raising=False)
    name = f"told_{uuid4().hex[:12]}"
    await clone(server, name, whole.rpartition("/")[2])
    monkeypatch.setenv("HUIZHI_DATABASE_URL", server.url(name))
    async with connected(whole) as connection:
        kept, other = tmp_path / "kept.json", tmp_path / "other.jws"
        kept.write_text(json.dumps({"jws": await connection.fetchval("SELECT jws FROM checkpoint LIMIT 1")}))
    other.write_text(Notary(Signer(Keyring.new().signing), NOTARY.clock, "test").sign(1, b"x" * 32)[1])
    sound = await asyncio.to_thread(run, "audit", "--kept", kept)
    assert (sound.exit_code, "核对无误" in sound.output) == (0, True)
    assert "检查点 2 个" in sound.output
    assert (await asyncio.to_thread(run, "audit", "--kept", other)).exit_code == 1
    await as_superuser(server, server.url(name), "UPDATE change SET reason = '事后补写' WHERE seq = 5")
    faulty = await asyncio.to_thread(run, "audit")
    assert (faulty.exit_code, "第 5 笔：台账行与其存证不符" in faulty.output) == (1, True)
    await drop(server, name)
