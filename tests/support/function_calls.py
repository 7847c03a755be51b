"""Every function of the database is executed by the suite: PostgreSQL counts the calls (`track_functions`).

Each process of the suite notes what was called in its databases before they go; the whole suite's notes come together
where it was started, and a whole run in which a function was never executed has failed.
"""

import asyncpg
import pytest

from app.core.sql_in_force import SQL

CALLED: set[str] = set()


async def note_calls(url: str) -> None:
    """Note what was called in a database to which nobody is connected any more."""
    connection = await asyncpg.connect(url)
    CALLED.update(row[0] for row in await connection.fetch("SELECT funcname FROM pg_stat_user_functions"))
    await connection.close()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Take over the notes of a process that has ended."""
    CALLED.update(getattr(node, "workeroutput", {}).get("called", ()))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Hand the notes over, or judge them where the whole suite has passed."""
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["called"] = sorted(CALLED)
        return
    is_whole = config.args == ["tests"] and not config.getoption("keyword") and not config.getoption("markexpr")
    never = sorted({file.stem for file in (SQL / "functions").glob("*.sql")} - CALLED)
    if is_whole and exitstatus == 0 and never:
        config.get_terminal_writer().line(f"\nFAILED: functions that no test executes: {', '.join(never)}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
