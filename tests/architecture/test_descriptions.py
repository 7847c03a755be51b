"""Both contracts speak Chinese first, with English beside: schemas, fields, parameters, answers, operations, tags."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.rules.vocabulary import MEANINGS

ROOT = Path(__file__).parents[2]
CONTRACTS = {
    name: json.loads((ROOT / "openapi" / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("registry", "sharing")
}


def bilingual(text: Any) -> bool:
    """`中文｜English`, each half in its own script."""
    zh, _, en = text.partition("｜") if isinstance(text, str) else ("", "", "")
    return re.search(r"[\u4e00-\u9fff]", zh) is not None and re.search(r"[A-Za-z]", en) is not None


def fields(node: Any, where: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every property of every schema, nested and inline ones too: where it stands, its name and its schema."""
    if isinstance(node, list):
        for part in node:
            yield from fields(part, where)
    elif isinstance(node, dict):
        if isinstance(node.get("properties"), dict):
            yield from ((f"{where}.{name}", name, schema) for name, schema in node["properties"].items())
        for key, part in node.items():
            if key not in {"default", "examples", "example"}:
                yield from fields(part, f"{where}/{key}")


def operations(contract: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def said(contract: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Everything that has to be described: where it stands, and what it says."""
    yield "summary", contract["info"]["summary"]
    yield from ((f"tag {tag['name']}", tag.get("description")) for tag in contract["tags"])
    components = contract["components"]
    yield from ((f"schema {name}", schema.get("description")) for name, schema in components["schemas"].items())
    yield from ((f"security {name}", s.get("description")) for name, s in components["securitySchemes"].items())
    yield from ((f"field {where}", schema.get("description")) for where, _, schema in fields(contract, ""))
    for where, operation in operations(contract):
        yield f"summary {where}", operation.get("summary")
        yield f"description {where}", operation.get("description")
        for parameter in operation.get("parameters", ()):
            yield f"parameter {where} {parameter['name']}", parameter.get("description")
        for status, response in operation["responses"].items():
            yield f"answer {where} {status}", response["description"]
            for name, header in response.get("headers", {}).items():
                yield f"header {where} {status} {name}", header.get("description")


@pytest.mark.parametrize("name", CONTRACTS)
def test_everything_is_described_in_chinese_with_english_beside(name: str) -> None:
    silent = [f"{where}: {text!r}" for where, text in said(CONTRACTS[name]) if not bilingual(text)]
    assert not silent, "\n".join(silent)


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_description_of_a_code_lists_every_value_with_its_chinese_name(name: str) -> None:
    for schema, code in CONTRACTS[name]["components"]["schemas"].items():
        if "enum" in code:
            listed = code["description"].partition("：")[2].partition("｜")[0]
            for value in code["enum"]:
                assert re.search(rf"(^|；){re.escape(value)} [^；]*[\u4e00-\u9fff]", listed), f"{schema}: {value}"


def test_a_name_of_the_vocabulary_is_used_and_is_of_one_type_wherever_it_is() -> None:
    types: dict[str, set[frozenset[str]]] = defaultdict(set)
    for contract in CONTRACTS.values():
        schemas = contract["components"]["schemas"]
        here = [(field, schema, schema["description"]) for _, field, schema in fields(contract, "")]
        for _, operation in operations(contract):
            here += [(p["name"], p["schema"], p["description"]) for p in operation.get("parameters", ())]
        for field, schema, text in here:
            if head(text) == head(MEANINGS.get(field, "")):
                types[field].add(type_of(schema, schemas))
    assert {name for name, found in types.items() if len(found) > 1} == set()
    assert MEANINGS.keys() - types.keys() == set()


def head(text: str) -> str:
    """The Chinese half without a code's list."""
    return text.partition("｜")[0].partition("：")[0]


def type_of(schema: dict[str, Any], schemas: dict[str, Any]) -> frozenset[str]:
    """The types of a value that is not null; a code counts as what it is written as."""
    found = set()
    for part in schema.get("anyOf", [schema]):
        resolved = schemas[part["$ref"].rpartition("/")[2]] if "$ref" in part else part
        found.add(":".join(filter(None, (resolved.get("type", ""), resolved.get("format", "")))))
    return frozenset(found - {"null"})


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_contract_cites_only_papers_that_are_in_the_tree(name: str) -> None:
    texts = [CONTRACTS[name]["info"]["description"], *(text for _, text in said(CONTRACTS[name]))]
    chapters = [text for text in texts if re.search(r"\b\d+[a-z]?-[a-z]{4,}|\barchitecture \d", text)]
    papers = {paper for text in texts for paper in re.findall(r"[\w./-]+\.(?:md|py|csv)\b", text)}
    assert not chapters
    assert {paper for paper in papers if not (ROOT / paper).exists()} == set()
