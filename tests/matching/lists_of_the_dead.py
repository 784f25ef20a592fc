"""Small invented lists with known truth: families killed together, two scripts, missing parts."""

import random

import polars as pl

GIVEN = [
    ("محمد", "Mohammed"), ("أحمد", "Ahmad"), ("خالد", "Khaled"), ("سعيد", "Said"), ("رامي", "Rami"),
    ("هيثم", "Haitham"),
    ("قاسم", "Qassem"), ("زياد", "Ziad"), ("طارق", "Tareq"), ("بلال", "Bilal"), ("نزار", "Nizar"), ("فراس", "Firas"),
    ("حسام", "Husam"), ("مازن", "Mazen"), ("غسان", "Ghassan"), ("سامر", "Samer"), ("باسل", "Basel"), ("وليد", "Walid"),
    ("كريم", "Karim"), ("جلال", "Jalal"), ("منير", "Munir"), ("شادي", "Shadi"), ("ربيع", "Rabia"), ("فادي", "Fadi"),
]  # fmt: skip
FAMILY = [
    ("الحداد", "al-Haddad"), ("النجار", "al-Najjar"), ("ابو ناصر", "Abu Naser"), ("الخطيب", "al-Khatib"),
    ("البيطار", "al-Bitar"), ("الصباغ", "al-Sabbagh"), ("عليوي", "Aliwi"), ("الدالي", "al-Dali"), ("شموط", "Shamout"),
    ("مرزوق", "Marzouk"), ("الغندور", "al-Ghandour"), ("حجازي", "Hijazi"), ("البكري", "al-Bakri"), ("زعرور", "Zarour"),
]  # fmt: skip
TOWN = [
    ("دوما", "Douma"),
    ("حرستا", "Harasta"),
    ("منبج", "Manbij"),
    ("سراقب", "Saraqib"),
    ("نوى", "Nawa"),
    ("مارع", "Marea"),
]


def make_lists(people: int = 240, *, seed: int = 5) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Three lists: A Arabic with four parts, B Arabic with fewer, C Latin; a third of the people die with siblings."""
    draw = random.Random(seed)
    rows: list[dict[str, object]] = []
    truth: list[dict[str, str]] = []
    person = 0
    while person < people:
        father, grandfather, family = draw.choice(GIVEN), draw.choice(GIVEN), draw.choice(FAMILY)
        day, town = f"2014-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}", draw.choice(TOWN)
        siblings = draw.sample(GIVEN, draw.choice([1, 1, 1, 1, 2, 3]))
        for given in siblings:
            age = draw.randint(2, 60)
            for name in "ABC":
                if draw.random() > {"A": 0.75, "B": 0.65, "C": 0.5}[name]:
                    continue
                side = 1 if name == "C" else 0
                parts = [given, father, family] if name != "A" else [given, father, grandfather, family]
                if name == "B" and draw.random() < 0.2:
                    parts = [given, family]
                rows.append({
                    "record_id": f"r{len(rows):05d}",
                    "list": name,
                    "name": " ".join(p[side] for p in parts),
                    "sex": "m",
                    "age": None if draw.random() < 0.3 else age + draw.choice([0, 0, 0, 1]),
                    "dod": day if draw.random() < 0.85 else day[:7],
                    "town": town[side] if draw.random() < 0.8 else None,
                })  # fmt: skip
                truth.append({"record_id": str(rows[-1]["record_id"]), "entity_id": f"p{person}"})
            person += 1
    return pl.DataFrame(rows), pl.DataFrame(truth)
