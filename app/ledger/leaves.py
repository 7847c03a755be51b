"""What a leaf of the log is made of."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from app.core import base64url
from app.models.log import LEAF_COLUMNS

_text = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def leaf_of(row: Iterable[Any]) -> str:
    """The leaf of a numbered change, of which `row` has `LEAF_COLUMNS` in their order.

    A leaf is the UTF-8 text of a JSON object, without blanks, its members sorted by name, nothing escaped that JSON
    does not force to be. Members: `v` (1), `seq`, `id`, `entity`, `entity_id`, `version`, `op`, `changed` and the four
    paths as the row has them, UUIDs in lower case; `at` in UTC with microseconds and `Z`; `commitment`, the salted
    commitment to the record's content; and `acted`, SHA-256 over the commitment's bytes and the JSON array
    `[actor_id, actor_body, reason]`. Bytes are base64url. The leaf of change `seq` has index `seq - 1`.

    So every column is bound, and nothing personal can be read from a leaf: who acted and why, which may name somebody,
    enter by a digest that only the row itself can tell.
    """
    facts = dict(zip(LEAF_COLUMNS, row, strict=True))
    commitment: bytes = facts["commitment"]
    moment: dt.datetime = facts["at"]
    actor = facts.pop("actor_id")
    acted = _text([actor and str(actor), facts.pop("actor_body"), facts.pop("reason")])
    return _text(
        facts
        | {
            "v": 1,
            "id": str(facts["id"]),
            "entity_id": str(facts["entity_id"]),
            "at": moment.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "commitment": base64url.encode(commitment),
            "acted": base64url.encode(hashlib.sha256(commitment + acted.encode()).digest()),
        }
    )


def commitment_to(jws: str, salt: bytes) -> bytes:
    """The commitment to a signed document, as `record_change` makes it over the JSON string of its text."""
    return hashlib.sha256(salt + f'"{jws}"'.encode()).digest()
