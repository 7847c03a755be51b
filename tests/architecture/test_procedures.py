"""Every procedure stands on the one kernel: who first, then in turn, then by whom now; all of it has names."""

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from itertools import product
from pathlib import Path
from typing import Any, cast

import pytest

import app
from app import workflows
from app.auth.principals import Principal
from app.auth.work import Work
from app.core.clock import Clock
from app.core.database import DatabaseRole, Scope
from app.core.errors import Problem
from app.core.jose import Signer
from app.models.accounts import StaffRole
from app.models.transfers import Route
from app.services.procedures import Binding, NotTheActingBody, authorize
from app.workflows.procedure import Procedure
from tests.support.keys import KEYRING
from tests.support.procedures import BINDINGS, PROCEDURES, modules_of
from tests.support.workflow_walk import ACTIONS as WALKED

CONTRACT = json.loads((Path(__file__).parents[2] / "openapi" / "registry.json").read_text(encoding="utf-8"))

NO_PROCEDURE = {
    "procedure": "what a procedure is made of",
    "together": "how procedures stand to each other",
    "delivery": "no body acts in it: time passes, and the receiver's server answers",
}
"""The modules of `app.workflows` that hold none, with the reason."""


class Facts(dict[str, Any]):
    """The facts of a record of any procedure: what is not said is called by its own name."""

    def __missing__(self, name: str) -> Any:
        return f"〔{name}〕"


_SAID = {"bulk_id": None, "side": "party", "approvals": {"organization_department": None, "justice_bureau": None}}
FACTS = [
    *(Facts(_SAID, route=route) for route in Route),
    Facts(_SAID, route=Route.BULK, bulk_id=uuid.uuid4()),
]
"""A transfer's table follows from its facts; the others' does not."""

CASES = {
    f"{name} {number}": (binding, procedure, facts)
    for name, binding in BINDINGS.items()
    for number, (procedure, facts) in enumerate(
        {id(found): (found, f) for f in FACTS for found in [binding.procedure(f)]}.values()
    )
}
every_procedure = pytest.mark.parametrize(("binding", "procedure", "facts"), CASES.values(), ids=CASES)

ANYBODY = Work(
    session=cast(Any, None),
    principal=Principal(
        account_id=uuid.uuid4(),
        username="anybody",
        name="某人",
        grant_id=uuid.uuid4(),
        sign_in_id=None,
        role=StaffRole.ORG_OFFICER,
        body_name="某支部",
        scope=Scope(DatabaseRole.ORG),
    ),
    clock=Clock(),
    keyring=KEYRING,
    signer=Signer(KEYRING.signing),
)


def kind_of(binding: Binding[Any, Any, Any, Any]) -> type[Any]:
    """What its states are: those of an enum, or positions."""
    (kind,) = {type(state) for facts in FACTS for state, _ in binding.procedure(facts).steps}
    return kind


def states_of(binding: Binding[Any, Any, Any, Any], procedure: Procedure[Any, Any, Any]) -> list[Any]:
    """All of an enum; of positions those that some way leads from or to."""
    kind = kind_of(binding)
    if issubclass(kind, StrEnum):
        return list(kind)
    ways = [*((of, taken.to_state) for (of, _), taken in procedure.steps.items()), *procedure.otherwise]
    return list(dict.fromkeys(state for way in ways for state in way))


def refusal_of(binding: Binding[Any, Any, Any, Any], facts: Facts, state: Any, action: Any, acting: Any) -> Any:
    """What these bodies are told in this state; nothing where they may take the action."""
    asked = replace(binding, acting=lambda *_: acting, state=lambda *_: state)
    try:
        taking = authorize(ANYBODY, asked, cast(Any, None), facts, action)
    except Problem as refused:
        return refused
    assert (taking.state, taking.step) == (state, binding.procedure(facts).steps[state, action])
    return None


@every_procedure
def test_a_refusal_says_who_first_then_what_is_in_turn_then_by_whom(
    binding: Binding[Any, Any, Any, Any], procedure: Procedure[Any, Any, Any], facts: Facts
) -> None:
    names = {body: binding.names(facts).get(body) or called for body, called in procedure.bodies.items()}

    def who(by: frozenset[Any]) -> str:
        return "或".join(dict.fromkeys(name for body, name in names.items() if body in by))

    whose = {
        action: frozenset(body for (_, of), taken in procedure.steps.items() if of is action for body in taken.by)
        for action in procedure.actions
    }
    bodies = [*(frozenset({body}) for body in procedure.bodies), frozenset[Any](), frozenset(procedure.bodies)]
    for state, acting in product(states_of(binding, procedure), bodies):
        told = {action: refusal_of(binding, facts, state, action, acting) for action in procedure.actions}
        allowed = [action for action, refused in told.items() if refused is None]
        assert procedure.allowed_actions(state, acting) == allowed
        now = "、".join(f"{action.zh}（{action}）" for action in allowed)
        now = f"当前角色现在可办：{now}" if allowed else "当前角色现在没有可办的步骤"
        for action, refused in told.items():
            where, step = (state, action, acting), procedure.steps.get((state, action))
            if whose[action] and not whose[action] & acting:
                assert isinstance(refused, NotTheActingBody), where
                entitled = whose[action]
            elif step is None:
                explained = binding.explain(facts, state) or (binding.refusal, "")
                assert type(refused) is explained[0], where
                assert refused.status == 409
                assert explained[1] in refused.explanation, where
                next_by = {a: procedure.steps[state, a].by for a in procedure.actions if (state, a) in procedure.steps}
                others = [f"{a.zh}（由{who(by)}）" for a, by in next_by.items() if a not in allowed]
                entitled, then = frozenset(), "、".join(others)
                assert refused.explanation.endswith(f"现在可由他人办理：{then}。" if others else f"{now}。"), where
            elif not step.by & acting:
                assert isinstance(refused, NotTheActingBody), where
                entitled = step.by
            else:
                assert refused is None, where
                continue
            assert now in refused.explanation, where
            assert f"由{who(entitled)}办理" in refused.explanation or not entitled, where


