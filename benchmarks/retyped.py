"""Make lists of the dead as several hands retype them, with the truth, for developing the linker.

    python3 run.py benchmark retyped OUT [--variant dob|age|nogf|xscript] [--records N] [--names FILE] [--seed S]

OUT gets ``records.parquet`` (record_id, list, name, sex, age, dob where the variant has it) and ``truth.parquet``
(record_id, entity_id). FILE is a parquet file with names to draw from (``name`` in Arabic as given, father,
grandfather, family; ``name_alt`` in Latin letters where known; ``sex`` m or f): without it, the names of the sample,
which are few: beyond some ten thousand records give a file.

The people: households killed together, where brothers and sisters share father, grandfather and family, cousins the
grandfather and family, a father's name stands one place later in his children's; mothers of other families; people
killed alone; namesakes as often as chance has them. No list says where or when anybody died. Each of three lists
holds 60 to 90 of 100 people, nobody twice, and is typed by hands of its own: hamza, teh marbuta and yeh as each
likes, compounds joined or apart, now and then a letter wrong, an age one off, a date with day and month swapped.

Variants: ``dob``: dates of birth in one list, in half of another, ages in all; ``age``: ages alone; ``nogf``: as
``age``, one list without the grandfather; ``xscript``: as ``dob``, one list in Latin letters.
"""

import argparse
import random
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl

