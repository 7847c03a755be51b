"""Cursors that only we can read, bound to the grant and the list that they belong to."""

import base64
import binascii
import json
import uuid
from dataclasses import dataclass
from typing import Any

from app.core.crypto import Keyring, Undecipherable
from app.sharing.partners import Grant
from app.sharing.problems import BadCursor


@dataclass(frozen=True)
class Cursors:
    """Seals where a list ended; a cursor of another grant or list, or a forged one, is `BadCursor`."""

    keyring: Keyring
    grant: Grant
    use: str

    def seal(self, facts: dict[str, Any]) -> str:
        """Facts as a cursor."""
        plain = json.dumps({"grant": str(self.grant.id), "use": self.use, **facts}, separators=(",", ":"))
        return base64.urlsafe_b64encode(self.keyring.seal(plain.encode())).decode().rstrip("=")

    def open(self, cursor: str) -> dict[str, Any]:
        """The facts that `seal` was given."""
        try:
            facts: dict[str, Any] = json.loads(
                self.keyring.unseal(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            )
        except (Undecipherable, binascii.Error, ValueError) as exc:
            raise BadCursor(field="cursor") from exc
        if facts.pop("grant", None) != str(self.grant.id) or facts.pop("use", None) != self.use:
            raise BadCursor(field="cursor")
        return facts

    def seal_key(self, key: uuid.UUID) -> str:
        """The cursor behind a page's last record."""
        return self.seal({"after": str(key)})

    def open_key(self, cursor: str) -> uuid.UUID:
        """The key behind which the next page begins."""
        return uuid.UUID(self.open(cursor)["after"])
