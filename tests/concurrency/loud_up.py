"""`huizhi up` with every logger at DEBUG, and uvicorn's access log: what an operator in search of a fault might set."""

import logging

import uvicorn

from app import cli

logging.basicConfig(level=logging.DEBUG)
logging.getLogger("sqlalchemy").setLevel(logging.DEBUG)
_run = uvicorn.run


def run_loudly(*arguments: object, **options: object) -> None:
    _run(*arguments, **options | {"log_level": "debug", "access_log": True})  # type: ignore[arg-type]


uvicorn.run = run_loudly
cli.main()
