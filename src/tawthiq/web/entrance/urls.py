"""Addresses of the entrance."""

from django.urls import path

from tawthiq.web.entrance import views

app_name = "entrance"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", views.SignOut.as_view(), name="sign_out"),
    path("language/", views.switch_language, name="language"),
    path("leave/", views.leave_at_once, name="leave"),
]
