"""A unit of work: one principal's transaction, with what a service needs to carry it out."""

import datetime as dt
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.datastructures import State

from app.auth.principals import Principal
from app.core.clock import Clock
from app.core.crypto import Keyring
from app.core.jose import Signer


@dataclass(frozen=True)
class Reader:
    """Who looks at a record, on which day, with which keys."""

    principal: Principal
    today: dt.date
    keyring: Keyring

    @classmethod
    def of(cls, state: State, principal: Principal) -> "Reader":
        """The principal of a request, with the clock and the keys of the application."""
        return cls(principal, state.clock.today(), state.keyring)


@dataclass(frozen=True)
class Work:
    """Who acts, in which transaction, on which day, with which keys."""

    session: AsyncSession
    principal: Principal
    clock: Clock
    keyring: Keyring
    signer: Signer

    @property
    def today(self) -> dt.date:
        """The civil date in Asia/Shanghai."""
        return self.clock.today()

    @property
    def reader(self) -> Reader:
        """The principal as the one to whom the answer is shown."""
        return Reader(self.principal, self.today, self.keyring)
