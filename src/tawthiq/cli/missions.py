"""Commands about a mission as a whole: init, demo, serve, worker, doctor, upgrade."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from tawthiq.cli.session import session
from tawthiq.terms.errors import BadInputError, SetupError

DEFAULT_PORT = 8765
THREADS = 8
#: How much a form may send beside its file, in bytes.
MOST_BESIDE_A_FILE = 4 * 1024 * 1024
DEMO_FOLDER = Path("demo-mission")


def add_commands(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(init)
    app.command()(demo)
    app.command()(serve)
    app.command()(worker)
    app.command()(doctor)
    app.command()(upgrade)
    app.command("run-job", hidden=True)(run_job)


def init(
    folder: Annotated[Path, typer.Argument(help="The new mission's folder.")],
    name: Annotated[str, typer.Option(help="The mission's name, as pages show it. Default: the folder's name.")] = "",
    username: Annotated[str, typer.Option(help="Sign-in name of the first member.")] = "coordinator",
    passphrase: Annotated[
        str,
        typer.Option(
            envvar="TAWTHIQ_PASSPHRASE",
            prompt="Passphrase of the first member (12 characters or more)",
            hide_input=True,
            confirmation_prompt=True,
            help="Passphrase of the first member; asked for when it is not given.",
        ),
    ] = "",
) -> None:
    """Make a new mission: its folder, its database and its first member, a coordinator."""
    from tawthiq.actions.start_mission import start_mission
    from tawthiq.keeping.opening import Mission

    start_mission(folder, Mission(name=name or folder.name), username=username, passphrase=passphrase)
    session.show(
        f"Made the mission {folder}. Start it with:  tawthiq --mission {folder} serve\nSign in as {username}.",
        {"mission": folder, "username": username},
    )


def demo(
    folder: Annotated[Path, typer.Option(help="Where the sample mission is made.")] = DEMO_FOLDER,
    port: Annotated[int, typer.Option(help="Port on this machine.")] = DEFAULT_PORT,
    size: Annotated[int, typer.Option(help="How many people were killed in the invented conflict.")] = 2000,
    serving: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve it when it is made.")] = True,
) -> None:
    """Make the sample mission (invented people, known truth) and serve it."""
    from tawthiq.actions.build_demo import ACCOUNTS, PASSPHRASE, build_demo
    from tawthiq.keeping.opening import open_store, read_mission

    if (folder / "mission.toml").exists():
        if not read_mission(folder).is_demo:
            raise BadInputError("demo.not_demo", f"{folder} is a real mission.", "Name another folder with --folder.")
        open_store(folder)
        session.say(f"The sample mission in {folder} is there already; delete the folder to make it anew.")
    else:
        with session.progress("Making the sample mission") as tell:
            build_demo(folder, size=size, progress=tell)
    accounts = "\n".join(f"  {name:<14} {PASSPHRASE}   ({role.value})" for name, role in ACCOUNTS.items())
    keys = f"{folder / 'sample-keys'}, passphrase {PASSPHRASE}"
    session.show(
        f"Everybody in it is invented. Sign in as one of:\n{accounts}\n"
        f"Names are sealed to keys that everybody knows ({keys}): never seal anything real to them.",
        {"mission": folder, "accounts": ACCOUNTS, "passphrase": PASSPHRASE},
    )
    if serving:
        _serve(port=port, host="127.0.0.1")


def serve(
    port: Annotated[int, typer.Option(help="Port on this machine.")] = DEFAULT_PORT,
    host: Annotated[str, typer.Option(help="Address to listen on. Anything but this machine needs TLS before it.")] = (
        "127.0.0.1"
    ),
) -> None:
    """Serve the mission's pages, with a worker for long work beside them."""
    session.open()
    _serve(port=port, host=host)


def _serve(*, port: int, host: str) -> None:
    import socket

    from tawthiq.keeping.opening import mission_folder

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SetupError(
                "serve.port", f"Port {port} on {host} cannot be used: {error.strerror}.", "Choose another with --port."
            ) from error
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from waitress.server import create_server

    from tawthiq.actions.file_limits import mission_limits

    command = [sys.executable, "-m", "tawthiq", "--quiet", "--mission", str(mission_folder()), "worker"]
    helper = subprocess.Popen(command)
    most = mission_limits().file_bytes + MOST_BESIDE_A_FILE
    server = create_server(
        get_wsgi_application(),
        host=host,
        port=port,
        threads=THREADS,
        ident=None,
        clear_untrusted_proxy_headers=True,
        # What a proxy says of itself is not believed; the mission's own settings say that everybody comes over TLS.
        url_scheme="https" if settings.IS_SERVED_OVER_TLS else "http",
        # A request's body waits in memory, never in a temporary file: it may hold in clear what is sealed on arrival.
        max_request_body_size=most,
        inbuf_overflow=most,
    )
    session.say(f"Serving on http://{host}:{port} - stop with Ctrl-C.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        server.run()
    finally:
        helper.terminate()
        helper.wait(timeout=40)


def worker(
    once: Annotated[bool, typer.Option(help="Stop when no work waits.")] = False,
) -> None:
    """Do long work (imports, linking, estimates) that pages ask for."""
    session.open()
    from tawthiq.actions.do_jobs import work_until_stopped

    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    done = work_until_stopped(once=once, should_stop=stopping.is_set)
    session.say(f"Did {done} pieces of work.")


def run_job(job_id: str, worker_name: str) -> None:
    """Do one claimed job in this process; for the worker only."""
    session.open()
    from tawthiq.actions.do_jobs import run_claimed_job

    run_claimed_job(UUID(job_id), worker=worker_name)


def doctor(
    clean: Annotated[
        bool, typer.Option("--clean", help="First delete what stopped processes left behind more than an hour ago.")
    ] = False,
) -> None:
    """Check this machine and the mission: each line says what is well, what is not, and what to do."""
    from tawthiq.cli.checks import examine

    if clean:
        _clean()
    findings = examine(session.mission_path())
    marks = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}
    lines = [f"{marks[f.state]}  {f.what}" + (f"\n      -> {f.next_step}" if f.next_step else "") for f in findings]
    session.show("\n".join(lines), findings)
    if any(f.state == "fail" for f in findings):
        raise typer.Exit(SetupError.exit_status)


def _clean() -> None:
    """Delete what is surely ours and surely left behind; say of each what became of it."""
    from tawthiq.cli.checks import leftovers_of
    from tawthiq.keeping.leftovers import remove_leftover
    from tawthiq.keeping.opening import read_mission

    path = session.mission_path()
    if path is None:
        raise SetupError("mission.none", "No mission is named.", "Name one with --mission.")
    read_mission(path)
    for left in leftovers_of(path):
        session.say(f"{'Deleted' if remove_leftover(left) else 'Left as it is'}: {left.path}")


def upgrade() -> None:
    """Bring the mission's database to this version's tables. Back up first."""
    from tawthiq.keeping import opening

    path = session.mission_path()
    if path is None:
        raise SetupError("mission.none", "No mission is named.", "Name one with --mission.")
    opening.open_store(path)
    pending = opening.pending_migrations()
    opening.migrate()
    session.show(f"Upgraded: {len(pending)} steps." if pending else "Nothing to upgrade.", {"steps": pending})
