"""The sequencer's work inside a test's transaction, and receipts in a log without a database."""

import datetime as dt
import uuid
from typing import Any

from app.core import base64url
from app.core.clock import Clock
from app.core.database import DatabaseRole, Scope
from app.core.jose import Signer
from app.ledger import merkle, sequencer
from app.ledger.checkpoints import Notary
from app.ledger.leaves import commitment_to, leaf_of
from tests.support.keys import KEYRING
from tests.support.postgres import OneConnection

NOTARY = Notary(Signer(KEYRING.signing), Clock(), "test")


async def number(database: OneConnection, *, signed: bool = True) -> int:
    """Number and hash what was written, as the worker; gives the size of the log."""
    async with database.session(Scope(DatabaseRole.WORKER)) as session:
        raw = await (await session.connection()).get_raw_connection()
        driver: Any = raw.driver_connection
        tree = await sequencer.stored_tree(driver)
        while sum(await sequencer.number(driver, tree)):
            pass
        if signed:
            await sequencer.sign(driver, tree, NOTARY)
        return tree.size


def receipt_in_log(
    jws: str, transfer_id: uuid.UUID, notary: Notary, *, entity: str = "receipt", seq: int = 6, size: int = 11
) -> dict[str, Any]:
    """The proof of a receipt among other entries, by the pure functions alone."""
    salt = b"s" * 32
    moment = dt.datetime(2026, 11, 21, 2, 0, tzinfo=dt.UTC)
    paths = ("/51/", "/51/5101/", "/a/", "/b/")
    change = (seq, uuid.UUID(int=9), entity, transfer_id, 1, "create", ["jws"], *paths, moment)
    leaf = leaf_of((*change, commitment_to(jws, salt), uuid.UUID(int=8), "中共甲委员会", None))
    tree, stored = merkle.Tree(), dict[merkle.Place, bytes]()
    for number in range(1, size + 1):
        data = leaf if number == seq else f"entry {number}"
        for level, index, made in tree.append(merkle.leaf_hash(data.encode())):
            stored[level, index] = made
    return {
        "seq": seq,
        "leaf": leaf,
        "salt": base64url.encode(salt),
        "size": size,
        "path": [base64url.encode(part) for part in merkle.path(merkle.inclusion_spans(seq - 1, size), stored)],
        "checkpoint": notary.sign(size, tree.root)[1],
    }
