"""The monthly digest of a body, as it is printed."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from app.core.clock import CIVIL_ZONE
from app.documents.typesetting import typeset
from app.rules.work.digest import titled


def digest_pdf(digest: Mapping[str, Any]) -> bytes:
    """Two tables of figures: what is due, and what was done in the month."""
    tasks = digest["tasks"]
    due = [[item["title"], item["open"], item["overdue"], item["escalated"]] for item in tasks["items"]]
    due.append(["合计", tasks["open"], tasks["overdue"], tasks["escalated"]])
    year, month = digest["month"].split("-")
    return typeset(
        "digest",
        {
            "body_name": digest["body_name"],
            "month": f"{year}年{int(month)}月",
            "made_on": f"{dt.datetime.fromisoformat(digest['made_at']).astimezone(CIVIL_ZONE):%Y-%m-%d}",
            "due": json.dumps(due, ensure_ascii=False),
            "done": json.dumps(
                [[titled(c["entity"], c["op"]), c["changes"]] for c in digest["done"]], ensure_ascii=False
            ),
        },
    )
