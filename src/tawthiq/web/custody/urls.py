"""Addresses of exhibits, ledger and audit."""

from django.urls import path

from tawthiq.web.custody import proof, views

app_name = "custody"
urlpatterns = [
    path("exhibits/", views.list_exhibits, name="exhibits"),
    path("exhibits/<uuid:exhibit_id>/", views.show_exhibit, name="exhibit"),
    path("exhibits/<uuid:exhibit_id>/file", views.download, name="download"),
    path("exhibits/<uuid:exhibit_id>/preview", views.preview, name="preview"),
    path("exhibits/<uuid:exhibit_id>/look", views.look, name="look"),
    path("exhibits/<uuid:exhibit_id>/copy", views.working_copy, name="working_copy"),
    path("exhibits/<uuid:exhibit_id>/verify", proof.verify, name="verify"),
    path("exhibits/<uuid:exhibit_id>/bag", proof.new_bag, name="new_bag"),
    path("bags/", proof.list_bags, name="bags"),
    path("ledger/", views.show_ledger, name="ledger"),
    path("audit/", views.show_audit, name="audit"),
]
