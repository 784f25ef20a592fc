"""Addresses of members."""

from django.urls import path

from tawthiq.web.members import compartments, requests, views

app_name = "members"
urlpatterns = [
    path("", views.list_members, name="list"),
    path("add/", views.add, name="add"),
    path("<uuid:member_id>/", views.change, name="change"),
    path("compartments/", compartments.list_compartments, name="compartments"),
    path("compartments/<uuid:compartment_id>/", compartments.show_compartment, name="compartment"),
    path("requests/", requests.list_requests, name="requests"),
    path("requests/<uuid:request_id>/answer/", requests.answer_one, name="answer"),
    path("requests/<uuid:request_id>/use/", requests.use_one, name="use"),
]
