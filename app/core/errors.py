"""Errors as RFC 9457 problems: one class, one stable code, declared on the route that may raise it."""

import json
from collections.abc import Iterator
from typing import Any, ClassVar

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.routing import Match

MEDIA_TYPE = "application/problem+json"


class FieldFault(BaseModel):
    """一个有误的字段和改正办法｜One field in fault and what would mend it."""

    field: str = Field(description="出错的字段（JSON 路径或表头）｜the field in fault")
    code: str = Field(default="invalid", description="稳定的错误代码｜stable code of the rule that was broken")
    message: str = Field(description="原因和改正办法｜why, and the remedy")


class ProblemBody(BaseModel):
    """错误详情（RFC 9457）｜RFC 9457 problem details."""

    type: str = Field(
        description="错误类型标识｜a URI reference that identifies the kind", examples=["/problems/not_found"]
    )
    title: str = Field(description="错误名称｜the kind, for people")
    status: int = Field(description="HTTP 状态码｜HTTP status")
    code: str = Field(description="稳定的错误代码，供程序判断｜stable code for programs")
    detail: str = Field(description="本次出错的原因和改正办法｜what went wrong here, and the remedy")
    errors: list[FieldFault] = Field(default_factory=list, description="逐个字段的错误｜faults by field")


class Problem(Exception):
    """Base of every error that a caller may see."""

    status: ClassVar[int] = 400
    code: ClassVar[str]
    title: ClassVar[str]
    detail: ClassVar[str] = ""
    constraints: ClassVar[tuple[str, ...]] = ()
    """The database's constraints, and the names of its functions' refusals, that this problem stands for."""

    def __init__(
        self,
        detail: str | None = None,
        *,
        field: str | None = None,
        errors: list[FieldFault] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.explanation = detail or self.detail or self.title
        self.errors = errors or ([FieldFault(field=field, code=self.code, message=self.explanation)] if field else [])
        self.headers = headers or {}
        super().__init__(f"{self.code}: {self.explanation}")

    def body(self) -> ProblemBody:
        """The problem as it is sent."""
        return ProblemBody(
            type=f"/problems/{self.code}",
            title=self.title,
            status=self.status,
            code=self.code,
            detail=self.explanation,
            errors=self.errors,
        )


class InvalidRequest(Problem):
    status, code, title = 422, "invalid_request", "请求内容有误"
    detail = "请按 errors 中的提示改正后重新提交。"


def invalid(field: str, code: str, message: str) -> InvalidRequest:
    """One field of the request and what is wrong with it, as the answer to the caller."""
    return InvalidRequest(errors=[FieldFault(field=field, code=code, message=message)])


class Unauthenticated(Problem):
    status, code, title = 401, "unauthenticated", "未登录或登录已失效"
    detail = "请重新登录后再试。"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class Forbidden(Problem):
    status, code, title = 403, "forbidden", "当前角色无此权限"
    detail = "请切换到有权办理此事的角色（GET /api/v1/me 可查看当前角色的权限）。"


class MethodNotAllowed(Problem):
    status, code, title = 405, "method_not_allowed", "不支持的请求方法"
    detail = "请对照 /docs 检查请求方法。"


class NotFound(Problem):
    status, code, title = 404, "not_found", "没有找到"
    detail = "编号不存在，或不在当前角色的管辖范围内。"


class Conflict(Problem):
    status, code, title = 409, "conflict", "与现有数据冲突"
    detail = "请刷新后再试。"


class Stale(Problem):
    status, code, title = 412, "stale", "记录已被他人修改"
    detail = "请重新读取记录，以新的 ETag 作为 If-Match 再提交。"


class TooLarge(Problem):
    status, code, title = 413, "too_large", "内容过大"
    detail = "请缩小文件或分批提交。"


class Unavailable(Problem):
    status, code, title = 503, "unavailable", "服务暂不可用"
    detail = "数据库暂时没有应答，请稍后重试。"

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "2"})


class Unexpected(Problem):
    status, code, title = 500, "unexpected", "系统内部错误"
    detail = "错误已记录，请联系系统管理员。"


