"""Addresses of the entrance."""

from django.urls import path

from tawthiq.web.entrance import me, steps, views

app_name = "entrance"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-in/second/", steps.second_step, name="second"),
    path("sign-in/passkey/", steps.passkey_alone, name="passkey"),
    path("sign-out/", views.leave, name="sign_out"),
    path("language/", views.switch_language, name="language"),
    path("leave/", views.leave_at_once, name="leave"),
    path("awake/", views.stay_awake, name="awake"),
    path("prove/", steps.prove, name="prove"),
    path("me/", me.show_me, name="me"),
    path("me/passkeys/new/", me.new_passkey, name="new_passkey"),
    path("me/passkeys/<uuid:passkey_id>/remove/", me.drop_passkey, name="drop_passkey"),
    path("me/codes/", me.codes, name="codes"),
    path("me/codes/remove/", me.drop_codes, name="drop_codes"),
    path("me/sessions/<uuid:session_id>/end/", me.drop_session, name="drop_session"),
    path("me/sessions/end-others/", me.drop_other_sessions, name="drop_other_sessions"),
]
