"""Who may hold a post, how a committee is made up, and when an election counts (N29).

Branch regulation: 《中国共产党支部工作条例（试行）》. Election regulation: 《中国共产党基层组织选举工作条例》.
The numbers are figures of the deployment and are passed in under their keys (`app/data/figures.csv`).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.terms import Term
from app.models.posts import PostBasis, PostKind
from app.rules.civil_date import add_months
from app.rules.faults import RuleError
from app.rules.organizations.findings import BRANCH_RULES, ELECTION_RULES, Finding
from app.rules.organizations.party_structure import BRANCHES, COMMITTEE, GENERAL_BRANCH, permanent
from app.rules.people.membership import FULL_MEMBER, NORMAL_STATUS

LIMITS = (
    "secretary.standing_months",
    "branch_committee.threshold",
    "branch_committee.min_size",
    "branch_committee.max_size",
    "election.quorum_percent",
    "election.majority_percent",
    "election.surplus_percent",
    "election.shift_months",
    "term.branch_months",
    "term.committee_months",
)
"""The figures that these rules read."""

HAVING_POSTS = frozenset({*BRANCHES, GENERAL_BRANCH, COMMITTEE})
"""The categories that have a secretary: neither a Party group nor a leading group."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the registry knows of whoever is to hold a post: codes of `member_category` and `membership_status`.

    `is_here`: the formal relationship lies in the organization or below it.
    """

    name: str
    category: str
    membership_status: str
    regularized_on: dt.date | None
    is_here: bool


def check_holder(
    kind: PostKind, basis: PostBasis, person: Standing, *, from_on: dt.date, limits: Mapping[str, int]
) -> None:
    """Refuse whoever cannot hold the post from that day on.

    A full member in normal status; elected only where the relationship is (election regulation, art. 5); a secretary
    with a year of standing, which counts from regularization (branch regulation, art. 25).
    Errors: `holder_not_full_member`, `holder_not_in_normal_status`, `holder_relationship_elsewhere`,
    `secretary_standing`.
    """
    if person.category != FULL_MEMBER:
        raise RuleError("holder_not_full_member", f"{person.name}不是正式党员，没有被选举权，请另选")
    if person.membership_status != NORMAL_STATUS:
        raise RuleError("holder_not_in_normal_status", f"{person.name}党籍不正常，不能担任党内职务，请另选")
    if basis is PostBasis.ELECTED and not person.is_here:
        message = f"{person.name}的正式组织关系不在本组织，不能当选；先办理接转，或由上级任命"
        raise RuleError("holder_relationship_elsewhere", message)
    months = limits["secretary.standing_months"]
    since = person.regularized_on
    if kind is PostKind.SECRETARY and (since is None or add_months(since, months) > from_on):
        raise RuleError("secretary_standing", f"{person.name}党龄不满{months}个月，不能担任书记，请另选")


def check_posts(category: str, kinds: Sequence[PostKind], *, full_members: int, limits: Mapping[str, int]) -> None:
    """Refuse a set of posts that an organization cannot have at one time (branch regulation, art. 20).

    A branch with fewer full members than the threshold has a secretary and, if needed, one deputy; from it on a
    committee of at most so many with one deputy. General branches and committees have a committee; how large it may
    be no rule in force tells.
    Errors: `organization_without_posts`, `no_branch_committee`, `two_deputies`, `branch_committee_too_large`.
    """
    kind = permanent(category)
    if kind not in HAVING_POSTS:
        raise RuleError("organization_without_posts", "党小组、党组不设书记和委员，请核对党组织")
    if kind not in BRANCHES:
        return
    threshold, most = limits["branch_committee.threshold"], limits["branch_committee.max_size"]
    if PostKind.COMMITTEE_MEMBER in kinds and full_members < threshold:
        message = f"正式党员{full_members}名，不足{threshold}名的党支部不设委员会，只设书记，必要时设一名副书记"
        raise RuleError("no_branch_committee", message)
    if list(kinds).count(PostKind.DEPUTY_SECRETARY) > 1:
        raise RuleError("two_deputies", "党支部必要时设一名副书记，现已有一名")
    if len(kinds) > most:
        raise RuleError("branch_committee_too_large", f"党支部委员会一般三至五人，最多{most}人")


def has_committee(category: str, full_members: int, limits: Mapping[str, int]) -> bool:
    """Whether the organization elects a committee and not only its secretary (branch regulation, art. 20)."""
    return permanent(category) not in BRANCHES or full_members >= limits["branch_committee.threshold"]


def check_places(category: str, places: int, *, full_members: int, limits: Mapping[str, int]) -> None:
    """Refuse a number of places that the organization cannot fill (branch regulation, art. 20).

    Errors: `committee_places` of a branch with a committee, `places_without_committee` (a secretary, one deputy).
    """
    least, most = limits["branch_committee.min_size"], limits["branch_committee.max_size"]
    if not has_committee(category, full_members, limits):
        if places > 2:
            message = f"正式党员{full_members}名的党支部不设委员会，只选书记，必要时选一名副书记，应选名额为1至2"
            raise RuleError("places_without_committee", message)
    elif places < least or (permanent(category) in BRANCHES and places > most):
        raise RuleError("committee_places", f"委员会应选名额不少于{least}，党支部委员会不多于{most}，请核对")


def term_months(category: str, limits: Mapping[str, int]) -> int:
    """How long a term lasts, in months (Constitution of the Party, art. 31; branch regulation, art. 21)."""
    return limits["term.committee_months" if permanent(category) == COMMITTEE else "term.branch_months"]


def check_shift(
    term_ends_on: dt.date | None,
    planned_on: dt.date,
    *,
    today: dt.date,
    reason: str | None,
    limits: Mapping[str, int],
) -> None:
    """Refuse an election too early or put off too far (election regulation, art. 3: generally by at most a year).

    The last day of the term itself is in time. A term that is already overdue by more than the limit can only be
    ended by an election, which therefore is not refused. Errors: `planned_in_past`, `shift_reason_required`,
    `election_too_early`, `election_too_late`.
    """
    if planned_on < today:
        raise RuleError("planned_in_past", "拟定的选举日期早于今天，请改期")
    if term_ends_on is None or planned_on == term_ends_on:
        return
    check_not_too_early(term_ends_on, planned_on, limits)
    months = limits["election.shift_months"]
    latest = add_months(term_ends_on, months)
    if planned_on > latest >= today:
        raise RuleError("election_too_late", f"本届{term_ends_on:%Y-%m-%d}届满，延期一般不超过{months}个月，请改期")
    if reason is None:
        raise RuleError(
            "shift_reason_required", f"本届{term_ends_on:%Y-%m-%d}届满，提前或延期换届须说明理由，报上级批准"
        )


def check_not_too_early(term_ends_on: dt.date, day: dt.date, limits: Mapping[str, int]) -> None:
    """Refuse a day that cuts the term short by more than a year (election regulation, art. 3): `election_too_early`."""
    months = limits["election.shift_months"]
    if day < add_months(term_ends_on, -months):
        raise RuleError("election_too_early", f"本届{term_ends_on:%Y-%m-%d}届满，提前一般不超过{months}个月，请改期")


def check_quorum(*, entitled: int, present: int, limits: Mapping[str, int]) -> None:
    """Refuse a meeting without its quorum of those with the right to vote (election regulation).

    Errors: `election_counts`, `election_quorum`.
    """
    if present > entitled:
        raise RuleError("election_counts", "得票数不得多于实到人数，实到人数不得多于应到人数，请核对")
    quorum = limits["election.quorum_percent"]
    if present * 100 < entitled * quorum:
        raise RuleError("election_quorum", f"实到人数不足应到人数的{quorum}%，选举无效，请重新召开党员大会")


def has_majority(votes: int, present: int, limits: Mapping[str, int]) -> bool:
    """Whether the votes are more than half of those present with the right to vote (election regulation)."""
    return votes * 100 > present * limits["election.majority_percent"]


def check_surplus(candidates: int, places: int, limits: Mapping[str, int]) -> None:
    """Refuse a ballot for a committee with too few candidates (election regulation): `election_surplus`.

    A fifth more than places, a fraction counting as one more.
    """
    surplus = limits["election.surplus_percent"]
    least = places + -(-places * surplus // 100)
    if candidates < least:
        message = f"应选{places}名，候选人至少{least}名（差额不少于{surplus}%），现有{candidates}名"
        raise RuleError("election_surplus", message)


def elected(votes: Sequence[int], *, places: int, present: int, limits: Mapping[str, int]) -> frozenset[int]:
    """Which candidates are elected, by their positions: more than half, and of these the most votes.

    Fewer than places may be elected; the rest stay vacant. Errors: `election_counts`, `election_majority` where nobody
    is elected, `election_tie` for the last place (those level have a second ballot).
    """
    if max(votes) > present or sum(votes) > present * places:
        raise RuleError("election_counts", "每名候选人得票不得多于实到人数，总票数不得多于实到人数乘应选名额，请核对")
    passing = sorted((number for number in votes if has_majority(number, present, limits)), reverse=True)
    if not passing:
        half = limits["election.majority_percent"]
        raise RuleError("election_majority", f"没有人得票超过实到人数的{half}%，请重新选举")
    if len(passing) > places and passing[places - 1] == passing[places]:
        raise RuleError("election_tie", "末位得票相等，不能确定当选人，请就得票相等的人再次投票后登记")
    threshold = passing[min(places, len(passing)) - 1]
    return frozenset(i for i, number in enumerate(votes) if number >= threshold)


class LeadershipGap(Term):
    """领导班子存在的问题｜What the leadership of a standing organization may lack."""

    NO_SECRETARY = "no_secretary", "没有书记"
    SECRETARY_NOT_ON_RECORD = "secretary_not_on_record", "书记只有姓名，没有任职记录"
    HOLDER_NOT_ELIGIBLE = "holder_not_eligible", "现任已不符合任职条件（组织关系已转出，或不再是党籍正常的正式党员）"
    BRANCH_COMMITTEE_DUE = "branch_committee_due", "正式党员七人以上，应设支部委员会"
    TERM_UNKNOWN = "term_unknown", "任期届满日不明"
    TERM_OVER = "term_over", "任期已届满，尚未换届"


_ELECT = "向上级党委请示后选举（POST /elections），或由上级任命后登记任职（POST /posts）"

GAPS: Mapping[LeadershipGap, Finding] = {
    LeadershipGap.NO_SECRETARY: Finding(f"2008年通知第二部分（N29）；{BRANCH_RULES}第二十条", _ELECT),
    LeadershipGap.SECRETARY_NOT_ON_RECORD: Finding(
        "2008年通知第二部分（N29）", "登记任职：依据、文件、届满日（POST /posts）"
    ),
    LeadershipGap.HOLDER_NOT_ELIGIBLE: Finding(
        f"{BRANCH_RULES}第二十五条；{ELECTION_RULES}第五条",
        "由党组织研究，需要时结束任职（POST /posts/{post_id}/end）并补选；系统不自动免职",
    ),
    LeadershipGap.BRANCH_COMMITTEE_DUE: Finding(f"{BRANCH_RULES}第二十条", _ELECT),
    LeadershipGap.TERM_UNKNOWN: Finding(f"{BRANCH_RULES}第二十一条", "按批复补填届满日（PATCH /posts/{post_id}）"),
    LeadershipGap.TERM_OVER: Finding(f"{ELECTION_RULES}第三条", _ELECT),
}
