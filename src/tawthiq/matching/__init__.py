"""Which records speak of the same person: names, blocking, comparisons, weights, clusters, evaluation.

`link` takes a frame of records and returns pairs with weights, clusters and a report::

    from tawthiq import matching
    result = matching.link(matching.conform(frame))
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tawthiq.matching.linkage import Linkage
    from tawthiq.matching.linking import link
    from tawthiq.matching.schema import conform

__all__ = ["Linkage", "conform", "link"]


def __getattr__(name: str) -> Any:
    """Load the engine when it is first asked for: numpy, polars and rapidfuzz are slow to start."""
    if name == "Linkage":
        from tawthiq.matching.linkage import Linkage

        return Linkage
    if name == "link":
        from tawthiq.matching.linking import link

        return link
    if name == "conform":
        from tawthiq.matching.schema import conform

        return conform
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
