"""Charts as SVG text, drawn on the server: intervals, months, overlap of lists, reported figures, categories.

Each module draws one family from frozen data with words already translated. A bare point estimate cannot be
drawn: an `EstimatedInterval` has both its ends, or it is a `RefusedEstimate` with its reasons.
"""
