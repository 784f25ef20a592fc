"""A report read from end to end: the stages in order, each pure, every result in raw spans."""

import hashlib
from dataclasses import replace
from datetime import date

from tawthiq.reading.attribution import Attribution, attribute
from tawthiq.reading.binding import Bound
from tawthiq.reading.carrying import carry_places
from tawthiq.reading.dashboards_english import bind_dashboards
from tawthiq.reading.events import find_events
from tawthiq.reading.folding import Folded, fold
from tawthiq.reading.languages import tell_language
from tawthiq.reading.layout import read_layout
from tawthiq.reading.lexicon import Lexicon, load_lexicon
from tawthiq.reading.proposing import Place, propose
from tawthiq.reading.quantities import Quantity, find_quantities
from tawthiq.reading.quotations import find_quotations
from tawthiq.reading.quoting import find_quoted
from tawthiq.reading.relations import Placed, relate_figures
from tawthiq.reading.roles_arabic import bind_arabic
from tawthiq.reading.roles_english import bind_english
from tawthiq.reading.roles_european import bind_european
from tawthiq.reading.sentences import Sentence, split_sentences
from tawthiq.reading.speech_words import load_speech
from tawthiq.reading.transcripts import find_turns
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.figures import Measure, Modality, Reading, ReportedFigure

_OLDEST, _LATEST = 1800, 9998


def read_report(text: str, *, published_on: date | None = None) -> Reading:
    """Propose the figures and quotations of a report, each with its exact words, speaker and rules.

    Use it on the plain text of one article. The result is a pure function of its arguments: the same bytes on
    every machine. Nothing proposed is true before a member has confirmed it. English, Arabic, French, Spanish,
    Russian and Ukrainian are read; of a text in another language (``und``) only layout and quotation marks are.

    Args:
        text: the raw text; every span of the result counts its code points.
        published_on: the day of publication, against which weekdays are resolved; without it they stay words.
            Given, it lies between the years 1800 and 9998.

    Raises:
        BadInputError: the text is empty, no text, longer than twenty million characters, or broken Unicode; or
            the day of publication cannot be.
    """
    if published_on is not None and not _OLDEST <= published_on.year <= _LATEST:
        raise BadInputError("reading.published", "The report cannot be of that day.", "Give the day it was published.")
    folded = fold(text)
    language = tell_language(folded.view)
    lexicon = load_lexicon("en" if language == "und" else language)
    digest = hashlib.sha256(text.encode()).hexdigest()
    page = read_layout(folded, lexicon)
    sentences = split_sentences(folded.view, page.paragraphs, lexicon)
    quoted = find_quoted(folded, page.paragraphs)
    if language == "und":
        sentences = []
    speech = load_speech(lexicon.language)
    turns = find_turns(folded.view, page.paragraphs, speech)
    said = attribute(folded, sentences, quoted, published_on, speech, turns=turns, wires=page.credits)
    bounds = _all_bounds(folded.view, sentences, lexicon)
    proposed = tuple(
        _figure(folded, digest, sentences, number, bound, said, published_on, lexicon) for number, bound in bounds
    )
    numbers = [number for number, _ in bounds]
    figures = carry_places(folded, page, sentences, numbers, _as_their_whole(bounds, proposed), lexicon)
    return Reading(
        document=digest,
        language=language,
        published_on=published_on,
        layout=page.parts,
        credits=page.credits,
        figures=figures,
        quotations=find_quotations(folded, digest, page.parts, quoted, said),
        events=find_events(folded, digest, sentences, said, lexicon.language),
        relations=relate_figures(_placed(bounds, figures), text),
    )


def _all_bounds(view: str, sentences: list[Sentence], lexicon: Lexicon) -> list[tuple[int, Bound]]:
    found: list[tuple[int, Bound]] = []
    counted = [find_quantities(view, sentence.start, sentence.end, lexicon) for sentence in sentences]
    for number, (sentence, quantities) in enumerate(zip(sentences, counted, strict=True)):
        if not quantities:
            continue
        before = found[-1][1] if found and found[-1][0] == number - 1 else None
        found += [(number, bound) for bound in _bind(view, sentence, quantities, lexicon, before)]
    return bind_dashboards(view, sentences, counted, found, lexicon) if lexicon.language == "en" else found


def _bind(
    view: str, sentence: Sentence, quantities: list[Quantity], lexicon: Lexicon, before: Bound | None
) -> list[Bound]:
    if lexicon.language == "en":
        return bind_english(view, sentence, quantities, lexicon, before)
    if lexicon.language == "ar":
        return bind_arabic(view, sentence, quantities, lexicon)
    return bind_european(view, sentence, quantities, lexicon)


def _figure(
    folded: Folded,
    digest: str,
    sentences: list[Sentence],
    number: int,
    bound: Bound,
    said: Attribution,
    published_on: date | None,
    lexicon: Lexicon,
) -> ReportedFigure:
    sentence = sentences[number]
    quantity = bound.quantity
    bounds = (sentence.start, sentence.end)
    speaker = said.of_words(number, quantity.start, quantity.end)
    place = Place(bounds, said.scope(number, bounds, quantity.start))
    return propose(folded, digest, bound, place, speaker, published_on, lexicon)


def _as_their_whole(bounds: list[tuple[int, Bound]], figures: tuple[ReportedFigure, ...]) -> tuple[ReportedFigure, ...]:
    """Parts ("of whom", "among them") are as sure and as counted as their whole, where they say nothing else."""
    found = list(figures)
    for item in _placed(bounds, figures):
        if item.part_of is None:
            continue
        part, whole = found[item.index], found[item.part_of]
        if part.modality is Modality.ASSERTED:
            part = replace(part, modality=whole.modality)
        if part.rules[0].endswith(".part") and whole.measure is Measure.CUMULATIVE:
            part = replace(part, measure=whole.measure, since=whole.since, since_on=whole.since_on)
        found[item.index] = part
    return tuple(found)


def _placed(bounds: list[tuple[int, Bound]], figures: tuple[ReportedFigure, ...]) -> list[Placed]:
    starts = {bound.quantity.start: index for index, (_, bound) in enumerate(bounds)}
    return [
        Placed(index, figure, number, starts.get(bound.part_of.start) if bound.part_of else None)
        for index, ((number, bound), figure) in enumerate(zip(bounds, figures, strict=True))
    ]
