"""Alembic over a connection of the tests."""

import sqlalchemy as sa
from alembic.config import Config

import app.models  # noqa: F401 - registers the tables
from app.core.migrating import ROOT


def config_for(connection: sa.Connection) -> Config:
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["connection"] = connection
    return config
