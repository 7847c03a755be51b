"""Recording the yearly democratic appraisal (N18; branch regulation, art. 18)."""

import datetime as dt
import uuid
from typing import Any

from sqlmodel import col, select

from app.auth.work import Work
from app.core.errors import FieldFault, InvalidRequest, invalid
from app.ledger.recording import paths_of, record
from app.models.appraisals import Appraisal
from app.models.changes import Operation
from app.schemas.life.appraisals import AppraisalRecord
from app.services.life.meetings import belonging, branch, require_past


async def record_appraisals(work: Work, org_id: uuid.UUID, year: int, body: AppraisalRecord) -> None:
    """Set the grades that the branch concluded for a year.

    Errors: `InvalidRequest` names the field and the rule; those of `locked_org`.
    """
    org = await branch(work, org_id)
    require_past(work, org, "decided_on", body.decided_on)
    if not dt.date(year, 1, 1) <= body.decided_on < dt.date(year + 1, 4, 1):
        raise invalid("decided_on", "day_out_of_order", f"{year}年度的民主评议应在当年至次年3月间确定，请核对。")
    everybody = await belonging(work, org, body.decided_on)
    ids = [given.person_id for given in body.grades]
    faults = [
        FieldFault(field=f"grades.{i}.person_id", code="not_of_the_branch", message="不在本支部，或重复填写。")
        for i, person_id in enumerate(ids)
        if person_id not in everybody or person_id in ids[:i]
    ]
    if faults:
        raise InvalidRequest(errors=faults)
    statement = select(Appraisal).where(col(Appraisal.person_id).in_(ids), Appraisal.year == year).with_for_update()
    stored = {row.person_id: row for row in (await work.session.exec(statement)).all()}
    here = paths_of(org)
    for given in body.grades:
        facts: dict[str, Any] = {"grade": given.grade, "decided_on": body.decided_on, "org_name": org.name}
        appraisal = stored.get(given.person_id)
        if appraisal is None:
            appraisal = Appraisal(person_id=given.person_id, name=everybody[given.person_id], year=year, **facts)
            work.session.add(appraisal)
            await record(work.session, appraisal, Operation.CREATE, ["grade", "year"], after=here)
        elif any(getattr(appraisal, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(appraisal, name, value)
            appraisal.version += 1
            await record(work.session, appraisal, Operation.UPDATE, facts, before=here, after=here)
