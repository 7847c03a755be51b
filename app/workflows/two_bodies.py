"""The two bodies between which most work inside the Party passes."""

import enum


class TwoBodies(enum.StrEnum):
    """The branch that proposes, and the grassroots committee above it that decides."""

    BRANCH = "branch"
    COMMITTEE = "committee"
