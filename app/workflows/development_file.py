"""The 25 steps by which somebody becomes a member, in five phases, and what else is done with the file (N14)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product

from app.core.terms import Term
from app.models.development_files import FileAction, FileState, Material
from app.rules.development.development import FULL as REGULARIZED
from app.rules.development.development import MEETING
from app.workflows.procedure import Procedure, Steps, step


class FileBody(Term):
    """由谁办理｜The branch that keeps the file, the committee above it, and whoever receives it in a move."""

    BRANCH = "branch", "保管档案的党支部"
    COMMITTEE = "committee", "上级党委"
    RECEIVER = "receiver", "接收方"


B, A = FileBody, FileAction
APPLICANT, ACTIVIST, TARGET, PROBATIONARY, FULL = "1", "2", "3", "4", "5"


@dataclass(frozen=True, slots=True)
class DevelopmentStep:
    """One of the 25: which phase, whose it is, and the stage (`development_stage`) that holds once it is done."""

    number: int
    name: str
    english: str
    phase: str
    by: FileBody
    stage: str


_PHASES = (
    ("申请入党", range(1, 3)),
    ("入党积极分子的确定和培养教育", range(3, 7)),
    ("发展对象的确定和考察", range(7, 12)),
    ("预备党员的接收", range(12, 19)),
    ("预备党员的教育、考察和转正", range(19, 26)),
)
_ROWS = (
    ("递交入党申请书", "application", B.BRANCH, APPLICANT),
    ("派人谈话", "talk", B.BRANCH, APPLICANT),
    ("推荐和确定入党积极分子", "activist determined", B.BRANCH, ACTIVIST),
    ("上级党委备案", "filed with the committee", B.COMMITTEE, ACTIVIST),
    ("指定培养联系人", "mentors appointed", B.BRANCH, ACTIVIST),
    ("培养教育考察", "training and reviews", B.BRANCH, ACTIVIST),
    ("确定发展对象", "development target determined", B.BRANCH, TARGET),
    ("报上级党委备案", "filed with the committee", B.COMMITTEE, TARGET),
    ("确定入党介绍人", "sponsors", B.BRANCH, TARGET),
    ("政治审查", "political review", B.BRANCH, TARGET),
    ("开展集中培训", "training course", B.COMMITTEE, TARGET),
    ("支部委员会审查", "examined by the branch committee", B.BRANCH, TARGET),
    ("上级党委预审", "examined by the committee", B.COMMITTEE, TARGET),
    ("填写入党志愿书", "application form", B.BRANCH, TARGET),
    ("支部大会讨论", "branch meeting", B.BRANCH, TARGET),
    ("上级党委派人谈话", "talk by the committee", B.COMMITTEE, TARGET),
    ("上级党委审批", "approved by the committee", B.COMMITTEE, PROBATIONARY),
    ("再上一级党委组织部门备案", "filed with the organization department above", B.COMMITTEE, PROBATIONARY),
    ("编入党支部和党小组", "placed in branch and group", B.BRANCH, PROBATIONARY),
    ("入党宣誓", "oath", B.BRANCH, PROBATIONARY),
    ("继续教育考察", "further training", B.BRANCH, PROBATIONARY),
    ("提出转正申请", "request for regularization", B.BRANCH, PROBATIONARY),
    ("支部大会讨论转正", "branch meeting on regularization", B.BRANCH, PROBATIONARY),
    ("上级党委审批转正", "regularization approved", B.COMMITTEE, FULL),
    ("材料归档", "archived", B.BRANCH, FULL),
)
STEPS: Mapping[int, DevelopmentStep] = {
    number: DevelopmentStep(number, *row[:2], next(phase for phase, steps in _PHASES if number in steps), *row[2:])
    for number, row in enumerate(_ROWS, 1)
}
LAST = len(STEPS)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a file stands: `moving` to another unit, `travelling` with the member's transfer, `arrived` by one."""

    state: FileState
    step: int
    moving: bool
    travelling: bool
    arrived: bool

    @property
    def zh(self) -> str:
        """What officials call it."""
        if self.state is not FileState.LIVE:
            return self.state.zh
        told = f"第{self.step}步“{STEPS[self.step].name}”已完成"
        return told + ("，正在转出" if self.moving else "，随组织关系接转" if self.travelling else "")


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may take an action, after which step; whether it needs a change of unit under way or excludes one."""

    by: FileBody
    after: range
    moving: bool | None = False


_EVER = range(1, LAST)
RULES: Mapping[FileAction, Rule] = {
    A.REVIEW: Rule(B.BRANCH, range(3, 6)),
    A.DISCUSS_AGAIN: Rule(B.BRANCH, range(15, 17)),
    A.EXTEND_PROBATION: Rule(B.COMMITTEE, range(17, 24)),
    A.POSTPONE_DISCUSSION: Rule(B.COMMITTEE, range(17, 23)),
    A.END: Rule(B.BRANCH, range(1, 17)),
    A.BEGIN_MOVE: Rule(B.BRANCH, range(1, 15)),
    A.CALL_OFF_MOVE: Rule(B.BRANCH, _EVER, moving=True),
    A.HAND_OVER: Rule(B.BRANCH, _EVER, moving=None),
    A.CHECK: Rule(B.RECEIVER, _EVER, moving=None),
    A.RECORD_MISSING: Rule(B.RECEIVER, _EVER, moving=None),
    A.TAKE_OVER: Rule(B.RECEIVER, _EVER, moving=True),
}
"""Every action but `complete`, which belongs to the body of the next step."""


def _is_in_turn(action: FileAction, at: Position) -> bool:
    if action is A.COMPLETE:
        return not at.moving
    rule = RULES[action]
    return (
        at.step in rule.after
        and (rule.moving is None or rule.moving == at.moving)
        and (rule.moving is not None or at.moving or at.travelling)
        and (action is not A.POSTPONE_DISCUSSION or at.arrived)
    )


def _after(action: FileAction, at: Position) -> Position:
    match action:
        case A.COMPLETE:
            return replace(at, step=at.step + 1, state=FileState.ARCHIVED if at.step + 1 == LAST else FileState.LIVE)
        case A.DISCUSS_AGAIN:
            return replace(at, step=MEETING - 1)
        case A.EXTEND_PROBATION:
            return replace(at, step=min(at.step, REGULARIZED - 3))
        case A.END:
            return replace(at, state=FileState.ENDED)
        case A.BEGIN_MOVE:
            return replace(at, moving=True)
        case A.CALL_OFF_MOVE | A.TAKE_OVER:
            return replace(at, moving=False)
    return at


def _body_for(action: FileAction, at: Position) -> FileBody:
    return STEPS[at.step + 1].by if action is A.COMPLETE else RULES[action].by


_POSITIONS = [
    Position(FileState.LIVE, step, moving, travelling, arrived)
    for step in _EVER
    for moving, travelling, arrived in product((False, True), repeat=3)
    if not moving or step in RULES[A.BEGIN_MOVE].after
]
TABLE: Steps[Position, FileAction, FileBody] = {
    (at, action): step(_after(action, at), _body_for(action, at))
    for at in _POSITIONS
    for action in A
    if _is_in_turn(action, at)
}
"""What can be done at each position; of a file that has ended or been archived nothing."""

MATERIALS: Mapping[Material, int] = {
    Material.APPLICATION: 1,
    Material.TRAINING_RECORD: 5,
    Material.THOUGHT_REPORTS: 5,
    Material.POLITICAL_REVIEW: 10,
    Material.COURSE_CERTIFICATE: 11,
    Material.APPLICATION_FORM: 14,
    Material.PROBATION_RECORD: 19,
    Material.REGULARIZATION_REQUEST: 22,
}
"""The step from which on a file has each material."""


def expected_materials(step: int) -> list[Material]:
    """What a file that has come so far must hold, item by item."""
    return [material for material, since in MATERIALS.items() if step >= since]


_ENDED = [replace(at, state=FileState.ENDED) for at in _POSITIONS]
_ARCHIVED = [
    Position(FileState.ARCHIVED, LAST, moving=False, travelling=travelling, arrived=arrived)
    for travelling, arrived in product((False, True), repeat=2)
]
_CARRIED: Mapping[tuple[Position, Position], str] = {
    **{(at, replace(at, state=FileState.ENDED)): "党籍终止，或组织关系转出本系统" for at in _POSITIONS},
    **{
        (at, replace(at, travelling=not at.travelling)): "接转办结或终止" if at.travelling else "接转提交"
        for at in [*_POSITIONS, *_ENDED, *_ARCHIVED]
    },
    **{(at, replace(at, travelling=False, arrived=True)): "接转被接收" for at in _POSITIONS if at.travelling},
}
PROCEDURE = Procedure(
    noun="development_file",
    title="发展党员",
    actions=FileAction,
    steps=TABLE,
    bodies={B.BRANCH: "所在党支部", B.COMMITTEE: "上级基层党委", B.RECEIVER: "接收方"},
    begins=[at for at in _POSITIONS if not (at.moving or at.travelling or at.arrived)],
    otherwise=_CARRIED,
)
