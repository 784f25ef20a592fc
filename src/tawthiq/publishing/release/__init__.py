"""Releases: immutable bundles with a manifest that leave the house, and the check that none was changed.

`write_release` makes a bundle, `write_editions` one in several languages, `verify_release` compares one with
its manifest.
"""

from tawthiq.publishing.release.bundle import Edition, Release, remove_release, write_editions, write_release
from tawthiq.publishing.release.manifest import Difference, verify_release
from tawthiq.publishing.release.parts import ReleaseMetadata, ReleaseParts, ReportPicture

__all__ = [
    "Difference",
    "Edition",
    "Release",
    "ReleaseMetadata",
    "ReleaseParts",
    "ReportPicture",
    "remove_release",
    "verify_release",
    "write_editions",
    "write_release",
]
