"""A procedure as data: from which state an action leads to which, and whose it is. Every workflow is one such table."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from app.core.terms import Term


class Named(Protocol):
    """Where a record may stand; officials have a word for it."""

    @property
    def zh(self) -> str:
        """The word."""


S = TypeVar("S", bound=Named)
A = TypeVar("A", bound=Term)
B = TypeVar("B", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Step(Generic[S, B]):
    """Where an action leads, and which bodies may take it."""

    to_state: S
    by: frozenset[B]


def step(to_state: S, *by: B) -> Step[S, B]:
    """One line of a table."""
    return Step(to_state, frozenset(by))


Steps = Mapping[tuple[S, A], Step[S, B]]


@dataclass(frozen=True, kw_only=True)
class Procedure(Generic[S, A, B]):
    """The table with what officials call the procedure and its bodies; states and actions name themselves.

    `actions` are in the order of the work, `bodies` is what a body is called where its own name is not known. A record
    `begins` in one of these states; `otherwise` are the ways that no action of its own takes, with what does: time, or
    another procedure.
    """

    noun: str
    title: str
    actions: type[A]
    steps: Steps[S, A, B]
    bodies: Mapping[B, str]
    begins: Collection[S]
    otherwise: Mapping[tuple[S, S], str] = field(default_factory=dict)

    def bodies_for(self, action: A) -> frozenset[B]:
        """Which bodies ever take the action; none where the procedure has no such action."""
        return frozenset[B]().union(*(taken.by for (_, taking), taken in self.steps.items() if taking == action))

    def allowed_actions(self, state: S, acting: Collection[B]) -> list[A]:
        """What these bodies can do now, in the order of the work."""
        return [a for a in self.actions if (found := self.steps.get((state, a))) and not found.by.isdisjoint(acting)]

    def next_actions(self, state: S) -> dict[A, frozenset[B]]:
        """What can be done now and by which bodies, in the order of the work."""
        return {action: found.by for action in self.actions if (found := self.steps.get((state, action)))}

    def who(self, bodies: Collection[B], names: Mapping[B, str | None]) -> str:
        """Who the bodies are, by their own names where they are known, each once, in the procedure's order."""
        told = [names.get(body) or called for body, called in self.bodies.items() if body in bodies]
        return "或".join(dict.fromkeys(told))
