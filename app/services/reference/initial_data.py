"""Reference data that every installation starts with: areas, figures, the calendar, from the project's own files."""

import csv
import datetime as dt
import uuid
from dataclasses import astuple, fields
from pathlib import Path

import asyncpg

from app.rules.reference.areas import AreaFacts, areas

DATA = Path(__file__).parents[2] / "data"


async def load_reference(connection: asyncpg.Connection) -> None:
    """Add what is missing; changes nothing that is there."""
    async with connection.transaction():
        await connection.execute("SET LOCAL ROLE huizhi_migrate")
        if not await connection.fetchval("SELECT count(*) FROM area"):
            columns = [field.name for field in fields(AreaFacts)]
            await connection.copy_records_to_table("area", records=map(astuple, areas().values()), columns=columns)
        await connection.executemany(
            "INSERT INTO rule_figure (key, effective_from, value, unit, source) VALUES ($1, $2, $3, $4, $5) "
            "ON CONFLICT DO NOTHING",
            [
                (
                    row["key"],
                    dt.date.fromisoformat(row["effective_from"]),
                    int(row["value"]),
                    row["unit"],
                    row["source"],
                )
                for row in _rows("figures.csv")
            ],
        )
        await _load_calendar(connection)


async def _load_calendar(connection: asyncpg.Connection) -> None:
    """The published years that came with this version; one that is kept already is left as it is."""
    kept = {row[0] for row in await connection.fetch("SELECT year FROM calendar_year")}
    days = [(dt.date.fromisoformat(row["day"]), row) for row in _rows("calendar.csv")]
    published = {day.year: row["source"] for day, row in days if day.year not in kept}
    await connection.copy_records_to_table(
        "calendar_year",
        columns=("id", "year", "source", "version"),
        records=[(uuid.uuid4(), year, source, 1) for year, source in published.items()],
    )
    await connection.copy_records_to_table(
        "calendar_day",
        columns=("day", "year", "is_working", "occasion"),
        records=[
            (day, day.year, row["is_working"] == "1", row["occasion"]) for day, row in days if day.year in published
        ],
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
