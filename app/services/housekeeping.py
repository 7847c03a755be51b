"""What is kept for a time only, and goes when its time is over (个人信息保护法 art. 19)."""

import datetime as dt

from sqlmodel import and_, col, delete, or_, select, update

from app.core.clock import Clock
from app.core.database import Database, DatabaseRole, Scope
from app.models.idempotency import IdempotencyKey, PartnerKey
from app.models.imports import ImportJob
from app.models.sharing import GrantState, SharingGrant
from app.models.sharing_exports import KEPT as EXPORTS_KEPT
from app.models.sharing_exports import ExportFile, ExportJob
from app.models.sharing_subscriptions import Delivery

ANSWERS_KEPT = dt.timedelta(days=2)
DELIVERIES_KEPT = dt.timedelta(days=30)


async def keep_house(database: Database, clock: Clock, import_retention_days: int) -> None:
    """Delete answers kept for repeated requests, old deliveries, and the files of imports and exports.

    Those of an export go a week after it is done, or once its grant has ended or lets other contents leave.
    """
    now, today = clock.now(), clock.today()
    async with database.session(Scope(DatabaseRole.WORKER)) as session:
        for kept in (IdempotencyKey, PartnerKey):
            await session.exec(delete(kept).where(col(kept.created_at) < now - ANSWERS_KEPT))
        await session.exec(delete(Delivery).where(col(Delivery.settled_at) < now - DELIVERIES_KEPT))
        # What jobs were given and what they made; that there were jobs, and how they ended, stays.
        uploaded = now - dt.timedelta(days=import_retention_days)
        await session.exec(
            update(ImportJob)
            .where(col(ImportJob.finished_at) < uploaded, col(ImportJob.file_cipher).is_not(None))
            .values(file_cipher=None)
        )
        grant_serves = (
            col(SharingGrant.state) != GrantState.ENDED,
            col(SharingGrant.valid_to) >= today,
            col(SharingGrant.content_version) == ExportJob.grant_version,
        )
        outdated = (
            select(ExportJob.id)
            .join(SharingGrant, col(SharingGrant.id) == ExportJob.grant_id)
            .where(or_(col(ExportJob.finished_at) < now - EXPORTS_KEPT, ~and_(*grant_serves)))
        )
        files = delete(ExportFile).where(col(ExportFile.export_id).in_(outdated))
        await session.exec(files.execution_options(synchronize_session=False))
