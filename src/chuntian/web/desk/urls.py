"""The addresses of the desk."""

from django.urls import path

from chuntian.web.desk import account, home, sign_in

app_name = "desk"
urlpatterns = [
    path("", home.work, name="work"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("account/", account.account, name="account"),
    path("display/", account.preferences, name="preferences"),
    path("language/", account.language, name="language"),
    path("accessibility/", account.accessibility, name="accessibility"),
]
