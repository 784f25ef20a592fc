"""A report in; proposed figures and quotations out, each with exact spans, speaker and rule."""

from tawthiq.reading.origins import containment, copies, credited_wires
from tawthiq.reading.report import read_report

__all__ = ["containment", "copies", "credited_wires", "read_report"]
