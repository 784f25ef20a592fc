"""A model is asked on this machine only, and a server that lies, floods, dawdles or redirects gets nowhere."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tawthiq.actions.ask_model import LARGEST_ANSWER, LocalModel
from tawthiq.reading.proposers import propose_speakers
from tawthiq.terms.errors import NotAllowedError, SetupError
from tawthiq.terms.proposals import DropReason

TEXT = "Nobody slept in the town that night. We buried 12 people behind the school, Ilan Berov whispered to us."
TRUE = {"passage": "We buried 12 people behind the school", "speaker": "Ilan Berov", "quantity": "12 people"}
Behaviour = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Does what the test told the server to do."""

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.seen.append((self.path, json.loads(self.rfile.read(length))))
        self.server.behaviour(self)

    def do_GET(self) -> None:
        self.server.seen.append((self.path, None))
        self.reply(b"{}")

    def reply(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


class Stub(ThreadingHTTPServer):
    """A local server that keeps what it was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, Any]] = []
        self.behaviour: Behaviour = lambda handler: handler.reply(b"{}")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, *_: Any) -> None:
        pass  # the client left


@pytest.fixture
def stub() -> Iterator[Stub]:
    server = Stub()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def saying(*statements: Any) -> Behaviour:
    content = json.dumps({"statements": list(statements)})
    body = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
    return lambda handler: handler.reply(body)


def test_a_true_answer_is_proposed_under_the_models_name(stub: Stub) -> None:
    stub.behaviour = saying(TRUE)
    (proposal,) = propose_speakers(TEXT, LocalModel(stub.url, "small")).proposals
    assert (proposal.engine, proposal.words, proposal.value_min) == ("llm:small", TRUE["passage"], 12)
    ((path, sent),) = stub.seen
    assert path == "/v1/chat/completions"
    assert sent["temperature"] == 0
    assert sent["response_format"]["json_schema"]["strict"] is True
    assert sent["messages"][1]["content"] == TEXT


def test_an_answer_is_asked_for_once(stub: Stub) -> None:
    stub.behaviour = saying(TRUE)
    kept: dict[str, str] = {}
    first = propose_speakers(TEXT, LocalModel(stub.url, "small", cache=kept))
    assert propose_speakers(TEXT, LocalModel(stub.url, "small", cache=kept)) == first
    assert len(stub.seen) == 1
    propose_speakers(TEXT, LocalModel(stub.url, "other", cache=kept))
    assert len(stub.seen) == 2


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ({**TRUE, "passage": "We buried 21 people behind the school"}, DropReason.NOT_VERBATIM),
        ({**TRUE, "passage": "They said they had buried twelve"}, DropReason.NOT_VERBATIM),
        ({**TRUE, "speaker": "Ilan Berow"}, DropReason.NOT_VERBATIM),
        ({**TRUE, "passage": "Nobody slept here", "start": 0, "end": 36}, DropReason.NOT_VERBATIM),
        ({**TRUE, "value": 1200}, DropReason.OTHER_VALUE),
        ({**TRUE, "quantity": "school"}, DropReason.NO_QUANTITY),
        ({**TRUE, "speaker": None}, DropReason.ANSWER),
        ({"passage": [TRUE["passage"]], "speaker": "Ilan Berov"}, DropReason.ANSWER),
        ("Ilan Berov", DropReason.ANSWER),
        (None, DropReason.ANSWER),
    ],
)
def test_lies_are_dropped(stub: Stub, statement: Any, reason: DropReason) -> None:
    stub.behaviour = saying(statement)
    found = propose_speakers(TEXT, LocalModel(stub.url, "liar"))
    assert (found.proposals, found.dropped) == ((), (reason,))


def test_offsets_are_not_even_read(stub: Stub) -> None:
    stub.behaviour = saying({**TRUE, "start": -5, "end": 10**9})
    (proposal,) = propose_speakers(TEXT, LocalModel(stub.url, "liar")).proposals
    assert proposal.span.words(TEXT) == TRUE["passage"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b'{"choices": []}', b'{"choices": [{"message": {"content": "no json"}}]}',
     b'{"choices": [{"message": {"content": "{\\"statements\\": 4}"}}]}', b"\xff\xfe\x00", b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_answer_is_dropped(stub: Stub, body: bytes) -> None:
    stub.behaviour = lambda handler: handler.reply(body)
    assert propose_speakers(TEXT, LocalModel(stub.url, "liar")).dropped == (DropReason.ANSWER,)


def test_a_huge_answer_is_refused(stub: Stub) -> None:
    stub.behaviour = lambda handler: handler.reply(b" " * (LARGEST_ANSWER + 1))
    with pytest.raises(SetupError, match="too much"):
        propose_speakers(TEXT, LocalModel(stub.url, "liar"))


def test_one_that_never_answers_is_left(stub: Stub) -> None:
    gone = threading.Event()
    stub.behaviour = lambda _: gone.wait(20)
    started = time.monotonic()
    with pytest.raises(SetupError) as refused:
        propose_speakers(TEXT, LocalModel(stub.url, "liar", seconds=0.3))
    gone.set()
    assert refused.value.code == "model.unusable"
    assert time.monotonic() - started < 15


def test_one_that_drips_is_left(stub: Stub) -> None:
    gone = threading.Event()

    def drip(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        while not gone.wait(0.05):
            handler.wfile.write(b" ")
            handler.wfile.flush()

    stub.behaviour = drip
    with pytest.raises(SetupError):
        propose_speakers(TEXT, LocalModel(stub.url, "liar", seconds=0.4))
    gone.set()


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(stub: Stub, status: int) -> None:
    other = Stub()
    thread = threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    stub.behaviour = lambda handler: handler.reply(b"", status, Location=f"{other.url}/chat/completions")
    try:
        with pytest.raises(SetupError, match="did not answer as asked"):
            propose_speakers(TEXT, LocalModel(stub.url, "liar"))
    finally:
        other.shutdown()
        thread.join()
        other.server_close()
    assert other.seen == []


def test_no_proxy_is_used(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    stub.behaviour = saying(TRUE)
    assert propose_speakers(TEXT, LocalModel(stub.url, "small")).proposals


@pytest.mark.parametrize(
    "url", ["http://192.0.2.7:8080/v1", "http://8.8.8.8/v1", "https://[2001:db8::1]/v1", "http://0.0.0.0:8080/v1"]
)
def test_another_machine_is_refused_before_anything_is_sent(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", never)
    with pytest.raises(NotAllowedError) as refused:
        LocalModel(url, "far")
    assert refused.value.code == "model.not_here"
    with pytest.raises(NotAllowedError):
        LocalModel(url, "far", allowed_host="another.example")


def test_a_name_that_turns_to_another_machine_is_refused(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    model = LocalModel(f"http://localhost:{stub.server_port}/v1", "small")
    there = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.7", stub.server_port))
    here = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", stub.server_port))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [here, there])
    with pytest.raises(NotAllowedError):
        propose_speakers(TEXT, model)
    assert stub.seen == []


def test_a_person_may_allow_a_host_by_name() -> None:
    model = LocalModel("http://192.0.2.7:8080/v1", "far", allowed_host="192.0.2.7")
    assert model.name == "llm:far"


@pytest.mark.parametrize("url", ["", "ftp://127.0.0.1/v1", "127.0.0.1:80", "http://", "http://127.0.0.1:x/v1",
                                 "http://me:secret@127.0.0.1/v1", "file:///etc/passwd"])  # fmt: skip
def test_what_is_no_address_is_said_without_repeating_it(url: str) -> None:
    with pytest.raises(SetupError) as refused:
        LocalModel(url, "none")
    assert refused.value.code == "model.address"
    assert "secret" not in str(refused.value)


def test_a_model_that_is_not_there_is_said_without_the_reports_words() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(SetupError) as refused:
        propose_speakers(TEXT, LocalModel(f"http://127.0.0.1:{port}/v1", "none"))
    assert "Berov" not in str(refused.value)
