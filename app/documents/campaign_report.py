"""The closing report of a campaign, as it is printed."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.documents.typesetting import typeset


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What is printed; `report` holds the figures that were frozen, in all and per area."""

    title: str
    document: str
    rule: str
    opened_by: str
    population_on: dt.date
    deadline: dt.date
    note: str | None
    report: Mapping[str, Any]


def report_pdf(facts: ReportFacts) -> bytes:
    """A table of the areas under what the campaign was about; figures alone, nobody's name."""
    report = facts.report
    rows = [[area[name] for name in ("area_name", *_COLUMNS)] for area in report["areas"]]
    rows.append(["合计", *(report[name] for name in _COLUMNS)])
    return typeset(
        "campaign",
        {
            "title": facts.title,
            "document": facts.document,
            "rule": facts.rule,
            "opened_by": facts.opened_by,
            "population_on": _date(facts.population_on),
            "deadline": _date(facts.deadline),
            "as_of": _date(dt.date.fromisoformat(report["as_of"])),
            "note": facts.note,
            "rows": json.dumps(rows, ensure_ascii=False),
        },
    )


_COLUMNS = ("population", "done", "released", "outstanding")


def _date(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