class DatabaseFault(Exception):
    """A database error that no declared problem stands for: its SQLSTATE and constraint, never what people entered."""


OUT_OF_SCOPE = "row_security"
"""Stands for a constraint's name where a written row would lie outside the writer's scope."""

Responses = dict[int | str, dict[str, Any]]
ALWAYS: tuple[type[Problem], ...] = (InvalidRequest, Unavailable)
SIGNED_IN: tuple[type[Problem], ...] = (*ALWAYS, Unauthenticated, Forbidden)


def raises(*problems: type[Problem], public: bool = False) -> Responses:
    """The `responses` of a route: what it may raise, by status, each code with an example."""
    by_status: dict[int, list[type[Problem]]] = {}
    for problem in sorted({*problems, *(ALWAYS if public else SIGNED_IN)}, key=lambda p: (p.status, p.code)):
        by_status.setdefault(problem.status, []).append(problem)
    return {
        status: {
            "description": "；".join(f"{p.title}（`{p.code}`）" for p in group)
            + "｜"
            + "; ".join(p.code.replace("_", " ") for p in group),
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/ProblemBody"},
                    "examples": {p.code: {"value": _example(p)} for p in group},
                }
            },
            "x-codes": [p.code for p in group],
        }
        for status, group in by_status.items()
    }


def _example(problem: type[Problem]) -> dict[str, Any]:
    return {
        "type": f"/problems/{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail or problem.title,
        "errors": [],
    }


def constraints_of(package: str) -> dict[str, type[Problem]]:
    """Which problem of a package's modules stands behind which constraint or refusal; no two for the same."""
    found: dict[str, type[Problem]] = {}
    for problem in _all(Problem):
        if problem.__module__.startswith(f"{package}."):
            for name in vars(problem).get("constraints", ()):
                if found.setdefault(name, problem) is not problem:
                    raise TypeError(f"{name} has two problems")
    return found


def _all(problem: type[Problem]) -> Iterator[type[Problem]]:
    for kind in problem.__subclasses__():
        yield kind
        yield from _all(kind)


def install(app: FastAPI, package: str) -> None:
    """Answer every error as a problem; database constraints map by name to those that the package declares."""
    constraints = constraints_of(package)

    async def on_problem(request: Request, exc: Exception) -> Response:
        assert isinstance(exc, Problem)  # noqa: S101 - registered for this class alone
        return _respond(request, exc)

    async def on_validation(request: Request, exc: Exception) -> Response:
        assert isinstance(exc, RequestValidationError)  # noqa: S101 - registered for this class alone
        return _respond(request, InvalidRequest(errors=[_fault(error, exc.body) for error in exc.errors()]))

    async def on_http(request: Request, exc: Exception) -> Response:
        assert isinstance(exc, HTTPException)  # noqa: S101 - registered for this class alone
        problem = _http_problem(exc)
        if isinstance(problem, MethodNotAllowed):
            problem.headers["Allow"] = ", ".join(sorted(_methods(request)))
        return _respond(request, problem, declared=False)

    async def on_database(request: Request, exc: Exception) -> Response:
        assert isinstance(exc, DBAPIError)  # noqa: S101 - registered for this class alone
        return _respond(request, database_problem(exc, constraints))

    async def on_anything(request: Request, exc: Exception) -> Response:
        return _respond(request, Unexpected(), declared=False)

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(DBAPIError, on_database)
    app.add_exception_handler(Exception, on_anything)


def database_problem(exc: DBAPIError, constraints: dict[str, type[Problem]]) -> Problem:
    """The declared error behind a constraint's name; `Unavailable` where the server is away or gave way, and
    `InvalidRequest` for a value that PostgreSQL cannot hold.

    What has neither is a fault of ours: raised without the values that PostgreSQL quotes, for it goes to the log.
    """
    cause = getattr(exc.orig, "__cause__", None)
    name = getattr(cause, "constraint_name", None) or ""
    if name.endswith("_not_found"):
        return NotFound()
    if declared := constraints.get(name):
        return declared()
    state = getattr(cause, "sqlstate", None) or ""
    if state == "42501" and "row-level security" in str(cause):
        return constraints[OUT_OF_SCOPE]()
    if exc.connection_invalidated or state[:2] in {"08", "57"} or state in {"40001", "40P01", "53300", "55P03"}:
        return Unavailable()
    if state[:2] == "22":
        return InvalidRequest("内容含有无法识别的字符，或数值超出范围。")
    fault = DatabaseFault(f"{state or type(exc.orig).__name__} {name}".strip())
    raise fault.with_traceback(exc.__traceback__) from None


