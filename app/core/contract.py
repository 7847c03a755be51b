"""The contract completed: what a name means everywhere is said once, and every answer says what it is."""

from collections.abc import Iterator, Mapping
from typing import Any

SUCCESS = {
    "200": "成功｜done",
    "201": "已新建｜created",
    "202": "已受理，在后台办理｜accepted, carried out in the background",
    "204": "已办理，没有内容返回｜done, nothing to return",
}
_UNTOLD = "Successful Response"


def complete(contract: dict[str, Any], meanings: Mapping[str, str]) -> None:
    """Describe what does not describe itself; every description is `中文｜English`.

    A property or parameter without a description of its own has that of its type; else `meanings` says what its name
    means; else it is a code, and is what its codes are. A parameter that is a code lists the codes. A form or page that
    the framework made has the summary of its operation.
    """
    schemas: dict[str, Any] = contract["components"]["schemas"]
    codes = {f"#/components/schemas/{name}": s["description"] for name, s in schemas.items() if "enum" in s}
    for name, schema in _properties(schemas):
        told = schema.get("description") or _of_type(schema) or meanings.get(name)
        zh, listed, en = _of_code(schema, codes)
        if told or listed:
            schema["description"] = told or f"{zh}｜{en}"
    for operation in (operation for path in contract["paths"].values() for operation in path.values()):
        for parameter in operation.get("parameters", ()):
            name, schema = parameter["name"], parameter["schema"]
            told = parameter.get("description") or _of_type(schema) or meanings.get(name, "")
            zh, listed, en = _of_code(schema, codes)
            own, _, own_en = told.partition("｜")
            if listed and "：" not in own:
                told = f"{own or zh}：{listed}｜{own_en or en}"
            if told:
                parameter["description"] = told
        for status, response in operation["responses"].items():
            if response["description"] == _UNTOLD:
                response["description"] = SUCCESS[status]
        for spoken in (operation.get("requestBody", {}), *operation["responses"].values()):
            for media in spoken.get("content", {}).values():
                schema = schemas.get(media["schema"].get("$ref", "").rpartition("/")[2], {})
                schema.setdefault("description", operation["summary"])


def _properties(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, list):
        for part in node:
            yield from _properties(part)
    elif isinstance(node, dict):
        if isinstance(node.get("properties"), dict):
            yield from node["properties"].items()
        for key, part in node.items():
            if key not in {"default", "examples"}:
                yield from _properties(part)


def _of_type(schema: dict[str, Any]) -> str | None:
    """What the type of an optional value says, moved up: it is said of the property."""
    told = [part.pop("description") for part in schema.get("anyOf", ()) if "description" in part]
    return told[0] if told else None


def _of_code(schema: dict[str, Any], codes: Mapping[str, str]) -> tuple[str, str, str]:
    """What a code is, its list and the English of it; empty for anything else."""
    parts = [schema, *schema.get("anyOf", ())]
    for part in (*parts, *(part["items"] for part in parts if "items" in part)):
        if told := codes.get(part.get("$ref", "")):
            zh, _, en = told.partition("｜")
            head, _, listed = zh.partition("：")
            return head, listed, en
    return "", "", ""
