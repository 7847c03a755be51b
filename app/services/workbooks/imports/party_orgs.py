"""The form of Party organizations (N01, N22-N24, N27, N28): known by their full name within an area."""

import asyncio
import uuid
from collections.abc import Sequence
from typing import Any

from app.core.crypto import mask_phone
from app.documents.party_forms import PARTY_ORGS
from app.documents.reading import Row
from app.rules.faults import Fault
from app.rules.people.names import normalize_org_name, org_pinyin_key
from app.rules.practice import uscc
from app.rules.reference.areas import place_path
from app.schemas.people.contacts import normalize_phone
from app.services.practice.coverage import settle_firms
from app.services.workbooks.imports.cells import Cells
from app.services.workbooks.imports.org_tree import OrgRow, OrgTree, Registry, Unit, contact_phone
from app.services.workbooks.imports.staging import REASON, Importing, ImportOvertaken, Judgement, Staging

_SAME_AS_SUPERIOR = "1"
_STAGED = {
    "row": "integer",
    "id": "uuid",
    "name": "text",
    "name_key": "text",
    "category": "text",
    "parent_id": "uuid",
    "party_path": "text",
    "area_code": "text",
    "place_path": "text",
    "department_id": "uuid",
    "contact_phone_cipher": "bytea",
    "contact_phone_masked": "text",
    "unit_name": "text",
    "unit_nature": "text",
    "unit_coverage": "text",
    "unit_uscc": "text",
    "unit_situation": "text",
    "secretary_name": "text",
    "contact_name": "text",
    "founded_on": "date",
}
_FACTS = ("unit_situation", "secretary_name", "contact_name", "founded_on")
_PHONE = ("contact_phone_cipher", "contact_phone_masked")
_PLACE = ("id", "name", "name_key", "parent_id", "party_path", "area_code", "place_path")
_CHANGEABLE = [column for column in _STAGED if column not in {"row", *_PLACE}]
_STANDING = {
    **{column: f"t.{column}" for column in ("name", "category", "parent_id", "party_path", "place_path")},
    "parent_name": "(SELECT p.name FROM party_org_directory p WHERE p.id = t.parent_id)",
    "reason": f"'{REASON}'",
}
_ORGS = """
    SELECT o.id, o.name, o.category, o.area_code, o.parent_id, o.party_path, o.contact_phone_cipher,
           p.category AS parent_category, org_is_moving(o.id) AS is_moving,
           (SELECT s.name FROM post s WHERE s.org_id = o.id AND s.kind = 'secretary' AND upper_inf(s.valid_during))
               AS secretary_in_office
    FROM party_org o LEFT JOIN party_org_directory p ON p.id = o.parent_id
    WHERE o.name = ANY ($1) AND o.dissolved_on IS NULL
"""
_HOSTS = """
    SELECT d.kind, d.area_code, o.id FROM party_org_directory o JOIN department d ON d.id = o.department_id
    WHERE $1 LIKE (SELECT a.place_path || '%' FROM area a WHERE a.code = d.area_code)
        OR d.place_path LIKE $1 || '%'
"""
# Locked, none of them can set out before this transaction ends; one that has meanwhile is told by another try.
_SET_OUT = """
    SELECT bool_or(org_is_moving(o.id)) FROM (
        SELECT o.id FROM party_org o JOIN staged s ON s.id = o.id ORDER BY o.id FOR UPDATE OF o
    ) o
"""
_COVER = """
    WITH covered AS (
        UPDATE law_firm f SET covering_org_id = o.id, party_path = o.party_path, version = f.version + 1
        FROM unnest($1::uuid[], $2::uuid[]) AS pair (firm_id, org_id) JOIN party_org o ON o.id = pair.org_id
        WHERE f.id = pair.firm_id AND f.covering_org_id IS NULL
        RETURNING f.id, f.version, to_jsonb(f) AS facts, f.covering_org_id, f.place_path, f.party_path,
                  old.party_path AS party_before
    ), unit AS (
        INSERT INTO party_org_unit (firm_id, valid_during, org_id, party_path, place_path)
        SELECT id, daterange($3, NULL), covering_org_id, party_path, place_path FROM covered
    )
    SELECT record_change('law_firm', id, version, 'update', ARRAY['covering_org_id'], facts, place_path, place_path,
                         party_before, party_path, $4)
    FROM covered
"""


