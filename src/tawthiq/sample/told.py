"""How a witness says an age or a day: exactly, roughly, or as a band; in English or Arabic.

The words are kept beside what they state: an age or None where only a band was said, a day as an ISO date cut to the
precision of the words (``2012-04-13``, ``2012-04``).
"""

import datetime as dt
import random
from typing import Any

from tawthiq.sample.spelling import eastern

_BANDS_AR = {2: "العشرينات", 3: "الثلاثينات", 4: "الأربعينات", 5: "الخمسينات", 6: "الستينات", 7: "السبعينات"}
_BANDS_EN = {2: "twenties", 3: "thirties", 4: "forties", 5: "fifties", 6: "sixties", 7: "seventies"}


def tell_age(stream: random.Random, age: int, *, sex: str, language: str) -> tuple[str, int | None]:
    """Return the words for an age and the age they state, or None where they state a band."""
    return _age_ar(stream, age) if language == "ar" else _age_en(stream, age, sex=sex)


def _age_en(stream: random.Random, age: int, *, sex: str) -> tuple[str, int | None]:
    if age == 0:
        return "not yet one year old", 0
    if age < 18:
        return ("one year old", 1) if age == 1 else (f"{age} years old", age)
    choice = stream.randrange(4)
    if choice == 0 and age // 10 in _BANDS_EN:
        return f"in {'her' if sex == 'female' else 'his'} {_BANDS_EN[age // 10]}", None
    if choice == 1:
        return f"about {round(age / 5) * 5} years old", round(age / 5) * 5
    return f"{age} years old", age


def _age_ar(stream: random.Random, age: int) -> tuple[str, int | None]:
    if age == 0:
        return "أقل من سنة", 0
    choice = stream.randrange(4) if age >= 18 else 3
    if choice == 0 and age // 10 in _BANDS_AR:
        return f"في {_BANDS_AR[age // 10]}", None
    if choice == 1:
        return f"نحو {years_ar(round(age / 5) * 5)}", round(age / 5) * 5
    return years_ar(age), age


def years_ar(count: int) -> str:
    """Return so many years in Arabic: one, two, the plural from three to ten, the singular from eleven."""
    if count in (1, 2):
        return ("سنة واحدة", "سنتان")[count - 1]
    return f"{count} {'سنوات' if 3 <= count % 100 <= 10 else 'سنة'}"


def tell_day(stream: random.Random, day: dt.date, *, language: str, words: dict[str, Any]) -> tuple[str, str]:
    """Return the words for a day and the ISO date they state."""
    month = words[f"months_{language}"][day.month - 1]
    weekday = words[f"days_{language}"][day.weekday()]
    choice = stream.randrange(4)
    if language == "ar":
        number, year = (eastern(day.day), eastern(day.year)) if stream.random() < 0.5 else (str(day.day), str(day.year))
        forms = (f"يوم {weekday} {number} {month} {year}", f"في {number} {month} {year}", f"في منتصف {month} {year}")
    else:
        forms = (
            f"on {weekday} {day.day} {month} {day.year}",
            f"on {day.day} {month} {day.year}",
            f"in the middle of {month} {day.year}",
        )
    if choice == 2 and 10 <= day.day <= 20:
        return forms[2], day.isoformat()[:7]
    if choice == 3:
        rough = f"في {month} {day.year}" if language == "ar" else f"one day in {month} {day.year}"
        return rough, day.isoformat()[:7]
    return forms[min(choice, 1)], day.isoformat()
