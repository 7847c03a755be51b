"""The vocabulary of `alembic/sql/access`: which rows a database role sees, and what it may do with them.

Names of roles stand without their prefix `huizhi_`. `{table}` in a condition is the table that it guards.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

ROLES = ("area", "org", "self", "auth", "mover", "worker", "sharing")


def within(*columns: str) -> str:
    """One of the paths lies in the caller's range. Not in a sub-select: wrapped, it costs 300 times as much."""
    return either(
        *(
            f"{column} >= current_setting('huizhi.lo', true) AND {column} < current_setting('huizhi.hi', true) "
            "AND current_setting('huizhi.lo', true) <> ''"
            for column in columns
        )
    )


def setting(name: str) -> str:
    """The caller's `org`, `person` or `actor` (the account, or the partner that asks); NULL where there is none."""
    return f"nullif(current_setting('huizhi.{name}', true), '')::uuid"


def seen(parent: str, column: str, *, key: str = "id") -> str:
    """The caller sees the row of `parent` that `column` names: its own policies decide. Asked row by row."""
    return f"EXISTS (SELECT FROM {parent} WHERE {parent}.{key} = {{table}}.{column})"


def among(column: str, parent: str, *, key: str = "id") -> str:
    """The same as `seen`, for lists: all rows of `parent` that the caller sees are gathered once."""
    return f"{column} IN (SELECT {parent}.{key} FROM {parent})"  # noqa: S608 - names of our own tables


def along(parent: str, column: str, *, roles: str = "area org self") -> dict[str, str]:
    """What belongs to a row of `parent` is whose that row is: for each of these roles the policy `seen`."""
    return {f"{role}_all": seen(parent, column) for role in roles.split()}


def either(*conditions: str) -> str:
    return f"({' OR '.join(f'({condition})' for condition in conditions)})"


EVERY = "true"
IN_PLACE = within("place_path")
IN_PARTY = within("party_path")
OWN = f"person_id = {setting('person')}"
OWN_ACCOUNT = f"account_id = {setting('actor')}"
OWN_PARTNER = f"partner_id = {setting('actor')}"
OF_SEEN_ORG = among("org_id", "party_org")
OF_SEEN_MEMBER = among("person_id", "member", key="person_id")


@dataclass(frozen=True)
class Policy:
    """A row policy: `using` chooses the rows that are there, `check` (else `using`) those that are written."""

    command: str
    to: str
    using: str | None = None
    check: str | None = None
    narrows: bool = False

    def sql(self, name: str, table: str) -> str:
        to = ", ".join("PUBLIC" if role == "public" else f"huizhi_{role}" for role in self.to.split())
        kind = "RESTRICTIVE" if self.narrows else "PERMISSIVE"
        using = f" USING ({self.using})" if self.using else ""
        check = f" WITH CHECK ({self.check})" if self.check else ""
        statement = f"CREATE POLICY {name} ON {table} AS {kind} FOR {self.command.upper()} TO {to}{using}{check};"
        return statement.replace("{table}", table)


@dataclass(frozen=True)
class Access:
    """What the roles may do with a table, view or function."""

    policies: Mapping[str, Policy]
    privileges: Mapping[str, str]

    def may(self, /, **privileges: str) -> "Access":
        """Privileges by role, `everyone` for all of them: `org="select insert update(state, version)"`."""
        return replace(self, privileges=privileges)

    def table_sql(self, table: str) -> str:
        """Puts aside what policies and privileges the table has, and makes these."""
        on, forced = ("ENABLE", "FORCE") if self.policies else ("DISABLE", "NO FORCE")
        return "\n".join(
            [
                f"ALTER TABLE {table} {on} ROW LEVEL SECURITY, {forced} ROW LEVEL SECURITY;",
                "DO $$ DECLARE name name; BEGIN",
                f"    FOR name IN SELECT polname FROM pg_policy WHERE polrelid = '{table}'::regclass LOOP",  # noqa: S608
                f"        EXECUTE format('DROP POLICY %I ON {table}', name);",
                "    END LOOP;",
                "END $$;",
                *(policy.sql(name, table) for name, policy in self.policies.items()),
                self.view_sql(table),
            ]
        )

    def view_sql(self, view: str) -> str:
        lines = [f"REVOKE ALL ON {view} FROM {_roles('everyone')};"]
        for role, words in self.privileges.items():
            granted = ", ".join(word.upper() + columns for word, columns in re.findall(r"(\w+)(\([^)]*\))?", words))
            lines.append(f"GRANT {granted} ON {view} TO {_roles(role)};")
        return "\n".join(lines)


def rows(**policies: str | Policy) -> Access:
    """Row policies by name: `self_select=OWN` lets the role `self` select what is its own; `all` is every command."""
    return Access(
        {name: _named(name, policy) if isinstance(policy, str) else policy for name, policy in policies.items()},
        {},
    )


def may(**privileges: str) -> Access:
    """Privileges of a view, or of a table whose rows need no policy."""
    return Access({}, privileges)


def calls_sql(function: str, callers: str) -> str:
    """Only `callers` may execute the function; one without an entry is everybody's, under the caller's policies."""
    others = ", ".join(f"huizhi_{role}" for role in ROLES if role != "mover")  # who owns it
    lines = [f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC, {others};"]
    lines += [f"GRANT EXECUTE ON FUNCTION {function} TO {_roles(role)};" for role in callers.split()]
    return "\n".join(lines)


def _named(name: str, condition: str) -> Policy:
    role, command = name.rsplit("_", 1)
    return Policy(command, role, check=condition) if command == "insert" else Policy(command, role, using=condition)


def _roles(role: str) -> str:
    return ", ".join(f"huizhi_{name}" for name in (ROLES if role == "everyone" else (role,)))
