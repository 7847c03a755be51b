"""A whole organization on its way while others act on it: one of the two happens, never half of both."""

import asyncio

import sqlalchemy as sa
from sqlmodel import col, select

from app.models.accounts import StaffRole
from app.models.members import Affiliation, Member
from app.models.party_orgs import PartyOrg
from app.models.transfers import Transfer
from app.services.workbooks.imports.runner import run_next_import
from tests.support.api_client import Api
from tests.support.import_runs import form, refused, run_import, upload
from tests.support.keys import KEYRING
from tests.support.transfer_case import TransferCase


async def open_rows(api: Api) -> list[Transfer]:
    async with api.admin.as_admin() as session:
        mine = select(Transfer).where(col(Transfer.person_id).is_not(None))
        return list((await session.exec(mine.where(col(Transfer.state).in_(["draft", "submitted"])))).all())


async def test_a_submission_and_a_single_opening_at_once_leave_one_of_the_two(committed: Api) -> None:
    world = await TransferCase.make(committed)
    bulk = (await world.open_bulk())["id"]
    answers = await asyncio.gather(
        world.callers["a"]("POST", f"/transfers/{bulk}/actions", json={"action": "submit"}),
        world.callers["member"]("POST", "/transfers", json=world.request("c")),
    )
    assert sorted(answer.status_code for answer in answers) in ([200, 409], [201, 409])
    (row,) = await open_rows(committed)
    assert (row.bulk_id is not None) == (answers[0].status_code == 200)


async def test_a_submission_and_a_new_member_at_once_leave_a_list_that_fits(committed: Api) -> None:
    world = await TransferCase.make(committed)
    bulk = (await world.open_bulk())["id"]
    new_member = {
        "org_id": str(world.orgs["a"].id),
        "id_number": "990000198005170013",
        "name": "郑新来",
        "category": "1",
        "admitted_on": "2005-07-01",
        "regularized_on": "2006-07-01",
    }
    answers = await asyncio.gather(
        world.callers["a"]("POST", f"/transfers/{bulk}/actions", json={"action": "submit"}),
        world.callers["a"]("POST", "/members", json=new_member),
    )
    assert answers[0].status_code == 200
    assert answers[1].status_code in {201, 409}
    done = await world.walk(bulk, world.bulk_path()[1:], until="accepted")
    assert done["state"] == "accepted"
    async with committed.admin.as_admin() as session:
        branches = set((await session.exec(select(Member.party_path))).all())
    assert branches == {f"{world.orgs['county'].party_path}{world.orgs['a'].id}/"}


async def test_of_an_acceptance_and_a_revocation_at_once_one_is_carried_out(committed: Api) -> None:
    world = await TransferCase.make(committed)
    bulk = await world.bulk_in("in_transit")
    path = f"/transfers/{bulk}/actions"
    answers = await asyncio.gather(
        *(world.callers["county"]("POST", path, json={"action": "accept"}) for _ in range(5)),
        world.callers["city"]("POST", path, json={"action": "revoke"}),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]
    moved = answers[-1].status_code == 409
    async with committed.admin.as_admin() as session:
        org = (await session.exec(select(PartyOrg).where(col(PartyOrg.id) == world.orgs["a"].id))).one()
        states = set((await session.exec(select(Transfer.state))).all())
        held = sa.func.upper_inf(Affiliation.valid_during)
        opened = (await session.exec(select(Affiliation.opened_by).where(held))).one()
    assert org.parent_id == world.orgs["county" if moved else "city"].id
    assert states == {"accepted" if moved else "revoked"}
    assert opened == ("transfer" if moved else "first_record")


async def test_a_withdrawal_and_an_agreement_at_once_keep_rows_and_organization_together(committed: Api) -> None:
    world = await TransferCase.make(committed)
    bulk = await world.bulk_in("submitted")
    path = f"/transfers/{bulk}/actions"
    await asyncio.gather(
        world.callers["a"]("POST", path, json={"action": "withdraw"}),
        world.callers["city"]("POST", path, json={"action": "agree"}),
    )
    async with committed.admin.as_admin() as session:
        states = (await session.exec(select(Transfer.state))).all()
    assert len(states) == 2
    assert len(set(states)) == 1


async def test_an_arrival_and_a_submission_at_once_never_strand_the_arrival(committed: Api) -> None:
    world = await TransferCase.make(committed)
    inbound = await world.with_another("钱二", "b")
    single = await inbound.open("city", by="b")
    for action in ("submit", "agree"):
        await world.act(single, "b", action)
    bulk = (await world.open_bulk())["id"]
    accept = {"action": "accept", "to_branch_id": str(world.orgs["a"].id)}
    answers = await asyncio.gather(
        world.callers["city"]("POST", f"/transfers/{single}/actions", json=accept),
        world.callers["a"]("POST", f"/transfers/{bulk}/actions", json={"action": "submit"}),
    )
    assert 200 in {answer.status_code for answer in answers}
    assert {answer.status_code for answer in answers} <= {200, 409}


async def test_of_an_import_and_a_submission_at_once_the_list_fits_the_organization(committed: Api) -> None:
    world = await TransferCase.make(committed)
    bulk = (await world.open_bulk())["id"]
    association = await committed.as_(StaffRole.BAR_ASSOCIATION, area="5101")
    org = world.orgs["a"]
    changed = {"name": org.name, "category": "党支部", "unit_situation": "法人单位", "area_code": org.area_code}
    changed |= {"contact_name": "王五"}
    await upload(association, "party_orgs", form("party_orgs", changed))
    database = committed.app.state.database
    answer, _ = await asyncio.gather(
        world.callers["a"]("POST", f"/transfers/{bulk}/actions", json={"action": "submit"}),
        run_next_import(database, KEYRING, committed.clock),
    )
    assert answer.status_code == 200
    # Whichever came first: once the organization is on its way no import changes it.
    job = await run_import(committed, association, "party_orgs", form("party_orgs", changed | {"contact_name": "赵六"}))
    assert await refused(association, job) == {2: ["党组织全称"]}
    async with committed.admin.as_admin() as session:
        assert (await session.get_one(PartyOrg, org.id)).contact_name in {None, "王五"}
