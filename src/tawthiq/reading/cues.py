"""The cues of a sentence: verbs of speech, sources, labels; who speaks, and which words are what was said.

The rules kept here: of two cues around the same words the inner one speaks and the outer one relays; a cue behind
its content reaches back only to the cue before it. What stands inside quotation marks is never searched for cues.
Each language has its own rules for where the speaker stands (`cues_english`, `cues_arabic`, `cues_european`);
the words themselves are data.
"""

from dataclasses import replace

from tawthiq.reading.cue_parts import Cue, masked, shifted, with_circumstances
from tawthiq.reading.cues_arabic import arabic_cues
from tawthiq.reading.cues_english import english_cues
from tawthiq.reading.cues_european import european_cues
from tawthiq.reading.labels import label_cues
from tawthiq.reading.quoting import Places
from tawthiq.reading.sentences import Sentence
from tawthiq.reading.speech_words import SpeechWords


def find_cues(view: str, sentence: Sentence, quoted: Places, speech: SpeechWords) -> list[Cue]:
    """The cues of a sentence, in order, in offsets of the view."""
    text = masked(view, sentence, quoted)
    if speech.language == "ar":
        found = arabic_cues(text, speech)
    elif speech.language == "en":
        found = english_cues(view, sentence, text, speech)
    else:
        found = european_cues(text, speech)
    found += label_cues(view, sentence, text, found, speech)
    found = [cue for cue in found if cue.implied or cue.subject[1] > cue.subject[0]]
    found.sort(key=lambda cue: cue.cue)
    return [shifted(with_circumstances(cue, text, speech), sentence.start) for cue in _narrowed(found)]


def _narrowed(cues: list[Cue]) -> list[Cue]:
    """A cue behind its content reaches back only to the cue before it; a relayed source has its relayer's words."""
    found: list[Cue] = []
    for index, cue in enumerate(cues):
        start = cue.content[0]
        if not cue.leading and index:
            before = cues[index - 1]
            start = max(start, before.content[0] if before.leading else before.cue[1])
        content = (min(start, cue.content[1]), cue.content[1])
        if cue.relays and index + 1 < len(cues) and not cues[index + 1].according:
            content = cues[index + 1].content
        found.append(replace(cue, content=content))
    return found
