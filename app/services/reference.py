"""Reference data that every installation starts with: areas and figures, from the project's own files."""

import csv
import datetime as dt
from dataclasses import astuple, fields
from pathlib import Path

import asyncpg

from app.rules.areas import AreaFacts, areas

FIGURES = Path(__file__).parent.parent / "data" / "figures.csv"


async def load_reference(connection: asyncpg.Connection) -> None:
    """Add what is missing; changes nothing that is there."""
    async with connection.transaction():
        await connection.execute("SET LOCAL ROLE huizhi_migrate")
        if not await connection.fetchval("SELECT count(*) FROM area"):
            columns = [field.name for field in fields(AreaFacts)]
            await connection.copy_records_to_table("area", records=map(astuple, areas().values()), columns=columns)
        with FIGURES.open(encoding="utf-8", newline="") as file:
            figures = [
                (
                    row["key"],
                    dt.date.fromisoformat(row["effective_from"]),
                    int(row["value"]),
                    row["unit"],
                    row["source"],
                )
                for row in csv.DictReader(file)
            ]
        await connection.executemany(
            "INSERT INTO rule_figure (key, effective_from, value, unit, source) VALUES ($1, $2, $3, $4, $5) "
            "ON CONFLICT DO NOTHING",
            figures,
        )
