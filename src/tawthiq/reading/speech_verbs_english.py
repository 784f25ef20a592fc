"""English: whether a word that can be a verb of speech is one in its place.

The rules kept here: a form behind "its daily", "an" or "additional" is a noun or an adjective; a verb before "by
..." is a passive; an attack that "claimed 53 lives" says nothing. A verb of reporting ("confirmed", "estimated")
carries what stands behind it only with "that" or a number at once, and finding bodies is no report. A verb and its
speaker may close a sentence behind a comma, or be set off by commas in the middle of its own words.
"""

import re

from tawthiq.reading.cue_parts import MASK
from tawthiq.reading.speech_words import SpeechWords

_BY_SOMEBODY = re.compile(r"\s+by\s+(?!(?:tele)?phone|e-?mail|text|video|letter|late|early|mid|\w+day)")
_LIVES = re.compile(r"\s+(?:[\w,.]+\s+){0,5}?(?:lives\b|the li(?:ves|fe)\b|responsibility\b|credit\b)")
_SPEAKER_BEHIND = re.compile(
    r"\s+(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|in\b|on\b)(?:an?\s|the\s|one\s|another\s|[A-Z]|officials?|police"
    r"|residents|witnesses|local|state|human|humanitarian|government|military|medical|hospital|security|rescue|aid|reports|media|activists|sources|doctors|medics|rescuers"
    r"|monitors|rebels|opposition|diplomats|survivors|villagers|relatives|eyewitnesses)[^;:\x01]{0,160}\Z"
)
_WHO = re.compile(r"\s(?:who|which)\s.*")
_NUMBER = re.compile(
    r"\s+the (?:\w+ ){0,2}(?:arrest|death|killing|detention|displacement|abduction|disappearance|release|rescue"
    r"|evacuation|return|arrival|murder|execution|kidnapping|loss|freeing)s? of\b"
    r"|\s+the (?:\w+ ){0,2}(?:number|toll|total|figure|count) (?:of|at|to|was|is)\b"
    r"|\s+(?:an?|the) (?:[\w-]+ ){0,3}(?:count|toll|total|figure|tally|number) of\b"
    r"|\s+an? \w+ \d"
    r"|\s+(?:\w+ly )?(?:finding|seeing|counting|discovering|recovering|burying|documenting|recording|losing)"
    r"\s+(?:the\s+)?(?:at least|more than|about|some|\d|\w+ bod)"
    r"|\s+(?:detaining|arresting|capturing|killing|rescuing|receiving|treating|hosting|registering)\b"
    r"|\s+there (?:are|were|is|was|have been|had been)\b"
    r"|(?:\s+(?:at least|more than|about|some|nearly|over|up to|around|almost|as many as|an estimated|approximately))?"
    r"\s+(?:\d|(?:an? )?(?:\w+ )?(?:hundreds?|thousands?|dozens?|scores|two|three|four|five|six|seven|eight|nine"
    r"|ten|eleven|twelve|\w+teen|\w+ty)\b)"
)
_PUT = re.compile(r"\Aputt?s?i?n?g?\b", re.IGNORECASE)
_GOES_ON = re.compile(
    r"(?:\s+(?:on\s)?\w+day)?\s*,\s*(?!(?:and|or|but|while|as|with|when|after|before|though|although|since|in)\b|\w+ing\b)[a-z]"
)
_SHORT = 9
_FINDS = re.compile(r"(?:found|finds|recorded|counted|identified)\Z", re.IGNORECASE)
_BODIES = re.compile(r"\s+(?:[\w,-]+\s+){1,6}?(?:bod(?:y|ies)|corpses?|remains|dead|survivors?|graves?|alive)\b")
_DAY_FIRST = re.compile(r"\A\s+(?:on\s+)?\w+day(?=\s)")
_CLOSING = ("say", "said", "says", "reports", "reported")
TELLING = ("told", "tells", "asked", "asks", "informed", "informs")


def is_noun(text: str, match: re.Match[str], speech: SpeechWords) -> bool:
    """Whether a form is a noun ("in its daily report"), an adjective ("an additional estimated 7,000"), or no speech.

    An attack that "claimed 53 lives" says nothing, nor does one "claimed by" a group.
    """
    if _LIVES.match(text, match.end()) is not None or _BY_SOMEBODY.match(text, match.end()) is not None:
        return True
    if not speech.pattern("noun_forms").fullmatch(match.group()):
        return False
    if text.startswith(" of ", match.end()):
        return True  # "surpassing the first estimate of 100,000"
    if not text[match.end() :].strip(" .") and MASK not in text[: match.start()]:
        return True  # "..., according to the UN mission report."
    return speech.pattern("noun_before").search(text[max(0, match.start() - 40) : match.start()]) is not None


def closes_sentence(before: str, verb: str, behind: str, speech: SpeechWords) -> bool:
    """Whether a verb and its speaker close the sentence behind a comma: "..., said a resident who gave no name."."""
    if verb.lower() in TELLING or not before.rstrip().endswith(",") or _SPEAKER_BEHIND.match(behind) is None:
        return False
    if verb.lower() not in _CLOSING:  # "..., confirmed a spokesman of the hospital", never "..., confirmed the deaths"
        is_role, is_organisation = speech.listed("roles"), speech.listed("organisation_words")
        ahead = [word.lower().strip('.,"”') for word in behind.split()[:5]]
        if not any(is_role(word) or is_organisation(word) for word in ahead):
            return False
    return speech.pattern("finite").search(_WHO.sub("", behind)) is None


def is_aside(ahead: str, behind: str, speech: SpeechWords) -> bool:
    """Whether a cue is set off by commas in the middle of its own words: "The camp, the agency says, holds ..."."""
    if MASK in ahead or not _GOES_ON.match(behind):
        return False
    short = len(ahead.split()) <= _SHORT and speech.pattern("finite").search(ahead) is None
    return short or re.match(r"[^,]{0,12},\s*(?:were|was|have|has|had|are|is)\s", behind) is not None


def reports_number(match: re.Match[str], behind: str) -> bool:
    """Whether a verb of reporting carries a number, a toll or a noun of what happened right behind it."""
    behind = _DAY_FIRST.sub("", behind)
    if _FINDS.match(match.group()) and _BODIES.match(behind):
        return False
    return _NUMBER.match(behind) is not None or _PUT.match(match.group()) is not None
