"""Members: the list, a new account, and what can be changed about one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tawthiq.actions.manage_members import add_member, change_member
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.queries import members as queries
from tawthiq.keeping.queries.members import MemberView
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


@opens_for(Permission.MANAGE_MEMBERS)
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


@opens_for(Permission.MANAGE_MEMBERS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Change the role of an account, lock or open it, or give it a new passphrase: one of them at a time."""
    viewer = viewer_of_request(request)
    member = _member(member_id, viewer)
    what = request.POST.get("what", "")
    role_form = RoleForm(
        request.POST if what == "role" else None, initial={"role": member.role}, language=viewer.language
    )
    passphrase_form = PassphraseForm(request.POST if what == "passphrase" else None)
    done = ""
    if what == "role" and role_form.is_valid():
        change_member(viewer=viewer, member_id=str(member.id), role=Role(role_form.cleaned_data["role"]))
        done = _("The role of {name} is changed.")
    elif what in {"lock", "open"}:
        change_member(viewer=viewer, member_id=str(member.id), is_active=what == "open")
        done = _("{name} can sign in again.") if what == "open" else _("{name} cannot sign in any more.")
    elif what == "passphrase" and passphrase_form.is_valid():
        change_member(viewer=viewer, member_id=str(member.id), passphrase=passphrase_form.cleaned_data["passphrase"])
        done = _("{name} has a new passphrase.")
    elif request.method == "POST" and what not in {"role", "passphrase"}:
        raise BadInputError("members.nothing", "Nothing was asked for.", "Use the buttons of the page.")
    if done:
        messages.success(request, done.format(name=isolate(member.display_name)))
        return redirect("members:change", member.id)
    context = {
        "crumbs": [(reverse("members:list"), _("Members"))],
        "shown": member,
        "is_self": str(member.id) == viewer.member_id,
        "role_form": role_form,
        "passphrase_form": passphrase_form,
    }
    return render(request, "web/members/change.html", context)


def _member(member_id: UUID, viewer: Viewer) -> MemberView:
    found = next((row for row in queries.members(viewer=viewer) if row.id == member_id), None)
    if found is None:
        raise NotFoundError("members.unknown", "There is no such member.", "Look at the list of members.")
    return found
