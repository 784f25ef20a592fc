"""Addresses of jobs."""

from django.urls import path

from tawthiq.web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.list_jobs, name="list"),
    path("<uuid:job_id>/", views.show_job, name="job"),
    path("<uuid:job_id>/progress/", views.show_progress, name="progress"),
    path("<uuid:job_id>/cancel/", views.cancel, name="cancel"),
]
