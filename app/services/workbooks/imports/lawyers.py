"""The form of lawyers (N01, N02): known by their identity number, at a firm in scope."""

from typing import Any

from app.documents.practice_forms import LAWYERS
from app.documents.reading import Row
from app.rules.faults import Fault, Remark
from app.rules.people.names import normalize_org_name
from app.rules.practice import licence, uscc
from app.services.workbooks.imports.cells import Cells
from app.services.workbooks.imports.law_firms import STATUSES
from app.services.workbooks.imports.people import (
    CARD,
    PersonReader,
    PersonRow,
    settle_known,
    stage_people,
    update_people,
)
from app.services.workbooks.imports.staging import REASON, Importing, Judgement, Staging

_RECORD = {
    "firm_id": "uuid",
    "firm_name": "text",
    "practice_type": "text",
    "licence_no": "text",
    "first_practised_on": "date",
    "status": "text",
    "political_status": "text",
    "place_path": "text",
    "party_path": "text",
}
_FACTS = [column for column in _RECORD if column not in {"place_path", "party_path"}]
_PRACTICE = ("firm_id", "firm_name", "practice_type", "licence_no")
_CARD_THEN = ("name", "name_key", "sex", "id_masked")
_FIRMS = """
    SELECT id, name, uscc, area_code, place_path, party_path FROM law_firm WHERE name = ANY ($1) OR uscc = ANY ($1)
"""
_OTHER_NAME = """
    EXISTS (SELECT FROM member m WHERE m.person_id = s.person_id AND m.name <> s.name)
    AND NOT EXISTS (SELECT FROM lawyer l WHERE l.person_id = s.person_id)
"""
# A new name reaches every record of the person.
_RENAME = """
    SELECT s.person_id, rename_person(s.person_id, s.name, s.name_key, s.name_initials, $1)
    FROM staged s JOIN lawyer l USING (person_id) WHERE l.name <> s.name
"""


