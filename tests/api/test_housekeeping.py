"""What is kept for a time only, and goes."""

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlmodel import col, select

from app.core.jobs import JobState
from app.models.accounts import Account, RoleGrant, StaffRole
from app.models.idempotency import IdempotencyKey, PartnerKey
from app.models.imports import FormKind, ImportJob
from app.models.sharing import GrantState, Partner, SharingGrant
from app.models.sharing_exports import ExportFile, ExportJob
from app.models.sharing_subscriptions import Delivery, DeliveryKind, DeliveryState, Subscription
from app.services.housekeeping import keep_house
from tests.support.clock import SetClock
from tests.support.postgres import OneConnection

RETENTION_DAYS = 30


async def test_an_answer_is_kept_for_two_days_and_then_forgotten(database: OneConnection, clock: SetClock) -> None:
    partner = Partner(client_id="partner-1", name="某局", contact="信息处", keys=[])
    await database.add(partner)
    for name, age in (("fresh", dt.timedelta(hours=47)), ("stale", dt.timedelta(hours=49))):
        written = clock.now() - age
        await database.add(IdempotencyKey(account_id=uuid.uuid4(), key=name, request_digest=b"x", created_at=written))
        await database.add(PartnerKey(partner_id=partner.id, key=name, request_digest=b"x", created_at=written))
    await keep_house(database, clock, RETENTION_DAYS)
    async with database.as_admin() as session:
        for kept in (IdempotencyKey, PartnerKey):
            assert (await session.exec(select(kept.key))).all() == ["fresh"]


async def test_a_delivery_is_kept_for_thirty_days_after_it_is_settled(database: OneConnection, clock: SetClock) -> None:
    grant = await make_grant(database, clock)
    subscription = Subscription(
        partner_id=grant.partner_id,
        grant_id=grant.id,
        url="https://partner.example.com/",
        secret_cipher=b"sealed",
        position=0,
        grant_version=1,
        next_ring_at=clock.now(),
    )
    await database.add(subscription)
    for attempts, days in ((1, 29), (2, 31), (3, None)):
        delivery = Delivery(
            subscription_id=subscription.id,
            kind=DeliveryKind.RING,
            state=DeliveryState.DEAD if days else DeliveryState.PENDING,
            attempts=attempts,
            due_at=clock.now(),
            settled_at=clock.now() - dt.timedelta(days=days) if days else None,
            created_at=clock.now() - dt.timedelta(days=40),
        )
        await database.add(delivery)
    await keep_house(database, clock, RETENTION_DAYS)
    async with database.as_admin() as session:
        assert (await session.exec(select(Delivery.attempts).order_by(col(Delivery.attempts)))).all() == [1, 3]


@pytest.mark.parametrize(
    ("days", "ends", "kept"),
    [
        (6, {}, 1),
        (7, {}, 0),
        (1, {"state": GrantState.SUSPENDED}, 1),
        (1, {"state": GrantState.ENDED}, 0),
        (1, {"valid_to": dt.date(2026, 11, 22)}, 0),
        (1, {"content_version": 2}, 0),
    ],
)
async def test_the_files_of_an_export_go_after_a_week_or_with_what_allowed_them(
    database: OneConnection, clock: SetClock, days: int, ends: dict[str, Any], kept: int
) -> None:
    grant = await make_grant(database, clock, **ends)
    finished = clock.now() - dt.timedelta(days=days, seconds=1)
    facts: dict[str, Any] = {"partner_id": grant.partner_id, "grant_id": grant.id, "grant_version": 1}
    facts |= {"case_no": "1", "data_sets": []}
    job = ExportJob(state=JobState.DONE, finished_at=finished, **facts)
    running = ExportJob(state=JobState.RUNNING, **facts)
    file = ExportFile(export_id=job.id, data_set="members", rows=1, sha256="", content=b"x")
    await database.add(job, running, file)
    await keep_house(database, clock, RETENTION_DAYS)
    async with database.as_admin() as session:
        assert len((await session.exec(select(ExportFile.export_id))).all()) == kept
        assert len((await session.exec(select(ExportJob.id))).all()) == 2, "that there was one is not forgotten"


async def make_grant(database: OneConnection, clock: SetClock, **changes: Any) -> SharingGrant:
    partner = Partner(client_id="partner-1", name="某局", contact="信息处", keys=[])
    facts: dict[str, Any] = {"valid_to": clock.today(), "state": GrantState.IN_FORCE} | changes
    grant = SharingGrant(
        partner_id=partner.id,
        purpose="party_building",
        legal_basis="2008年通知",
        area_code="5101",
        place_path="/51/5101/",
        data_sets={},
        quota_per_day=1,
        valid_from=clock.today(),
        requested_on=clock.today(),
        answer_due_on=clock.today(),
        **facts,
    )
    await database.add(partner, grant)
    return grant


async def test_the_file_of_an_import_goes_when_its_retention_is_over_and_the_result_stays(
    database: OneConnection, clock: SetClock
) -> None:
    account = Account(username="keeper", name="keeper", password_hash="unused")
    grant = RoleGrant(account_id=account.id, role=StaffRole.BAR_ASSOCIATION, area_code="5101")
    await database.add(account, grant)
    for name, days in (("running.xlsx", None), ("new.xlsx", RETENTION_DAYS - 1), ("old.xlsx", RETENTION_DAYS + 1)):
        job = ImportJob(
            kind=FormKind.LAWYERS,
            state=JobState.DONE if days else JobState.RUNNING,
            dry_run=False,
            file_name=name,
            file_cipher=b"sealed",
            grant_id=grant.id,
            account_id=account.id,
            finished_at=clock.now() - dt.timedelta(days=days) if days else None,
        )
        await database.add(job)
    await keep_house(database, clock, RETENTION_DAYS)
    async with database.as_admin() as session:
        kept = await session.exec(select(ImportJob.file_name, ImportJob.file_cipher).order_by(col(ImportJob.file_name)))
        assert kept.all() == [("new.xlsx", b"sealed"), ("old.xlsx", None), ("running.xlsx", b"sealed")]