class PartyOrgImport:
    """The rows of one workbook of Party organizations."""

    form = PARTY_ORGS

    def __init__(self, importing: Importing, judgement: Judgement) -> None:
        self._importing, self._judgement = importing, judgement
        self._seen: set[tuple[str, str]] = set()
        self._rows: list[OrgRow] = []

    def take(self, row: Row) -> None:
        """Judge one organization by itself; its place in the tree is found when all are known."""
        cells = Cells(PARTY_ORGS, row)
        name, parent_name = cells.read("name", normalize_org_name), cells.read("parent_name", normalize_org_name)
        area_code = cells.area("area_code", self._importing.place_path)
        if name and area_code and (name, area_code) in self._seen:
            cells.refuse(Fault("name", "party_org_repeated", "本表中已有这个党组织，请只保留一行"))
        elif name and area_code:
            self._seen.add((name, area_code))
        category = cells.code("category", "party_org_category")
        facts = {
            "unit_situation": cells.code("unit_situation", "party_org_unit_situation"),
            "secretary_name": cells.line("secretary_name", 50),
            "contact_name": cells.line("contact_name", 50),
            "founded_on": cells.date("founded_on", today=self._importing.today),
        }
        phone = cells.read("contact_phone", normalize_phone)
        lines = [] if facts["unit_situation"] == _SAME_AS_SUPERIOR else row.units
        judged = [(cells if unit.number == row.number else Cells(PARTY_ORGS, unit)) for unit in lines]
        units = [_unit(line) for line in judged]
        for line in {id(line): line for line in (cells, *judged)}.values():
            if line.faults:
                self._judgement.refuse(row.number, *line.faults, line=line.number)
        is_refused = row.number in self._judgement.refused
        self._rows.append(
            OrgRow(
                *(row.number, name or "", parent_name, area_code or "", category or ""),
                *(facts, units, phone, is_refused),
            )
        )

    async def write(self, staging: Staging) -> None:
        """Write the accepted organizations, then the firms that they cover."""
        judgement = self._judgement
        tree = OrgTree(self._rows, await self._registry(staging), judgement)
        rows = await asyncio.to_thread(tree.place)
        await staging.fill(_STAGED, await asyncio.to_thread(lambda: [self._staged(row) for row in rows]))
        if await staging.driver.fetchval(_SET_OUT):
            raise ImportOvertaken
        values = {column: f"s.{column}" for column in _STAGED if column != "row"} | {"version": "1"}
        await staging.insert("party_org", "id", values, "staged s")
        if await staging.remove("NOT s.is_new AND NOT EXISTS (SELECT FROM party_org o WHERE o.id = s.id)"):
            raise ImportOvertaken
        judgement.created = await staging.record_new("party_org", "id", [*values.keys() - {*_PHONE, "version"}])
        await staging.driver.execute(
            "UPDATE staged SET touched = ARRAY['contact_phone'] WHERE contact_phone_cipher IS NOT NULL"
        )
        changeable = {column: f"coalesce(s.{column}, t.{column})" for column in _CHANGEABLE}
        changed = await staging.update("party_org", "id", changeable, unnamed=_PHONE)
        await staging.first_period("party_org_standing", "org_id", "party_org", "id", _STANDING)
        restated = [org_id for org_id, names in changed.items() if "category" in names]
        await staging.open_period("party_org_standing", "org_id", "party_org", "id", _STANDING, restated)
        covering = await self._cover(staging, rows)
        judgement.updated = len((changed.keys() | covering) - {row.id for row in rows if row.stored is None})

    async def _registry(self, staging: Staging) -> Registry:
        driver = staging.driver
        names = {row.name for row in self._rows} | {row.parent_name for row in self._rows if row.parent_name}
        units = [unit for row in self._rows for unit in row.units]
        firms = await driver.fetch(
            "SELECT id, uscc, covering_org_id FROM law_firm WHERE uscc = ANY ($1)", [u.uscc for u in units if u.uscc]
        )
        departments = await driver.fetch(
            "SELECT id, name, kind, area_code FROM department WHERE name = ANY ($1)", [u.name for u in units if u.name]
        )
        return Registry(
            [dict(org) for org in await driver.fetch(_ORGS, list(names))],
            {firm["uscc"]: dict(firm) for firm in firms},
            {department["name"]: dict(department) for department in departments},
            [tuple(host) for host in await driver.fetch(_HOSTS, self._importing.place_path)],
        )

    def _staged(self, row: OrgRow) -> tuple[Any, ...]:
        keyring = self._importing.keyring
        phone = contact_phone(row, keyring)
        first = row.units[0] if row.units else Unit(row.row, None, None, None, None)
        return (
            *(row.row, row.id, row.name, org_pinyin_key(row.name), row.category, row.parent_id, row.party_path),
            *(row.area_code, place_path(row.area_code), row.department["id"] if row.department else None),
            *(keyring.seal_text(phone), mask_phone(phone), first.name, first.nature, first.coverage, first.uscc),
            *(row.facts[column] for column in _FACTS),
        )

    async def _cover(self, staging: Staging, rows: Sequence[OrgRow]) -> set[uuid.UUID]:
        """Let the organizations cover the firms that nobody covers yet; which of the organizations that concerns."""
        covers = {firm: row.id for row in rows for firm in row.firms}
        free = await staging.driver.fetch(
            "SELECT id FROM law_firm WHERE id = ANY ($1) AND covering_org_id IS NULL FOR UPDATE", list(covers)
        )
        firms = [record[0] for record in free]
        if firms:
            await staging.driver.execute(_COVER, firms, [covers[firm] for firm in firms], staging.today, REASON)
            await settle_firms(staging.session, firms)
        return {covers[firm] for firm in firms}


def _unit(cells: Cells) -> Unit:
    name = cells.read("unit_name", normalize_org_name)
    nature, coverage = cells.line("unit_nature", 40), cells.line("unit_coverage", 40)
    return Unit(cells.number, name, nature, coverage, cells.read("uscc", uscc.validate))
