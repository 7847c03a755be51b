"""The notice and the regulations as pure functions: no session, no clock, no HTTP."""

from dataclasses import dataclass


class RuleError(ValueError):
    """A value that a rule refuses.

    `code` is stable and never reused. The text is Chinese, tells the remedy, and never repeats personal data.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one field of a record is refused; `field` is the API's identifier, `message` is Chinese."""

    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What is odd about a field and accepted all the same; shown and listed, never a refusal."""

    field: str
    code: str
    message: str