@every_procedure
def test_every_term_has_a_name_in_chinese(
    binding: Binding[Any, Any, Any, Any], procedure: Procedure[Any, Any, Any], facts: Facts
) -> None:
    bodies: Any = type(next(iter(procedure.bodies)))
    assert list(bodies) == list(procedure.bodies)
    assert {body for step in procedure.steps.values() for body in step.by} <= procedure.bodies.keys()
    assert binding.names(facts).keys() <= procedure.bodies.keys()
    terms = [*states_of(binding, procedure), *cast(Any, procedure.actions)]
    for name in (procedure.title, *(term.zh for term in terms), *procedure.bodies.values()):
        assert name, procedure.noun
        assert not name.isascii(), name


@pytest.mark.parametrize("binding", BINDINGS.values(), ids=BINDINGS)
def test_every_state_is_reached_from_where_the_procedure_begins(binding: Binding[Any, Any, Any, Any]) -> None:
    tables = [procedure for of, procedure, _ in CASES.values() if of is binding]
    reached: set[Any] = set()
    for procedure in tables:
        ways = [*((of, step.to_state) for (of, _), step in procedure.steps.items()), *procedure.otherwise]
        here, new = set[Any](), set(procedure.begins)
        while new:
            here |= new
            new = {to for of, to in ways if of in here} - here
        assert {of for of, _ in ways} <= here, "a way from where nobody comes"
        reached |= here
    assert reached == {state for procedure in tables for state in states_of(binding, procedure)}


def test_every_procedure_has_a_binding_and_every_binding_a_procedure() -> None:
    bound = {id(binding.procedure(facts)): binding for binding in BINDINGS.values() for facts in FACTS}
    tables = [table for of_module in PROCEDURES.values() for table in of_module]
    assert [table.title for table in tables if id(table) not in bound] == []
    assert {procedure.noun for _, procedure, _ in CASES.values()} == {table.noun for table in tables}
    assert len({id(binding) for binding in BINDINGS.values()}) == len(PROCEDURES)
    modules = {name for name, _ in modules_of(workflows)}
    assert modules - PROCEDURES.keys() == NO_PROCEDURE.keys()


def test_a_table_is_asked_in_the_kernel_alone() -> None:
    """Whoever looks a step up decides who may do what; elsewhere only `allowed_actions` is asked."""
    root = Path(app.__path__[0])
    kernel = {root / "services" / "procedures.py", root / "workflows" / "procedure.py"}
    for path in set(root.rglob("*.py")) - kernel:
        asked = re.findall(r"\bsteps\.get\(", path.read_text(encoding="utf-8"), re.IGNORECASE)
        assert not asked, path


ACTIONS = sorted(path for path in CONTRACT["paths"] if path.endswith(("/actions", "/answers")))


@pytest.mark.parametrize("path", ACTIONS)
def test_an_action_is_answered_with_what_can_be_done_next_and_every_step_so_far(path: str) -> None:
    shapes = CONTRACT["components"]["schemas"]

    def shape(of: Mapping[str, Any]) -> Any:
        return shapes[of["$ref"].rpartition("/")[2]]

    answer = CONTRACT["paths"][path]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    properties = shape(answer)["properties"]
    assert "allowed_actions" in shape(answer)["required"]
    kept = [shape(properties[name]["items"]) for name in ("steps", "hops", "entries") if name in properties]
    told = {"body_id", "body_name", "at", "action", "from_state", "to_state"}
    assert [kind["title"] for kind in kept if told <= kind["properties"].keys() and told <= set(kind["required"])]


def test_every_procedure_is_acted_on_by_the_contract() -> None:
    nouns = {path.split("/")[3].removesuffix("s").replace("-", "_") for path in ACTIONS}
    assert nouns == {procedure.noun for _, procedure, _ in CASES.values()}


def test_the_random_walk_knows_every_action_of_every_procedure() -> None:
    """All but sharing grants, in which neither organizations nor members act."""
    walked = {action for actions in WALKED.values() for action in actions}
    for name, tables in PROCEDURES.items():
        if name != "sharing_grant":
            assert {action for table in tables for action in table.actions} <= walked, name
