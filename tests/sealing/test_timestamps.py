"""Tokens of a local authority: those that hold, and each way not to."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest

from custody.authority import Authority, make_authority, moment
from tawthiq.sealing.timestamps import certificate_fingerprint, make_request, verify_token
from tawthiq.terms.errors import EvidenceError

DATA = b"a checkpoint"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("a") / "a")


@pytest.fixture(scope="module")
def token(authority: Authority) -> bytes:
    return authority.stamp(make_request(DATA))


def code_of(token: bytes, data: bytes, *, root: str, request: bytes = b"") -> str:
    with pytest.raises(EvidenceError) as refused:
        verify_token(token, data, root_pem=root, request=request)
    return refused.value.code


def test_a_token_holds_at_its_time(authority: Authority, token: bytes) -> None:
    facts = verify_token(token, DATA, root_pem=authority.root_pem)
    assert abs(facts.stamped_at - moment()) < timedelta(minutes=10)


def test_the_answer_to_another_request_is_refused(authority: Authority) -> None:
    first, second = make_request(DATA), make_request(DATA)
    answer = authority.stamp(first)
    verify_token(answer, DATA, root_pem=authority.root_pem, request=first)
    assert code_of(answer, DATA, root=authority.root_pem, request=second) == "timestamp.nonce"


def test_other_bytes_and_another_root_are_refused(authority: Authority, token: bytes, tmp_path: Path) -> None:
    assert code_of(token, b"another checkpoint", root=authority.root_pem) == "timestamp.digest"
    stranger = make_authority(tmp_path / "b", name="Somebody Else")
    assert code_of(token, DATA, root=stranger.root_pem) == "timestamp.root"


def test_a_token_outlives_its_certificate(tmp_path: Path) -> None:
    ends = moment() + timedelta(seconds=8)
    short = make_authority(tmp_path / "short", ends=ends)
    token = short.stamp(make_request(DATA))
    facts = verify_token(token, DATA, root_pem=short.root_pem)
    assert facts.stamped_at < ends
    while moment() <= ends + timedelta(seconds=1):
        time.sleep(0.5)
    assert verify_token(token, DATA, root_pem=short.root_pem) == facts


def test_a_token_stamped_after_the_certificate_ended_or_before_it_began_is_refused(tmp_path: Path) -> None:
    now = moment()
    late = make_authority(tmp_path / "late", ends=now - timedelta(days=1))
    early = make_authority(tmp_path / "early", begins=now + timedelta(days=1))
    for authority in (late, early):
        token = authority.stamp(make_request(DATA))
        assert code_of(token, DATA, root=authority.root_pem) == "timestamp.expired"


@pytest.mark.parametrize("junk", [b"", b"<html>no</html>", bytes(300_000), b"0\x03\x02\x01\x02"])
def test_what_is_no_token_is_refused(authority: Authority, junk: bytes) -> None:
    assert code_of(junk, DATA, root=authority.root_pem).startswith("timestamp.")


def test_half_a_token_is_refused(authority: Authority, token: bytes) -> None:
    assert code_of(token[: len(token) // 2], DATA, root=authority.root_pem) == "timestamp.unreadable"


def test_a_fingerprint_is_of_the_certificate_alone(authority: Authority) -> None:
    found = certificate_fingerprint(authority.root_pem)
    assert len(found) == 64
    assert certificate_fingerprint("words before\n" + authority.root_pem + "words after") == found
    assert certificate_fingerprint("no certificate") == ""
