"""Client assertions that are not the partner's, not for now or not for us: refused at the token endpoint (RFC 7523)."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from tests.support.forged_tokens import forgeries, private_key
from tests.support.sharing_partner import ISSUER, Department, Sharing

ENDPOINT = f"{ISSUER}/share/v1/oauth/token"


async def refused(department: Department, assertion: str) -> bool:
    answer = await department.ask_for_token(assertion)
    return (answer.status_code, answer.json().get("code")) == (401, "invalid_client")


async def test_a_forged_assertion_is_refused_whatever_is_false_in_it(sharing: Sharing) -> None:
    department = await sharing.partner()
    now = int(sharing.clock.now().timestamp())
    assertion = department.key.assertion(department.client_id, sharing.clock.now())
    forged = forgeries(assertion, private_key(department.key.pem), ended=now, foreign=ENDPOINT)
    assert (await department.ask_for_token(forged.pop("itself"))).status_code == 200
    assert [name for name, assertion in forged.items() if not await refused(department, assertion)] == []


@pytest.mark.parametrize(
    "change",
    [
        {"aud": [ISSUER, "https://other.example"]},
        {"aud": f"{ISSUER}/"},
        {"aud": ENDPOINT},
        {"iss": None},
        {"sub": None},
        {"iss": None, "sub": None},
        {"jti": 1},
        {"jti": "x" * 201},
        {"exp": "9999999999"},
        {"exp": 10**18},
        {"exp": -1},
        {"nbf": "later"},
    ],
    ids=lambda change: "-".join(f"{name}={str(value)[:30]}" for name, value in change.items()),
)
async def test_a_claim_that_is_not_as_agreed_is_refused(sharing: Sharing, change: dict[str, Any]) -> None:
    department = await sharing.partner()
    assert await refused(department, department.key.assertion(department.client_id, sharing.clock.now(), **change))


@pytest.mark.parametrize(("claim", "seconds", "passes"), [
    ("nbf", 0, True), ("nbf", 10, True), ("nbf", 11, False), ("nbf", 3600, False),
    ("iat", 10, True), ("iat", 11, False), ("iat", -3600, True),
])  # fmt: skip
async def test_an_assertion_from_the_future_is_refused_beyond_the_skew_of_clocks(
    sharing: Sharing, claim: str, seconds: int, passes: bool
) -> None:
    department = await sharing.partner()
    change: dict[str, Any] = {claim: int(sharing.clock.now().timestamp()) + seconds}
    changed = department.key.assertion(department.client_id, sharing.clock.now(), **change)
    assert await refused(department, changed) != passes


async def test_the_key_of_another_partner_opens_nothing(sharing: Sharing) -> None:
    one, other = await sharing.partner(), await sharing.partner("另一系统")
    assert await refused(one, other.key.assertion(one.client_id, sharing.clock.now()))
    borrowed = other.key.assertion(other.client_id, sharing.clock.now(), iss=one.client_id)
    assert await refused(one, borrowed)


async def test_of_replays_at_the_same_moment_one_gets_a_token(committed_sharing: Sharing) -> None:
    department = await committed_sharing.partner()
    assertion = department.key.assertion(department.client_id, committed_sharing.clock.now())
    answers = await asyncio.gather(*(department.ask_for_token(assertion) for _ in range(8)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 401: 7}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 401} == {"invalid_client"}
