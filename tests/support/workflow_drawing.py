"""Procedures drawn from their tables as Mermaid state diagrams, as `docs/workflows.md` holds them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from app.core.terms import named
from app.models.development_files import FileAction, FileState
from app.workflows.development_file import LAST, STEPS, TABLE, Position
from app.workflows.development_file import PROCEDURE as DEVELOPMENT_FILE
from app.workflows.procedure import Procedure
from tests.support.procedures import PROCEDURES

INTRODUCTION = """# The procedures

Every procedure is a table in `app/workflows`: from which state an action leads to which, and which bodies may take it.
These drawings are made from the tables: `make workflow` writes them anew, `make workflow NAME=transfer` prints one.
On an arrow stand the actions, their codes and who takes them, and 〔in brackets〕 what no action of the procedure does:
time passes, or another procedure carries the record along.
"""


@dataclass(frozen=True)
class Arrow:
    """A way from a state to a state, by their ids."""

    of: str
    to: str
    label: str


def page() -> str:
    """All of them, as `docs/workflows.md` holds them."""
    return "\n".join([INTRODUCTION, *(section(name) for name in PROCEDURES)])


def section(name: str) -> str:
    """The drawings of one module's procedures under their titles."""
    return "\n".join(f"## {procedure.title} · `{name}`\n\n{_drawing(procedure)}" for procedure in PROCEDURES[name])


def _drawing(procedure: Procedure[Any, Any, Any]) -> str:
    if procedure is DEVELOPMENT_FILE:
        return f"{_fenced(_development_file())}\n{_beside_the_steps()}"
    return _fenced(_states(procedure))


def _fenced(lines: Iterable[str]) -> str:
    return "\n".join(["```mermaid", "stateDiagram-v2", *(f"    {line}" for line in lines), "```", ""])


def _states(procedure: Procedure[Any, Any, Any]) -> list[str]:
    arrows = _taken(procedure, ((of, step.to_state, action, step.by) for (of, action), step in procedure.steps.items()))
    arrows += [Arrow(of, to, f"〔{cause}〕") for (of, to), cause in procedure.otherwise.items()]
    there = {state for arrow in arrows for state in (arrow.of, arrow.to)} | set(procedure.begins)
    names = {state: f"{state.zh}（{state}）" for state in type(next(iter(procedure.begins))) if state in there}
    return [*(_state(key, name) for key, name in names.items()), *_arrows(names, procedure.begins, arrows)]


def _taken(procedure: Procedure[Any, Any, Any], steps: Iterable[tuple[str, str, Any, frozenset[Any]]]) -> list[Arrow]:
    """One arrow for all actions by which the same bodies come from one state to another."""
    actions: dict[tuple[str, str, frozenset[Any]], dict[Any, None]] = {}
    for of, to, action, by in steps:
        actions.setdefault((of, to, by), {})[action] = None
    return [Arrow(of, to, f"{named(taken)}<br/>{procedure.who(by, {})}") for (of, to, by), taken in actions.items()]


def _state(key: str, name: str) -> str:
    return f'state "{name}" as {key}'


def _arrows(keys: Iterable[str], begins: Iterable[str], arrows: Sequence[Arrow]) -> list[str]:
    left = {arrow.of for arrow in arrows}
    return [
        *(f"[*] --> {key}" for key in begins),
        *(f"{arrow.of} --> {arrow.to} : {arrow.label}" for arrow in arrows),
        *(f"{key} --> [*]" for key in keys if key not in left),
    ]


def _key(at: Position) -> str:
    """The step that is done, or the end; moves and transfers are told beside the drawing."""
    return f"step_{at.step}" if at.state is FileState.LIVE else at.state.value


def _development_file() -> list[str]:
    """The steps in their phases, with whatever leads to another one."""
    names = {f"step_{number}": f"{number} {step.name}" for number, step in STEPS.items() if number < LAST}
    last = f"{LAST} {STEPS[LAST].name}（{FileState.ARCHIVED}）"
    lines = []
    for number, (phase, steps) in enumerate(groupby(list(STEPS.values())[:-1], key=lambda step: step.phase), 1):
        inside = [_state(f"step_{step.number}", names[f"step_{step.number}"]) for step in steps]
        lines += [f'state "{phase}" as phase_{number} {{', *(f"    {line}" for line in inside), "}"]
    leading = ((of, action, step) for (of, action), step in TABLE.items() if of.step != step.to_state.step)
    ways = ((_key(of), _key(step.to_state), action, step.by) for of, action, step in leading)
    arrows = _taken(DEVELOPMENT_FILE, ways)
    lines.append(_state(FileState.ARCHIVED, last))
    return [*lines, *_arrows([*names, FileState.ARCHIVED], ["step_1"], arrows)]


def _beside_the_steps() -> str:
    """A table of what is done after several steps, and of what no action does."""
    rows = ["| 办理 | 在哪些步骤之后 | 条件 | 结果 | 由谁办理 |", "| --- | --- | --- | --- | --- |"]
    for action in FileAction:
        if action is FileAction.COMPLETE:
            continue
        taken = {at: step for (at, of), step in TABLE.items() if of is action}
        who = DEVELOPMENT_FILE.who({body for step in taken.values() for body in step.by}, {})
        name = f"{action.zh}（{action}）"
        rows.append(_row(name, taken, {(at, step.to_state) for at, step in taken.items()}, who))
    for cause in dict.fromkeys(DEVELOPMENT_FILE.otherwise.values()):
        ways = {way for way, why in DEVELOPMENT_FILE.otherwise.items() if why == cause}
        rows.append(_row(f"〔{cause}〕", [at for at, _ in ways], ways, ""))
    return "\n".join([*rows, ""])


def _row(name: str, after: Iterable[Position], ways: Iterable[tuple[Position, Position]], who: str) -> str:
    there = list(after)
    steps = {at.step for at in there}
    span = f"{min(steps)}–{max(steps)}" if len(steps) > 1 else str(*steps)
    results = "、".join(sorted({_result(at, to) for at, to in ways}))
    return f"| {name} | {span} | {_condition(there)} | {results} | {who} |"


def _condition(there: Sequence[Position]) -> str:
    """What all these positions have in common beside the step."""
    if all(at.moving for at in there):
        return "正在转出"
    told = [] if any(at.moving for at in there) else ["未在转出"]
    told += ["随组织关系接转"] if all(at.travelling for at in there) else []
    told += ["由接转转入"] if all(at.arrived for at in there) else []
    if not told and all(at.moving or at.travelling for at in there):
        told = ["正在转出，或随组织关系接转"]
    return "、".join(told)


def _result(at: Position, to: Position) -> str:
    if to.state is not at.state:
        return to.zh
    if to.step != at.step:
        return f"回到第{to.step}步"
    changed = {
        "正在转出": to.moving and not at.moving,
        "不再转出": at.moving and not to.moving,
        "由接转转入": to.arrived and not at.arrived,
        "随组织关系接转": to.travelling and not at.travelling,
        "不再随接转": at.travelling and not to.travelling,
    }
    return next((told for told, is_so in changed.items() if is_so), "不变")