def _respond(request: Request, problem: Problem, *, declared: bool = True) -> Response:
    if declared and getattr(request.app.state, "strict_errors", False):
        codes = declared_codes(request)
        if codes is not None and problem.code not in codes:
            raise AssertionError(f"{problem.code} is not declared on {request.method} {request.url.path}") from problem
    body = json.dumps(problem.body().model_dump(), ensure_ascii=False).encode()
    return Response(body, problem.status, problem.headers, media_type=MEDIA_TYPE)


def declared_codes(request: Request) -> set[str] | None:
    """The codes that the matched route declares; `None` where no route matched."""
    route = request.scope.get("route")
    responses: Responses | None = getattr(route, "responses", None)
    if responses is None:
        return None
    return {code for response in responses.values() for code in response.get("x-codes", [])}


def _fault(error: dict[str, Any], body: Any) -> FieldFault:
    context = error.get("ctx", {})
    place = str(context.get("discriminator", "")).strip("'") or _place(error["loc"], body)
    message = _MESSAGES.get(error["type"], "").format(**context) or error["msg"]
    code = getattr(context.get("error"), "code", error["type"])
    return FieldFault(field=place or "body", code=code, message=message)


def _place(parts: tuple[int | str, ...], body: Any) -> str:
    """The path to a field, without the tag that pydantic adds where a body is one of several."""
    kind, *path = parts
    if kind == "body" and len(path) > 1 and isinstance(body, dict) and path[0] not in body:
        del path[0]
    return ".".join(str(part) for part in (path if kind in {"body", "query", "path", "header"} else parts))


def _http_problem(exc: HTTPException) -> Problem:
    kinds: dict[int, type[Problem]] = {404: NotFound, 413: TooLarge, 405: MethodNotAllowed}
    details = {404: "没有这个接口，请对照 /docs 检查路径。", 400: "请求无法解析，请检查内容的格式和编码（UTF-8）。"}
    problem = kinds.get(exc.status_code, InvalidRequest)(details.get(exc.status_code))
    problem.headers |= dict(exc.headers or {})
    return problem


def _methods(request: Request) -> set[str]:
    """What the path knows, over all its routes: the one that was found first knows its own methods alone.

    `/lawyers/search` is that path and not somebody whose key is `search`.
    """
    matching = [route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE]
    same = [route for route in matching if getattr(route, "path", None) == getattr(matching[0], "path", None)]
    return {method for route in same for method in getattr(route, "methods", None) or ()}


_MESSAGES = {
    "missing": "必填，请补充。",
    "union_tag_not_found": "必填，请补充。",
    "union_tag_invalid": "只能取：{expected_tags}。",
    "extra_forbidden": "没有这个参数或字段，请删去或检查拼写。",
    "string_too_short": "过短，至少 {min_length} 个字。",
    "string_too_long": "过长，至多 {max_length} 个字。",
    "too_short": "过短，至少 {min_length} 个字（项）。",
    "too_long": "过长，至多 {max_length} 个字（项）。",
    "enum": "只能取：{expected}。",
    "literal_error": "只能取：{expected}。",
    "uuid_parsing": "不是有效的编号（UUID）。",
    "date_from_datetime_parsing": "日期须写成 YYYY-MM-DD。",
    "date_parsing": "日期须写成 YYYY-MM-DD。",
    "int_parsing": "须为整数。",
    "bool_parsing": "须为 true 或 false。",
    "greater_than_equal": "不得小于 {ge}。",
    "less_than_equal": "不得大于 {le}。",
    "string_pattern_mismatch": "格式不符，应符合 {pattern}。",
    "json_invalid": "不是有效的 JSON。",
    "value_error": "{error}",
}
