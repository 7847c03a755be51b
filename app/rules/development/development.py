"""The intervals and numbers of developing members (N14; 发展党员工作细则 of 2014), step by step.

A shortest interval refuses a step that comes too early; a longest one only makes it late, for what was late cannot be
undone. The exception is the approval: after six months the branch has to discuss the admission anew (art. 22).
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.rules.civil_date import add_months
from app.rules.faults import Fault

TALK, ACTIVIST, MENTORS, TRAINED, TARGET, SPONSORS, COURSE = 2, 3, 5, 6, 7, 9, 11
MEETING, APPROVED, REQUESTED, DISCUSSED, FULL, ARCHIVED = 15, 17, 22, 23, 24, 25
FIGURES = "development."
"""The prefix of the figures that these rules read."""

Figures = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file has come: on which day each step was last done, and what else its next step depends on.

    `reviews` None where they are on paper alone.
    """

    done: Mapping[int, dt.date]
    birth_date: dt.date
    reviews: int | None = None
    last_review_on: dt.date | None = None
    probation_until: dt.date | None = None
    postponed_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a step's entry says; each belongs to one step."""

    mentors: int | None = None
    sponsors: int | None = None
    course_days: int | None = None
    course_hours: int | None = None
    special_reason: str | None = None


def earliest_on(step: int, progress: Progress, figures: Figures) -> dt.date | None:
    """Not before a year of training (art. 13), not before a year of probation (Constitution, art. 7)."""
    if step == TRAINED and ACTIVIST in progress.done:
        return add_months(progress.done[ACTIVIST], figures["training_months"])
    return progress.probation_until if step == DISCUSSED else None


def due_on(step: int, progress: Progress, figures: Figures) -> dt.date | None:
    """By which day the step is due: the talk (art. 7), the approvals (art. 22, 33), the end of probation (art. 32)."""
    spans = {TALK: (1, "talk_months"), APPROVED: (MEETING, "approval_months"), FULL: (DISCUSSED, "approval_months")}
    if step in {REQUESTED, DISCUSSED}:
        return progress.postponed_until or progress.probation_until
    if step not in spans:
        return None
    since, months = spans[step]
    return add_months(progress.done[since], figures[months]) if since in progress.done else None


def review_due_on(step_done: int, progress: Progress, figures: Figures) -> dt.date | None:
    """When the activist's next review is due: every half year (art. 10) until the training is complete."""
    if not ACTIVIST <= step_done < TRAINED:
        return None
    return add_months(progress.last_review_on or progress.done[ACTIVIST], figures["review_months"])


def check_step(step: int, on: dt.date, said: Said, progress: Progress, figures: Figures, today: dt.date) -> list[Fault]:
    """What forbids a step on a day.

    Codes: `on_in_future`, `on_before_previous_step`, `under_age` (art. 5), `training_too_short`, `reviews_missing`,
    `mentors_out_of_range`, `sponsors_wrong_number`, `course_too_short` (art. 17), `special_reason_required`,
    `approval_too_late`, `probation_running`, `unexpected_<field>`.
    """
    faults = _unexpected(step, said)
    previous = max(progress.done.values(), default=on)
    if on > today:
        faults.append(Fault("on", "on_in_future", "日期晚于今天，请核对"))
    elif on < previous:
        faults.append(Fault("on", "on_before_previous_step", f"日期早于上一步（{previous}），请核对"))
    earliest = earliest_on(step, progress, figures)
    too_early = earliest is not None and on < earliest
    match step:
        case 1 if add_months(progress.birth_date, figures["min_age_years"] * 12) > on:
            faults.append(Fault("on", "under_age", f"申请入党须年满{figures['min_age_years']}岁"))
        case 5:
            least, most = figures["mentors_min"], figures["mentors_max"]
            if said.mentors is None or not least <= said.mentors <= most:
                message = f"培养联系人为{least}至{most}名正式党员"
                faults.append(Fault("mentors", "mentors_out_of_range", message))
        case 6 if too_early:
            message = f"入党积极分子须经{figures['training_months']}个月以上培养教育，最早{earliest}"
            faults.append(Fault("on", "training_too_short", message))
        case 6 if progress.reviews is not None and progress.reviews < _reviews_needed(figures):
            message = f"每{figures['review_months']}个月考察一次，至少须有{_reviews_needed(figures)}次考察记录"
            faults.append(Fault("step", "reviews_missing", message))
        case 9 if said.sponsors != figures["sponsors"]:
            message = f"入党介绍人为{figures['sponsors']}名正式党员"
            faults.append(Fault("sponsors", "sponsors_wrong_number", message))
        case 11 if not _course_is_long_enough(said, figures):
            message = f"集中培训不少于{figures['course_days']}天，或不少于{figures['course_hours']}学时"
            faults.append(Fault("course_days", "course_too_short", message))
        case 17:
            faults += _approval_faults(on, said, progress, figures)
        case 23 if too_early:
            faults.append(Fault("on", "probation_running", f"预备期未满，{earliest}起才能讨论转正"))
    return faults


