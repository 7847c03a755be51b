"""Partner systems: registered, given keys, suspended by the security administrator."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlmodel import select

from app.auth.work import Work
from app.core.errors import Conflict, FieldFault, InvalidRequest, NotFound
from app.core.jose import check_public_key
from app.ledger.recording import NOWHERE, record
from app.models.changes import Operation
from app.models.sharing import Partner
from app.schemas.sharing.partners import PartnerCreate


class ClientIdTaken(Conflict):
    code, title = "client_id_taken", "客户端标识已被使用"
    detail = "请换一个 client_id。"
    constraints = ("uq_partner_client_id",)


async def register_partner(work: Work, body: PartnerCreate) -> uuid.UUID:
    """A new partner; a taken `client_id` is `ClientIdTaken`, by the constraint. `InvalidRequest` for a wrong key."""
    _check(body.keys)
    partner = Partner(**body.model_dump())
    work.session.add(partner)
    await record(work.session, partner, Operation.CREATE, {"client_id", "name", "contact", "keys"}, after=NOWHERE)
    return partner.id


async def replace_keys(work: Work, partner_id: uuid.UUID, keys: Sequence[dict[str, Any]]) -> None:
    """The keys that hold from now on; assertions by any other are refused at once."""
    _check(keys)
    partner = await _locked(work, partner_id)
    partner.keys = list(keys)
    await _changed(work, partner, "keys")


async def suspend_partner(work: Work, partner_id: uuid.UUID, *, suspended: bool) -> None:
    """Stop or let through every token of a partner, within five seconds; repeating it changes nothing."""
    partner = await _locked(work, partner_id)
    if (partner.suspended_at is not None) is not suspended:
        partner.suspended_at = work.clock.now() if suspended else None
        await _changed(work, partner, "suspended_at")


async def _changed(work: Work, partner: Partner, column: str) -> None:
    partner.version += 1
    await record(work.session, partner, Operation.UPDATE, {column}, before=NOWHERE, after=NOWHERE)


async def _locked(work: Work, partner_id: uuid.UUID) -> Partner:
    found = (await work.session.exec(select(Partner).where(Partner.id == partner_id).with_for_update())).one_or_none()
    if found is None:
        raise NotFound
    return found


def _check(keys: Sequence[dict[str, Any]]) -> None:
    faults = [
        FieldFault(field=f"keys.{i}", code="key_unusable", message="须为带 kid 的 P-256 公钥（JWK），且不含私钥。")
        for i, key in enumerate(keys)
        if not check_public_key(key)
    ]
    if len({key.get("kid") for key in keys}) < len(keys):
        faults.append(FieldFault(field="keys", code="key_id_repeated", message="各公钥的 kid 须互不相同。"))
    if faults:
        raise InvalidRequest(errors=faults)
