"""How accepted rows reach the tables: COPY into a temporary table, then set-based SQL under the row policies.

PostgreSQL refuses COPY into a table with row policies (docs/decisions/0007). Names of tables and columns in these
statements are constants of this package.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import asyncpg
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.crypto import Keyring
from app.rules.faults import Fault, Remark

REASON = "import"
"""What the ledger gives as the reason of a change that came by import."""


class ImportOvertaken(Exception):
    """Somebody else wrote the same records meanwhile; the import has to begin anew, having written nothing."""


@dataclass(frozen=True)
class Importing:
    """What an import goes by: its day, its keys, and the area of who started it."""

    today: dt.date
    keyring: Keyring
    place_path: str


@dataclass
class Judgement:
    """What became of the rows. A row is refused as a whole, whichever of its lines is in fault."""

    total: int = 0
    created: int = 0
    updated: int = 0
    refused: set[int] = field(default_factory=set)
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    remarks: list[tuple[int, Remark]] = field(default_factory=list)

    @property
    def unchanged(self) -> int:
        """The rows that say what the registry holds already."""
        return self.total - self.created - self.updated - len(self.refused)

    def refuse(self, row: int, *faults: Fault, line: int | None = None) -> None:
        """Refuse a row for what one of its lines (by default its first) says."""
        self.refused.add(row)
        self.faults += [(line or row, fault) for fault in faults]

    def remark(self, row: int, *remarks: Remark) -> None:
        """Note what is odd about a row that is accepted."""
        self.remarks += [(row, remark) for remark in remarks]


class Staging:
    """The importer's transaction, in which the rows wait in the temporary table `staged`."""

    def __init__(self, session: AsyncSession, driver: asyncpg.Connection, today: dt.date) -> None:
        self.session, self.driver, self.today = session, driver, today

    async def fill(self, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        """Make the table with these columns (name to SQL type) and `is_new`, and copy the rows into it."""
        definitions = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        await self.driver.execute(
            f"CREATE TEMPORARY TABLE staged ({definitions}, is_new boolean NOT NULL DEFAULT false, "
            "touched text[] NOT NULL DEFAULT '{}') ON COMMIT DROP"
        )
        await self.driver.copy_records_to_table("staged", records=rows, columns=list(columns))
        await self.driver.execute("ANALYZE staged")

    async def drop(self) -> None:
        """Leave the transaction as it was found; it may go on."""
        await self.driver.execute("DROP TABLE staged")

    async def insert(self, table: str, key: str, values: Mapping[str, str], source: str, *arguments: Any) -> None:
        """Add the staged rows that are not there yet and mark them as new.

        A row that is there, though perhaps in another scope, stays as it is: the constraint finds it.
        """
        await self.driver.execute(
            f"WITH made AS (INSERT INTO {table} ({', '.join(values)}) SELECT {', '.join(values.values())} "  # noqa: S608
            f"FROM {source} ORDER BY s.{key} ON CONFLICT DO NOTHING RETURNING {key}) "
            f"UPDATE staged s SET is_new = true FROM made m WHERE s.{key} = m.{key}",
            *arguments,
        )

    async def remove(self, condition: str) -> list[int]:
        """Take rows out of the staged ones, refused as they are; their numbers."""
        removed = await self.driver.fetch(f"DELETE FROM staged s WHERE {condition} RETURNING s.row")  # noqa: S608
        return [record[0] for record in removed]

    async def update(
        self,
        table: str,
        key: str,
        values: Mapping[str, str],
        *,
        unnamed: Sequence[str] = (),
        with_it: Mapping[str, str] = MappingProxyType({}),
    ) -> dict[uuid.UUID, list[str]]:
        """Change what the staged rows say otherwise, with a ledger row each; what changed, by key.

        `values` are SQL expressions over `s`, the staged row, and `t`, the stored one. Columns in `unnamed` follow
        from others and are not named in the ledger; those of `with_it` are written where anything else changes.
        """
        new = ", ".join(f"{column} = {value}" for column, value in {**values, **with_it}.items())
        stored = ", ".join(f"t.{column}" for column in values)
        names = ", ".join(
            f"CASE WHEN old.{column} IS DISTINCT FROM new.{column} THEN '{column}' END"
            for column in values
            if column not in unnamed
        )
        changed = await self.driver.fetch(
            f"WITH changed AS (UPDATE {table} t SET {new}, version = t.version + 1 FROM staged s "  # noqa: S608
            f"WHERE t.{key} = s.{key} AND NOT s.is_new AND (s.touched <> '{{}}' "
            f"OR ({stored}) IS DISTINCT FROM ({', '.join(values.values())})) "
            f"RETURNING t.{key} AS key, t.version, to_jsonb(t) AS facts, old.place_path AS place_before, "
            "old.party_path AS party_before, t.place_path, t.party_path, "
            f"s.touched || array_remove(ARRAY[{names}], NULL) AS names), {_recorded(table, 'update', 'changed')} "
            "SELECT key, names FROM changed"
        )
        return {record["key"]: record["names"] for record in changed}

    async def record_new(self, table: str, key: str, columns: Iterable[str]) -> int:
        """Add the ledger rows of the new rows of a table, naming the columns that they hold; how many there are."""
        names = ", ".join(f"CASE WHEN t.{column} IS NOT NULL THEN '{column}' END" for column in sorted(columns))
        created: int = await self.driver.fetchval(
            f"WITH created AS (SELECT t.{key} AS key, t.version, to_jsonb(t) AS facts, NULL AS place_before, "  # noqa: S608
            f"NULL AS party_before, t.place_path, t.party_path, array_remove(ARRAY[{names}], NULL) AS names "
            f"FROM {table} t JOIN staged s ON s.{key} = t.{key} WHERE s.is_new), "
            f"{_recorded(table, 'create', 'created')} SELECT count(*) FROM created"
        )
        return created

    async def first_period(
        self, history: str, key: str, source: str, source_key: str, values: Mapping[str, str]
    ) -> None:
        """Let the history of the new rows of `source` begin today, with `values` over its row `t`."""
        await self.driver.execute(
            f"INSERT INTO {history} ({key}, valid_during, {', '.join(values)}) "  # noqa: S608
            f"SELECT t.{source_key}, daterange($1, NULL), {', '.join(values.values())} "
            f"FROM {source} t JOIN staged s ON s.{source_key} = t.{source_key} WHERE s.is_new",
            self.today,
        )

    async def open_period(
        self, history: str, key: str, source: str, source_key: str, values: Mapping[str, str], keys: Iterable[uuid.UUID]
    ) -> None:
        """Let a new history row hold from today on, with `values` over `t`, the row of `source`; the open one ends.

        A second change on one day replaces the first.
        """
        among = list(keys)
        if not among:
            return
        await self.driver.execute(
            f"UPDATE {history} SET valid_during = daterange(lower(valid_during), $1) "  # noqa: S608
            f"WHERE {key} = ANY ($2) AND upper_inf(valid_during) AND lower(valid_during) < $1",
            self.today,
            among,
        )
        new = ", ".join(f"{column} = {value}" for column, value in values.items())
        await self.driver.execute(
            f"UPDATE {history} h SET {new} FROM {source} t "  # noqa: S608
            f"WHERE h.{key} = t.{source_key} AND h.{key} = ANY ($1) AND upper_inf(h.valid_during)",
            among,
        )
        await self.driver.execute(
            f"INSERT INTO {history} ({key}, valid_during, {', '.join(values)}) "  # noqa: S608
            f"SELECT t.{source_key}, daterange($1, NULL), {', '.join(values.values())} FROM {source} t "
            f"WHERE t.{source_key} = ANY ($2) AND NOT EXISTS "
            f"(SELECT FROM {history} h WHERE h.{key} = t.{source_key} AND upper_inf(h.valid_during))",
            self.today,
            among,
        )


def _recorded(table: str, op: str, rows: str) -> str:
    """The ledger rows of a set of written rows, as `record_change` makes them one by one.

    As a set they take a tenth of the time. `rows` has key, version, facts, names and the paths before and after.
    """
    return (
        f"fresh AS (SELECT r.*, uuidv7() AS change_id, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) "  # noqa: S608
        f"AS salt FROM {rows} r), "
        "kept AS (INSERT INTO change_salt (change_id, salt) SELECT change_id, salt FROM fresh), "
        "recorded AS (INSERT INTO change (id, entity, entity_id, version, op, changed, place_before, place_after, "
        "party_before, party_after, reason, commitment) "
        f"SELECT change_id, '{table}', key, version, '{op}', names, place_before, place_path, party_before, "
        f"party_path, '{REASON}', sha256(salt || convert_to(facts::text, 'UTF8')) FROM fresh)"
    )
