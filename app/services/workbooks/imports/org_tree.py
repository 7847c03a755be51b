"""The organizations of a workbook as a tree: whom each one stands under, and whether it may (N24, N27, N28)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.crypto import Keyring
from app.models.areas import DepartmentKind
from app.models.base import new_id
from app.rules.faults import Fault, Remark, RuleError
from app.rules.organizations import party_structure as structure
from app.rules.reference.areas import areas
from app.services.workbooks.imports.staging import Judgement

_JOINT = {structure.JOINT_BRANCH, structure.TEMPORARY_JOINT_BRANCH}


@dataclass(slots=True)
class Unit:
    """One line of an organization: the unit in which it is set up."""

    line: int
    name: str | None
    nature: str | None
    coverage: str | None
    uscc: str | None


@dataclass(slots=True, eq=False)
class OrgRow:
    """An organization of the workbook; from `id` on what the registry adds.

    One that is refused already is judged on, so that everything wrong with it is named at once; what could not be read
    of it is empty.
    """

    row: int
    name: str
    parent_name: str | None
    area_code: str
    category: str
    facts: dict[str, Any]
    units: list[Unit]
    contact_phone: str | None
    is_refused: bool
    id: uuid.UUID = field(default_factory=new_id)
    stored: Mapping[str, Any] | None = None
    parent_id: uuid.UUID | None = None
    party_path: str = ""
    department: Mapping[str, Any] | None = None
    firms: list[uuid.UUID] = field(default_factory=list)
    is_placed: bool = False


@dataclass(frozen=True)
class Registry:
    """What the registry knows of the names and codes of a workbook.

    `hosts` are the organizations of bureaus and associations: department kind, area and id.
    """

    orgs: Sequence[Mapping[str, Any]]
    firms: Mapping[str, Mapping[str, Any]]
    departments: Mapping[str, Mapping[str, Any]]
    hosts: Sequence[tuple[str, str, uuid.UUID]]


class OrgTree:
    """Finds every row's place, whatever their order."""

    def __init__(self, rows: Sequence[OrgRow], registry: Registry, judgement: Judgement) -> None:
        self._rows, self._registry, self._judgement = rows, registry, judgement
        self._stored: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        self._staged: dict[str, list[OrgRow]] = defaultdict(list)
        for org in registry.orgs:
            self._stored[org["name"]].append(org)
        for row in rows:
            self._staged[row.name].append(row)

    def place(self) -> list[OrgRow]:
        """The accepted rows, each with its parent, path, department and firms; the others are refused."""
        claimed: dict[uuid.UUID, uuid.UUID] = {}
        for row in self._rows:
            row.stored = next((org for org in self._stored[row.name] if org["area_code"] == row.area_code), None)
            if row.stored:
                row.id = row.stored["id"]
                self._judge_stored(row, row.stored)
            self._judge_units(row, claimed)
        for row in self._rows:
            for org in self._upward(row):
                self._place(org)
        accepted = [row for row in self._rows if not row.is_refused]
        self._remark_subordination(accepted)
        return accepted

    def _refuse(self, row: OrgRow, fault: Fault, *, line: int | None = None) -> None:
        row.is_refused = True
        self._judgement.refuse(row.row, fault, line=line)

    def _judge_stored(self, row: OrgRow, stored: Mapping[str, Any]) -> None:
        """Nothing changes on the way to another committee; who holds the post is known from the post (N07, N29)."""
        if stored["is_moving"]:
            message = "该党组织正在整建制转移，办结前不能变更，请办结后再导入"
            self._refuse(row, Fault("name", "org_moving", message))
        in_office = stored["secretary_in_office"]
        if in_office and row.facts["secretary_name"] not in {None, in_office}:
            message = f"书记已有任职记录（{in_office}），变更请结束任职后登记新任职，或办理换届；否则请改回或留空"
            self._refuse(row, Fault("secretary_name", "secretary_has_post", message))

    def _judge_units(self, row: OrgRow, claimed: dict[uuid.UUID, uuid.UUID]) -> None:
        for unit in row.units:
            if unit.uscc is None:
                row.department = row.department or self._registry.departments.get(unit.name or "")
            elif firm := self._registry.firms.get(unit.uscc):
                if {firm["covering_org_id"], claimed.get(firm["id"])} - {None, row.id}:
                    message = "该律师事务所已由其他党组织覆盖，请先在原党组织中去掉它"
                    self._refuse(row, Fault("uscc", "firm_already_covered", message), line=unit.line)
                claimed.setdefault(firm["id"], row.id)
                row.firms.append(firm["id"])
            elif unit.uscc.startswith("31"):
                message = "没有登记这个律师事务所，或不在管辖范围内，请先导入律师事务所信息"
                self._refuse(row, Fault("uscc", "law_firm_not_registered", message), line=unit.line)
        if row.category in _JOINT and len(row.units) < 2 and row.stored is None:
            self._refuse(row, Fault("unit_name", "joint_branch_units", "联合党支部应覆盖两个以上单位，每个单位填一行"))
        if row.department and row.department["kind"] == DepartmentKind.BAR_ASSOCIATION:
            area = areas()[row.department["area_code"]]
            try:
                structure.check_association_category(row.category, area.level, area.is_sub_provincial)
            except RuleError as error:
                self._refuse(row, Fault("category", error.code, str(error)))

    def _upward(self, row: OrgRow) -> Iterable[OrgRow]:
        """The rows not placed yet, from the topmost down to this one; the members of a circle are refused."""
        chain: dict[OrgRow, None] = {}
        step: OrgRow | None = row
        while step and not step.is_placed:
            if step in chain:
                circle = list(chain)[list(chain).index(step) :]
                for org in circle:
                    message = "上级党组织不能是本组织或其下级，请核对"
                    self._refuse(org, Fault("parent_name", "party_org_under_itself", message))
                    org.is_placed = True
                break
            chain[step] = None
            parents = self._parents(step)
            step = parents[0] if len(parents) == 1 else None
        return [org for org in reversed(chain) if not org.is_placed]

    def _parents(self, row: OrgRow) -> list[OrgRow]:
        named = self._staged.get(row.parent_name, []) if row.parent_name else []
        return [org for org in named if not org.is_refused]

    def _place(self, row: OrgRow) -> None:
        row.is_placed = True
        if row.stored:
            row.parent_id, row.party_path = row.stored["parent_id"], row.stored["party_path"]
        else:
            row.party_path = f"/{row.id}/"
        if row.parent_name is None:
            if row.stored and row.stored["parent_category"]:
                self._check_category(row, row.stored["parent_category"])
            return
        parents = {org.id: (org.category, org.party_path) for org in self._parents(row)}
        parents |= {
            o["id"]: (o["category"], o["party_path"]) for o in self._stored[row.parent_name] if o["id"] not in parents
        }
        if row.stored:
            if row.parent_id not in parents:
                message = "上级党组织与已登记的不同，请办理隶属关系调整或整建制转移"
                self._refuse(row, Fault("parent_name", "party_org_needs_move", message))
                return
            parents = {row.parent_id: parents[row.parent_id]}
        if not parents:
            message = "上级党组织未登记、不在管辖范围内，本表中也没有或未被接受，请核对全称"
            self._refuse(row, Fault("parent_name", "party_org_not_found", message))
            return
        if len(parents) > 1:
            self._refuse(row, Fault("parent_name", "party_org_ambiguous", "有几个同名的上级党组织，请先区分名称"))
            return
        ((row.parent_id, (category, path)),) = parents.items()
        if not row.stored:
            row.party_path = f"{path}{row.id}/"
        self._check_category(row, category)

    def _check_category(self, row: OrgRow, parent_category: str) -> None:
        if not row.category:
            return
        try:
            structure.check_parent(row.category, parent_category)
        except RuleError as error:
            self._refuse(row, Fault("category", error.code, str(error)))

    def _remark_subordination(self, rows: Sequence[OrgRow]) -> None:
        """N28, as a remark: where the place decided otherwise, its decision is to be recorded afterwards."""
        hosts = [*self._registry.hosts]
        hosts += [(row.department["kind"], row.department["area_code"], row.id) for row in rows if row.department]
        for row in rows:
            kind = row.department["kind"] if row.department else None
            if kind == DepartmentKind.BAR_ASSOCIATION and row.department:
                above, areas_above = DepartmentKind.JUSTICE_BUREAU, [row.department["area_code"]]
            elif row.firms:
                above, areas_above = DepartmentKind.BAR_ASSOCIATION, _upward_from(row.area_code)
            else:
                continue
            expected = [org for host, area_code, org in hosts if host == above and area_code in areas_above]
            if row.parent_id and expected and not any(f"/{org}/" in row.party_path for org in expected):
                message = "隶属关系与通知的一般规定不同（第二十八项），请补记当地确定隶属关系的决定"
                self._judgement.remark(row.row, Remark("parent_name", "local_decision_expected", message))


def contact_phone(row: OrgRow, keyring: Keyring) -> str | None:
    """The telephone number of a row where it differs from the stored one."""
    stored = keyring.unseal_text(row.stored["contact_phone_cipher"]) if row.stored else None
    return None if row.contact_phone == stored else row.contact_phone


def _upward_from(area_code: str) -> list[str]:
    chain = []
    area = areas().get(area_code)
    while area:
        chain.append(area.code)
        area = areas().get(area.parent_code or "")
    return chain
