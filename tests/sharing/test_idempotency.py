"""Any retry of a POST has the effect of one (docs/sharing.md#property-4)."""

import asyncio
import json
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import func, select

from app.models.idempotency import PartnerKey
from app.models.sharing_exports import ExportJob
from tests.support.clock import SetClock
from tests.support.sharing_partner import Department, Sharing


async def asked(department: Department, status: int = 202, key: str = "export-2026-11", **body: Any) -> Any:
    return (await department("POST", "/exports", status, json=body, headers={"Idempotency-Key": key})).json()


async def exports(sharing: Sharing) -> int:
    async with sharing.admin.as_admin() as session:
        return (await session.exec(select(func.count()).select_from(ExportJob))).one()


async def test_a_repeated_post_has_the_effect_of_one_and_the_same_answer(sharing: Sharing, clock: SetClock) -> None:
    department = await sharing.partner()
    first = await asked(department, data_sets=["members"])
    clock.advance(minutes=6)
    await department.sign_in()
    while await sharing.app.state.exporter.run_next():
        pass
    assert await asked(department, data_sets=["members"]) == first, "with another token, after the work was done"
    assert await exports(sharing) == 1


async def test_another_request_under_a_used_key_is_refused(sharing: Sharing) -> None:
    department = await sharing.partner()
    await asked(department, data_sets=["members"])
    refused = await asked(department, 422, data_sets=["lawyers"])
    assert refused["code"] == "idempotency_key_reused"
    await department.sign_in(case="成司党2026-18号")
    assert (await asked(department, 422, data_sets=["members"]))["code"] == "idempotency_key_reused"
    assert await exports(sharing) == 1


async def test_a_key_is_a_partners_own(sharing: Sharing) -> None:
    one, other = await sharing.partner(), await sharing.partner("另一系统")
    assert (await asked(one))["id"] != (await asked(other))["id"]


async def test_what_was_refused_may_be_tried_again_under_its_key(sharing: Sharing) -> None:
    department = await sharing.partner(data_sets={"members": {"name": "full"}})
    await asked(department, 403, data_sets=["lawyers"])
    await asked(department, data_sets=["members"])


async def test_a_kept_answer_is_enciphered_and_so_is_what_was_asked(sharing: Sharing) -> None:
    job = await asked(await sharing.partner(), data_sets=["members"])
    async with sharing.admin.as_admin() as session:
        row = (await session.exec(select(PartnerKey))).one()
    assert row.answer_cipher
    assert job["id"].encode() not in row.answer_cipher
    assert len(row.request_digest) == 32


@settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(requests=st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["members", "lawyers"])), max_size=6))
async def test_however_requests_repeat_each_key_has_one_effect(
    sharing: Sharing, requests: list[tuple[str, str]]
) -> None:
    department, before = await sharing.partner(), await exports(sharing)
    said: dict[str, tuple[str, Any]] = {}
    for key, data_set in requests:
        body = {"data_sets": [data_set]}
        answer = await department("POST", "/exports", json=body, headers={"Idempotency-Key": key})
        meant, given_before = said.setdefault(key, (data_set, answer.json()))
        expected = (202, given_before) if meant == data_set else (422, answer.json())
        assert (answer.status_code, answer.json()) == expected
    assert await exports(sharing) - before == len(said)


async def test_of_requests_at_the_same_time_one_works_and_all_get_its_answer(committed_sharing: Sharing) -> None:
    department = await committed_sharing.partner()
    answers = await asyncio.gather(*(asked(department, data_sets=["members"]) for _ in range(8)))
    assert len({json.dumps(answer) for answer in answers}) == 1
    assert await exports(committed_sharing) == 1
