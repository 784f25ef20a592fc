"""Addresses of the interview form."""

from django.urls import path

from tawthiq.web.interviews import views

app_name = "interviews"
urlpatterns = [
    path("new/", views.new_interview, name="new"),
    path("received/", views.show_receipt, name="receipt"),
    path("clear/", views.clear_device, name="clear"),
    path("date/", views.read_back_date, name="date"),
]
