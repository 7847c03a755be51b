"""Secretaries and committee members of the province's branches, terms that end, an election asked for (N29)."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core.crypto import Keyring
from app.core.database import DatabaseRole
from app.demo.campaigns import Campaigner
from app.models.posts import Portfolio, PostBasis, PostKind
from app.rules.civil_date import add_months
from app.schemas.organizations.elections import ElectionCreate
from app.schemas.organizations.posts import PostCreate
from app.services.organizations.elections import request_election
from app.services.organizations.posts import open_post

_TERM_MONTHS = 36
_MONTHS_IN_OFFICE = (31, 37, 4, 12, 20, 28)
"""Of every six branches one term ends within half a year and one is over."""
_VACANT = 9
"""Every ninth branch has nobody yet."""
_COMMITTEE = ((Portfolio.ORGANIZATION, 2), (Portfolio.PUBLICITY, 3))
_FULL_COMMITTEE = 7

_BRANCHES = sa.text("""
    SELECT o.id, o.founded_on, count(*),
           array_agg(m.person_id ORDER BY m.name IS DISTINCT FROM o.secretary_name, m.person_id)
               FILTER (WHERE m.regularized_on < cast(:before AS date))
    FROM party_org o JOIN member m ON m.org_id = o.id
    WHERE o.category IN ('631', '632') AND m.category = '1' AND m.membership_status = '1'
    GROUP BY o.id, o.founded_on HAVING bool_or(m.regularized_on < cast(:before AS date)) ORDER BY o.id
""")


async def lead(connection: AsyncConnection, keyring: Keyring, today: dt.date) -> None:
    """The province's organization department records who leads its branches."""
    await connection.execute(sa.text(f"SET LOCAL ROLE {DatabaseRole.AREA}"))
    longest = add_months(today, -max(_MONTHS_IN_OFFICE))
    async with Campaigner(connection, keyring).on(today) as work:
        branches = (await connection.execute(_BRANCHES, {"before": add_months(longest, -12)})).all()
        for number, (org_id, founded_on, full_members, people) in enumerate(branches):
            if number % _VACANT == _VACANT - 1:
                continue
            since = add_months(today, -_MONTHS_IN_OFFICE[number % len(_MONTHS_IN_OFFICE)])
            from_on = max(since, founded_on)
            posts: list[tuple[PostKind, Portfolio | None, int]] = [(PostKind.SECRETARY, None, 0)]
            if min(full_members, len(people)) >= _FULL_COMMITTEE:
                posts += [(PostKind.COMMITTEE_MEMBER, portfolio, place) for portfolio, place in _COMMITTEE]
            for kind, portfolio, place in posts:
                post = PostCreate(
                    org_id=org_id,
                    kind=kind,
                    portfolio=portfolio,
                    person_id=people[place],
                    basis=PostBasis.ELECTED,
                    document=f"关于支部选举结果的批复（{from_on.year}年）",
                    from_on=from_on,
                    term_ends_on=add_months(from_on, _TERM_MONTHS),
                )
                await open_post(work, post)
            if number == 0:
                ends_on = add_months(from_on, _TERM_MONTHS)
                places = 3 if full_members >= _FULL_COMMITTEE else 1
                await request_election(work, ElectionCreate(org_id=org_id, planned_on=ends_on, places=places))
