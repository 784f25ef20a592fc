"""All addresses. Each slice of the pages brings its own; a new one is added here and in `navigation`."""

from django.urls import URLPattern, URLResolver, include, path

from tawthiq.web import errors

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tawthiq.web.entrance.urls")),
    path("sources/", include("tawthiq.web.sources.urls")),
    path("", include("tawthiq.web.sealing.urls")),
    path("interviews/", include("tawthiq.web.interviews.urls")),
    path("review/", include("tawthiq.web.review.urls")),
    path("figures/", include("tawthiq.web.figures.urls")),
    path("styleguide/", include("tawthiq.web.styleguide.urls")),
    path("", include("tawthiq.web.overview.urls")),
    path("persons/", include("tawthiq.web.persons.urls")),
    path("records/", include("tawthiq.web.records.urls")),
    path("incidents/", include("tawthiq.web.incidents.urls")),
    path("", include("tawthiq.web.custody.urls")),
    path("counts/", include("tawthiq.web.results.urls")),
    path("releases/", include("tawthiq.web.releases.urls")),
    path("jobs/", include("tawthiq.web.jobs.urls")),
    path("members/", include("tawthiq.web.members.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
