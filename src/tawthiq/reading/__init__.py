"""A report in; proposed figures and quotations out, each with exact spans, speaker and the rule that found it."""
