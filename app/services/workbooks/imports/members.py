"""The form of Party members (N01, N03): known by their identity number, in a branch in scope or outside them all."""

import re
from typing import Any

import sqlalchemy as sa

from app.documents.columns import CellKind
from app.documents.party_forms import MEMBERS
from app.documents.reading import Row
from app.models.members import Member
from app.rules.faults import Fault, RuleError
from app.rules.organizations.party_structure import BRANCHES
from app.rules.people.membership import check_membership, check_recorded_status
from app.rules.people.names import normalize_org_name
from app.services.people.members import COLLECTED
from app.services.workbooks.imports.cells import Cells
from app.services.workbooks.imports.lawyers import NAME_DIFFERS, REGISTERED_ELSEWHERE
from app.services.workbooks.imports.people import (
    CARD,
    PersonReader,
    PersonRow,
    settle_known,
    stage_people,
    update_people,
)
from app.services.workbooks.imports.staging import Importing, Judgement, Staging

_SQL = {CellKind.DATE: "date", CellKind.YES_NO: "boolean"}
_FACTS = {column.field: column for column in MEMBERS.columns if column.field in COLLECTED}
_RECORD = {
    "org_id": "uuid",
    "affiliation_name": "text",
    **{field: _SQL.get(column.kind, "text") for field, column in _FACTS.items()},
    "place_path": "text",
    "party_path": "text",
}
_PATHS = ("place_path", "party_path")
_MOST = {column.name: getattr(column.type, "length", None) or 0 for column in sa.inspect(Member).local_table.c}
_DEFAULTS = {"membership_status": "'1'", "lost_contact": "false", "is_floating": "false"}
_AFFILIATION = ("org_id", "affiliation_name", "affiliation_state", "name", "name_key", "sex", "id_masked", "category")
_OUTSIDE = re.compile(r"（系统外）$")
_ORGS = """
    SELECT id, name, category, place_path, party_path, org_is_moving(id) AS is_moving
    FROM party_org WHERE name = ANY ($1) AND dissolved_on IS NULL
"""
_OTHER_NAME = """
    EXISTS (SELECT FROM member m WHERE m.person_id = s.person_id AND m.name <> s.name)
    OR EXISTS (SELECT FROM lawyer l WHERE l.person_id = s.person_id AND l.name <> s.name)
"""
_OTHER_BRANCH = """
    EXISTS (SELECT FROM member m WHERE m.person_id = s.person_id
            AND (m.org_id IS DISTINCT FROM s.org_id OR s.org_id IS NULL AND m.affiliation_name <> s.affiliation_name))
"""
_NEW_STATUS = """
    SELECT s.row, m.membership_status, s.membership_status FROM staged s JOIN member m USING (person_id)
    WHERE s.membership_status <> m.membership_status
"""
_RECATEGORIZE = """
    UPDATE affiliation a SET category = m.category FROM member m
    WHERE m.person_id = a.person_id AND a.person_id = ANY ($1) AND upper_inf(a.valid_during)
"""
_ELSEWHERE = "NOT s.is_new AND NOT EXISTS (SELECT FROM member m WHERE m.person_id = s.person_id)"
# Outside the registry a member goes by the lawyer's record (docs/architecture.md#access).
_STATE = """
    CASE WHEN s.org_id IS NULL THEN 'outside' WHEN l.firm_id IS NULL THEN 'in_area_org'
         ELSE affiliation_state_of(s.party_path, l.firm_id) END
"""
_BY_LAWYER = {
    path: f"CASE WHEN s.org_id IS NULL THEN coalesce(l.{path}, s.{path}) ELSE s.{path} END" for path in _PATHS
}


