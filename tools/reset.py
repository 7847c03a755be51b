"""`make reset`: the demonstration dropped and made anew, in the home of `make run`; stop that before.

On a server of one's own (HUIZHI_ADMIN_URL) the database must be named: `make reset DATABASE=huizhi`.
"""

import argparse
import asyncio
from urllib.parse import urlsplit

import asyncpg

from app.core.migrating import ensure_database
from app.core.settings import Settings
from app.demo.loading import load_demonstration
from app.run import embedded_postgres
from app.run.install import adopt, install


async def remake(settings: Settings, server_url: str, database: str) -> None:
    """Drop the database, which nobody may be connected to, and make and fill it as the first start does."""
    connection = await asyncpg.connect(server_url)
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{database}"')
    finally:
        await connection.close()
    await ensure_database(server_url, database)
    await install(settings)
    await load_demonstration(settings)


def main() -> None:
    """Reset, and say where the accounts are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", help="the name in HUIZHI_ADMIN_URL, to be sure")
    given = parser.parse_args()
    settings = Settings()
    try:
        if settings.admin_url is None:
            with embedded_postgres.start(settings.home) as server:
                adopted = asyncio.run(adopt(server, settings))
                asyncio.run(remake(adopted, server.url, database_of(adopted)))
        elif given.database == database_of(settings):
            url = urlsplit(settings.admin_url.get_secret_value())
            asyncio.run(remake(settings, url._replace(path="/postgres").geturl(), given.database))
        else:
            parser.error(f"this drops the database {database_of(settings)!r} of HUIZHI_ADMIN_URL: name it")
    except (embedded_postgres.EmbeddedPostgresError, asyncpg.ObjectInUseError) as exc:
        parser.error(f"{exc} (make run and the processes must be stopped)")
    print(f"the demonstration is new; accounts: {settings.home / 'demo' / 'accounts.json'}")


def database_of(settings: Settings) -> str:
    """The database that the administrator's address names."""
    assert settings.admin_url is not None  # noqa: S101 - asked before
    return urlsplit(settings.admin_url.get_secret_value()).path.removeprefix("/")


if __name__ == "__main__":
    main()
