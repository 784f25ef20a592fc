"""A report read from end to end: the stages in order, each pure, every result in raw spans."""

import hashlib
import re
from datetime import date

from tawthiq.reading.attribution import Attribution, attribute
from tawthiq.reading.binding import Bound
from tawthiq.reading.folding import Folded, fold
from tawthiq.reading.layout import read_layout
from tawthiq.reading.lexicon import Lexicon, load_lexicon
from tawthiq.reading.quantities import Quantity, find_quantities
from tawthiq.reading.quotations import find_quotations
from tawthiq.reading.quoting import find_quoted
from tawthiq.reading.relations import Placed, relate_figures
from tawthiq.reading.roles import bind_english
from tawthiq.reading.roles_arabic import bind_arabic
from tawthiq.reading.sentences import Sentence, split_sentences
from tawthiq.reading.speech_words import load_speech
from tawthiq.reading.surroundings import Around, look_around
from tawthiq.reading.transcripts import find_turns
from tawthiq.terms.figures import (
    FigureSpans,
    Reading,
    ReportedFigure,
    Span,
)

_LETTERS = 4000
_ENGLISH = re.compile(r"\b(?:the|of|and|in|to|a|said|were|was|have|has|for|killed|people|on|by|from)\b", re.IGNORECASE)
_CAPITAL_WORD = re.compile(r"[A-ZÀ-Þ][\w'-]+")


def read_report(text: str, *, published_on: date | None = None) -> Reading:
    """Propose the figures and quotations of a report, each with its exact words, speaker and rules.

    Use it on the plain text of one article. The result is a pure function of its arguments: the same bytes on
    every machine. Nothing proposed is true before a member has confirmed it. English and Arabic are read;
    of a text in another language (``und``) only layout and quotation marks are.

    Args:
        text: the raw text; every span of the result counts its code points.
        published_on: the day of publication, against which weekdays are resolved; without it they stay words.

    Raises:
        BadInputError: the text is empty, no text, longer than twenty million characters, or broken Unicode.
    """
    folded = fold(text)
    language = tell_language(folded.view)
    lexicon = load_lexicon("ar" if language == "ar" else "en")
    digest = hashlib.sha256(text.encode()).hexdigest()
    page = read_layout(folded, lexicon)
    sentences = split_sentences(folded.view, page.paragraphs, lexicon)
    quoted = find_quoted(folded, page.paragraphs)
    spoken = tell_speech(folded.view, language)
    speech = load_speech(spoken or "en")
    said = attribute(
        folded,
        sentences if spoken else [],
        quoted,
        published_on,
        speech,
        turns=find_turns(folded.view, page.paragraphs, speech),
        credits=page.credits,
    )
    bounds = _all_bounds(folded.view, sentences, lexicon) if language != "und" else []
    figures = tuple(_figure(folded, digest, sentences, number, bound, said, lexicon) for number, bound in bounds)
    return Reading(
        document=digest,
        language=language,
        published_on=published_on,
        layout=page.parts,
        credits=page.credits,
        figures=figures,
        quotations=find_quotations(folded, digest, page.parts, quoted, said),
        relations=relate_figures(_placed(bounds, figures), text),
    )


def tell_language(view: str) -> str:
    """``ar``, ``en``, or ``und`` where neither script and words fit, by the text's beginning."""
    sample = view[: _LETTERS * 2]
    arabic = sum("\u0621" <= char <= "\u064a" for char in sample)
    latin = sum(char.isascii() and char.isalpha() for char in sample)
    letters = sum(char.isalpha() for char in sample)
    if arabic * 2 > letters:
        return "ar"
    words = sample.count(" ") + 1
    if latin * 2 > letters and (words < 12 or len(_ENGLISH.findall(sample)) * 14 >= words):
        return "en"
    return "und"


def tell_speech(view: str, language: str) -> str:
    """The language whose words of speech fit; empty where none does."""
    if language != "und":
        return language
    sample = f" {view[:_LETTERS]} ".lower()
    marks = {
        "uk": sum(sample.count(char) for char in "іїєґ"),
        "ru": sum(sample.count(char) for char in "ыэъё"),
    }
    if sum("а" <= char <= "я" for char in sample) * 2 > sum(char.isalpha() for char in sample):
        return max(marks, key=lambda name: marks[name])
    common = {
        "fr": sum(sample.count(word) for word in (" le ", " la ", " les ", " des ", " du ", " et ", " est ", " une ", " a ", " que ")),
        "es": sum(sample.count(word) for word in (" el ", " los ", " las ", " del ", " y ", " una ", " en ", " que ", " no ")),
    }
    best = max(common, key=lambda name: common[name])
    return best if common[best] * 14 >= sample.count(" ") else ""