class LawyerImport:
    """The rows of one workbook of lawyers."""

    form = LAWYERS

    def __init__(self, importing: Importing, judgement: Judgement) -> None:
        self._importing, self._judgement = importing, judgement
        self._people = PersonReader(importing.today)
        self._rows: list[PersonRow] = []
        self._refused: list[tuple[Cells, str | None]] = []

    def take(self, row: Row) -> None:
        """Judge one row by itself; its firm is looked up later."""
        today = self._importing.today
        cells = Cells(LAWYERS, row)
        person = self._people.read(cells, row.number)
        firm = cells.read("firm_name", normalize_org_name)
        number = cells.read("licence_no", lambda text: licence.parse(text, today.year))
        facts = (
            cells.code("practice_type", "practice_type"),
            cells.date("first_practised_on", today=today),
            cells.one_of("status", STATUSES),
            cells.code("political_status", "political_status"),
        )
        if cells.faults or person is None or firm is None:
            self._refused.append((cells, firm))
        else:
            person.body, person.remarks, person.record = firm, cells.remarks, (number, *facts)
            self._rows.append(person)

    async def write(self, staging: Staging) -> None:
        """Write the accepted rows."""
        rows = await self._at_their_firms(staging)
        judgement, driver = self._judgement, staging.driver
        await stage_people(staging, self._importing.keyring, rows, _RECORD)
        for number in await staging.remove(_OTHER_NAME):
            judgement.refuse(number, NAME_DIFFERS)
        await self._insert(staging)
        elsewhere = "NOT s.is_new AND NOT EXISTS (SELECT FROM lawyer l WHERE l.person_id = s.person_id)"
        for number in await staging.remove(elsewhere):
            judgement.refuse(number, REGISTERED_ELSEWHERE)
        await update_people(staging)
        judgement.created = await staging.record_new("lawyer", "person_id", [*_FACTS, "name", "sex"])
        renamed = {record[0] for record in await driver.fetch(_RENAME, REASON)}
        changed = await self._update(staging)
        judgement.updated = len(changed.keys() | renamed)
        restated = {person_id for person_id, names in changed.items() if {*names} & {*_PRACTICE}}
        practice = {column: f"t.{column}" for column in (*_PRACTICE, *_CARD_THEN, "place_path", "party_path")}
        practice["start_known"] = "false"
        await staging.first_period("practice", "person_id", "lawyer", "person_id", practice)
        await staging.open_period("practice", "person_id", "lawyer", "person_id", practice, restated)
        moved = [person_id for person_id, names in changed.items() if "firm_id" in names]
        for record in await driver.fetch("SELECT row FROM staged WHERE person_id = ANY ($1)", moved):
            judgement.remark(record[0], Remark("firm_name", "practice_moved", "执业机构与原登记不同，已按本表变更"))
        await settle_known(staging, restated)

    async def _at_their_firms(self, staging: Staging) -> list[PersonRow]:
        wanted = {row.body for row in self._rows} | {firm for _, firm in self._refused if firm}
        firms: dict[str, list[Any]] = {}
        for record in await staging.driver.fetch(_FIRMS, list(wanted | {uscc.normalize(firm) for firm in wanted})):
            for key in (record["name"], record["uscc"]):
                firms.setdefault(key, []).append(record)
        for cells, firm_name in self._refused:
            cells.refuse(*_firm_faults(firms, firm_name))
            self._judgement.refuse(cells.number, *cells.faults)
        rows = []
        for row in self._rows:
            if faults := _firm_faults(firms, row.body):
                self._judgement.refuse(row.row, *faults)
                continue
            (firm,) = _named(firms, row.body)
            number, *facts = row.record
            if number:
                row.remarks += licence.warnings(number, row.sex, facts[0], firm["area_code"])
            self._judgement.remark(row.row, *row.remarks)
            number_text = number.number if number else None
            paths = (firm["place_path"], firm["party_path"])
            row.record = (firm["id"], firm["name"], facts[0], number_text, *facts[1:], *paths)
            rows.append(row)
        return rows

    async def _insert(self, staging: Staging) -> None:
        columns = ("person_id", *CARD, "id_masked", *_RECORD)
        values = {column: f"s.{column}" for column in columns} | {
            "status": "coalesce(s.status, 'active')",
            "political_status_source": "CASE WHEN s.political_status IS NOT NULL THEN 'collected' END",
            "political_status_on": "CASE WHEN s.political_status IS NOT NULL THEN $1::date END",
            "affiliation_state": "'none'",
            "version": "1",
        }
        await staging.insert("lawyer", "person_id", values, "staged s", staging.today)

    async def _update(self, staging: Staging) -> dict[Any, list[str]]:
        learnt = (
            "s.political_status <> t.political_status OR s.political_status IS NOT NULL AND t.political_status IS NULL"
        )
        values = {column: f"coalesce(s.{column}, t.{column})" for column in _RECORD}
        source = {
            "political_status_source": f"CASE WHEN {learnt} THEN 'collected' ELSE t.political_status_source END",
            "political_status_on": f"CASE WHEN {learnt} THEN date '{staging.today}' ELSE t.political_status_on END",
        }
        follow = ("firm_name", "place_path", "party_path")
        return await staging.update("lawyer", "person_id", values, unnamed=follow, with_it=source)


NAME_DIFFERS = Fault(
    "name",
    "name_differs_from_record",
    "姓名与该公民身份号码已登记的姓名不一致，请核对；确已更名的，先请司法行政机关更正",
)
REGISTERED_ELSEWHERE = Fault(
    "id_number",
    "person_registered_elsewhere",
    "此人已由其他地区登记；律师转入的请凭执业证办理转入，党员转入的请办理组织关系接转",
)


def _named(firms: dict[str, list[Any]], name: str) -> list[Any]:
    return firms.get(name) or firms.get(uscc.normalize(name)) or []


def _firm_faults(firms: dict[str, list[Any]], name: str | None) -> list[Fault]:
    if name is None:
        return []
    match len(_named(firms, name)):
        case 0:
            message = "没有登记这个执业机构，或不在管辖范围内，请核对全称或先登记律师事务所"
            return [Fault("firm_name", "law_firm_not_found", message)]
        case 1:
            return []
        case _:
            message = "有几个同名的律师事务所，请改填其统一社会信用代码"
            return [Fault("firm_name", "law_firm_ambiguous", message)]
