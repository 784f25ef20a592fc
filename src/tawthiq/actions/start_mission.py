"""Makes a new mission: folder, database, first member."""

from __future__ import annotations

import shutil
from pathlib import Path

from tawthiq.guarding.passphrases import check_passphrase
from tawthiq.keeping import opening
from tawthiq.keeping.opening import Mission
from tawthiq.terms.members import Role, Viewer


def start_mission(
    folder: Path, mission: Mission, *, username: str, passphrase: str, role: Role = Role.COORDINATOR
) -> Viewer:
    """Make the folder and the database, and the first member; nothing is left behind when it fails."""
    check_passphrase(passphrase)
    opening.make_folder(folder, mission)
    made = False
    try:
        opening.open_store(folder)
        opening.migrate()
        # Models can be imported only once the store is open.
        from tawthiq.actions.manage_members import add_first_member

        viewer = add_first_member(username=username, passphrase=passphrase, role=role)
        made = True
    finally:
        if not made:
            shutil.rmtree(folder, ignore_errors=True)
    return viewer