VARIANTS = ("dob", "age", "nogf", "xscript")
LAST_DAY = date(2024, 6, 30)
JOINED = {"عبد", "ابو", "أبو", "ام", "أم", "آل", "ال", "abd", "abdul", "abdel", "abu", "abo", "abou", "um", "al", "el"}
DROPPED = {"بن", "بنت", "bin", "ben", "bint"}
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
MISTAKEN = dict(zip("ضظسصتطذدزرحهقفجخبنعغ", "ظضصسطتدذرزهحفقححنبغع", strict=True))
SOUNDS = "a b t th j h kh d dh r z s sh s d t z a gh f q k l m n h w i"
PLAIN_LATIN = dict(zip(LETTERS, SOUNDS.split(" "), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """How one list is kept: whom it reaches, what it asks, how it is typed (shares between 0 and 1)."""

    name: str
    coverage: float
    plain_hamza: float
    heh_for_teh: float
    maqsura_for_yeh: float
    join_compounds: float
    drop_article: float
    letter_wrong: float
    age_given: float
    age_off: float
    dob_given: float
    dob_wrong: float
    no_grandfather: float
    latin: bool = False


HANDS = (
    Hand(name="first", coverage=0.88, plain_hamza=0.15, heh_for_teh=0.1, maqsura_for_yeh=0.08, join_compounds=0.15,
         drop_article=0.005, letter_wrong=0.006, age_given=0.99, age_off=0.06, dob_given=0.98, dob_wrong=0.012,
         no_grandfather=0.01),
    Hand(name="second", coverage=0.74, plain_hamza=0.6, heh_for_teh=0.45, maqsura_for_yeh=0.3, join_compounds=0.5,
         drop_article=0.02, letter_wrong=0.013, age_given=0.97, age_off=0.18, dob_given=0.55, dob_wrong=0.025,
         no_grandfather=0.03),
    Hand(name="third", coverage=0.62, plain_hamza=0.9, heh_for_teh=0.7, maqsura_for_yeh=0.55, join_compounds=0.75,
         drop_article=0.03, letter_wrong=0.02, age_given=0.95, age_off=0.28, dob_given=0.0, dob_wrong=0.0,
         no_grandfather=0.05),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    given: str
    father: str
    grandfather: str
    family: str
    sex: str
    born: date
    died: date


def split(name: str) -> list[str]:
    """The parts of a name, each compound as one part of several words."""
    parts: list[str] = []
    held: list[str] = []
    for word in name.replace("(", " ").replace(")", " ").replace("-", " ").split():
        if word.lower() in DROPPED:
            continue
        held.append(word)
        if word.lower() not in JOINED:
            parts.append(" ".join(held))
            held = []
    return parts


def plain(part: str) -> str:
    """A spelling by which the spellings of one name are counted together."""
    for a, b in (("أ", "ا"), ("إ", "ا"), ("آ", "ا"), ("ة", "ه"), ("ى", "ي"), ("ـ", ""), (" ", "")):
        part = part.replace(a, b)
    return part


class Names:
    """How common each name is in each place, and how it is written in Latin letters."""

    def __init__(self, records: pl.DataFrame) -> None:
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        places: dict[str, Counter[str]] = {k: Counter() for k in ("m", "f", "lineage", "family")}
        self.latin: dict[str, Counter[str]] = defaultdict(Counter)
        for name, other, sex in records.select("name", "name_alt", "sex").iter_rows():
            if not name or not "ء" <= name[0] <= "ي":
                continue
            parts = split(name)
            if other and len(parts) == len(latin := split(other)):
                for arabic, written in zip(parts, latin, strict=True):
                    self.latin[plain(arabic)][written] += 1
            if len(parts) != 4 or sex not in places:
                continue
            for place, part in zip((sex, "lineage", "lineage", "family"), parts, strict=True):
                places[place][plain(part)] += 1
                spellings[plain(part)][part] += 1
        # A form seen once is more often a slip of the list drawn from than a name.
        self.places = {
            place: ([p for p, n in count.items() if n > 1], [n for n in count.values() if n > 1])
            for place, count in places.items()
        }
        self.spelling = {p: max(found, key=lambda s: (found[s], s)) for p, found in spellings.items()}

    def draws(self, chance: random.Random, place: str, count: int) -> list[str]:
        forms, weights = self.places[place]
        return [self.spelling[form] for form in chance.choices(forms, weights, k=count)]

    def to_latin(self, chance: random.Random, part: str) -> str:
        known = self.latin.get(plain(part))
        if known and chance.random() < 0.6:  # a house style: the same name mostly written the same way
            return max(known, key=lambda s: (known[s], s))
        if known:
            return chance.choices(list(known), list(known.values()))[0]
        return " ".join(spell_latin(word) for word in part.split())


def spell_latin(word: str) -> str:
    word = plain(word)
    article, word = ("Al-", word[2:]) if word.startswith("ال") and len(word) > 4 else ("", word)
    out = ""
    for letter in word:
        sound = PLAIN_LATIN.get(letter, "")
        if out and sound and out[-1] not in "aeiou" and sound[0] not in "aeiou":
            out += "a"
        out += sound
    return article + out.capitalize()


class Pool:
    """Names drawn a thousand at a time: one draw costs the sum of all weights."""

    def __init__(self, names: Names, chance: random.Random) -> None:
        self.names, self.chance = names, chance
        self.held: dict[str, list[str]] = defaultdict(list)

    def take(self, place: str) -> str:
        if not self.held[place]:
            self.held[place] = self.names.draws(self.chance, place, 1000)
        return self.held[place].pop()


def born_before(chance: random.Random, died: date, years: float) -> date:
    return died - timedelta(days=int(years * 365.25 + chance.random() * 365))


def household(pool: Pool, chance: random.Random) -> list[Person]:
    """People of one family who died on one day: a grandfather's line, its mothers, and its children."""
    died = LAST_DAY - timedelta(days=int(chance.random() * 260))
    family, grandfather = pool.take("family"), pool.take("lineage")
    dead: list[Person] = []
    for _ in range(1 + int(chance.random() ** 2 * 4)):
        father, father_age = pool.take("m"), 26 + chance.random() * 30
        if chance.random() < 0.5:
            born = born_before(chance, died, father_age)
            dead.append(Person(father, grandfather, pool.take("lineage"), family, "m", born, died))
        if chance.random() < 0.5:
            own = family if chance.random() < 0.15 else pool.take("family")
            born = born_before(chance, died, father_age - 4)
            dead.append(Person(pool.take("f"), pool.take("lineage"), pool.take("lineage"), own, "f", born, died))
        used: set[str] = set()
        age = chance.random() * 4
        for _ in range(int(chance.random() * 7)):
            sex = "m" if chance.random() < 0.52 else "f"
            given = pool.take(sex)
            while given in used:
                given = pool.take(sex)
            used.add(given)
            dead.append(Person(given, father, grandfather, family, sex, born_before(chance, died, age), died))
            age += 0.0 if chance.random() < 0.03 else 1 + chance.random() * 2.5
    return dead


def alone(pool: Pool, chance: random.Random) -> Person:
    died = LAST_DAY - timedelta(days=int(chance.random() * 260))
    sex = "m" if chance.random() < 0.8 else "f"
    age = min(95.0, max(0.0, chance.gauss(30, 15)))
    lineage = pool.take("lineage"), pool.take("lineage")
    return Person(pool.take(sex), *lineage, pool.take("family"), sex, born_before(chance, died, age), died)


def make_people(names: Names, chance: random.Random, count: int) -> list[Person]:
    """People, a bit over half of them killed with relatives."""
    pool = Pool(names, chance)
    people: list[Person] = []
    while len(people) < count:
        people += household(pool, chance) if chance.random() < 0.14 else [alone(pool, chance)]
    return people[:count]


def wrong_letter(chance: random.Random, word: str) -> str:
    if len(word) < 3:
        return word
    at = 1 + int(chance.random() * (len(word) - 1))
    kind = chance.random()
    if kind < 0.4:
        return word[:at] + MISTAKEN.get(word[at], chance.choice(LETTERS)) + word[at + 1 :]
    if kind < 0.7:
        return word[:at] + word[at + 1 :]
    if kind < 0.85:
        return word[:at] + word[at] + word[at:]
    return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]


def type_arabic(chance: random.Random, part: str, hand: Hand) -> str:
    if chance.random() < hand.plain_hamza:
        part = part.translate(str.maketrans("أإآؤئ", "اااوي"))
    if part.endswith("ة") and chance.random() < hand.heh_for_teh:
        part = part[:-1] + "ه"
    if part.endswith(("ي", "ى")) and chance.random() < hand.maqsura_for_yeh:
        part = part[:-1] + "ى"
    if " " in part and chance.random() < hand.join_compounds:
        part = part.replace(" ", "")
    elif part.startswith("عبدال") and chance.random() < 0.5:
        part = "عبد " + part[3:]
    if part.startswith("ال") and len(part) > 5 and chance.random() < hand.drop_article:
        part = part[2:]
    return wrong_letter(chance, part) if chance.random() < hand.letter_wrong else part


def type_name(chance: random.Random, person: Person, hand: Hand, names: Names) -> str:
    parts = [person.given, person.father, person.grandfather, person.family]
    if chance.random() < hand.no_grandfather:
        del parts[2]
    if not hand.latin:
        return " ".join(type_arabic(chance, part, hand) for part in parts)
    written = [names.to_latin(chance, part) for part in parts]
    return " ".join(wrong_letter(chance, w) if chance.random() < hand.letter_wrong / 2 else w for w in written)


def type_age(chance: random.Random, person: Person, hand: Hand) -> int | None:
    if chance.random() >= hand.age_given:
        return None
    age = (person.died - person.born).days // 365
    if chance.random() < hand.age_off:
        age += chance.choice((-1, -1, 1, 1, 1, -2, 2)) if chance.random() < 0.93 else chance.randint(-8, 8)
    return max(0, age)


def type_birth(chance: random.Random, person: Person, hand: Hand) -> str | None:
    if chance.random() >= hand.dob_given:
        return None
    born = person.born
    if chance.random() < hand.dob_wrong:
        if chance.random() < 0.35 and born.day <= 12:
            born = born.replace(day=born.month, month=born.day)
        elif chance.random() < 0.5:
            born = born.replace(year=born.year + chance.choice((-1, 1)), day=min(born.day, 28))
        else:
            born = born.replace(day=1 + int(chance.random() * 28))
    return born.isoformat()


def hands_for(variant: str) -> list[Hand]:
    hands = list(HANDS)
    if variant in ("age", "nogf"):
        hands = [replace(hand, dob_given=0.0) for hand in hands]
    if variant == "nogf":
        hands[1] = replace(hands[1], no_grandfather=1.0)
    if variant == "xscript":
        hands[1] = replace(hands[1], latin=True)
    return hands


def make(drawn_from: pl.DataFrame, *, variant: str, people: int, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the records and the truth of one set."""
    chance = random.Random(f"{seed}/{variant}")
    names = Names(drawn_from)
    persons = make_people(names, chance, people)
    rows: list[tuple[str, str, str, str, int | None, str | None]] = []
    for hand in hands_for(variant):
        for number, person in enumerate(persons):
            if chance.random() < hand.coverage:
                name = type_name(chance, person, hand, names)
                age, born = type_age(chance, person, hand), type_birth(chance, person, hand)
                sex = person.sex if chance.random() < 0.997 else {"m": "f", "f": "m"}[person.sex]
                rows.append((f"P{number:06d}", hand.name, name, sex, age, born))
    chance.shuffle(rows)
    texts = dict.fromkeys(("entity_id", "list", "name", "sex"), pl.String)
    schema = {**texts, "age": pl.Int16, "dob": pl.String}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    ids = pl.format("r{}", pl.int_range(pl.len()).cast(pl.String).str.zfill(7)).alias("record_id")
    frame = frame.with_columns(ids)
    columns = ["record_id", "list", "name", "sex", "age"] + (["dob"] if frame["dob"].count() else [])
    return frame.select(columns), frame.select("record_id", "entity_id")


def sample_names() -> pl.DataFrame:
    """Names of the invented mission."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
    from tawthiq.sample import lists_at_scale

    sexes = {"ذكر": "m", "أنثى": "f"}
    frame = lists_at_scale(50_000, seed=1)
    return frame.select("name", pl.col("name_other").alias("name_alt"), pl.col("sex").replace_strict(sexes))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--names", type=Path)
    parser.add_argument("--variant", choices=VARIANTS, default="dob")
    parser.add_argument("--records", type=int, default=45_000, help="about so many")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    people = round(asked.records / sum(hand.coverage for hand in HANDS))
    names = pl.read_parquet(asked.names) if asked.names else sample_names()
    records, truth = make(names, variant=asked.variant, people=people, seed=asked.seed)
    asked.out.mkdir(parents=True, exist_ok=True)
    records.write_parquet(asked.out / "records.parquet")
    truth.write_parquet(asked.out / "truth.parquet")
    print(f"{records.height} records of {truth['entity_id'].n_unique()} people in {asked.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