def check_history(
    steps: Collection[tuple[int, dt.date]], birth_date: dt.date, figures: Figures, today: dt.date
) -> list[Fault]:
    """What is wrong with the days of steps done before the file was opened here, known from paper.

    Codes: `history_incomplete`, and those of `check_step` on days.
    """
    if [number for number, _ in steps] != list(range(1, len(steps) + 1)):
        return [Fault("history", "history_incomplete", "以前的步骤须从第1步起逐步填写，不能跳过")]
    done: dict[int, dt.date] = {}
    for number, on in steps:
        probation = add_months(done[MEETING], figures["probation_months"]) if MEETING in done else None
        progress = Progress(done, birth_date, probation_until=probation)
        for fault in check_step(number, on, Said(), progress, figures, today):
            if fault.field == "on":
                return [Fault("history", fault.code, f"第{number}步：{fault.message}")]
        done[number] = on
    return []


def check_extension(months: int, on: dt.date, progress: Progress, figures: Figures, *, extended: bool) -> list[Fault]:
    """Once, by at least six months and at most a year, when the probation is over (art. 33).

    Codes: `extended_already`, `extension_out_of_range`, `probation_running`.
    """
    least, most = figures["extension_min_months"], figures["extension_max_months"]
    if extended:
        return [Fault("months", "extended_already", "预备期只能延长一次")]
    if not least <= months <= most:
        return [Fault("months", "extension_out_of_range", f"延长预备期不少于{least}个月，不超过{most}个月")]
    if progress.probation_until and on < progress.probation_until:
        return [Fault("on", "probation_running", f"预备期未满，{progress.probation_until}起才能讨论延长")]
    return []


def check_postponement(until: dt.date, progress: Progress, figures: Figures) -> list[Fault]:
    """After a transfer the receiver may discuss later, by six months at most (art. 35). Code: `postponed_too_long`."""
    most = figures["transfer_postponement_months"]
    over = progress.probation_until
    if over is None or not over < until <= add_months(over, most):
        return [Fault("until", "postponed_too_long", f"推迟讨论转正，自预备期满（{over}）起最长{most}个月")]
    return []


def _approval_faults(on: dt.date, said: Said, progress: Progress, figures: Figures) -> list[Fault]:
    meeting = progress.done[MEETING]
    if on > add_months(meeting, figures["approval_special_months"]):
        message = f"支部大会通过已超过{figures['approval_special_months']}个月，须由支部大会重新讨论（discuss_again）"
        return [Fault("on", "approval_too_late", message)]
    if on > add_months(meeting, figures["approval_months"]) and not said.special_reason:
        message = f"超过{figures['approval_months']}个月审批的，须写明特殊情况"
        return [Fault("special_reason", "special_reason_required", message)]
    return []


def _reviews_needed(figures: Figures) -> int:
    return figures["training_months"] // figures["review_months"]


def _course_is_long_enough(said: Said, figures: Figures) -> bool:
    days, hours = said.course_days or 0, said.course_hours or 0
    return days >= figures["course_days"] or hours >= figures["course_hours"]


def _unexpected(step: int, said: Said) -> list[Fault]:
    belongs = {
        "mentors": {MENTORS},
        "sponsors": {SPONSORS},
        "course_days": {COURSE},
        "course_hours": {COURSE},
        "special_reason": {APPROVED},
    }
    return [
        Fault(field, f"unexpected_{field}", "这一步不填写此项，请删去")
        for field, steps in belongs.items()
        if step not in steps and getattr(said, field) is not None
    ]
