"""What the log hashes and what it signs: one spelling each, and nothing personal."""

import datetime as dt
import hashlib
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import base64url
from app.core.crypto import Keyring
from app.core.jose import SignatureInvalid, Signer
from app.ledger.checkpoints import KIND, Notary, verify_checkpoint
from app.ledger.leaves import leaf_of
from app.models.changes import Change
from app.models.log import LEAF_COLUMNS
from tests.support.keys import KEYRING
from tests.support.merkle_log import NOTARY

CHANGE: dict[str, Any] = {
    "seq": 7,
    "id": uuid.UUID("01900000-0000-7000-8000-00000000000A"),
    "entity": "member",
    "entity_id": uuid.UUID(int=1),
    "version": 3,
    "op": "update",
    "changed": ["education", "org_id"],
    "place_before": None,
    "place_after": "/51/5101/",
    "party_before": "/x/",
    "party_after": "/y/",
    "at": dt.datetime(2026, 11, 23, 12, 0, 0, 5, tzinfo=dt.timezone(dt.timedelta(hours=8))),
    "commitment": bytes(range(32)),
    "actor_id": uuid.UUID(int=2),
    "actor_body": "成都市司法局",
    "reason": "调入",
}


def leaf(**changes: Any) -> str:
    return leaf_of((CHANGE | changes)[name] for name in LEAF_COLUMNS)


def test_a_leaf_is_this_text_and_no_other() -> None:
    array = '["00000000-0000-0000-0000-000000000002","成都市司法局","调入"]'
    acted = base64url.encode(hashlib.sha256(bytes(range(32)) + array.encode()).digest())
    assert leaf() == (
        f'{{"acted":"{acted}",'
        '"at":"2026-11-23T04:00:00.000005Z","changed":["education","org_id"],'
        '"commitment":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","entity":"member",'
        '"entity_id":"00000000-0000-0000-0000-000000000001","id":"01900000-0000-7000-8000-00000000000a","op":"update",'
        '"party_after":"/y/","party_before":"/x/","place_after":"/51/5101/","place_before":null,"seq":7,"v":1,"version":3}'
    )


def test_a_leaf_is_made_of_every_column_of_a_change() -> None:
    assert set(LEAF_COLUMNS) == set(Change.model_fields)


OTHERWISE: dict[str, Any] = {
    "seq": 8,
    "id": uuid.UUID(int=5),
    "entity": "lawyer",
    "entity_id": uuid.UUID(int=5),
    "version": 4,
    "op": "create",
    "changed": ["org_id"],
    "place_before": "",
    "place_after": None,
    "party_before": None,
    "party_after": "/x/",
    "at": CHANGE["at"] + dt.timedelta(microseconds=1),
    "commitment": bytes(32),
    "actor_id": None,
    "actor_body": None,
    "reason": None,
}


@pytest.mark.parametrize("column", LEAF_COLUMNS)
def test_no_column_changes_without_the_leaf(column: str) -> None:
    assert leaf(**{column: OTHERWISE[column]}) != leaf()


def test_who_acted_and_why_cannot_be_read_from_a_leaf() -> None:
    text = leaf(actor_body="赵一", reason="赵一申请")
    assert "赵一" not in text
    assert str(CHANGE["actor_id"]) not in text


@given(st.binary(max_size=70))
def test_bytes_have_one_spelling(data: bytes) -> None:
    text = base64url.encode(data)
    assert base64url.decode(text) == data
    for other in (text + "=", text + "A" * 4 + "!", " " + text, text.replace("-", "+") + "\n"):
        with pytest.raises(ValueError, match="not"):
            base64url.decode(other)


def test_unused_bits_of_the_last_character_are_no_second_spelling() -> None:
    assert base64url.decode("AA") == b"\0"
    for other in ("AB", "AP", "A"):
        with pytest.raises(ValueError, match="not"):
            base64url.decode(other)


def test_a_checkpoint_says_what_was_signed() -> None:
    root = hashlib.sha256(b"x").digest()
    moment, jws = NOTARY.sign(12, root)
    facts = verify_checkpoint(jws, Signer(KEYRING.signing).key_set)
    assert (facts.origin, facts.size, facts.root_hash, facts.timestamp) == ("test", 12, root, moment)


def test_neither_another_signer_nor_another_document_makes_a_checkpoint() -> None:
    signer = Signer(KEYRING.signing)
    facts = {"origin": "test", "size": 1, "root": base64url.encode(bytes(32)), "timestamp": "2026-11-23T04:00:00Z"}
    verify_checkpoint(signer.sign_document(facts, kind=KIND), signer.key_set)
    stranger = Notary(Signer(Keyring.new().signing), NOTARY.clock, "test")
    changes: tuple[dict[str, object], ...] = (
        {"size": 0},
        {"size": "1"},
        {"root": "AAAA"},
        {"root": "=" * 43},
        {"more": 1},
        {"origin": ""},
    )
    wrong = [
        stranger.sign(1, bytes(32))[1],
        signer.sign_document(facts, kind="huizhi-receipt+jws"),
        *(signer.sign_document(facts | change, kind=KIND) for change in changes),
        "",
        "a.b.c",
    ]
    for jws in wrong:
        with pytest.raises(SignatureInvalid):
            verify_checkpoint(jws, signer.key_set)
