"""Without the extra or without Java, linking on Spark says what is missing."""

import importlib.util
from pathlib import Path

import pytest

from tawthiq.matching.spark import session
from tawthiq.terms.errors import SetupError


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "find_spec", lambda _name: None)
    with pytest.raises(SetupError) as refused:
        session.check_installed()
    assert refused.value.code == "spark.not_installed"
    assert "tawthiq[spark]" in refused.value.next_step


def test_without_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert importlib.util.find_spec("pyspark") is not None
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(SetupError) as refused:
        session.start_session("local[1]")
    assert refused.value.code == "spark.no_java"
    assert "openjdk-17-jre-headless" in refused.value.next_step


def test_java_is_looked_for_where_spark_does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert session.java() == str(java)
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(java.parent))
    assert session.java() == str(java)


def test_the_sources_have_a_name_of_their_own() -> None:
    assert len(session.sources()) == 64
