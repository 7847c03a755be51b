"""`huizhi up` with every logger at DEBUG, and uvicorn's access log: what an operator in search of a fault might set."""

import logging
from typing import Any

import uvicorn

from app import cli

logging.basicConfig(level=logging.DEBUG)
logging.getLogger("sqlalchemy").setLevel(logging.DEBUG)
_config = uvicorn.Config


def loud_config(*arguments: Any, **options: Any) -> uvicorn.Config:
    return _config(*arguments, **options | {"log_level": "debug", "access_log": True})


uvicorn.Config = loud_config  # type: ignore[assignment,misc]
cli.main()
