"""Where machine code is kept, when it is made anew, and how work is cut for the threads."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.matching import compiling
from tawthiq.matching.compiling import code_folder, compiled, over_slices, slices


@pytest.fixture(autouse=True)
def _forget_the_folder() -> Iterator[None]:
    code_folder.cache_clear()
    yield
    code_folder.cache_clear()


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of two sources that `compiling` takes for its own, and a home of its own."""
    package = tmp_path / "package"
    package.mkdir()
    (package / "constants.py").write_text("NEAR = 1\n")
    (package / "kernels.py").write_text("from constants import NEAR\n")
    monkeypatch.setattr(compiling, "__file__", str(package / "compiling.py"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return package


def blocked(path: Path) -> None:
    """Put a file where a folder would have to be made: nobody can write into it, whoever runs the tests."""
    path.write_text("")


def test_code_lies_beside_the_sources(sources: Path) -> None:
    folder = code_folder()
    assert folder is not None
    assert folder.parent == sources / "__pycache__"
    assert list(folder.iterdir()) == []


def test_a_constant_in_another_module_makes_another_folder(sources: Path) -> None:
    before = code_folder()
    code_folder.cache_clear()
    assert code_folder() == before
    (sources / "constants.py").write_text("NEAR = 2\n")
    code_folder.cache_clear()
    assert code_folder() != before


def test_code_lies_in_the_folder_of_the_user_where_sources_are_read_only(sources: Path, tmp_path: Path) -> None:
    blocked(sources / "__pycache__")
    folder = code_folder()
    assert folder is not None
    assert folder.parent == tmp_path / "cache" / "tawthiq"


def test_kernels_run_where_no_folder_can_be_written_to(sources: Path, tmp_path: Path) -> None:
    blocked(sources / "__pycache__")
    blocked(tmp_path / "cache")
    assert code_folder() is None

    def twice(value: int) -> int:
        return 2 * value

    assert compiled(twice)(21) == 42


def test_no_machine_code_is_used_again_when_a_constant_elsewhere_changed(tmp_path: Path) -> None:
    """Numba itself would go on with the code: the file of the kernel is the same."""
    package = tmp_path / "tawthiq_copy"
    package.mkdir()
    source = Path(compiling.__file__).read_text(encoding="utf-8")
    (package / "compiling.py").write_text(source, encoding="utf-8")
    (package / "kernel.py").write_text(
        "from compiling import compiled\nfrom constants import NEAR\n\n"
        "@compiled\ndef near() -> int:\n    return NEAR\n\nprint(near())\n"
    )

    def run(constant: int) -> str:
        (package / "constants.py").write_text(f"NEAR = {constant}\n")
        done = subprocess.run(
            [sys.executable, "-B", "kernel.py"], cwd=package, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    assert run(1) == "1"
    assert run(2) == "2"
    assert len(list((package / "__pycache__").glob("compiled-*"))) == 2


@given(st.integers(0, 3_000_000), st.integers(1, 100_000))
def test_slices_cover_everything_once(size: int, least: int) -> None:
    cuts = list(slices(size, least=least))
    assert [c.start for c in cuts] == [0, *(c.stop for c in cuts)][: len(cuts)]
    assert (cuts[-1].stop if cuts else 0) == size
    assert all(c.stop - c.start >= min(least, size) // 2 for c in cuts[:-1])
    assert len(cuts) <= 4 * compiling.THREADS


@pytest.mark.parametrize("size", [0, 10, 250_000])
def test_every_slice_is_worked_on_whatever_the_threads(size: int) -> None:
    done = np.zeros(size, dtype=np.int64)

    def work(cut: slice) -> None:
        done[cut] += np.arange(size)[cut]

    over_slices(work, size)
    assert (done == np.arange(size)).all()


def test_a_failure_in_a_slice_is_not_lost() -> None:
    def fail(cut: slice) -> None:
        if cut.start:
            raise ValueError("in the second slice")

    with pytest.raises(ValueError, match="second slice"):
        over_slices(fail, 200_000)
