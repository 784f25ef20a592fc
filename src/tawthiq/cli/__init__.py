"""The command line: a thin door over actions and the pure rooms.

Nothing heavy is imported before a command needs it: ``tawthiq --help`` answers at once.
"""

from __future__ import annotations


def main() -> None:
    """Run the command line; the outermost door, where our errors become exit codes."""
    from tawthiq.cli.app import run

    run()
