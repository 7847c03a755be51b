"""Standard Webhooks 1.0: symmetric signatures over id, timestamp and body."""

import base64
import hmac
import secrets
from collections.abc import Iterable, Mapping

_SECRET_BYTES = 32


def new_secret() -> bytes:
    """A random secret; the standard wants 24 to 64 bytes."""
    return secrets.token_bytes(_SECRET_BYTES)


def shown(secret: bytes) -> str:
    """A secret as its receiver is told it: `whsec_...`."""
    return f"whsec_{base64.b64encode(secret).decode()}"


def signed_headers(keys: Iterable[bytes], message_id: str, at: int, body: bytes) -> Mapping[str, str]:
    """The headers that go with a body. `at` is the attempt in Unix seconds; there is a signature by each key, so that
    a receiver may still have the old one while keys change.
    """
    content = f"{message_id}.{at}.".encode() + body
    signatures = [base64.b64encode(hmac.digest(key, content, "sha256")).decode() for key in keys]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }
