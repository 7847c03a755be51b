"""Schemathesis against one application as one caller: every check, valid and invalid data."""

import json
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis.engine import events, from_schema
from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER

from tests.fuzz.world import Served

CONTRACTS = Path(__file__).parents[2] / "openapi"
EVERYTHING = ("examples", "coverage", "fuzzing", "stateful")

_SETTINGS: dict[str, Any] = {
    "checks": {
        # A value may be as its schema says and yet break a rule of the domain (a check digit, a date of the notice):
        # 422 names the rule, 400 a cursor that is not ours, 412 a record that somebody else has changed.
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "400", "401", "403", "404", "409", "412", "422", "429"]
        },
    },
}
_NOT_FUZZED = ("POST", "/api/v1/auth/logout")
"""It ends the sign-in of the caller, whose every other answer would be 401; tests/api/accounts/test_auth.py has it."""

_LONGEST_WAIT = 25
_ID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NOUNS = {"parent_id": "org", "to_branch_id": "org", "head_office_id": "firm", "member_id": "person"}
"""Whose id a field is that is not named after its noun."""

Operation = tuple[str, str]


@dataclass
class Findings:
    """What a run did, and the faults that it found, by what they are."""

    cases: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)

    def add(self, other: "Findings") -> None:
        """Take in what another run did and found."""
        self.cases += other.cases
        self.answers += other.answers
        self.faults = other.faults | self.faults

    def __str__(self) -> str:
        answers = ", ".join(f"{status}: {count}" for status, count in sorted(self.answers.items()))
        return "\n\n".join([f"{self.cases} cases ({answers})", *(f"{k}\n{v}" for k, v in self.faults.items())])


def fuzz(
    served: Served,
    caller: str,
    *,
    examples: int,
    phases: Iterable[str],
    which: Callable[[Operation], bool] = lambda _: True,
) -> Findings:
    """Carry out the phases on some operations; a failure of the tool itself is a fault too."""
    contract = json.loads((CONTRACTS / f"{served.name}.json").read_text(encoding="utf-8"))
    whole = schemathesis.openapi.from_dict(contract, config=schemathesis.Config.from_dict(_SETTINGS))
    whole.config.update(base_url=served.url, headers={"Authorization": f"Bearer {served.tokens[caller]}"})
    whole.config.phases.update(phases=list(phases))
    whole.config.generation.update(max_examples=examples)

    def is_wanted(context: Any) -> bool:
        operation = (context.operation.method.upper(), context.operation.path)
        return operation != _NOT_FUZZED and which(operation)

    schema = whole.include(is_wanted)
    found = Findings()
    _name_records(served.records)
    try:
        for event in from_schema(schema).execute():
            if isinstance(event, events.ScenarioFinished):
                _take(event, found)
            elif isinstance(event, events.NonFatalError | events.FatalError):
                found.faults[f"{caller}: {type(event).__name__}"] = str(event)
    finally:
        GLOBAL_HOOK_DISPATCHER.unregister_all()
    return found


def _take(event: events.ScenarioFinished, found: Findings) -> None:
    recorder = event.recorder
    found.cases += len(recorder.interactions)
    found.answers += Counter(each.response.status_code for each in recorder.interactions.values() if each.response)
    for checks in recorder.checks.values():
        for check in checks:
            if check.failure_info is not None and not _is_another_route(check):
                failure = check.failure_info.failure
                told = f"{failure.message}\n{check.failure_info.code_sample}"
                found.faults.setdefault(f"{event.label}: {check.name}: {failure.title}", told)


def _is_another_route(check: Any) -> bool:
    """`PATCH /members/search` is `PATCH /members/{person_id}` with an id that is none: 422, where 405 is awaited."""
    return check.name == "unsupported_method" and "returned 422" in check.failure_info.failure.message


def _name_records(records: Mapping[str, Sequence[str]]) -> None:
    """Let three of four ids that a case makes up become ids of records that exist: deep paths are reached."""
    answered: set[str] = set()

    def exchanged(name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: exchanged(key, inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [exchanged(name, inner) for inner in value]
        known = records.get(_NOUNS.get(name) or name.removesuffix("s").removesuffix("_id").rpartition("_")[2])
        if not known or not isinstance(value, str) or not _ID.fullmatch(value.encode()) or value in answered:
            return value
        number = uuid.UUID(value).int
        return known[number // 4 % len(known)] if number % 4 else value

    def before_call(context: schemathesis.HookContext, case: Any, kwargs: dict[str, Any]) -> None:
        for part in ("path_parameters", "query", "body"):
            given = getattr(case, part)
            if isinstance(given, dict) and given:
                setattr(case, part, exchanged("", dict(given)))
        if str(case.query.get("wait", "")).isdecimal() and int(case.query["wait"]) <= _LONGEST_WAIT:
            case.query["wait"] = 0  # a long poll that waits in vain shows nothing more

    def after_call(context: schemathesis.HookContext, case: Any, response: schemathesis.Response) -> None:
        answered.update(found.decode() for found in _ID.findall(response.content))  # ours are sent back as they are

    schemathesis.hook(before_call)
    schemathesis.hook(after_call)
