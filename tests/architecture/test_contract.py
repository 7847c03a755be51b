"""The committed contracts are what the applications say; `make openapi` rewrites them, and the change is reviewed."""

import json
import re
from importlib.metadata import version

import pytest
from fastapi import FastAPI

import app as huizhi
from app.main import create_app
from app.sharing.main import create_app as create_sharing
from tests.support.contracts import CONTRACTS, contract

APPLICATIONS = {"registry": create_app(), "sharing": create_sharing()}


@pytest.mark.parametrize(("name", "app"), APPLICATIONS.items(), ids=APPLICATIONS)
def test_the_committed_contract_is_the_application_s(name: str, app: FastAPI) -> None:
    assert json.loads(json.dumps(app.openapi())) == contract(name)


def test_every_reference_in_the_contract_leads_somewhere() -> None:
    text = (CONTRACTS / "registry.json").read_text(encoding="utf-8")
    schemas = json.loads(text)["components"]["schemas"]
    names = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert names <= schemas.keys()


def test_both_contracts_carry_the_version_of_the_package() -> None:
    assert {app.version for app in APPLICATIONS.values()} == {version("huizhi")} == {huizhi.__version__}


def test_no_schema_has_a_name_that_only_a_generator_could_love() -> None:
    schemas = contract("registry")["components"]["schemas"]
    assert not [name for name in schemas if name.endswith("_") or "__" in name or "[" in name]


@pytest.mark.parametrize("guide", ["guide-for-partners.md", "guide-for-partners.zh-CN.md"])
def test_the_guide_for_partners_names_what_the_contract_has(guide: str) -> None:
    text = (CONTRACTS.parent / "docs" / guide).read_text(encoding="utf-8")
    committed = (CONTRACTS / "sharing.json").read_text(encoding="utf-8")
    paths = json.loads(committed)["paths"]
    for method, path in re.findall(r"`(GET|POST|PATCH) (/[a-z][a-z0-9/{}_-]*)", text):
        full = path if path in paths else f"/share/v1{path.removeprefix('/share/v1')}"
        assert any(known.split("{")[0] == full.split("{")[0] and method.lower() in paths[known] for known in paths), (
            path
        )
    for code in re.findall(r"^\| [0-9]{3} \| (.+?) \|", text, re.MULTILINE):
        for name in re.findall(r"`([a-z_]+)`", code):
            assert f'"{name}"' in committed, name


if __name__ == "__main__":  # make openapi
    for application, built in APPLICATIONS.items():
        text = json.dumps(built.openapi(), ensure_ascii=False, indent=1)
        (CONTRACTS / f"{application}.json").write_text(text + "\n", encoding="utf-8")
