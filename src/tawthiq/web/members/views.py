"""Members: the list, a new account, and what can be changed about one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tawthiq.actions.manage_factors import reset_factors
from tawthiq.actions.manage_members import add_member, change_member, end_sessions_of
from tawthiq.actions.second_person import ask, needs_second
from tawthiq.actions.sign_in import moment
from tawthiq.guarding.roles import Permission
from tawthiq.guarding.second_person import Step
from tawthiq.keeping.queries import members as queries
from tawthiq.keeping.queries.members import MemberView
from tawthiq.keeping.queries.sign_in import factors_of, sessions_of
from tawthiq.publishing.bidi import isolate
from tawthiq.terms.errors import BadInputError, ConflictError, NotFoundError
from tawthiq.terms.members import Role, Viewer
from tawthiq.web.members.forms import AddForm, PassphraseForm, RoleForm
from tawthiq.web.viewing import opens_for, viewer_of_request


@opens_for(Permission.MANAGE_MEMBERS)
@require_GET
def list_members(request: HttpRequest) -> HttpResponse:
    """Every account."""
    rows = queries.members(viewer=viewer_of_request(request))
    return render(request, "web/members/list.html", {"rows": rows})


@opens_for(Permission.MANAGE_MEMBERS, fresh=True)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Make an account."""
    viewer = viewer_of_request(request)
    form = AddForm(request.POST or None, language=viewer.language)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            add_member(viewer=viewer, **{**given, "role": Role(given["role"])})
        except ConflictError:
            form.add_error("username", _("Another member has this sign-in name."))
        else:
            messages.success(request, _("{name} can sign in now.").format(name=isolate(given["username"])))
            return redirect("members:list")
    crumbs = [(reverse("members:list"), _("Members"))]
    return render(request, "web/members/add.html", {"form": form, "crumbs": crumbs})


@opens_for(Permission.MANAGE_MEMBERS, fresh=True)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Change one thing about an account: role, lock, passphrase, lost passkeys and codes, or its sessions."""
    viewer = viewer_of_request(request)
    member = _member(member_id, viewer)
    what = request.POST.get("what", "")
    role_form = RoleForm(
        request.POST if what == "role" else None,
        initial={"role": member.role},
        language=viewer.language,
        wants_reason=needs_second(Step.CHANGE_ROLE),
    )
    passphrase_form = PassphraseForm(request.POST if what == "passphrase" else None)
    if request.method == "POST":
        done = _change(what, member, role_form, passphrase_form, viewer)
        if done:
            messages.success(request, done.format(name=isolate(member.display_name)))
            return redirect("members:change", member.id)
    context = {
        "crumbs": [(reverse("members:list"), _("Members"))],
        "shown": member,
        "is_self": str(member.id) == viewer.member_id,
        "role_form": role_form,
        "passphrase_form": passphrase_form,
        "factors": factors_of(str(member.id)),
        "sessions": sessions_of(str(member.id), at=moment(), viewer=viewer),
    }
    return render(request, "web/members/change.html", context)


def _change(what: str, member: MemberView, role_form: RoleForm, passphrase_form: PassphraseForm, viewer: Viewer) -> str:
    """Do what was asked; returns the words that say so, or nothing where a form must be mended first."""
    member_id = str(member.id)
    if what == "role":
        return _change_role(member_id, role_form, viewer) if role_form.is_valid() else ""
    if what in {"lock", "open"}:
        change_member(viewer=viewer, member_id=member_id, is_active=what == "open")
        return _("{name} can sign in again.") if what == "open" else _("{name} cannot sign in any more.")
    if what == "factors":
        reset_factors(member_id, viewer=viewer)
        return _("{name} signs in with the passphrase alone until a new passkey is added.")
    if what == "sessions":
        end_sessions_of(member_id, viewer=viewer)
        return _("{name} is signed out everywhere.")
    if what != "passphrase":
        raise BadInputError("members.nothing", "Nothing was asked for.", "Use the buttons of the page.")
    if not passphrase_form.is_valid():
        return ""
    change_member(viewer=viewer, member_id=member_id, passphrase=passphrase_form.cleaned_data["passphrase"])
    return _("{name} has a new passphrase.")


def _change_role(member_id: str, form: RoleForm, viewer: Viewer) -> str:
    role = Role(form.cleaned_data["role"])
    if not needs_second(Step.CHANGE_ROLE):
        change_member(viewer=viewer, member_id=member_id, role=role)
        return _("The role of {name} is changed.")
    ask(
        Step.CHANGE_ROLE,
        object_id=member_id,
        params={"role": role.value},
        reason=form.cleaned_data["reason"],
        viewer=viewer,
    )
    return _("Asked. Another member must consent before the role of {name} changes.")


def _member(member_id: UUID, viewer: Viewer) -> MemberView:
    found = next((row for row in queries.members(viewer=viewer) if row.id == member_id), None)
    if found is None:
        raise NotFoundError("members.unknown", "There is no such member.", "Look at the list of members.")
    return found
