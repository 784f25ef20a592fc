"""Addresses of records."""

from django.urls import path

from tawthiq.web.records import views

app_name = "records"
urlpatterns = [
    path("<uuid:record_id>/", views.show_record, name="record"),
    path("<uuid:record_id>/correct/", views.correct, name="correct"),
]
