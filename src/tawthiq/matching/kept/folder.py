"""A kept linkage on disk: a folder of Parquet and ``.npy`` files, opened without reading what is not needed.

The folder holds names and everything else the lists hold: it is as sensitive as they are, and only its owner can
open it (mode 0700). It is written beside its place and moved there when it is whole. ``manifest.json`` has the
digest of every file, and its own; opening checks all of them, and that the folder was kept by this version of the
method. Arrays are mapped into memory, not read.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tawthiq.matching.encoding import PLAIN_TEXTS
from tawthiq.matching.kept.dictionaries import LEVELS, Dictionaries, Parts, Places, Texts
from tawthiq.matching.kept.holding import Kept, Settings, plain_model, read_model
from tawthiq.matching.kept.index import REFINING, KeyIndex
from tawthiq.matching.levels import FIELDS
from tawthiq.matching.linking import VERSION
from tawthiq.matching.named_places import PlaceTable
from tawthiq.matching.parts import Words
from tawthiq.sealing.digests import digest_file, digest_text
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.judgements import Basis, Decision, Judgement

FORMAT: Final = 1
"""Version of the folder; raised when its files change."""
MANIFEST: Final = "manifest.json"
_KIND = "tawthiq kept linkage"
_PART_ARRAYS = ("rows", "signatures", "key", "given", "others", "rare_given", "rare_last")
_WORD_ARRAYS = ("letters", "length", "signature")
Array = NDArray[np.generic]


def check_folder(folder: Path) -> None:
    """Refuse (BadInputError), before any work, a place that is neither new nor empty nor an earlier kept linkage."""
    if not folder.parent.is_dir():
        raise BadInputError("link.keep_folder", f"There is no folder for {folder.name}.", "Make that folder first.")
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise BadInputError("link.keep_exists", f"{folder.name} is no folder.", "Name a new folder.")
    if folder.is_dir() and any(folder.iterdir()) and not _is_kept(folder):
        raise BadInputError(
            "link.keep_exists", f"{folder.name} holds something else than a kept linkage.", "Name a new folder."
        )


def _is_kept(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / MANIFEST).read_text(encoding="utf-8")).get("kind") == _KIND)
    except (OSError, ValueError, AttributeError):
        return False


def write_kept(kept: Kept, folder: Path) -> None:
    """Write a kept linkage; the folder is there whole, or as it was before.

    Raises:
        BadInputError: the folder holds something else.
    """
    check_folder(folder)
    place = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))  # mode 0700
    try:
        _write_files(kept, place)
        body = json.dumps(_body(kept, place), ensure_ascii=False)
        manifest = {"kind": _KIND, "format": FORMAT, "body": body, "digest": digest_text(body)}
        (place / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        for path in place.iterdir():
            path.chmod(0o600)
        if folder.exists():
            earlier = place / "earlier"
            folder.rename(earlier)
            (place / "whole").mkdir(mode=0o700)
            for path in [path for path in place.iterdir() if path.is_file()]:
                path.rename(place / "whole" / path.name)
            (place / "whole").rename(folder)
        else:
            place.rename(folder)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _write_files(kept: Kept, place: Path) -> None:
    kept.frame.sink_parquet(place / "frame.parquet")
    kept.words.parts.words.write_parquet(place / "parts.parquet")
    for level, places in kept.words.places.items():
        pl.DataFrame({"code": places.codes, "key": places.table.keys}, schema={"code": pl.String, "key": pl.String}
                     ).write_parquet(place / f"{level}.parquet")  # fmt: skip
        meaning = [(key, code) for key, codes in places.meaning.items() for code in sorted(codes)]
        pl.DataFrame(meaning, schema={"key": pl.String, "code": pl.String}, orient="row").write_parquet(
            place / f"{level}-meaning.parquet"
        )
    for field, texts in kept.words.texts.items():
        texts.values.to_frame("value").write_parquet(place / f"text-{field}.parquet")
    for name, array in _arrays(kept):
        np.save(place / f"{name}.npy", array)


def _arrays(kept: Kept) -> Iterator[tuple[str, Array]]:
    """All arrays by the name of their file."""
    words, index = kept.words, kept.index
    yield from ((f"column-{name}", column) for name, column in kept.columns.items())
    yield from ((f"parts-{name}", getattr(words.parts, name)) for name in _PART_ARRAYS)
    for level, places in words.places.items():
        yield f"{level}-counts", places.counts
        yield f"{level}-has_id", places.table.has_id
        yield from ((f"{level}-{name}", getattr(places.table.words, name)) for name in _WORD_ARRAYS)
    for field, texts in words.texts.items():
        yield f"text-{field}-counts", texts.counts
        yield from ((f"text-{field}-{name}", getattr(texts.words, name)) for name in _WORD_ARRAYS)
    yield from (("days", words.days), ("day-counts", words.day_counts))
    yield from (("keys", index.keys), ("key-records", index.records))
    yield from ((f"refining-{column}", index.refining[column]) for column in REFINING)
    yield from (("roots", kept.roots), ("probability", kept.probability))
    yield "equivalents", kept.settings.equivalents


def _body(kept: Kept, place: Path) -> dict[str, Any]:
    settings = kept.settings
    paths = sorted(place.iterdir())
    with ThreadPoolExecutor(2) as pool:
        digests = dict(zip((path.name for path in paths), pool.map(digest_file, paths), strict=True))
    return {
        "method": VERSION,
        "fields": {field: list(levels) for field, levels in FIELDS.items()},
        "records": kept.size,
        "lists": list(kept.words.lists),
        "rules": list(kept.index.rules),
        "starts": list(kept.index.starts),
        "columns": sorted(kept.columns),
        "model": plain_model(settings.model, settings.learned),
        "judgements": [asdict(j) | {"at": j.at.isoformat()} for j in settings.judgements],
        "one_per_list": list(settings.one_per_list),
        "seed": settings.seed,
        "told_on": settings.told_on,
        "fitted_on": settings.fitted_on,
        "digests": digests,
    }


def read_kept(folder: Path) -> Kept:
    """Open a kept linkage. Every file is checked against its digest; arrays stay on disk.

    The folder must stay as it is for as long as the result is used; replacing it by `write_kept` is safe.

    Raises:
        BadInputError: there is none, it is damaged, or another version of the method kept it.
    """
    body = _read_manifest(folder)
    _check_files(folder, body["digests"])
    try:
        return _read_files(folder, body)
    except (OSError, KeyError, ValueError, TypeError, pl.exceptions.PolarsError) as error:
        raise _damaged(folder) from error


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInputError(
            "matching.kept_missing", f"{folder.name} holds no kept linkage.", "Link with --keep first."
        ) from None
    except (OSError, ValueError) as error:
        raise _damaged(folder) from error
    if not isinstance(manifest, dict) or manifest.get("kind") != _KIND:
        raise BadInputError("matching.kept_missing", f"{folder.name} holds no kept linkage.", "Link with --keep first.")
    if manifest.get("format") != FORMAT:
        raise _outdated(folder)
    if digest_text(str(manifest.get("body"))) != manifest.get("digest"):
        raise _damaged(folder)
    body: dict[str, Any] = json.loads(manifest["body"])
    fields = {field: tuple(levels) for field, levels in body["fields"].items()}
    if body["method"] != VERSION or fields != FIELDS:
        raise _outdated(folder)
    return body


def _check_files(folder: Path, digests: Mapping[str, str]) -> None:
    def is_whole(name: str) -> bool:
        try:
            return digest_file(folder / name) == digests[name]
        except OSError:
            return False

    largest_first = sorted(digests, key=lambda name: -_size(folder / name))
    with ThreadPoolExecutor(2) as pool:
        if not all(pool.map(is_whole, largest_first)):
            raise _damaged(folder)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _damaged(folder: Path) -> BadInputError:
    return BadInputError(
        "matching.kept_damaged",
        f"{folder.name} is not as it was kept.",
        "Take a copy that is whole, or link all again.",
    )


def _outdated(folder: Path) -> BadInputError:
    return BadInputError(
        "matching.kept_version", f"{folder.name} was kept by another version of the program.", "Link all again."
    )


def _read_files(folder: Path, body: Mapping[str, Any]) -> Kept:
    def array(name: str) -> Any:
        path = folder / f"{name}.npy"
        mapped = np.load(path, mmap_mode="r")
        return np.asarray(mapped)  # a plain array on the same memory

    def words(name: str) -> Words:
        return Words(**{part: array(f"{name}-{part}") for part in _WORD_ARRAYS})

    frame = pl.scan_parquet(folder / "frame.parquet")
    model, learned = read_model(body["model"])
    parts = Parts(
        words=pl.read_parquet(folder / "parts.parquet"), **{name: array(f"parts-{name}") for name in _PART_ARRAYS}
    )
    dictionaries = Dictionaries(
        lists=tuple(body["lists"]),
        parts=parts,
        places={
            level: _read_places(folder, level, array(f"{level}-counts"), array(f"{level}-has_id"), words(level))
            for level in LEVELS
        },
        texts={
            field: Texts(
                values=pl.read_parquet(folder / f"text-{field}.parquet")["value"],
                words=words(f"text-{field}"),
                counts=array(f"text-{field}-counts"),
            )
            for field in PLAIN_TEXTS
        },
        days=array("days"),
        day_counts=array("day-counts"),
    )
    return Kept(
        frame=frame,
        ids=frame.select("record_id").collect()["record_id"],
        columns={name: array(f"column-{name}") for name in body["columns"]},
        words=dictionaries,
        index=KeyIndex(
            rules=tuple(body["rules"]),
            starts=tuple(body["starts"]),
            keys=array("keys"),
            records=array("key-records"),
            refining={column: array(f"refining-{column}") for column in REFINING},
        ),
        roots=array("roots"),
        probability=array("probability"),
        settings=Settings(
            model=model,
            equivalents=np.array(array("equivalents")),
            learned=learned,
            judgements=tuple(_judgement(plain) for plain in body["judgements"]),
            one_per_list=tuple(body["one_per_list"]),
            seed=body["seed"],
            told_on=body["told_on"],
            fitted_on=body["fitted_on"],
        ),
    )


def _read_places(folder: Path, level: str, counts: Any, has_id: Any, words: Words) -> Places:
    codes = pl.read_parquet(folder / f"{level}.parquet")
    meaning: dict[str, set[str]] = {}
    for key, code in pl.read_parquet(folder / f"{level}-meaning.parquet").iter_rows():
        meaning.setdefault(key, set()).add(code)
    share = counts.astype(np.float64) / max(1, int(counts.sum()))
    table = PlaceTable(keys=tuple(codes["key"].to_list()), words=words, has_id=has_id, share=share)
    return Places(codes=tuple(codes["code"].to_list()), counts=counts, table=table, meaning=meaning)


def _judgement(plain: Mapping[str, Any]) -> Judgement:
    return Judgement(
        **cast("dict[str, Any]", {
            **plain,
            "decision": Decision(plain["decision"]),
            "basis": Basis(plain["basis"]),
            "at": datetime.fromisoformat(plain["at"]),
        })
    )  # fmt: skip
