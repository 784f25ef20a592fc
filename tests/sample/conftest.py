from dataclasses import dataclass
from pathlib import Path

import pytest

from tawthiq.sample import SampleTruth, build


@dataclass(frozen=True)
class Built:
    folder: Path
    truth: SampleTruth


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A sample of 200 people killed; tests read it and never write to it."""
    folder = tmp_path_factory.mktemp("small") / "sample"
    return Built(folder, build(folder, seed=7, size=200))


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sample as the demo builds it."""
    folder = tmp_path_factory.mktemp("full") / "sample"
    return Built(folder, build(folder))
