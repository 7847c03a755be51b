"""What the data-sharing API promises: convergence of snapshot and feed, and that nothing beyond a grant shows."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.models.accounts import StaffRole
from app.rules.sharing.sharing import DATA_SETS
from tests.support.api_client import Api
from tests.support.change_feed import numbered
from tests.support.shared_cities import Fields, SharedCities, everything
from tests.support.sharing_partner import Department, Sharing
from tests.support.webhook_calls import calling

pytestmark = pytest.mark.long

DEEDS = (
    *("rename_person", "education", "mobile", "correct", "expel", "practice"),
    *("firm", "head", "rename_org", "move_org", "day"),
)
HISTORY = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=8)
"""What happens, to which record, here or there."""


def granted() -> st.SearchStrategy[Fields]:
    """Some data sets with some fields, each in one of its forms."""
    return st.fixed_dictionaries(
        {},
        optional={
            name: st.dictionaries(st.sampled_from(sorted(data_set.fields)), st.just("full"), min_size=1)
            for name, data_set in DATA_SETS.items()
        },
    ).filter(bool)


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=HISTORY, data_sets=granted(), data=st.data())
async def test_a_consumer_ends_with_the_projection_as_it_is_now(
    api: Api, sharing: Sharing, history: list[Any], data_sets: Fields, data: st.DataObject
) -> None:
    two = await SharedCities.make(api)
    department = await sharing.partner(data_sets=data_sets, quota_per_day=1_000_000)
    await numbered(sharing)
    cursor = (await department.get("/changes", params={"limit": 500}))["next"]
    copy = await everything(department, data_sets)
    cursors = [cursor]
    for deed in history:
        await two.happen(*deed)
        await department.sign_in()
        if data.draw(st.booleans(), label="something is called wrong, or answered"):
            await dispute(two, department, data_sets, data.draw(st.integers(0, 9), label="what"))
        if data.draw(st.booleans(), label="the sequencer ran"):
            await numbered(sharing)
        page = await department.get(
            "/changes", params={"after": cursors[-1], "limit": data.draw(st.sampled_from([1, 2, 500]), label="limit")}
        )
        apply(copy, page["events"])
        if data.draw(st.integers(0, 3), label="a crash loses the cursor") > 0:
            cursors.append(page["next"])
    await numbered(sharing)
    cursor, more = cursors[data.draw(st.integers(0, len(cursors) - 1), label="restored from a backup")], True
    while more:
        page = await department.get("/changes", params={"after": cursor})
        apply(copy, page["events"])
        cursor, more = page["next"], page["more"]
    assert copy == await everything(department, data_sets)


async def dispute(two: SharedCities, department: Department, data_sets: Fields, what: int) -> None:
    """The partner calls a value wrong, or the department answers, or the partner withdraws."""
    open_ones = (await department.get("/corrections", params={"state": "received"}))["items"]
    if open_ones and what < 3:
        await department("POST", f"/corrections/{open_ones[0]['id']}/reply", 200, json={"action": "withdraw"})
    elif open_ones and what < 6:
        for role in (StaffRole.ORGANIZATION_DEPARTMENT, StaffRole.JUSTICE_BUREAU):
            officer = await two.api.as_(role, area="51")
            refusal = {"action": "refuse", "reason": "登记无误"}
            await officer("POST", f"/correction-requests/{open_ones[0]['id']}/actions", json=refusal)
    else:
        name = sorted(data_sets)[what % len(data_sets)]
        items = (await department.get(f"/{name.replace('_', '-')}"))["items"]
        if items:
            body = {"data_set": name, "id": items[0]["id"], "field": min(data_sets[name]), "reason": "有误"}
            await department("POST", "/corrections", json=body)


def apply(copy: dict[str, dict[str, Any]], events: list[Any]) -> None:
    """What a consumer does with events."""
    for event in events:
        rows = copy[event["data_set"]]
        if event["record"] is None:
            rows.pop(event["id"], None)
        else:
            rows[event["id"]] = event["record"]


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=HISTORY, data_sets=granted())
async def test_what_differs_beyond_the_grant_shows_in_no_byte(
    api: Api, sharing: Sharing, history: list[Any], data_sets: Fields
) -> None:
    two = await SharedCities.make(api)
    department = await sharing.partner(data_sets=data_sets, quota_per_day=1_000_000)
    await numbered(sharing)
    cursor = (await department.get("/changes", params={"limit": 500}))["next"]
    sender = calling(sharing)
    bell = (await department("POST", "/subscriptions", 201, json={"url": "http://127.0.0.1/"})).json()["id"]

    async def told() -> list[bytes]:
        await department.sign_in()
        await numbered(sharing)
        while await sender.watch():
            pass
        answers = [await department("GET", "/changes", params={"after": cursor})]
        for name in DATA_SETS:
            path = f"/{name.replace('_', '-')}"
            answers += [await department("GET", path), await department("GET", path, params={"limit": 1})]
        answers.append(await department("POST", "/members/query", json={"ids": ["0" * 32]}))
        answers.append(await department("GET", f"/subscriptions/{bell}/deliveries"))
        return [
            re.sub(rb'"(next|next_cursor)":"[^"]+"', b"", answer.content) + b"%d" % answer.status_code
            for answer in answers
        ]

    before = await told()
    for deed, which, _ in history:
        if deed in {"mobile", "day", "education"}:
            await two.happen(deed, which, 1)
        elif deed not in {"correct", "expel", "practice"}:
            await two.happen(deed, 1, 1)
    assert await told() == before
