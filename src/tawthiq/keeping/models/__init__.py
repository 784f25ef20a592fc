"""Tables of a mission: fields, constraints and ``__str__`` only. What must hold for any caller is a constraint."""

from tawthiq.keeping.models.custody import AuditEntry, Exhibit, LedgerEntry
from tawthiq.keeping.models.figures import Figure, FigureDecision, FigureRelation, Quotation
from tawthiq.keeping.models.identity import (
    Incident,
    Judgement,
    LinkPair,
    LinkRun,
    Person,
    PersonRecord,
    PersonToken,
    Settlement,
    VerificationDecision,
)
from tawthiq.keeping.models.incidents import IncidentJudgement, IncidentLinkRun, IncidentPair
from tawthiq.keeping.models.members import Member
from tawthiq.keeping.models.places import Place, PlaceName
from tawthiq.keeping.models.records import IncidentRecord, Record
from tawthiq.keeping.models.results import CountedFrame, Release, Result
from tawthiq.keeping.models.sources import (
    Consent,
    ConsentAnswer,
    EarlierAccount,
    Interview,
    ListImport,
    ListRow,
    Report,
    SavedMapping,
    Source,
    Witness,
)
from tawthiq.keeping.models.work import Job

__all__ = [
    "AuditEntry",
    "Consent",
    "ConsentAnswer",
    "CountedFrame",
    "EarlierAccount",
    "Exhibit",
    "Figure",
    "FigureDecision",
    "FigureRelation",
    "Incident",
    "IncidentJudgement",
    "IncidentLinkRun",
    "IncidentPair",
    "IncidentRecord",
    "Interview",
    "Job",
    "Judgement",
    "LedgerEntry",
    "LinkPair",
    "LinkRun",
    "ListImport",
    "ListRow",
    "Member",
    "Person",
    "PersonRecord",
    "PersonToken",
    "Place",
    "PlaceName",
    "Quotation",
    "Record",
    "Release",
    "Report",
    "Result",
    "SavedMapping",
    "Settlement",
    "Source",
    "VerificationDecision",
    "Witness",
]
