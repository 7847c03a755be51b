"""What breaks the rules of levels (N27) and of superiors (N28) in a standing tree, and how to put it right.

The same rules refuse a new organization (`app.rules.organizations.party_structure`); this is their judgement on what
stands already. The database finds the same for a whole tree at once (`subordination_findings`).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.core.terms import Term
from app.rules.faults import RuleError
from app.rules.organizations.findings import Finding
from app.rules.organizations.party_structure import Host, check_association_category, check_parent, check_subordination


class SubordinationGap(Term):
    """层级和隶属关系存在的问题｜What may be wrong with an organization's level or superior."""

    ASSOCIATION_WITHOUT_ORGANIZATION = "association_without_organization", "律师协会没有党组织"
    ASSOCIATION_CATEGORY = "association_category", "律师协会党组织的类别与层级不符"
    CATEGORY_UNDER_PARENT = "category_under_parent", "上级党组织之下不能设这类党组织"
    SUPERIOR_DISSOLVED = "superior_dissolved", "上级党组织已撤销"
    NO_SUPERIOR = "no_superior", "没有上级党组织"
    LOCAL_DECISION_MISSING = "local_decision_missing", "当地没有应为上级的党组织，隶属关系也没有当地的决定"
    OTHER_SUPERIOR = "other_superior", "不在应隶属的党组织之下，也没有当地的决定"


@dataclass(frozen=True, slots=True)
class Placed:
    """A standing organization as the rules see it.

    `host` is what it is set up in, None for neither a firm nor an association; `above` are the organizations on the
    way up, `expected` whom N28 names; `parent_category` is None where the superior does not stand any more.
    """

    category: str
    level: str
    is_sub_provincial: bool
    host: Host | None
    parent_id: UUID | None
    parent_category: str | None
    above: Collection[UUID]
    expected: Collection[UUID]
    local_decision: str | None


def gaps_of(org: Placed) -> set[SubordinationGap]:
    """Everything that is wrong with one organization."""
    gaps = set()
    if org.host is Host.ASSOCIATION and _breaks(
        lambda: check_association_category(org.category, org.level, org.is_sub_provincial)
    ):
        gaps.add(SubordinationGap.ASSOCIATION_CATEGORY)
    if org.parent_id is None:
        return gaps | ({SubordinationGap.NO_SUPERIOR} if org.host else set())
    parent_category = org.parent_category
    if parent_category is None:
        gaps.add(SubordinationGap.SUPERIOR_DISSOLVED)
    elif _breaks(lambda: check_parent(org.category, parent_category)):
        gaps.add(SubordinationGap.CATEGORY_UNDER_PARENT)
    parent_id = org.parent_id
    is_expected = bool({*org.expected} & {*org.above})
    if org.host and not is_expected and _breaks(lambda: check_subordination(parent_id, (), org.local_decision)):
        gaps.add(SubordinationGap.OTHER_SUPERIOR if org.expected else SubordinationGap.LOCAL_DECISION_MISSING)
    return gaps


def _breaks(check: Callable[[], None]) -> bool:
    try:
        check()
    except RuleError:
        return True
    return False


_N27, _N28 = "2008年通知第二部分（N27）", "2008年通知第二部分（N28）"
_MOVE = "改隶 expected_id（POST /party-orgs/{org_id}/move）"
_DECIDE = "PATCH /party-orgs/{org_id} local_decision"

GAPS: Mapping[SubordinationGap, Finding] = {
    SubordinationGap.ASSOCIATION_WITHOUT_ORGANIZATION: Finding(
        _N27, "设立律师协会党组织，department_id 填该协会，上级填 expected_id（POST /party-orgs）"
    ),
    SubordinationGap.ASSOCIATION_CATEGORY: Finding(
        _N27,
        "省级和副省级城市改设基层委员会，市（地）改设基层委员会或总支部（PATCH /party-orgs/{org_id} category）",
    ),
    SubordinationGap.CATEGORY_UNDER_PARENT: Finding(
        _N28,
        f"改正类别（PATCH /party-orgs/{{org_id}} category），或{_MOVE}",
    ),
    SubordinationGap.SUPERIOR_DISSOLVED: Finding(_N28, _MOVE),
    SubordinationGap.NO_SUPERIOR: Finding(_N28, _MOVE),
    SubordinationGap.LOCAL_DECISION_MISSING: Finding(
        _N28,
        f"补登确定隶属关系的文件（{_DECIDE}），或先设立上级党组织",
    ),
    SubordinationGap.OTHER_SUPERIOR: Finding(
        _N28,
        f"{_MOVE}，涉及另一基层党委的办理整建制转移；当地另有决定的补登（{_DECIDE}）",
    ),
}
