"""Jobs: the list, one job that renews itself while it moves, and the button that stops it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tawthiq.actions.do_jobs import cancel_job
from tawthiq.keeping.queries import work
from tawthiq.terms.members import Role
from tawthiq.web.jobs.words import show
from tawthiq.web.viewing import opens_for, viewer_of_request


@opens_for(None)
@require_GET
def list_jobs(request: HttpRequest) -> HttpResponse:
    """The member's own jobs, newest first; a coordinator sees everybody's."""
    viewer = viewer_of_request(request)
    rows = [show(job, language=viewer.language) for job in work.jobs(viewer=viewer)]
    context = {"rows": rows, "sees_everybody": viewer.role is Role.COORDINATOR}
    return render(request, "web/jobs/list.html", context)


@opens_for(None)
@require_GET
def show_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One job: how far it is, or what it came to."""
    viewer = viewer_of_request(request)
    context = {
        "crumbs": [(reverse("jobs:list"), _("Jobs"))],
        "shown": show(work.job(job_id, viewer=viewer), language=viewer.language),
    }
    return render(request, "web/jobs/job.html", context)


@opens_for(None)
@require_GET
def show_progress(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The moving part of a job's page, which asks for itself again until the job has ended."""
    viewer = viewer_of_request(request)
    shown = show(work.job(job_id, viewer=viewer), language=viewer.language)
    return render(request, "web/jobs/progress.html", {"shown": shown})


@opens_for(None)
@require_POST
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Ask a job to stop."""
    cancel_job(job_id, viewer=viewer_of_request(request))
    messages.success(request, _("The work will stop. Nothing of it stays half-written."))
    return redirect("jobs:job", job_id)
