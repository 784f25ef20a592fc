"""A folder and storage that speaks S3 behind one interface; S3 against moto's local server (MinIO is not to be had)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from tawthiq.keeping.exhibit_store import ExhibitStore, FolderStore, ObjectStore, open_storage
from tawthiq.sealing.digests import digest_bytes
from tawthiq.terms.errors import EvidenceError, SetupError

WORDS = b"the bytes of a photograph" * 1000
SHA256 = digest_bytes(WORDS)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    moto = pytest.importorskip("moto.server")
    running = moto.ThreadedMotoServer(port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ExhibitStore:
    if request.param == "folder":
        return FolderStore(tmp_path)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, "us-east-1")
    storage = open_storage(
        f"s3://evidence-{tmp_path.name.replace('_', '-')}/m?endpoint={request.getfixturevalue('server')}"
    )
    storage.connection.create_bucket(Bucket=storage.bucket_name)
    return ObjectStore(storage)


def replace_bytes(store: ExhibitStore, tmp_path: Path, content: bytes | None) -> None:
    """Change or take away what is kept, past the store."""
    if isinstance(store, FolderStore):
        path = tmp_path / SHA256[:2] / SHA256
        path.chmod(0o600)
        path.unlink() if content is None else path.write_bytes(content)
        return
    assert isinstance(store, ObjectStore)
    kept = store._storage.bucket.Object(f"m/{SHA256[:2]}/{SHA256}")
    kept.delete() if content is None else kept.put(Body=content)


def test_what_is_kept_comes_back_and_is_kept_once(store: ExhibitStore) -> None:
    assert store.keep(io.BytesIO(WORDS)).was_new
    again = store.keep(io.BytesIO(WORDS))
    assert (again.sha256, again.size, again.was_new) == (SHA256, len(WORDS), False)
    with store.open_checked(SHA256) as kept:
        assert kept.read() == WORDS
    with store.as_path(SHA256) as path:
        assert path.read_bytes() == WORDS
        assert path.name == SHA256
    assert store.check(SHA256, len(WORDS)) == ""
    assert list(store.digests()) == [SHA256]


@pytest.mark.parametrize(("content", "code"), [(WORDS[:-1] + b"!", "changed"), (None, "missing")])
def test_harmed_bytes_never_leave(store: ExhibitStore, tmp_path: Path, content: bytes | None, code: str) -> None:
    store.keep(io.BytesIO(WORDS))
    replace_bytes(store, tmp_path, content)
    assert store.check(SHA256, len(WORDS)) == code
    with pytest.raises(EvidenceError) as refused:
        store.open_checked(SHA256)
    assert refused.value.code == f"evidence.{code}"


@pytest.mark.parametrize("address", ["http://x/y", "s3:///x", "s3://bucket/x?secret=1"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(SetupError):
        open_storage(address)
