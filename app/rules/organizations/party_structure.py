"""Which kind of Party organization may stand where (N27, N28) and how large it may grow.

Categories are codes of the table `party_org_category`; a temporary organization obeys the rules of its
permanent kind. The numbers are settings of the deployment and are passed in under their rule keys.
"""

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.rules.faults import Remark, RuleError
from app.rules.reference import codes

COMMITTEE = "611"
LEADING_GROUP = "612"
GENERAL_BRANCH = "621"
BRANCH = "631"
JOINT_BRANCH = "632"
PARTY_GROUP = "641"
TEMPORARY_COMMITTEE = "911"
TEMPORARY_GENERAL_BRANCH = "921"
TEMPORARY_BRANCH = "931"
TEMPORARY_JOINT_BRANCH = "932"

_PERMANENT_KIND = {
    TEMPORARY_COMMITTEE: COMMITTEE,
    TEMPORARY_GENERAL_BRANCH: GENERAL_BRANCH,
    TEMPORARY_BRANCH: BRANCH,
    TEMPORARY_JOINT_BRANCH: JOINT_BRANCH,
}

BRANCHES = frozenset({BRANCH, JOINT_BRANCH, TEMPORARY_BRANCH, TEMPORARY_JOINT_BRANCH})
"""Where members are: the categories in which a relationship may lie."""

# A leading group (党组) sits in a state organ under the committee that founded it and commands no organizations;
# a Party group (党小组) is a part of a branch and the one thing that may stand under it.
_MAY_STAND_UNDER: Mapping[str, Collection[str]] = {
    COMMITTEE: (COMMITTEE, GENERAL_BRANCH, BRANCH, JOINT_BRANCH, LEADING_GROUP),
    GENERAL_BRANCH: (BRANCH, JOINT_BRANCH),
    BRANCH: (PARTY_GROUP,),
    JOINT_BRANCH: (PARTY_GROUP,),
}


def check_parent(category: str, parent_category: str) -> None:
    """Refuse an organization under a parent that cannot have it.

    Errors: `org_parent_has_no_suborganizations`, `org_category_under_parent`.
    """
    allowed = _MAY_STAND_UNDER.get(permanent(parent_category), ())
    if permanent(category) in allowed:
        return
    parent = _name(parent_category)
    if not set(allowed) - {PARTY_GROUP}:
        raise RuleError("org_parent_has_no_suborganizations", f"{parent}之下不设党组织，请改选上级党组织")
    choice = "、".join(map(_name, allowed))
    raise RuleError(
        "org_category_under_parent",
        f"{parent}之下只能设{choice}，不能设{_name(category)}，请改正组织类别或上级党组织",
    )


def check_association_category(category: str, level: str, is_sub_provincial: bool) -> None:
    """N27: a province's or sub-provincial city's association has a committee, a prefecture's may have a general branch.

    `level` is the area's (`province`, `prefecture`, `county`); the notice says nothing of counties.
    Error: `association_org_category`.
    """
    allowed: tuple[str, ...] = (COMMITTEE,)
    place = "省（区、市）和副省级城市"
    if level == "prefecture" and not is_sub_provincial:
        allowed, place = (COMMITTEE, GENERAL_BRANCH), "市（地）"
    elif level == "county":
        return
    if category not in allowed:
        choice = "或".join(map(_name, allowed))
        raise RuleError("association_org_category", f"{place}律师协会应设{choice}，请改正组织类别")


def size_remarks(category: str, *, units: int, members: int, limits: Mapping[str, int]) -> list[Remark]:
    """A branch that has outgrown what the branch regulation (art. 4, 5) calls general; a warning, never a refusal.

    `limits` by rule key: `branch.max_members`, `joint_branch.max_units`.
    Codes: `joint_branch_max_units`, `branch_max_members`.
    """
    kind = permanent(category)
    remarks = []
    most_units, most_members = limits["joint_branch.max_units"], limits["branch.max_members"]
    if kind == JOINT_BRANCH and units > most_units:
        message = f"联合党支部覆盖{units}个单位，一般不超过{most_units}个，请研究拆分"
        remarks.append(Remark("units", "joint_branch_max_units", message))
    if kind in {BRANCH, JOINT_BRANCH} and members > most_members:
        message = f"党支部有党员{members}名，一般不超过{most_members}名，请研究分设支部或改设党总支"
        remarks.append(Remark("members", "branch_max_members", message))
    return remarks


class Host(enum.StrEnum):
    """The body in which an organization is set up."""

    ASSOCIATION = "association"
    LAW_FIRM = "law_firm"


def expected_parents(host: Host, *, bureau_org: UUID | None, association_orgs: Sequence[UUID]) -> tuple[UUID, ...]:
    """N28: whom a new organization belongs under, the nearest first.

    An association's under the organization of the justice bureau of its own level, a firm's (or a joint branch of
    firms) under that of the local associations, county before city. Empty where there is none: then the place
    decides, and its decision is recorded.
    """
    if host is Host.LAW_FIRM:
        return tuple(association_orgs)
    return (bureau_org,) if bureau_org else ()


def check_subordination(parent_id: UUID, expected: Collection[UUID], local_decision: str | None) -> None:
    """Refuse a parent that N28 does not expect and no recorded local decision explains: `local_decision_required`."""
    if parent_id not in expected and not local_decision:
        raise RuleError(
            "local_decision_required",
            "律师协会党组织由同级司法行政机关党组织管理，律师事务所党组织由当地律师协会党组织管理；"
            "隶属关系与此不同的，请填写当地确定隶属关系的文件或决定",
        )


@dataclass(frozen=True, slots=True)
class OrgInChain:
    """One organization on the way from an organization up to its root; `can_transfer` None is not withdrawn."""

    id: UUID
    category: str
    can_transfer: bool | None = None


def committee_of(chain: Sequence[OrgInChain]) -> UUID | None:
    """The committee to which receipts go: the nearest one, the organization itself included (form of 2006, note 4)."""
    return next((org.id for org in chain if org.category == COMMITTEE), None)


def issuer_of(chain: Sequence[OrgInChain]) -> UUID | None:
    """The nearest committee with the power to transfer (education and management regulation, art. 25)."""
    return next((org.id for org in chain if org.category == COMMITTEE and org.can_transfer is not False), None)


def permanent(category: str) -> str:
    """The permanent kind of a temporary organization, any other category itself."""
    return _PERMANENT_KIND.get(category, category)


def _name(category: str) -> str:
    return codes.name("party_org_category", category) or category
