"""A report in; proposed figures and quotations out, each with its exact span, speaker and rule."""
