"""What the logs are told when things go right, go wrong and break: never about whom (docs/sharing.md#property-7)."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
import sqlalchemy as sa

from app.models.accounts import StaffRole
from app.models.party_orgs import PartyOrg
from tests.support.api_client import Api
from tests.support.builders import make_id_number, make_org
from tests.support.chengdu import form
from tests.support.log_canaries import LISTENER, NAME
from tests.support.served_app import serving

MOBILE = "19912345678"


@dataclass
class Planted:
    """A registry on a port, an official of it, and a number to plant."""

    api: Api
    http: httpx.AsyncClient
    org: PartyOrg
    number: str

    async def broken(self, statement: str) -> None:
        """The database as no migration leaves it."""
        async with self.api.admin.as_admin() as session:
            await session.exec(sa.text(statement))  # type: ignore[call-overload]

    async def register(self, expect: int) -> httpx.Response:
        body = form(self.org, self.number, name=NAME, mobile=MOBILE)
        answer = await self.http.post("/members", json=body)
        assert answer.status_code == expect, answer.text
        return answer


@pytest.fixture
async def planted(committed: Api) -> AsyncIterator[Planted]:
    org = await make_org(committed.admin, "中共甲支部")
    official = await committed.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    async with (
        serving(committed.app) as url,
        httpx.AsyncClient(base_url=f"{url}/api/v1", headers=official.headers, trust_env=False) as http,
    ):
        yield Planted(committed, http, org, make_id_number())


def test_the_listener_hears_what_it_listens_for(caplog: pytest.LogCaptureFixture) -> None:
    number = make_id_number()
    for text in (number, f"x={MOBILE}", f"({NAME})", "990000198005170000", "1991234567", "x"):
        logging.getLogger("anything").debug("%s", text)
    try:
        raise ValueError(number)
    except ValueError:
        logging.getLogger("anything").debug("failed", exc_info=True)
    assert [line.split(":")[0] for line in LISTENER.take()] == [
        f"anything DEBUG tells ['{given_away}']" for given_away in (number, MOBILE, NAME)
    ] + [f"anything DEBUG tells ['{number}']"]


async def test_every_logger_is_heard_and_told_nothing_of_a_person_who_is_registered(planted: Planted) -> None:
    before = LISTENER.lines
    member = (await planted.register(201)).json()
    person = f"/members/{member['person_id']}"
    assert (await planted.http.post(f"{person}/identity", json={"reason": "核对"})).json()[
        "id_number"
    ] == planted.number
    assert (await planted.http.get(person)).json()["name"] == NAME
    assert (await planted.http.post("/members/search", json={"id_number": planted.number})).status_code == 200
    assert LISTENER.lines > before


async def test_rows_that_are_read_for_a_change_are_not_written_out(planted: Planted) -> None:
    assert logging.getLogger("sqlalchemy.engine.Engine").isEnabledFor(logging.DEBUG)
    member = (await planted.register(201)).json()
    changed = await planted.http.patch(f"/members/{member['person_id']}", json={"education": "14"})
    assert changed.json()["name"] == NAME


async def test_refusals_tell_the_caller_and_no_log(planted: Planted) -> None:
    await planted.register(201)
    await planted.register(409)
    for wrong in (
        {"id_number": f"{planted.number}0"},
        {"mobile": f"{MOBILE}x"},
        {"name": NAME * 40},
        {"unknown": NAME},
    ):
        body = form(planted.org, planted.number, name=NAME, mobile=MOBILE) | wrong
        assert (await planted.http.post("/members", json=body)).status_code == 422
    assert (await planted.http.post("/members", content=f'{{"name": "{NAME}'.encode())).status_code == 422


@pytest.mark.parametrize(
    "fault",
    [
        "ALTER TABLE member ADD CONSTRAINT unforeseen CHECK (length(name) <> 4)",
        "ALTER TABLE person ALTER COLUMN mobile_masked TYPE varchar(3)",
        "ALTER TABLE member RENAME COLUMN name_initials TO another",
        "REVOKE INSERT ON member FROM huizhi_area",
        "CREATE FUNCTION quote() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'quoting %', NEW; END $$",
    ],
    ids=["check", "length", "column", "privilege", "trigger"],
)
async def test_a_fault_of_the_database_is_logged_without_the_row_it_quotes(planted: Planted, fault: str) -> None:
    await planted.broken(fault)
    if "quote()" in fault:
        await planted.broken("CREATE TRIGGER quote BEFORE INSERT ON member FOR EACH ROW EXECUTE FUNCTION quote()")
    before = LISTENER.lines
    answer = await planted.http.post("/members", json=form(planted.org, planted.number, name=NAME, mobile=MOBILE))
    assert answer.status_code in {422, 500}
    assert NAME not in answer.text
    assert LISTENER.lines > before


async def test_a_fault_of_ours_is_logged_without_the_values_at_hand(
    planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("what went wrong")

    monkeypatch.setattr("app.services.people.members.record", broken)
    await planted.register(500)