class MemberImport:
    """The rows of one workbook of members."""

    form = MEMBERS

    def __init__(self, importing: Importing, judgement: Judgement) -> None:
        self._importing, self._judgement = importing, judgement
        self._people = PersonReader(importing.today)
        self._rows: list[PersonRow] = []
        self._refused: list[tuple[Cells, str | None]] = []

    def take(self, row: Row) -> None:
        """Judge one row by itself; its branch is looked up later."""
        cells = Cells(MEMBERS, row)
        person = self._people.read(cells, row.number)
        branch = cells.read("branch_name", normalize_org_name)
        facts: dict[str, Any] = {field: cells.fact(column, _MOST[field]) for field, column in _FACTS.items()}
        cells.refuse(
            *check_membership(
                category=facts["category"] or "",
                birth_date=(person.birth_date or person.number.birth_date) if person else None,
                admitted_on=facts["admitted_on"],
                regularized_on=facts["regularized_on"],
                lost_contact=bool(facts["lost_contact"]),
                lost_contact_on=facts["lost_contact_on"],
                today=self._importing.today,
            )
        )
        if facts["membership_status"] is not None:
            cells.refuse(*_status_faults(None, facts["membership_status"]))
        if cells.faults or person is None or branch is None:
            self._refused.append((cells, branch))
        else:
            person.body, person.remarks, person.record = branch, cells.remarks, tuple(facts.values())
            self._rows.append(person)

    async def write(self, staging: Staging) -> None:
        """Write the accepted rows."""
        rows = await self._in_their_branches(staging)
        judgement, driver = self._judgement, staging.driver
        await stage_people(staging, self._importing.keyring, rows, _RECORD)
        for condition, fault in ((_OTHER_NAME, NAME_DIFFERS), (_OTHER_BRANCH, _NEEDS_TRANSFER)):
            for number in await staging.remove(condition):
                judgement.refuse(number, fault)
        await self._refuse_ended_membership(staging)
        await self._insert(staging)
        for number in await staging.remove(_ELSEWHERE):
            judgement.refuse(number, REGISTERED_ELSEWHERE)
        await update_people(staging)
        judgement.created = await staging.record_new(
            "member", "person_id", [*_RECORD.keys() - {*_PATHS}, "name", "sex"]
        )
        changed = await self._update(staging)
        judgement.updated = len(changed)
        opened = {column: f"t.{column}" for column in (*_AFFILIATION, *_PATHS)}
        opened |= {"opened_by": "'first_record'", "start_known": "false"}
        standing = {column: f"t.{column}" for column in ("membership_status", *_PATHS)}
        await staging.first_period("affiliation", "person_id", "member", "person_id", opened)
        await staging.first_period("membership_standing", "person_id", "member", "person_id", standing)
        restated = [person_id for person_id, names in changed.items() if "membership_status" in names]
        await staging.open_period("membership_standing", "person_id", "member", "person_id", standing, restated)
        recategorized = [person_id for person_id, names in changed.items() if "category" in names]
        await driver.execute(_RECATEGORIZE, recategorized)
        await settle_known(staging)

    async def _in_their_branches(self, staging: Staging) -> list[PersonRow]:
        wanted = {row.body for row in self._rows} | {branch for _, branch in self._refused if branch}
        branches: dict[str, list[Any]] = {}
        for record in await staging.driver.fetch(_ORGS, list(wanted)):
            branches.setdefault(record["name"], []).append(record)
        for cells, branch in self._refused:
            cells.refuse(*_branch_faults(branches, branch))
            self._judgement.refuse(cells.number, *cells.faults)
        rows = []
        for row in self._rows:
            if faults := _branch_faults(branches, row.body):
                self._judgement.refuse(row.row, *faults)
                continue
            self._judgement.remark(row.row, *row.remarks)
            if outside := _outside(row.body):
                row.record = (None, outside, *row.record, self._importing.place_path, "")
            else:
                (org,) = branches[row.body]
                row.record = (org["id"], org["name"], *row.record, org["place_path"], org["party_path"])
            rows.append(row)
        return rows

    async def _insert(self, staging: Staging) -> None:
        values = {column: f"s.{column}" for column in ("person_id", *CARD, "id_masked", *_RECORD)}
        values |= {column: f"coalesce(s.{column}, {value})" for column, value in _DEFAULTS.items()}
        values |= {"affiliation_state": _STATE, "firm_id": "l.firm_id", "version": "1", **_BY_LAWYER}
        await staging.insert("member", "person_id", values, "staged s LEFT JOIN lawyer l ON l.person_id = s.person_id")

    async def _update(self, staging: Staging) -> dict[Any, list[str]]:
        values = {column: f"coalesce(s.{column}, t.{column})" for column in _FACTS}
        for flag, follower in (("lost_contact", "lost_contact_on"), ("is_floating", "floating_destination")):
            values[follower] = f"CASE WHEN s.{flag} IS NOT FALSE THEN {values[follower]} ELSE s.{follower} END"
        for column in ("is_floating", "floating_destination"):
            values[column] = f"CASE WHEN {_REGISTERED_AWAY} THEN t.{column} ELSE {values[column]} END"
        # What the member confirmed is no longer what stands there.
        unconfirmed = {"confirmed_at": "NULL"}
        return await staging.update("member", "person_id", values, with_it=unconfirmed)

    async def _refuse_ended_membership(self, staging: Staging) -> None:
        refused = []
        for number, before, after in await staging.driver.fetch(_NEW_STATUS):
            if faults := _status_faults(before, after):
                self._judgement.refuse(number, *faults)
                refused.append(number)
        await staging.driver.execute("DELETE FROM staged WHERE row = ANY ($1)", refused)


_REGISTERED_AWAY = "EXISTS (SELECT FROM floating_registration r WHERE r.person_id = t.person_id AND r.ended_on IS NULL)"
"""While a floating registration is in force the mark is its own to write (decision 0023)."""

_NEEDS_TRANSFER = Fault(
    "branch_name",
    "affiliation_needs_transfer",
    "组织关系已登记在另一党组织，请办理组织关系接转；登记有误的，请办理更正",
)


def _status_faults(before: str | None, after: str) -> list[Fault]:
    try:
        check_recorded_status(before, after)
    except RuleError as error:
        return [Fault("membership_status", error.code, str(error))]
    return []


def _outside(branch: str) -> str | None:
    """The name of a body outside the registry, None for one within it."""
    return _OUTSIDE.sub("", branch) if _OUTSIDE.search(branch) else None


def _branch_faults(branches: dict[str, list[Any]], name: str | None) -> list[Fault]:
    if name is None:
        return []
    if (outside := _outside(name)) is not None:
        message = "请在“（系统外）”前填写党组织全称"
        return [] if outside else [Fault("branch_name", "party_org_not_found", message)]
    found = branches.get(name, [])
    if not found:
        message = "没有登记这个党支部，或不在管辖范围内，请核对全称；不在律师行业的，请在名称后加“（系统外）”"
        return [Fault("branch_name", "party_org_not_found", message)]
    if len(found) > 1:
        return [Fault("branch_name", "party_org_ambiguous", "有几个同名的党支部，请先在党组织信息中区分名称")]
    if found[0]["category"] not in BRANCHES:
        return [Fault("branch_name", "party_org_no_branch", "党员应编入党支部，请填写党支部的全称")]
    if found[0]["is_moving"]:
        message = "该党支部正在办理整建制转移，期间党员名册不变，请待转移办结后再导入"
        return [Fault("branch_name", "org_in_bulk_transfer", message)]
    return []
