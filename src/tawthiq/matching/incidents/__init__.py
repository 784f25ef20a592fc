"""Which records speak of the same incident: the parts of the linker of persons, with comparisons of their own.

`link_incidents` takes a frame of records of incidents and returns pairs with weights, clusters and a report::

    from tawthiq.matching import incidents
    result = incidents.link_incidents(incidents.conform_incidents(frame))
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tawthiq.matching.incidents.linking import IncidentLinkage, link_incidents
    from tawthiq.matching.incidents.schema import conform_incidents

__all__ = ["IncidentLinkage", "conform_incidents", "link_incidents"]


def __getattr__(name: str) -> Any:
    """Load the engine when it is first asked for: numpy and polars are slow to start."""
    if name in ("IncidentLinkage", "link_incidents"):
        from tawthiq.matching.incidents import linking

        return getattr(linking, name)
    if name == "conform_incidents":
        from tawthiq.matching.incidents.schema import conform_incidents

        return conform_incidents
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
