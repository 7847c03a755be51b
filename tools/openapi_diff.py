"""`make openapi-diff FROM=main`: what the contracts say otherwise than at a revision, as lines for the changelog.

Operations, their parameters, bodies and answers, fields of schemas, codes of errors; no wording and no order.
"""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
CONTRACTS = ("registry", "sharing")
METHODS = ("get", "post", "put", "patch", "delete")
LIMITS = ("format", "pattern", "minLength", "maxLength", "minimum", "maximum", "const")

Facts = dict[str, dict[str, str]]
"""Subject (an operation, a schema) -> what of it -> what the contract says."""


def facts(contract: Mapping[str, Any]) -> Facts:
    """What a client relies on."""
    found: Facts = {}
    for path, item in contract["paths"].items():
        for method in METHODS:
            if method in item:
                found[f"{method.upper()} {path}"] = _of_operation(item[method])
    for name, schema in contract.get("components", {}).get("schemas", {}).items():
        found[name] = {f"value {value}": "" for value in schema.get("enum", ())}
        for field, of in schema.get("properties", {}).items():
            found[name] |= _said_of(f"field {field}", of, required=field in schema.get("required", ()))
    return found


def _of_operation(said: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for parameter in said.get("parameters", ()):
        name = f"{parameter['in']} parameter {parameter['name']}"
        found |= _said_of(name, parameter.get("schema", {}), required=parameter.get("required", False))
    body = said.get("requestBody", {})
    for kind, content in body.get("content", {}).items():
        found |= _said_of(f"body {kind}", content.get("schema", {}), required=body.get("required", False))
    for status, response in said.get("responses", {}).items():
        for code in response.get("x-codes", ()):
            found[f"code {status} {code}"] = ""
        if "x-codes" not in response:
            for kind, content in response.get("content", {}).items():
                found |= _said_of(f"answer {status} {kind}", content.get("schema", {}), required=True)
    return found


def _said_of(name: str, schema: Mapping[str, Any], *, required: bool) -> dict[str, str]:
    shape = _shape(schema) if required else f"{_shape(schema)}, optional"
    return {name: shape} | {f"{name} value {value}": "" for value in _values(schema)}


def _values(schema: Mapping[str, Any]) -> Iterator[str]:
    """What may be written, where the schema counts it up itself."""
    yield from map(str, schema.get("enum", ()))
    for part in [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *([schema["items"]] if "items" in schema else [])]:
        yield from _values(part)


def _shape(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return " or ".join(_shape(one) for one in schema[several])
    if schema.get("type") == "array":
        return f"list of {_shape(schema.get('items', {}))}"
    limits = ", ".join(f"{key} {schema[key]}" for key in LIMITS if key in schema)
    return f"{schema.get('type', 'anything')}{f' ({limits})' if limits else ''}"


def difference(old: Facts, new: Facts) -> Iterator[str]:
    """One line for each subject that came or went, and for each fact of many subjects that did."""
    yield from (f"- `{subject}` is gone" for subject in sorted(old.keys() - new.keys()))
    yield from (f"- `{subject}` is new" for subject in sorted(new.keys() - old.keys()))
    news: dict[str, list[str]] = defaultdict(list)
    for subject in sorted(old.keys() & new.keys()):
        before, after = old[subject], new[subject]
        for name in sorted(before.keys() | after.keys()):
            if name not in after:
                news[f"{name}: gone from"].append(subject)
            elif name not in before:
                told = f" ({after[name]})" if after[name] else ""
                news[f"{name}{told}: new in"].append(subject)
            elif before[name] != after[name]:
                news[f"{name}: was {before[name]}, is {after[name]} in"].append(subject)
    yield from (f"- {what} {', '.join(f'`{subject}`' for subject in where)}" for what, where in sorted(news.items()))


def main() -> None:
    """Print what is different from the revision given."""
    (revision,) = sys.argv[1:] or ["main"]
    for name in CONTRACTS:
        path = f"openapi/{name}.json"
        shown = subprocess.run(["git", "show", f"{revision}:{path}"], cwd=ROOT, check=True, capture_output=True)  # noqa: S607
        lines = list(difference(facts(json.loads(shown.stdout)), facts(json.loads((ROOT / path).read_bytes()))))
        print(f"{name}: {'the same' if not lines else ''}", *lines, sep="\n")


if __name__ == "__main__":
    main()
