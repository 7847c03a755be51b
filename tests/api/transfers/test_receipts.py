"""Receipts: signed by the receiver, verifiable by anybody, anywhere, years later."""

import datetime as dt
import hashlib
import io
import json
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from app.core.crypto import Keyring
from app.core.jose import SignatureInvalid, Signer
from app.ledger.receipts import sign_receipt, verify_receipt
from app.models.transfers import Receipt
from app.schemas.transfers.receipts import ReceiptFacts
from tests.support.api_client import Api
from tests.support.transfer_case import TransferCase


async def sent(world: TransferCase, who: str = "city") -> tuple[str, dict[str, Any]]:
    """A transfer whose receipt was sent, and the receipt."""
    transfer = await world.letter_in("receipt_sent")
    return transfer, await world.callers[who].get(f"/transfers/{transfer}/receipt")


async def test_a_receipt_says_what_was_received_by_whom_and_when(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer, receipt = await sent(world)
    facts = receipt["facts"]
    assert (facts["transfer_id"], facts["serial"], facts["name"]) == (transfer, "2026001", "赵一")
    assert receipt["addressee"] == facts["from_committee"] == "中共成都市律师行业委员会"
    assert (facts["to_committee"], facts["to_branch"]) == ("中共金堂县律师行业委员会", "中共丙律师事务所支部")
    assert (facts["accepted_on"], facts["sent_at"]) == ("2026-11-23", "2026-11-23T04:00:00Z")
    assert "*" in facts["id_masked"]


async def test_the_digest_covers_what_was_handed_over(api: Api) -> None:
    world = await TransferCase.make(api)
    _, receipt = await sent(world)
    content = json.dumps(receipt["handed_over"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert receipt["facts"]["digest"] == hashlib.sha256(content.encode()).hexdigest()
    assert receipt["handed_over"]["serial"] == "2026001"
    assert receipt["handed_over"]["snapshot"]["name"] == "赵一"


async def test_a_receipt_is_verified_offline_with_the_published_keys(api: Api) -> None:
    world = await TransferCase.make(api)
    _, receipt = await sent(world)
    published = (await api.anybody("GET", "/.well-known/jwks.json", 200)).json()
    assert verify_receipt(receipt["jws"] + "\n", published) == ReceiptFacts.model_validate(receipt["facts"])


async def test_a_receipt_within_a_committee_goes_to_the_branch_and_has_no_number(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open("b")
    await world.walk(transfer, world.internal_path(), until="receipt_sent")
    receipt = await world.callers["a"].get(f"/transfers/{transfer}/receipt")
    assert (receipt["facts"]["serial"], receipt["addressee"]) == (None, "中共甲律师事务所支部")
    await world.act(transfer, "a", "confirm_receipt")


async def test_anybody_may_ask_whether_a_receipt_is_genuine(api: Api) -> None:
    world = await TransferCase.make(api)
    _, receipt = await sent(world)
    genuine = await api.anybody.post("/receipts/verify", {"jws": receipt["jws"]})
    assert (genuine["valid"], genuine["facts"]["name"], genuine["reason"]) == (True, "赵一", None)
    head, body, signature = receipt["jws"].split(".")
    for forged in (f"{head}.{body[:-4]}AAAA.{signature}", f"{head}.{body}.{'A' * 86}", "x" * 40):
        verdict = await api.anybody.post("/receipts/verify", {"jws": forged})
        assert (verdict["valid"], verdict["facts"]) == (False, None)
        assert verdict["reason"]


async def test_nothing_else_that_we_sign_passes_for_a_receipt(api: Api) -> None:
    world = await TransferCase.make(api)
    _, receipt = await sent(world)
    signer: Signer = api.app.state.signer
    facts = receipt["facts"]
    for other in (signer.sign_document(facts, kind="huizhi-other+jws"), signer.sign_document({}, kind="JWT")):
        assert (await api.anybody.post("/receipts/verify", {"jws": other}))["valid"] is False
    partial = signer.sign_document({"name": "赵一"}, kind="huizhi-receipt+jws")
    with pytest.raises(SignatureInvalid):
        verify_receipt(partial, signer.key_set)


def example(**changes: Any) -> ReceiptFacts:
    facts: dict[str, Any] = {
        "transfer_id": uuid.uuid4(),
        "serial": "2026001",
        "name": "赵一",
        "id_masked": "990***********0014",
        "from_committee": "中共甲委员会",
        "to_committee": "中共乙委员会",
        "to_branch": "中共丙支部",
        "accepted_on": dt.date(2026, 11, 23),
        "sent_at": dt.datetime(2026, 11, 23, 4, tzinfo=dt.UTC),
        "digest": "0" * 64,
        "handler_name": "李四",
        "handler_phone": None,
    }
    return ReceiptFacts.model_validate(facts | changes)


def test_a_key_inside_the_receipt_is_never_trusted() -> None:
    ours, theirs = Signer(Keyring.new().signing), Signer(Keyring.new().signing)
    facts = example()
    with pytest.raises(SignatureInvalid):
        verify_receipt(sign_receipt(theirs, facts), ours.key_set)
    assert verify_receipt(sign_receipt(ours, facts), ours.key_set) == facts


def test_a_receipt_outlives_the_key_that_signs_today() -> None:
    old, new = Keyring.new().signing, Keyring.new().signing
    jws = sign_receipt(Signer(old), example())
    assert verify_receipt(jws, Signer({**new, **old}).key_set)


async def test_before_the_receipt_was_sent_there_is_none(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("accepted")
    for path in ("receipt", "receipt.pdf"):
        refused = await world.callers["city"]("GET", f"/transfers/{transfer}/{path}", 409)
        assert refused.json()["code"] == "receipt_not_sent"


async def test_a_receipt_that_was_tampered_with_is_not_confirmed(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer, receipt = await sent(world)
    stranger = Signer(Keyring.new().signing)
    signer: Signer = api.app.state.signer
    of_another = ReceiptFacts.model_validate(receipt["facts"] | {"transfer_id": str(uuid.uuid4())})
    other_content = ReceiptFacts.model_validate(receipt["facts"] | {"digest": "0" * 64})
    forgeries = (
        sign_receipt(stranger, ReceiptFacts.model_validate(receipt["facts"])),
        sign_receipt(signer, of_another),
        sign_receipt(signer, other_content),
    )
    for forged in forgeries:
        async with api.admin.as_admin() as session:
            await session.exec(sa.update(Receipt).values(jws=forged))
        assert (await world.act(transfer, "city", "confirm_receipt", 409))["code"] == "receipt_invalid"
    async with api.admin.as_admin() as session:
        await session.exec(sa.update(Receipt).values(jws=receipt["jws"]))
    assert (await world.act(transfer, "city", "confirm_receipt"))["state"] == "closed"


async def test_the_receipt_is_printed_with_its_words(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer, _ = await sent(world)
    pdf = await world.callers["city"]("GET", f"/transfers/{transfer}/receipt.pdf", 200)
    printed = "".join(PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text().split())
    for expected in ("赵一", "2026001", "中共成都市律师行业委员会", "李四", "02800000003"):
        assert expected in printed


async def test_the_longest_names_still_fit_the_printed_code(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer, receipt = await sent(world)
    longest = "中共" + "长" * 118
    names = dict.fromkeys(("from_committee", "to_committee", "to_branch"), longest)
    facts = ReceiptFacts.model_validate(
        receipt["facts"] | names | {"name": "赵" * 25, "handler_name": "李" * 20, "handler_phone": "0" * 20}
    )
    signer: Signer = api.app.state.signer
    values = {"jws": sign_receipt(signer, facts), "facts": facts.model_dump(mode="json")}
    async with api.admin.as_admin() as session:
        await session.exec(sa.update(Receipt).values(**values))
    await world.callers["city"]("GET", f"/transfers/{transfer}/receipt.pdf", 200)
