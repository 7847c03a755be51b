"""Signatures as Standard Webhooks has them: the published vector, and a verifier that we did not write."""

import base64
import datetime as dt
import json

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from app.core.webhooks import new_secret, shown, signed_headers

SECRET = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
BODY = b'{"test": 2432232314}'


def test_the_published_vector_comes_out() -> None:
    headers = signed_headers([SECRET], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, BODY)
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_a_foreign_verifier_accepts_each_of_two_secrets_and_no_third() -> None:
    old, new, other = new_secret(), new_secret(), new_secret()
    now = int(dt.datetime.now(dt.UTC).timestamp())
    headers = dict(signed_headers([new, old], "ring-1", now, BODY))
    for secret in (old, new):
        assert Webhook(shown(secret)).verify(BODY, headers) == json.loads(BODY)
    for wrong in (other, old):
        with pytest.raises(WebhookVerificationError):
            Webhook(shown(wrong)).verify(BODY + (b" " if wrong is old else b""), headers)


def test_secrets_are_random_and_of_the_length_that_the_standard_wants() -> None:
    secrets = {new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert all(24 <= len(secret) <= 64 for secret in secrets)
