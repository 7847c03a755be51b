"""Which declared error stands behind which database constraint or refusal, by name and never by message text."""

from app.core.errors import Problem

CONSTRAINTS: dict[str, type[Problem]] = {}
