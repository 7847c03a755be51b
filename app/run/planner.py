"""The planner: a process of its own that reads a problem from standard input and writes the plan to standard output.

Apart from the worker, because solving holds the interpreter for seconds, and numpy and the solver stay out of the rest.
"""

import os
import sys

from app.rules.building.joint_plan_solver import solve
from app.rules.building.joint_plans import IMPOSSIBLE, PROBLEM, SOLUTION, PlanImpossible


def main() -> int:
    """Solve one problem."""
    problem = PROBLEM.validate_json(sys.stdin.buffer.read())
    with os.fdopen(os.dup(1), "wb") as answer:
        os.dup2(2, 1)  # the solver greets on standard output, whatever it is told
        try:
            answer.write(SOLUTION.dump_json(solve(problem)))
        except PlanImpossible as exc:
            answer.write(str(exc).encode())
            return IMPOSSIBLE
    return 0


if __name__ == "__main__":
    sys.exit(main())
