"""Names that the lists show to be one: found where they meet in family after family, not between brothers."""

import random

import numpy as np
import polars as pl

from matching.lists_of_the_dead import FAMILY, GIVEN
from tawthiq import matching
from tawthiq.matching.blocking import find_candidates
from tawthiq.matching.comparing import compare, compare_again
from tawthiq.matching.encoding import Encoded, encode
from tawthiq.matching.equivalents import _meeting_too_often
from tawthiq.matching.levels import EQUAL, SOUND, SWAPPED
from tawthiq.matching.names import skeleton
from tawthiq.matching.schema import conform
from tawthiq.matching.scoring import Scores, score

# Pairs of names that no rule of letters brings together; invented for this test.
VARIANTS = [("مدحت", "Medo"), ("جرجس", "Koka"), ("فاطمة", "Batta"), ("يوسف", "Zuzu")]
MANY = 7
BROTHERS = [("حسن", "Hassan"), ("حسين", "Hussein")]


def lists_with_variants(*, seed: int = 3, brothers: int = 0) -> pl.DataFrame:
    """Two lists of the same people, many of them brothers; the second writes the names of VARIANTS otherwise."""
    draw = random.Random(seed)
    rows: list[dict[str, object]] = []

    def person(given: tuple[str, str], father: tuple[str, str], family: tuple[str, str], day: str, age: int) -> None:
        for side, name in enumerate("AB"):
            rows.append({
                "record_id": f"{name}{len(rows):05d}",
                "list": name,
                "name": " ".join(part[side] for part in (given, father, family)),
                "age": age,
                "dod": day,
                "sex": "m",
                "town": draw.choice(["دوما", "نوى", "مارع"]),
            })  # fmt: skip

    def day() -> str:
        return f"2014-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"

    for _ in range(400):
        person(draw.choice(GIVEN), draw.choice(GIVEN), draw.choice(FAMILY), day(), draw.randint(1, 80))
    for variant in VARIANTS:
        for _ in range(MANY):
            person(variant, draw.choice(GIVEN), draw.choice(FAMILY), day(), draw.randint(1, 80))
    for n in range(250 + brothers):
        father, family, died, age = draw.choice(GIVEN), draw.choice(FAMILY), day(), draw.randint(3, 30)
        for given in BROTHERS if n < brothers else draw.sample(GIVEN, 2):
            person(given, father, family, died, age + draw.choice([0, 1]))
    return conform(pl.DataFrame(rows))


def scored(frame: pl.DataFrame) -> tuple[Encoded, Scores]:
    data = encode(frame)
    left, right, _ = find_candidates(data)
    return data, score(data, left, right, compare(data, left, right), seed=0)


def found_skeletons(data: Encoded, scores: Scores) -> set[frozenset[str]]:
    names = {int(key): part.spelling.skeleton for key, part in zip(data.parts.core_key, data.parts.parts, strict=True)}
    assert (np.diff(scores.equivalents) > 0).all()
    return {frozenset({names[int(code) >> 32], names[int(code) & (2**32 - 1)]}) for code in scores.equivalents}


def test_variants_are_found_and_brothers_stay_two() -> None:
    data, scores = scored(lists_with_variants(brothers=8))
    found = found_skeletons(data, scores)
    assert {frozenset({skeleton(a), skeleton(b)}) for a, b in VARIANTS} <= found
    assert all(skeleton("حسن") != skeleton("حسين") or len(pair) == 2 for pair in found)
    variants = {skeleton(word) for couple in VARIANTS for word in couple}
    assert all(pair <= variants for pair in found), "nothing else is taken for one name"


def test_people_whose_names_are_variants_are_joined() -> None:
    frame = lists_with_variants()
    result = matching.link(frame)
    root = dict(result.clusters.select("record_id", "cluster_id").iter_rows())
    ids = frame.sort(pl.col("record_id").str.slice(1).cast(pl.Int64))["record_id"].to_list()
    couples = list(zip(ids[::2], ids[1::2], strict=True))[400 : 400 + MANY * len(VARIANTS)]
    assert all(a[0] == "A" and b[0] == "B" for a, b in couples)
    joined = sum(root[a] == root[b] for a, b in couples)
    assert joined > 0.9 * len(couples)


def meetings(*rows: tuple[int, int, int]) -> pl.DataFrame:
    small, large, family = zip(*rows, strict=True)
    return pl.DataFrame({"small": small, "large": large, "family": family})


def test_meeting_in_one_family_again_and_again_says_nothing() -> None:
    others = [(n, n + 1, n) for n in range(100, 1000, 2)]
    assert _meeting_too_often(meetings(*others, *[(1, 2, 7)] * 20)).tolist() == []
    assert _meeting_too_often(meetings(*others, *[(1, 2, n) for n in range(20)])).tolist() == [2**32 + 2]


def test_names_that_meet_everyone_are_not_equivalents() -> None:
    """A common name meets many others as often as it is common."""
    everyone = [(1, n, f) for n in range(2, 60) for f in range(6)]
    assert _meeting_too_often(meetings(*everyone)).tolist() == []


def test_no_meetings_no_equivalents() -> None:
    empty = pl.DataFrame(schema={"small": pl.Int64, "large": pl.Int64, "family": pl.Int64})
    assert _meeting_too_often(empty).tolist() == []


def test_only_pairs_that_meet_as_equivalents_are_compared_again() -> None:
    names = ["مدحت خالد ناجي", "Medo Khaled Naji", "سعيد خالد ناجي"]
    frame = pl.DataFrame({"record_id": ["a", "b", "c"], "list": ["A", "B", "A"], "name": names})
    data = encode(conform(frame))
    left, right = np.array([0, 0, 1], dtype=np.int32), np.array([1, 2, 2], dtype=np.int32)
    levels = compare(data, left, right)
    before = {field: values.copy() for field, values in levels.items()}
    keys = sorted(int(data.parts.core_key[data.slots[n, 0]]) for n in (0, 1))
    codes = np.array([keys[0] * 2**32 + keys[1]], dtype=np.int64)
    assert compare_again(data, left, right, levels, equivalents=codes) == 1
    assert before["given"][0] < SOUND <= levels["given"][0] < EQUAL
    assert levels["given"][1:].tolist() == before["given"][1:].tolist()
    assert all(levels[f].tolist() == before[f].tolist() for f in levels if f != "given")
    assert levels["given"].max() < SWAPPED
