"""Who may open which address, declared once more, by hand: the matrix holds the pages to this table.

A name that stands in the addresses and not here fails the build. `needs` is what the role must include (None: every
signed-in member), `thing` the kind of thing whose id stands in the address, which must lie where the member is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tawthiq.guarding.roles import Permission

P = Permission


@dataclass(frozen=True)
class Rule:
    """What holds of one address."""

    needs: P | None
    thing: str = ""
    methods: frozenset[str] = frozenset({"GET"})
    #: Values of the form a POST sends, so that it reaches what it would do; a tuple names a thing of the part.
    sends: dict[str, Any] = field(default_factory=dict)
    #: What stands in the address after the thing's id, and what is asked for in the query.
    after: tuple[object, ...] = ()
    query: str = ""
    #: The thing lies in no compartment: it is the mission's own, or no more of it is told than the ledger tells.
    anywhere: bool = False
    #: A monitor is answered for what they handed in themselves only, which these things are not.
    not_monitors: bool = False


BOTH = frozenset({"GET", "POST"})
POST = frozenset({"POST"})

BAG = {"recipient": "a court", "purpose": "international_body", "reason": "asked", "language": "en"}

#: Open to whoever comes by: nothing of the mission is behind these.
OPEN = {
    "entrance:sign_in",
    "entrance:second",
    "entrance:passkey",
    "entrance:sign_out",
    "entrance:language",
    "entrance:leave",
}

RULES: dict[str, Rule] = {
    "entrance:awake": Rule(None, methods=POST),
    "entrance:prove": Rule(None, methods=BOTH),
    "entrance:me": Rule(None),
    "entrance:new_passkey": Rule(None, methods=BOTH),
    "entrance:drop_passkey": Rule(None, "nothing of mine", POST),
    "entrance:codes": Rule(None, methods=BOTH),
    "entrance:drop_codes": Rule(None, methods=POST),
    "entrance:drop_session": Rule(None, "session", POST),
    "entrance:drop_other_sessions": Rule(None, methods=POST),
    "overview:home": Rule(None),
    "styleguide:index": Rule(None),
    "styleguide:progress": Rule(None),
    "persons:list": Rule(P.READ_CONTENT),
    "persons:person": Rule(P.READ_CONTENT, "person"),
    "persons:verify": Rule(P.VERIFY, "person", POST, {"status": "verified", "reason": "seen"}),
    "records:record": Rule(P.READ_CONTENT, "record"),
    "records:correct": Rule(P.JUDGE, "record", POST),
    "incidents:list": Rule(P.READ_CONTENT),
    "incidents:incident": Rule(P.READ_CONTENT, "incident"),
    "incidents:link": Rule(P.LINK, methods=BOTH),
    "incidents:review": Rule(P.JUDGE),
    "incidents:pair": Rule(P.JUDGE, "incident_pair"),
    "incidents:judge": Rule(P.JUDGE, "incident_pair", POST, {"decision": "same"}),
    "incidents:undo": Rule(P.JUDGE, methods=POST),
    "sources:list": Rule(P.READ_CONTENT),
    "sources:source": Rule(P.READ_CONTENT, "source"),
    "sources:rows": Rule(P.READ_CONTENT, "source"),
    "sources:import_list": Rule(P.ADD_SOURCES, methods=BOTH),
    "sources:preview": Rule(P.ADD_SOURCES, "file", BOTH),
    "sources:add_report": Rule(P.ADD_SOURCES, methods=BOTH),
    "sources:withdraw": Rule(P.ADD_SOURCES, "source", POST, {"sure": "yes"}),
    "sources:withdraw_consent": Rule(P.WITHDRAW, "interview", POST, {"sure": "yes"}),
    "sources:repeats": Rule(P.ADD_SOURCES, "source", POST),
    "sources:read_again": Rule(P.ADD_SOURCES, "source", POST),
    "sources:read_all_again": Rule(P.ADD_SOURCES, methods=POST),
    "sources:ask_model": Rule(P.ADD_SOURCES, methods=POST),
    "sources:move": Rule(P.MANAGE_COMPARTMENTS, "source", POST, {"compartment": ("compartment",)}),
    "interviews:new": Rule(P.RECORD_INTERVIEWS, methods=BOTH),
    "interviews:receipt": Rule(P.RECORD_INTERVIEWS, "receipt of a form just sent"),
    "interviews:date": Rule(P.RECORD_INTERVIEWS),
    "interviews:clear": Rule(P.RECORD_INTERVIEWS, methods=BOTH),
    "sealing:list": Rule(P.CONSENT_TO_OPENING),
    "sealing:ask": Rule(P.OPEN_SEALED, methods=POST, sends={"interview": "all", "reason": "no reason"}),
    "sealing:request": Rule(P.CONSENT_TO_OPENING, "opening"),
    "sealing:answer": Rule(P.CONSENT_TO_OPENING, "opening", POST, {"answer": "consent"}),
    "sealing:items": Rule(P.OPEN_SEALED, "opening", POST),
    "sealing:file": Rule(P.OPEN_SEALED, "opening", POST, {"item": ("sealed_file",)}),
    "sealing:for_station": Rule(P.OPEN_SEALED, "opening", POST),
    "sealing:add": Rule(P.RECORD_INTERVIEWS, "interview", BOTH, not_monitors=True),
    "sealing:add_file": Rule(P.RECORD_INTERVIEWS, "interview", POST, not_monitors=True),
    "sealing:in_clear": Rule(P.RECORD_INTERVIEWS, "interview", POST, not_monitors=True),
    "sealing:keys": Rule(P.MANAGE_KEYS),
    "sealing:publish": Rule(P.MANAGE_KEYS, methods=POST),
    "sealing:batch": Rule(P.OPEN_SEALED, methods=POST),
    "sealing:keep_batch": Rule(P.OPEN_SEALED, methods=POST),
    "sealing:begin_drill": Rule(P.MANAGE_KEYS, methods=POST),
    "sealing:drill": Rule(P.MANAGE_KEYS, "drill", anywhere=True),
    "sealing:answer_drill": Rule(P.MANAGE_KEYS, "drill", POST, {"words": "not these"}, anywhere=True),
    "figures:list": Rule(P.READ_CONTENT),
    "figures:figure": Rule(P.READ_CONTENT, "figure"),
    "figures:decide": Rule(P.CONFIRM_FIGURES, "figure", POST, {"decision": "rejected"}),
    "figures:split": Rule(
        P.CONFIRM_FIGURES,
        "figure",
        POST,
        {
            "words-1": "30 people",
            "value_min-1": "30",
            "category-1": "killed",
            "words-2": "killed",
            "value_min-2": "30",
            "category-2": "injured",
        },
    ),
    "figures:unsplit": Rule(P.CONFIRM_FIGURES, "figure", POST),
    "figures:place": Rule(P.CONFIRM_FIGURES, "figure", POST),
    "figures:timeline": Rule(P.READ_CONTENT),
    "figures:decide_event": Rule(P.CONFIRM_FIGURES, "event", POST, {"decision": "rejected"}),
    "review:next": Rule(P.JUDGE),
    "review:pair": Rule(P.JUDGE, "pair"),
    "review:judge": Rule(P.JUDGE, "pair", POST, {"decision": "same"}),
    "review:second": Rule(P.JUDGE, "pair", POST),
    "review:undo": Rule(P.JUDGE, methods=POST),
    "review:conflicts": Rule(P.JUDGE),
    "review:conflict": Rule(P.JUDGE, "records"),
    "review:settle": Rule(P.JUDGE, "records", POST, {"decision": "same", "reason": "seen", "newest": "0"}),
    "custody:exhibits": Rule(P.READ_CONTENT),
    "custody:exhibit": Rule(P.READ_CONTENT, "exhibit"),
    "custody:download": Rule(P.READ_CONTENT, "exhibit"),
    "custody:verify": Rule(P.READ_LEDGER, "exhibit", anywhere=True),
    "custody:new_bag": Rule(P.EXPORT, "exhibit", BOTH, {**BAG, "make": ""}),
    "custody:bags": Rule(P.READ_LEDGER),
    "custody:preview": Rule(P.READ_CONTENT, "exhibit"),
    "custody:look": Rule(P.READ_CONTENT, "exhibit"),
    "custody:working_copy": Rule(P.ADD_SOURCES, "exhibit", POST),
    "custody:ledger": Rule(P.READ_LEDGER),
    "custody:audit": Rule(P.READ_AUDIT),
    "results:home": Rule(P.READ_NUMBERS),
    "results:count": Rule(P.COUNT, methods=POST),
    "results:estimate": Rule(P.COUNT, methods=BOTH),
    "results:link": Rule(P.LINK, methods=BOTH),
    "results:result": Rule(P.READ_NUMBERS, "result"),
    "results:ask": Rule(P.READ_NUMBERS, "result", BOTH, {"reason": "for the court"}),
    "results:table": Rule(P.READ_NUMBERS, "result", after=(0, "csv")),
    "results:file": Rule(P.READ_NUMBERS, "result", after=("sdg", 0, "csv")),
    "results:ready": Rule(P.READ_NUMBERS, "result", after=("sdg",)),
    "results:displacement": Rule(P.READ_NUMBERS, "result"),
    "results:divide": Rule(P.READ_NUMBERS, "result", query="?of=persons&by=outcome"),
    "results:cell": Rule(P.READ_CONTENT, "result", query="?of=persons&by=outcome&key=unknown"),
    "results:again": Rule(P.COUNT, "result", POST),
    "releases:list": Rule(P.READ_NUMBERS),
    "releases:publish": Rule(P.PUBLISH, methods=BOTH),
    "releases:release": Rule(P.READ_NUMBERS, "no release"),
    "releases:file": Rule(P.READ_NUMBERS, "no release"),
    "releases:table": Rule(P.READ_NUMBERS, "no release"),
    "jobs:list": Rule(None),
    "jobs:job": Rule(None, "job"),
    "jobs:progress": Rule(None, "job"),
    "jobs:cancel": Rule(None, "job", POST),
    "members:list": Rule(P.MANAGE_MEMBERS),
    "members:add": Rule(P.MANAGE_MEMBERS, methods=BOTH),
    "members:change": Rule(P.MANAGE_MEMBERS, "member", BOTH, {"what": "sessions"}),
    "members:compartments": Rule(P.MANAGE_COMPARTMENTS, methods=BOTH),
    "members:compartment": Rule(P.MANAGE_COMPARTMENTS, "compartment", BOTH, {"what": "in", "member": ("member",)}),
    "members:requests": Rule(None),
    "members:answer": Rule(P.CONSENT_AS_SECOND, "request", POST, {"answer": "no"}),
    "members:use": Rule(None, "request", POST),
}
