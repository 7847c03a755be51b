"""The one shape of a task; each noun gives its tasks as statements of this shape."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import select

from app.models.base import PATH
from app.rules.work.timers import TIMERS

_NOBODY = sa.null()


def task(
    kind: str,
    *,
    subject_id: Any,
    about: Any,
    since_on: Any,
    due_on: Any,
    place_path: Any,
    body_id: Any = _NOBODY,
    body_name: Any = _NOBODY,
    person_id: Any = _NOBODY,
) -> sa.Select[Any]:
    """Tasks of one kind (`app.rules.work.timers`); add FROM and WHERE to it.

    `subject_id` is what the link leads to, `about` what people read (a member's or a firm's name), `since_on` the day
    the clock began, `due_on` the day it ends (null where nothing sets one), `place_path` where it lies. `body_id` is
    the organization whose turn it is, empty where the department of the area has it; `body_name` the name of either.
    Of one kind and subject there is at most one task per body and person.
    """
    if kind not in TIMERS:
        raise LookupError(kind)
    text, key, day = sa.Text(), sa.Uuid(), sa.Date()
    columns: list[Any] = [
        sa.literal_column(f"'{kind}'", text).label("kind"),
        sa.cast(subject_id, key).label("subject_id"),
        sa.cast(person_id, key).label("person_id"),
        sa.cast(about, text).label("about"),
        sa.cast(body_id, key).label("body_id"),
        sa.cast(body_name, text).label("body_name"),
        sa.cast(since_on, day).label("since_on"),
        sa.cast(due_on, day).label("due_on"),
        sa.cast(place_path, PATH).label("place_path"),
    ]
    tasks: sa.Select[Any] = select(*columns)
    return tasks
