"""spaCy as a proposer of speakers, where it is installed: the subject of a verb of speech, and its sentence.

The rule kept here: spaCy is never installed by this project and no model is fetched. Several official model names
at version 999.9.9 on package indexes are placeholders of unknown owners: install only a pipeline whose origin and
hash you know.
"""

from collections.abc import Callable, Sequence
from typing import Any

from tawthiq.reading.proposers import Answer
from tawthiq.reading.speech_words import load_speech
from tawthiq.terms.errors import SetupError

_SUBJECTS = ("nsubj", "nsubjpass", "nsubj:pass")
_PRONOUNS = ("PRON",)


class SpacyProposer:
    """A loaded spaCy pipeline as a `Proposer`.

    Args:
        pipeline: what ``spacy.load`` gives.
        name: the pipeline's name and version, written on its proposals.
        language: whose verbs of speech to look for.
    """

    def __init__(self, pipeline: Callable[[str], Any], *, name: str, language: str = "en") -> None:
        self.name = f"spacy:{name}"
        self._pipeline = pipeline
        self._verbs = load_speech(language).pattern("verbs", r"(?:{})\Z")

    def answers(self, paragraph: str) -> Sequence[Answer | None]:
        """The sentence and the subject of every verb of speech in one paragraph; pronouns name nobody."""
        found = []
        for sentence in self._pipeline(paragraph).sents:
            for token in sentence:
                if not self._verbs.match(token.text):
                    continue
                for child in token.children:
                    if child.dep_ in _SUBJECTS and child.pos_ not in _PRONOUNS:
                        words = list(child.subtree)
                        start, end = words[0].idx, words[-1].idx + len(words[-1].text)
                        found.append(Answer(passage=sentence.text.strip(), speaker=paragraph[start:end].strip(" ,")))
        return found


def load_spacy(pipeline: str, *, language: str = "en") -> SpacyProposer:
    """An installed pipeline by its name.

    Raises:
        SetupError: spaCy or the pipeline is not installed.
    """
    try:
        import spacy  # type: ignore[import-not-found,unused-ignore]

        loaded = spacy.load(pipeline)
    except (ImportError, OSError) as problem:
        raise SetupError(
            "model.spacy",
            "spaCy, or the pipeline asked for, is not installed here.",
            "Install a pipeline whose origin you know, or read without one.",
        ) from problem
    return SpacyProposer(loaded, name=f"{pipeline}-{loaded.meta.get('version', '')}", language=language)
