"""A mission that needs larger files says so once; a limit that cannot be is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from missions import TestMission
from tawthiq.actions.file_limits import mission_limits
from tawthiq.actions.import_list import import_list
from tawthiq.keeping.models import Exhibit
from tawthiq.keeping.opening import MISSION_FILE
from tawthiq.terms.errors import BadInputError, SetupError


def set_limits(mission: TestMission, lines: str) -> None:
    file = mission.folder / MISSION_FILE
    text = file.read_text(encoding="utf-8").replace("[limits]\n", "")
    file.write_text(f"{text}\n[limits]\n{lines}\n", encoding="utf-8")


def test_a_lower_limit_refuses_a_list_and_keeps_nothing(mission: TestMission, tmp_path: Path) -> None:
    set_limits(mission, "file_bytes = 20")
    (tmp_path / "list.csv").write_text("Name,Sex\nSalim Haddad,m\nKarim Nassar,m\n", encoding="utf-8")
    with pytest.raises(BadInputError) as refused:
        import_list(tmp_path / "list.csv", viewer=mission.viewer())
    assert refused.value.code == "intake.too_large"
    assert "mission.toml" in refused.value.next_step
    assert Exhibit.objects.count() == 0


@pytest.mark.parametrize("line", ["file_byte = 20", "file_bytes = 0", 'file_bytes = "many"'])
def test_a_limit_that_cannot_be_is_refused_by_name(mission: TestMission, line: str) -> None:
    set_limits(mission, line)
    with pytest.raises(SetupError, match="file_byte"):
        mission_limits()