def _all_bounds(view: str, sentences: list[Sentence], lexicon: Lexicon) -> list[tuple[int, Bound]]:
    found: list[tuple[int, Bound]] = []
    for number, sentence in enumerate(sentences):
        quantities = find_quantities(view, sentence.start, sentence.end, lexicon)
        if not quantities:
            continue
        if lexicon.language == "ar":
            bounds = bind_arabic(view, sentence, quantities, lexicon)
        else:
            before = found[-1] if found and found[-1][0] == number - 1 else None
            bounds = bind_english(view, sentence, quantities, lexicon, before[1] if before else None)
        found += [(number, bound) for bound in bounds]
    return found


def _figure(
    folded: Folded,
    digest: str,
    sentences: list[Sentence],
    number: int,
    bound: Bound,
    said: Attribution,
    lexicon: Lexicon,
) -> ReportedFigure:
    sentence = sentences[number]
    quantity = bound.quantity
    speaker = said.of_words(number, quantity.start, quantity.end)
    scope = said.scope(number, (sentence.start, sentence.end), quantity.start)
    around = look_around(folded, bound, scope, lexicon)
    span = folded.span(bound.start, bound.end)
    hedge = folded.span(quantity.hedge_start, quantity.hedge_end) if quantity.hedge_start >= 0 else None
    trigger = folded.span(*bound.trigger)
    return ReportedFigure(
        document=digest,
        span=span,
        spans=_spans(folded, bound, trigger, hedge, speaker.cue),
        words=span.words(folded.raw),
        category=bound.category,
        term=trigger.words(folded.raw),
        value_min=quantity.low,
        value_max=quantity.high,
        vague=quantity.vague,
        hedge=quantity.hedge,
        hedge_word=hedge.words(folded.raw) if hedge else "",
        unit=bound.unit,
        measure=around.measure,
        per=around.per,
        since=around.since,
        modality=around.modality,
        group=_group(folded.view, bound, lexicon),
        places=around.places,
        period=around.period,
        as_of=around.as_of,
        speaker=speaker,
        rules=_rules(quantity, bound, around, speaker.how),
    )


def _spans(folded: Folded, bound: Bound, trigger: Span, hedge: Span | None, cue: Span | None) -> FigureSpans:
    start = min(bound.clause[0], bound.start)
    end = max(bound.clause[1], bound.end)
    while start < bound.start and folded.view[start] in " ,;\n":
        start += 1
    while end > bound.end and folded.view[end - 1] in " ,;\n":
        end -= 1
    return FigureSpans(
        quantity=folded.span(bound.quantity.start, bound.quantity.end),
        clause=folded.span(start, end),
        trigger=trigger,
        hedge=hedge,
        cue=cue,
    )


def _rules(quantity: Quantity, bound: Bound, around: Around, how: str) -> tuple[str, ...]:
    found = [bound.rule]
    if quantity.hedge_start >= 0:
        found.append(f"hedge.{quantity.hedge}")
    found.append(f"measure.{around.measure}")
    if how != "none":
        found.append(f"speaker.{how}")
    return tuple(found)


def _group(view: str, bound: Bound, lexicon: Lexicon) -> str:
    """The population a figure is about, where the words for the people name one ("mostly Iraqi refugees")."""
    if lexicon.language != "en":
        return ""
    words = view[bound.counted[0] : bound.counted[1]].strip(" ,")
    words = re.sub(r"\Aof\s+", "", words)
    named = _CAPITAL_WORD.search(words) or lexicon.pattern("group_words").search(words)
    if not named or len(words) > 80:
        return ""
    living = re.match(
        r"\s+(?:living|staying|residing|based) in (?:[A-Z][\w-]+ ?)+",
        view[bound.counted[1] : bound.counted[1] + 60],
    )
    return words + living.group().rstrip() if living else words


def _placed(bounds: list[tuple[int, Bound]], figures: tuple[ReportedFigure, ...]) -> list[Placed]:
    starts = {bound.quantity.start: index for index, (_, bound) in enumerate(bounds)}
    return [
        Placed(index, figure, number, starts.get(bound.part_of.start) if bound.part_of else None)
        for index, ((number, bound), figure) in enumerate(zip(bounds, figures, strict=True))
    ]
