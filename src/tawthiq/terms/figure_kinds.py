"""The codes of a reported figure: what was counted, what happened to it, how firmly and by whom it is said.

The wording of each category, in English and Arabic, is in ``reading/lexicons/categories.yaml``. Codes are kept
on disk: one is never given another meaning.
"""

from enum import StrEnum


class Unit(StrEnum):
    """What is counted."""

    PERSON = "person"
    HOUSEHOLD = "household"


class Hedge(StrEnum):
    """How firmly the number is given: the class of the hedge word, ``exact`` where there is none.

    "Official" and "confirmed" say who stands behind a number, not how firm it is: the word is kept, the class
    is ``exact``, and a confirmed number has the modality ``verified``.
    """

    EXACT = "exact"
    AT_LEAST = "at_least"
    UP_TO = "up_to"
    ABOUT = "about"
    ESTIMATED = "estimated"


class Category(StrEnum):
    """What happened to the people counted; each is defined in ``reading/lexicons/categories.yaml``."""

    KILLED = "killed"
    INJURED = "injured"
    KILLED_OR_INJURED = "killed_or_injured"
    MISSING = "missing"
    DETAINED = "detained"
    ABDUCTED = "abducted"
    RELEASED = "released"
    DISPLACED = "displaced"
    DISPLACED_INTERNAL = "displaced_internal"
    REFUGEE = "refugee"
    RETURNED = "returned"
    EVACUATED = "evacuated"
    RELOCATED = "relocated"
    SHELTERED = "sheltered"
    HOMELESS = "homeless"
    RESCUED = "rescued"
    STRANDED = "stranded"
    TRAPPED = "trapped"
    IN_NEED = "in_need"
    AFFECTED = "affected"


class Measure(StrEnum):
    """Whether the number is a state, events, events per period, or events since a start."""

    STOCK = "stock"
    FLOW = "flow"
    RATE = "rate"
    CUMULATIVE = "cumulative"


class Modality(StrEnum):
    """Whether the speaker says it is so. Only asserted and verified figures may enter arithmetic.

    ``feared`` is everything said to be possible but not known: feared, believed, presumed, "may have".
    """

    ASSERTED = "asserted"
    VERIFIED = "verified"
    FEARED = "feared"
    PROJECTED = "projected"
    PLANNED = "planned"
    ORDERED = "ordered"
    COUNTERFACTUAL = "counterfactual"


class PlaceRelation(StrEnum):
    """What a place is to the people counted."""

    AT = "at"
    FROM = "from"
    TO = "to"


class PlacePrecision(StrEnum):
    """How narrow a place is by its own words or by the gazetteer; never narrowed by guessing."""

    COUNTRY = "country"
    PROVINCE = "province"
    DISTRICT = "district"
    TOWN = "town"
    SITE = "site"
    BORDER = "border"
    UNKNOWN = "unknown"


class TimeBasis(StrEnum):
    """What a day of a figure rests on.

    ``stated``: written with its year. ``resolved``: words such as "Tuesday" against the day of publication.
    ``said``: the day the speaker said it. ``published``: the day of publication, where nothing else is known.
    """

    STATED = "stated"
    RESOLVED = "resolved"
    SAID = "said"
    PUBLISHED = "published"
    UNKNOWN = "unknown"


class How(StrEnum):
    """How the speaker was found, so that a member can judge it at a glance."""

    NONE = "none"
    CUE = "cue"
    APPOSITIVE = "appositive"
    PRONOUN = "pronoun"
    DESCRIPTION = "description"
    NEXT_NAMING = "next_naming"
    CONTINUATION = "continuation"
    PARENTHESIS = "parenthesis"
    LABEL = "label"
    CREDIT = "credit"


class QuotationKind(StrEnum):
    """Direct: a quoted sentence. Mixed: quoted words inside reported speech. Indirect: reported speech."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class LayoutKind(StrEnum):
    """Parts of a page. Furniture, bylines and credits are never read as content; nothing is ever deleted."""

    TITLE = "title"
    DATELINE = "dateline"
    BYLINE = "byline"
    CREDIT = "credit"
    CAPTION = "caption"
    FURNITURE = "furniture"


class RelationKind(StrEnum):
    """How figures of one report belong together."""

    SUM = "sum"
    SIGNED_SUM = "signed_sum"
    SUBSET = "subset"
