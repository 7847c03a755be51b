"""What the data-sharing API may refuse, beside what every application may."""

from typing import Any

from app.core.errors import FieldFault, Problem


class UnknownInput(Problem):
    """A parameter, filter or field that does not exist or is not granted: refused, never ignored."""

    status, code, title = 400, "unknown_input", "参数或字段不可用"
    detail = "没有这个参数或字段，或授权不包含它；可用的见 /share/v1/grants/current。"


class ClientRefused(Problem):
    """RFC 6749 section 5.2: why is told to nobody, for it would help to guess."""

    status, code, title = 401, "invalid_client", "客户端身份无效"
    detail = "请核对 client_assertion：ES256 签名，aud 为本系统 issuer，exp 不超过 60 秒，jti 只用一次。"


class TokenRefused(Problem):
    status, code, title = 401, "invalid_token", "令牌无效"
    detail = "令牌不是本接口签发、已过期，或授权已停用，请重新获取。"

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


class GrantRefused(Problem):
    status, code, title = 403, "grant_refused", "没有有效的授权"
    detail = "authorization_details 须写明 type、purpose、grant 和 case，且该授权须在有效期内、用途一致。"


class DataSetNotGranted(Problem):
    status, code, title = 403, "data_set_not_granted", "授权不包含此数据集"
    detail = "当前授权的数据集见 /share/v1/grants/current；需要其他数据集的，请另行申请。"


class QuotaExceeded(Problem):
    status, code, title = 429, "quota_exceeded", "超出每日限额"
    detail = "已达到授权的每日记录数，请次日再取，或申请提高限额。"

    def __init__(self, seconds: int) -> None:
        super().__init__(headers={"Retry-After": str(seconds)})


class GrantChanged(Problem):
    """What may leave is another than when the cursor was given: the difference lies in no event."""

    status, code, title = 409, "grant_changed", "授权内容已变更"
    detail = "请按新的授权重新取一份全量（POST /share/v1/exports），再从其 next 游标继续。"


class CorrectionAlreadyOpen(Problem):
    status, code, title = 409, "correction_already_open", "同一事项已提请更正"
    detail = "对同一记录同一字段的更正申请尚未答复，请用 POST /share/v1/corrections/{id}/reply 补充材料或撤回。"
    constraints = ("uq_correction_request_open",)


class CorrectionAnswered(Problem):
    status, code, title = 409, "correction_answered", "更正申请已办结"
    detail = "已答复或撤回的更正申请不能再补充；仍有异议的，请附新的材料另行提出。"


class ExportNotReady(Problem):
    status, code, title = 409, "export_not_ready", "导出尚未完成"
    detail = "请稍后再查 GET /share/v1/exports/{id}，state 为 done 后再下载。"


class ExportExpired(Problem):
    status, code, title = 410, "export_expired", "导出文件已到期删除"
    detail = "导出文件只保留 7 天，且不超过授权的有效期；请重新申请导出（POST /share/v1/exports）。"


class BadCursor(Problem):
    status, code, title = 400, "cursor_invalid", "翻页游标无效"
    detail = "cursor 须原样取自上一页的 next_cursor，只能由同一授权使用。"


def unknown(names: list[str], **more: Any) -> UnknownInput:
    """`UnknownInput` that names each."""
    return UnknownInput(
        errors=[FieldFault(field=n, code=UnknownInput.code, message=UnknownInput.detail) for n in names]
    )
