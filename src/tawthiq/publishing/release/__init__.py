"""Releases: immutable bundles with a manifest that leave the house, and the check that none was changed.

`write_release` makes a bundle, `verify_release` compares one with its manifest.
"""

from tawthiq.publishing.release.bundle import Release, write_release
from tawthiq.publishing.release.manifest import Difference, verify_release
from tawthiq.publishing.release.parts import ReleaseMetadata, ReleaseParts, ReportPicture

__all__ = [
    "Difference",
    "Release",
    "ReleaseMetadata",
    "ReleaseParts",
    "ReportPicture",
    "verify_release",
    "write_release",
]
