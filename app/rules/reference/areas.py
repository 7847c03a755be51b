"""Areas of GB/T 2260 as the notice's addressees see them, from the packaged code list."""

import csv
import os.path
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.rules.faults import RuleError

CODES = Path(__file__).parents[2] / "data" / "codes"

SUB_PROVINCIAL = frozenset(
    {"2101", "2102", "2201", "2301", "3201", "3301", "3302", "3502"}
    | {"3701", "3702", "4201", "4401", "4403", "5101", "6101"}
)
"""The fifteen sub-provincial cities, addressees of the notice beside the provinces."""

CORPS = "66"
"""The Production and Construction Corps has Party and judicial systems of its own outside GB/T 2260."""


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """An area and its path; `code` has two, four or six digits, the country's is `0`."""

    code: str
    name: str
    level: str
    parent_code: str | None
    place_path: str
    is_sub_provincial: bool = False
    is_corps: bool = False
    is_statistical_zone: bool = False


@cache
def areas() -> dict[str, AreaFacts]:
    """Every area by code, parents first.

    Place-holders of the statistical code list (市辖区, 县, 直辖县级行政区划) are no areas: what lies under them
    lies directly under the province, one level less. The Corps' cities and the Corps itself are flagged.
    """
    return {area.code: area for area in _areas()}


def normalize_code(code: str) -> str:
    """The registry's code of an area however it is written: `510100` and `5101` are the same city.

    Raises `RuleError` `area_unknown`.
    """
    for form in (code, code.removesuffix("00"), code.removesuffix("0000")):
        if form in areas():
            return form
    raise RuleError("area_unknown", "没有这个行政区划代码，请按 GB/T 2260 填写 2、4 或 6 位代码。")


def place_path(code: str) -> str:
    """The path of an area; `RuleError` `area_unknown`."""
    return areas()[normalize_code(code)].place_path


def common_area(paths: Iterable[str]) -> AreaFacts:
    """The smallest area that holds all these places."""
    inner = os.path.commonpath(list(paths)).rpartition("/")[2]
    return areas()[inner or "0"]


def _rows(name: str) -> list[dict[str, str]]:
    with (CODES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _areas() -> Iterator[AreaFacts]:
    yield AreaFacts("0", "全国", "country", None, "/")
    for row in _rows("region_province.csv"):
        code = row["code"][:2]
        yield AreaFacts(code, row["name_zh"], "province", "0", f"/{code}/")
    yield AreaFacts(CORPS, "新疆生产建设兵团", "province", "0", f"/{CORPS}/", is_corps=True)
    placeholders = set()
    for row in _rows("region_prefecture.csv"):
        code, province, name = row["code"][:4], row["code"][:2], row["name_zh"]
        if name in {"市辖区", "县"} or name.endswith("直辖县级行政区划"):
            placeholders.add(code)
        else:
            yield AreaFacts(code, name, "prefecture", province, f"/{province}/{code}/", code in SUB_PROVINCIAL)
    for row in _rows("region_county.csv"):
        code, prefecture, province = row["code"], row["code"][:4], row["code"][:2]
        direct = prefecture in placeholders
        yield AreaFacts(
            code,
            row["name_zh"],
            "county",
            province if direct else prefecture,
            f"/{province}/{code}/" if direct else f"/{province}/{prefecture}/{code}/",
            is_corps=code.startswith("6590"),
            is_statistical_zone=row["nbs_statistical_zone"] == "1",
        )
