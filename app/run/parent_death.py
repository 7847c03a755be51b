"""Children that the kernel ends together with the process that started them (Linux)."""

import ctypes
import os
import signal
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def die_with_owner(sent: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn` for a child that gets a signal when the *thread* that forks it ends: fork from the main thread."""
    owner = os.getpid()

    def bind() -> None:
        if _libc.prctl(_PR_SET_PDEATHSIG, sent) != 0 or os.getppid() != owner:
            raise OSError("the child would outlive its owner")

    return bind
