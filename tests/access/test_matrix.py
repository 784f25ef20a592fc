"""Every address, for every role, in and out of a compartment, with things seen, withdrawn, hidden and not there.

The matrix is made from the list of addresses and held to `rules`. Besides the status, each answer is read: no word of
a compartment that the member is not in may stand in it, in whatever page, list, count, search or file.
"""

from __future__ import annotations

import copy
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from access.rules import OPEN, RULES, Rule
from access.worlds import CANARIES, World
from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping import models
from tawthiq.terms.members import Role, Viewer

METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE")
STATES = ("seen", "withdrawn", "hidden", "missing")
#: Of each role one member is in the common part, one in a case, one in none.
PLACES = ("common", "alpha", "none")

TALLY: Counter[str] = Counter()


def addresses(resolver: Any, namespace: str = "") -> Iterator[tuple[str, list[str]]]:
    """Names of all addresses with the names of what stands in them."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, f"{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", list(entry.pattern.converters)


ADDRESSES = dict(addresses(get_resolver("tawthiq.web.urls")))


def test_every_address_has_a_rule_and_every_rule_an_address() -> None:
    assert set(ADDRESSES) == set(RULES) | OPEN


def ids_of(world: World, part: str, state: str, name: str, rule: Rule) -> list[object] | None:
    """What stands in the address: a thing of this part in this state; None where there is no such one."""
    wanted = ADDRESSES[name]
    if state == "missing":
        return [
            0 if kind in {"pair_id", "number", "place"} else LITERALS[kind] if kind in LITERALS else uuid.uuid4()
            for kind in wanted
        ]
    held = asdict(world.parts[part])
    held["file"] = models.Source.objects.values_list("exhibit_id", flat=True).get(id=held["source"])
    if state == "withdrawn":
        if rule.thing != "source":
            return None
        return [held["withdrawn"]]
    if rule.thing == "records":
        return [held["record"], held["other_record"]]
    return [held[rule.thing], *rule.after] if rule.thing in held else None


#: What stands in addresses beside ids.
LITERALS = {"kind": "csv", "name": "sdg"}


def expected(viewer: Viewer, rule: Rule, method: str, *, is_seen: bool) -> str:
    """``404``, ``405``, ``open`` (anything but 404 or 405)."""
    if rule.needs is not None and not may(viewer, rule.needs):
        return "404"
    if method not in rule.methods:
        return "405"
    return "open" if is_seen and not (rule.not_monitors and viewer.role is Role.MONITOR) else "404"


def cells(world: World, place: str) -> Iterator[tuple[str, Rule, list[object], str, bool]]:
    """Every address with what stands in it, the state of that, and whether this member should see it."""
    for name, rule in RULES.items():
        if not rule.thing:
            yield name, rule, [], "none", True
            continue
        for state in STATES:
            part = "beta" if state == "hidden" or place == "none" else place
            found = ids_of(world, part, state, name, rule)
            if found is not None and len(found) == len(ADDRESSES[name]):
                is_seen = place != "none" and state in {"seen", "withdrawn"}
                yield name, rule, found, state, is_seen or (rule.anywhere and state != "missing")


def request(client: Client, method: str, path: str, data: dict[str, Any]) -> Any:
    """One request whose changes are taken back."""
    with transaction.atomic():
        savepoint = transaction.savepoint()
        send = getattr(client, method.lower())
        response = send(path, data) if method == "POST" else send(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.savepoint_rollback(savepoint)
    return response, body.decode("utf-8", "replace")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", sorted(Role))
def test_the_matrix(world: World, role: Role, place: str) -> None:
    viewer = world.members[role, place]
    client = Client(raise_request_exception=False)
    client.force_login(models.Member.objects.get(id=viewer.member_id))
    client.get("/me/")
    hidden = [word for part, word in CANARIES.items() if part != place]
    own = world.parts.get(place)
    wrong = []
    for name, rule, ids, state, is_seen in cells(world, place):
        path = reverse(name, args=ids) + rule.query
        for method in METHODS:
            sends = {k: _sent(v, own, viewer) for k, v in rule.sends.items()}
            cookies = copy.deepcopy(client.cookies)
            response, body = request(client, method, path, sends)
            client.cookies = cookies  # a page may end the session
            want = expected(viewer, rule, method, is_seen=is_seen)
            status = response.status_code
            TALLY["cells"] += 1
            if (want == "open" and (status in {404, 405} or status >= 500)) or (want != "open" and status != int(want)):
                wrong.append((name, state, method, want, status))
            shown = [word for word in hidden if word.casefold() in body.casefold() and state != "missing"]
            if shown:
                wrong.append((name, state, method, "no word of another part", shown))
    print(f"{role.value} in {place}: {len(wrong)} wrong; {TALLY['cells']} cells asked by this process so far")  # noqa: T201
    assert not wrong, "\n".join(map(str, wrong))


def _sent(value: Any, own: Any, viewer: Viewer) -> Any:
    if value == ("compartment",):
        return str(own.compartment) if own else str(uuid.uuid4())
    if value == ("sealed_file",):
        return str(own.sealed_file) if own else str(uuid.uuid4())
    return viewer.member_id if value == ("member",) else value


def test_what_is_hidden_and_what_is_not_there_are_answered_alike(world: World) -> None:
    viewer = world.members[Role.COORDINATOR, "alpha"]
    client = Client()
    client.force_login(models.Member.objects.get(id=viewer.member_id))
    beta = world.parts["beta"]
    for path in (f"/persons/{beta.person}/", f"/sources/{beta.source}/", f"/exhibits/{beta.exhibit}/"):
        answers = []
        for asked in (path, re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", str(uuid.uuid4()), path), "/no/such/page/"):
            response = client.get(asked)
            nonce = response["Content-Security-Policy"]
            body = re.sub(r'nonce="[^"]*"|value="[^"]*"|hx-nonce="[^"]*"', "", response.content.decode())
            answers.append((response.status_code, body.replace(asked, "PATH"), sorted(set(response.headers))))
            assert nonce
        assert answers[0] == answers[1] == answers[2]


def test_search_and_counts_say_nothing_of_another_part(world: World) -> None:
    for place in ("alpha", "common", "none"):
        client = Client()
        client.force_login(models.Member.objects.get(id=world.members[Role.CODER, place].member_id))
        for part, word in CANARIES.items():
            for page in (f"/persons/?q={word}", f"/sources/?q={word}", f"/persons/?q={word}+Khatib"):
                body = client.get(page).content.decode()
                assert (f"{word} " in body.replace(f'value="{word}', "").replace(f"“{word}", "")) is (part == place), (
                    page
                )


def test_numbers_are_those_of_ones_own_parts(world: World) -> None:
    from tawthiq.keeping.queries.overview import navigation_counts, outcome_counts, waiting
    from tawthiq.keeping.queries.sight import visible

    alone = {place: world.members[Role.LAWYER, place] for place in ("alpha", "beta", "common", "none")}
    counts = {place: navigation_counts(viewer=viewer) for place, viewer in alone.items()}
    whole = navigation_counts(viewer=world.keeper)
    pairs = [visible(alone[place], models.LinkPair).count() for place in ("alpha", "beta", "common", "none")]
    assert pairs == [1, 1, 1, 0]
    for column in ("persons", "incidents", "sources", "figures"):
        parts = [getattr(counts[place], column) for place in ("alpha", "beta", "common")]
        assert sum(parts) == getattr(whole, column) > 0
        assert getattr(counts["none"], column) == 0
    assert outcome_counts(viewer=alone["none"]) == []
    assert waiting(viewer=alone["none"]).rows_set_aside == 0


def test_jobs_see_what_their_member_sees(world: World) -> None:
    from tawthiq.actions.do_jobs import perform_job
    from tawthiq.keeping.queries.frames import capture_frame, person_frame
    from tawthiq.terms.errors import NotAllowedError

    partial = world.members[Role.CODER, "alpha"]
    with pytest.raises(NotAllowedError):
        perform_job("link", {"accept": False, "threshold": 0.9}, viewer=partial, progress=lambda _s, _w: None)
    assert person_frame(viewer=partial).height < person_frame(viewer=world.keeper).height
    lists = set(capture_frame(viewer=partial, outcome="unknown")["list"])
    assert lists <= {str(world.parts["alpha"].source)}


def test_permissions_are_all_in_use() -> None:
    without_page = {Permission.BACK_UP, Permission.EXPORT, Permission.SETTLE, Permission.MANAGE_PLACES}
    without_page |= {Permission.CONSENT_AS_SECOND, Permission.READ_AUDIT}
    assert {rule.needs for rule in RULES.values()} | without_page >= set(Permission)
