"""What can be shared, and what the caller was granted of it."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from app.core.errors import NotFound, raises
from app.rules.sharing.sharing import DATA_SETS, PURPOSES, SharingClass
from app.sharing.dependencies import CallerDep, DiscloserDep, SharingRoute, require_partner
from app.sharing.problems import DataSetNotGranted, TokenRefused, UnknownInput
from app.sharing.projection import preview_query
from app.sharing.schemas import CatalogueRead, DataSetRead, FieldRead, GrantRead, PurposeRead

router = APIRouter(prefix="/share/v1", tags=["目录和授权"], route_class=SharingRoute)

_CONDITIONS = {
    SharingClass.UNCONDITIONAL: "按申请提供",
    SharingClass.CONDITIONAL: "须有法定职责依据，经权威部门同意，按最小必要确定字段",
}


def _shown(name: str) -> DataSetRead:
    data_set = DATA_SETS[name]
    return DataSetRead(
        name=name,
        title=data_set.title,
        summary=data_set.summary,
        provider=sorted({field.authority for field in data_set.fields.values()}),
        sharing_class=data_set.sharing_class,
        sharing_condition=_CONDITIONS[data_set.sharing_class],
        sharing_method="系统对接",
        update_period=data_set.update_period,
        format="JSON",
        fields=[
            FieldRead(name=field, title=known.title, authority=known.authority, transforms=list(known.transforms))
            for field, known in data_set.fields.items()
        ],
    )


@router.get(
    "/catalogue",
    summary="共享目录｜The catalogue",
    responses=raises(UnknownInput, TokenRefused, public=True),
    dependencies=[Depends(require_partner)],
)
async def catalogue() -> CatalogueRead:
    """数据集、字段、权威部门、共享类型，以及可申请的用途；申请授权用的令牌也可读取。｜Data sets, fields, purposes."""
    purposes = [
        PurposeRead(
            code=code,
            title=purpose.title,
            legal_basis=purpose.legal_basis,
            fields={name: sorted(fields) for name, fields in purpose.most.items()},
        )
        for code, purpose in PURPOSES.items()
    ]
    return CatalogueRead(data_sets=[_shown(name) for name in DATA_SETS], purposes=purposes)


@router.get(
    "/catalogue/{dataset}",
    summary="数据集｜A data set",
    responses=raises(NotFound, UnknownInput, TokenRefused, public=True),
    dependencies=[Depends(require_partner)],
)
async def data_set(dataset: Annotated[str, Path(max_length=40)]) -> DataSetRead:
    """一个数据集的元数据。｜The metadata of one data set."""
    if dataset not in DATA_SETS:
        raise NotFound
    return _shown(dataset)


@router.get(
    "/grants/current", summary="当前授权｜The grant in force", responses=raises(UnknownInput, TokenRefused, public=True)
)
async def current_grant(caller: CallerDep) -> GrantRead:
    """令牌所凭的授权现在允许什么。｜What the token's grant allows now."""
    return GrantRead.model_validate(caller.grant, from_attributes=True)


@router.get(
    "/grants/current/preview",
    summary="授权预览｜Preview of the grant",
    responses=raises(UnknownInput, TokenRefused, DataSetNotGranted, public=True),
)
async def preview(caller: CallerDep, discloser: DiscloserDep) -> dict[str, dict[str, object]]:
    """每个数据集一条虚构记录，与实际提供的形式完全相同。｜An invented record of each data set, exactly as it leaves."""
    shown = {}
    for name, fields in caller.grant.data_sets.items():
        query = preview_query(name, tuple(fields.items()))
        salt = {"salt": discloser.salt(caller)} if "salt" in query.constants else {}
        row = await discloser.database.fetch(caller.scope, query, salt)
        shown[name] = json.loads(row[0]) if row else {}
    return shown
