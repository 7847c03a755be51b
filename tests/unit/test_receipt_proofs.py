"""A receipt with its proof, verified offline: a wrong bit anywhere in the file, and it is refused."""

import json
import string
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import base64url
from app.core.crypto import Keyring
from app.core.jose import SignatureInvalid, Signer
from app.ledger.checkpoints import Notary
from app.ledger.receipts import SavedReceipt, digest_of, sign_receipt, verify_saved
from tests.support.command import FACTS, run
from tests.support.keys import KEYRING
from tests.support.merkle_log import NOTARY, receipt_in_log

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
SIGNER = Signer(KEYRING.signing)
HANDED_OVER: dict[str, Any] = {
    "serial": "2026008",
    "snapshot": {"name": "张三", "sex": "1", "years": 12, "ended": None},
}
SIGNED = FACTS.model_copy(update={"digest": digest_of(HANDED_OVER)})
JWS = sign_receipt(SIGNER, SIGNED)
SAVED: dict[str, Any] = {
    "jws": JWS,
    "facts": SIGNED.model_dump(mode="json"),
    "handed_over": HANDED_OVER,
    "proof": receipt_in_log(JWS, FACTS.transfer_id, NOTARY),
}
FILE = json.dumps(SAVED, ensure_ascii=False, separators=(",", ":")).encode()


def holds(file: bytes, key_set: dict[str, Any] = SIGNER.key_set) -> bool:
    try:
        _, checkpoint = verify_saved(SavedReceipt.model_validate_json(file), key_set)
    except ValueError:
        return False
    return checkpoint is not None


def strings(value: Any, where: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every text in a JSON value."""
    if isinstance(value, str):
        yield where
    elif isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from strings(inner, (*where, key))


def altered(where: tuple[Any, ...], at: int) -> bytes:
    """The file with one character of one text replaced by the next, in base64url where it may be that."""
    inner = copy = json.loads(FILE)
    for key in where[:-1]:
        inner = inner[key]
    text = list(inner[where[-1]])
    text[at] = ALPHABET[ALPHABET.index(text[at]) ^ 1] if text[at] in ALPHABET else chr(ord(text[at]) ^ 1)
    inner[where[-1]] = "".join(text)
    return json.dumps(copy).encode()


def test_the_receipt_holds_as_it_was_saved() -> None:
    assert holds(FILE)
    facts, checkpoint = verify_saved(SavedReceipt.model_validate_json(FILE), SIGNER.key_set)
    assert (facts, checkpoint and checkpoint.size) == (SIGNED, 11)


@pytest.mark.parametrize("where", [*strings(SAVED)], ids=lambda where: ".".join(map(str, where)))
def test_no_text_is_altered_unnoticed_not_even_in_its_last_bit(where: tuple[Any, ...]) -> None:
    assert not holds(altered(where, 0))
    assert not holds(altered(where, -1))


@given(st.integers(0, len(FILE) - 1), st.integers(0, 7))
def test_no_bit_of_the_file_is_altered_unnoticed(at: int, bit: int) -> None:
    assert not holds(FILE[:at] + bytes([FILE[at] ^ 1 << bit]) + FILE[at + 1 :])


def test_numbers_and_lists_are_not_altered_unnoticed_either() -> None:
    proof = SAVED["proof"]
    changes: tuple[dict[str, Any], ...] = (
        {"seq": 5},
        {"seq": "6"},
        {"seq": 0},
        {"size": 12},
        {"size": 10},
        {"path": proof["path"][:-1]},
        {"path": [*proof["path"], proof["path"][0]]},
        {"path": proof["path"][::-1]},
        {"path": []},
        {"leaf": "{}"},
        {"leaf": "[]"},
        {"leaf": "x"},
        {"salt": ""},
        {"keys": SIGNER.key_set},
    )
    for change in changes:
        assert not holds(json.dumps(SAVED | {"proof": proof | change}).encode()), change


def test_the_proof_of_one_receipt_serves_no_other() -> None:
    other = sign_receipt(SIGNER, SIGNED.model_copy(update={"name": "李四"}))
    saved = {"jws": other, "proof": SAVED["proof"]}
    with pytest.raises(SignatureInvalid, match="commitment"):
        verify_saved(SavedReceipt.model_validate(saved), SIGNER.key_set)


def test_an_entry_of_another_kind_or_transfer_is_not_the_receipt_s() -> None:
    others = (
        receipt_in_log(JWS, FACTS.transfer_id, NOTARY, entity="transfer"),
        receipt_in_log(JWS, uuid.uuid4(), NOTARY),
    )
    for proof in others:
        with pytest.raises(SignatureInvalid, match="commitment"):
            verify_saved(SavedReceipt.model_validate(SAVED | {"proof": proof}), SIGNER.key_set)


@given(st.integers(1, 70), st.integers(0, 69))
def test_a_receipt_holds_wherever_it_stands_in_the_log(seq: int, more: int) -> None:
    proof = receipt_in_log(JWS, FACTS.transfer_id, NOTARY, seq=seq, size=seq + more)
    assert holds(json.dumps(SAVED | {"proof": proof}).encode())


def test_a_tree_that_somebody_else_signed_proves_nothing() -> None:
    stranger = Notary(Signer(Keyring.new().signing), NOTARY.clock, "test")
    saved = SAVED | {"proof": receipt_in_log(JWS, FACTS.transfer_id, stranger)}
    assert not holds(json.dumps(saved).encode())


def test_the_salt_alone_links_the_receipt_to_its_entry() -> None:
    assert not holds(json.dumps(SAVED | {"proof": SAVED["proof"] | {"salt": base64url.encode(b"t" * 32)}}).encode())


def test_the_command_tells_what_it_verified(tmp_path: Path) -> None:
    keys, saved = tmp_path / "jwks.json", tmp_path / "receipt.json"
    keys.write_text(json.dumps(SIGNER.key_set))
    saved.write_bytes(FILE)
    result = run("verify", saved, "--keys", keys)
    assert result.exit_code == 0
    for told in ("台账第 6 笔", "检查点：test，共 11 笔", "所接收内容：与签名中的摘要相符", "党员姓名：张三"):
        assert told in result.output
    assert "未核验" not in result.output


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"facts": {}}, "文件所列内容与签名的内容不符"),
        ({"handed_over": {}}, "与回执的摘要不符"),
        ({"proof": SAVED["proof"] | {"leaf": "{}"}}, "存证证明残缺"),
        ({"proof": SAVED["proof"] | {"salt": "AAAA"}}, "所承诺的不是这份文书"),
        ({"proof": SAVED["proof"] | {"path": []}}, "包含证明不成立"),
        ({"proof": {}}, "内容已被改动"),
    ],
)
def test_the_command_tells_what_is_wrong(change: dict[str, Any], told: str, tmp_path: Path) -> None:
    keys, saved = tmp_path / "jwks.json", tmp_path / "receipt.json"
    keys.write_text(json.dumps(SIGNER.key_set))
    saved.write_text(json.dumps(SAVED | change))
    result = run("verify", saved, "--keys", keys)
    assert (result.exit_code, told in result.output) == (1, True)
