"""The form of law firms (N01): known by their unified social credit code."""

import math
import re
from collections.abc import Callable
from typing import Any

from app.documents.practice_forms import LAW_FIRMS
from app.documents.reading import Row
from app.models.base import new_id
from app.rules.faults import Fault, RuleError
from app.rules.people.names import normalize_name, normalize_org_name, org_pinyin_key
from app.rules.practice import uscc
from app.rules.reference.areas import areas
from app.rules.text import compact
from app.services.practice.coverage import settle_firms
from app.services.workbooks.imports.cells import Cells
from app.services.workbooks.imports.staging import Importing, Judgement, Staging

STATUSES = {"正常": "active", "执业": "active", "停业": "suspended", "暂停": "suspended", "注销": "cancelled"}
"""What offices write for a firm's or a lawyer's status."""

_STAGED = {
    "row": "integer",
    "id": "uuid",
    "uscc": "text",
    "name": "text",
    "name_key": "text",
    "form": "text",
    "address": "text",
    "area_code": "text",
    "place_path": "text",
    "head_name": "text",
    "approved_on": "date",
    "authority": "text",
    "status": "text",
    "business_types": "text[]",
    "longitude": "float8",
    "latitude": "float8",
    "is_key_firm": "boolean",
}
_FACTS = [column for column in _STAGED if column not in {"row", "id", "uscc"}]
_DEFAULTS = {"status": "'active'", "business_types": "'{}'", "is_key_firm": "false"}
_SEPARATORS = re.compile(r"[、，,;；]")


class LawFirmImport:
    """The rows of one workbook of law firms."""

    form = LAW_FIRMS

    def __init__(self, importing: Importing, judgement: Judgement) -> None:
        self._importing, self._judgement = importing, judgement
        self._seen: set[str] = set()
        self._rows: list[tuple[Any, ...]] = []

    def take(self, row: Row) -> None:
        """Judge one row by itself."""
        cells = Cells(LAW_FIRMS, row)
        code = cells.read("uscc", law_firm_code)
        if code in self._seen:
            cells.refuse(Fault("uscc", "uscc_repeated", "本表中已有这个统一社会信用代码，请只保留一行"))
        self._seen |= {code} if code else set()
        name = cells.read("name", normalize_org_name)
        area_code = cells.area("area_code", self._importing.place_path)
        facts = (
            cells.code("form", "law_firm_form"),
            cells.line("address", 200),
            area_code,
            areas()[area_code].place_path if area_code else None,
            cells.read("head_name", normalize_name),
            cells.date("approved_on", today=self._importing.today),
            cells.line("authority", 100),
            cells.one_of("status", STATUSES),
            cells.read("business_types", _business_types),
            *_location(cells),
            cells.yes_no("is_key_firm"),
        )
        if cells.faults or name is None or code is None:
            self._judgement.refuse(row.number, *cells.faults)
        else:
            self._rows.append((row.number, new_id(), code, name, org_pinyin_key(name), *facts))

    async def write(self, staging: Staging) -> None:
        """Write the accepted rows."""
        judgement = self._judgement
        await staging.fill(_STAGED, self._rows)
        values = {
            name: f"coalesce(s.{name}, {_DEFAULTS[name]})" if name in _DEFAULTS else f"s.{name}" for name in _FACTS
        }
        values |= {"id": "s.id", "uscc": "s.uscc", "party_path": "''", "version": "1"}
        await staging.insert("law_firm", "id", values, "staged s")
        await staging.driver.execute("UPDATE staged s SET id = f.id FROM law_firm f WHERE f.uscc = s.uscc")
        for number in await staging.remove("NOT EXISTS (SELECT FROM law_firm f WHERE f.id = s.id)"):
            message = "该统一社会信用代码已由其他地区登记，请核对；确属本地的，请与登记机关联系"
            judgement.refuse(number, Fault("uscc", "law_firm_registered_elsewhere", message))
        judgement.created = await staging.record_new("law_firm", "id", [*_FACTS, "uscc"])
        changed = await staging.update(
            "law_firm",
            "id",
            {name: f"coalesce(s.{name}, t.{name})" for name in _FACTS},
            unnamed=("name_key", "place_path"),
        )
        judgement.updated = len(changed)
        standing = {column: f"t.{column}" for column in ("status", "place_path", "party_path")}
        await staging.first_period("law_firm_standing", "firm_id", "law_firm", "id", standing)
        restated = [firm_id for firm_id, names in changed.items() if "status" in names]
        await staging.open_period("law_firm_standing", "firm_id", "law_firm", "id", standing, restated)
        moved = [firm_id for firm_id, names in changed.items() if {"name", "area_code"} & set(names)]
        if moved:
            for history in ("law_firm_standing", "party_org_unit"):
                await staging.driver.execute(
                    f"UPDATE {history} h SET place_path = f.place_path FROM law_firm f "  # noqa: S608
                    "WHERE h.firm_id = f.id AND f.id = ANY ($1) AND upper_inf(h.valid_during)",
                    moved,
                )
            await settle_firms(staging.session, moved)


def law_firm_code(text: str) -> str:
    """The code of a law firm; `uscc_not_law_firm` for that of another unit."""
    code = uscc.validate(text)
    if not uscc.is_law_firm(code):
        raise RuleError("uscc_not_law_firm", "律师事务所的统一社会信用代码以31开头，请按执业许可证填写")
    return code


def _location(cells: Cells) -> tuple[float | None, float | None]:
    """Both degrees or neither: half a place is none."""
    longitude, latitude = cells.read("longitude", _degrees(73, 136)), cells.read("latitude", _degrees(3, 54))
    if (longitude is None) == (latitude is None):
        return longitude, latitude
    missing = "latitude" if latitude is None else "longitude"
    cells.refuse(Fault(missing, "location_incomplete", "经度和纬度须同时填写，或都不填"))
    return None, None


def _degrees(least: float, most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            degrees = float(compact(text).removesuffix("°"))
        except ValueError:
            degrees = math.nan
        if not least <= degrees <= most:
            raise RuleError("degrees_malformed", f"请填写{least}至{most}之间的度数，用小数表示，例如 104.066")
        return degrees

    return read


def _business_types(text: str) -> list[str]:
    types = [compact(part) for part in _SEPARATORS.split(text)]
    if any(len(part) > 40 or not part.isprintable() for part in types):
        raise RuleError("text_malformed", "业务类别不得含控制字符，每项不超过40字，多项之间用顿号分隔")
    return list(dict.fromkeys(part for part in types if part))
