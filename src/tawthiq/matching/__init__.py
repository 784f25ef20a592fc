"""Which records speak of the same person: names, blocking, comparisons, weights, clusters, evaluation.

`link` takes a frame of records and returns pairs with weights, clusters and a report::

    from tawthiq import matching
    result = matching.link(matching.conform(frame))

`keep` keeps it for later and `link_new` links a new list to what was kept: see `tawthiq.matching.kept`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tawthiq.matching.kept.added import Added
    from tawthiq.matching.kept.adding import link_new
    from tawthiq.matching.kept.folder import read_kept, write_kept
    from tawthiq.matching.kept.holding import Kept, keep
    from tawthiq.matching.linkage import Linkage
    from tawthiq.matching.linking import link
    from tawthiq.matching.schema import conform

__all__ = ["Added", "Kept", "Linkage", "conform", "keep", "link", "link_new", "read_kept", "write_kept"]


def __getattr__(name: str) -> Any:
    """Load the engine when it is first asked for: numpy, polars and rapidfuzz are slow to start."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from tawthiq.matching.kept.added import Added
    from tawthiq.matching.kept.adding import link_new
    from tawthiq.matching.kept.folder import read_kept, write_kept
    from tawthiq.matching.kept.holding import Kept, keep
    from tawthiq.matching.linkage import Linkage
    from tawthiq.matching.linking import link
    from tawthiq.matching.schema import conform

    names = (Added, Kept, Linkage, conform, keep, link, link_new, read_kept, write_kept)
    return next(found for found in names if found.__name__ == name)
