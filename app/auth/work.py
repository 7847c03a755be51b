"""A unit of work: one principal's transaction, with what a service needs to carry it out."""

import datetime as dt
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from app.auth.principals import Principal
from app.core.clock import Clock
from app.core.crypto import Keyring
from app.core.jose import Signer


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
