"""What is kept for a time only, and goes when its time is over (个人信息保护法 art. 19)."""

import datetime as dt

from sqlmodel import col, delete, update

from app.core.clock import Clock
from app.core.database import Database, DatabaseRole, Scope
from app.models.idempotency import IdempotencyKey, PartnerKey
from app.models.imports import ImportJob
from app.models.sharing_subscriptions import Delivery

ANSWERS_KEPT = dt.timedelta(days=2)
DELIVERIES_KEPT = dt.timedelta(days=30)


async def keep_house(database: Database, clock: Clock, import_retention_days: int) -> None:
    """Delete answers kept for repeated requests, old deliveries, and the files of imports finished long enough ago."""
    now = clock.now()
    async with database.session(Scope(DatabaseRole.WORKER)) as session:
        for kept in (IdempotencyKey, PartnerKey):
            await session.exec(delete(kept).where(col(kept.created_at) < now - ANSWERS_KEPT))
        await session.exec(delete(Delivery).where(col(Delivery.settled_at) < now - DELIVERIES_KEPT))
        outdated = now - dt.timedelta(days=import_retention_days)
        await session.exec(
            update(ImportJob)
            .where(col(ImportJob.finished_at) < outdated, col(ImportJob.file_cipher).is_not(None))
            .values(file_cipher=None)
        )
