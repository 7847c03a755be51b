"""`make shell AS=`: a Python prompt inside a unit of work, as a service has one; `await` works at the prompt.

There are `work` and `session` (under the scope of who acts), `principal`, `select`, `models`. Nothing is kept: what was
not committed with `await session.commit()` is gone at the end.
"""

import argparse
import ast
import asyncio
import code
import inspect
import types
from typing import Any

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import models
from app.auth.work import Work
from app.core.clock import Clock
from app.core.jose import Signer
from app.core.settings import Settings
from app.models.accounts import StaffRole
from tools.acting import NotFound, principal_of, server_settings, url_for


class Prompt(code.InteractiveConsole):
    """Python's own prompt, on which a line may await."""

    def __init__(self, names: dict[str, Any], runner: asyncio.Runner) -> None:
        super().__init__(names)
        self.compile.compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self._names, self._runner = names, runner

    def runcode(self, code: types.CodeType) -> None:
        """Run a line, in the loop that the session lives in where it awaits."""
        try:
            result = types.FunctionType(code, self._names)()
            if inspect.iscoroutine(result):
                self._runner.run(result)
        except SystemExit:
            raise
        except BaseException:  # whatever a line raises is shown, and the prompt goes on
            self.showtraceback()


def main() -> None:
    """Prompt until Ctrl-D."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--as", dest="name", required=True, help="a user name, or the id of an organization")
    parser.add_argument("--role", type=StaffRole, help="which role, where the account has several")
    given = parser.parse_args()
    with asyncio.Runner() as runner:
        try:
            principal = runner.run(principal_of(given.name, given.role))
        except NotFound as exc:
            parser.error(str(exc))
        url = url_for(principal.scope.role).replace("postgresql://", "postgresql+asyncpg://", 1)
        engine = create_async_engine(url, connect_args={"server_settings": server_settings(principal.scope)})
        session = AsyncSession(engine, expire_on_commit=False)
        keyring = Settings().keyring()
        work = Work(session, principal, Clock(), keyring, Signer(keyring.signing))
        names = {"work": work, "session": session, "principal": principal, "select": select, "models": models}
        try:
            Prompt(names, runner).interact(f"{principal.body_name} ({principal.role}): {', '.join(names)}", "")
        finally:
            runner.run(session.close())
            runner.run(engine.dispose())


if __name__ == "__main__":
    main()
