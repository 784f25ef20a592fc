"""Maps without tiles or network: shapes of the package or the mission, circles by count, names by language.

`shapes` reads areas and lines, `projection` puts degrees on paper, `labels` finds room for names, `drawing`
draws.
"""
