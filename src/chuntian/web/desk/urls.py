"""The addresses of the desk."""

from django.urls import path

from chuntian.web.desk import account, cases, discrepancies, home, lists, payments, people, programmes, sign_in, tasks

app_name = "desk"
urlpatterns = [
    path("", home.work, name="work"),
    path("work.xlsx", home.export, name="work-file"),
    path("tasks/<int:pk>/", tasks.task, name="task"),
    path("people/", people.search, name="search"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/facts/", people.facts, name="person-facts"),
    path("people/<int:pk>/decisions/", people.decisions, name="person-decisions"),
    path("people/<int:pk>/money/", people.money, name="person-money"),
    path("people/<int:pk>/trail/", people.trail, name="person-trail"),
    path("people/<int:pk>/number/", people.reveal, name="reveal"),
    path("people/<int:pk>/apply/", cases.new_case, name="new-case"),
    path("lists/", lists.lists, name="lists"),
    path("lists/upload/", lists.upload, name="upload"),
    path("lists/<int:pk>/", lists.one_list, name="list"),
    path("lists/<int:pk>/refusals.xlsx", lists.refusals_file, name="list-refusals"),
    path("lists/<int:pk>/report.xlsx", lists.report_file, name="list-report"),
    path("lists/<slug:kind>/", lists.kind, name="list-kind"),
    path("discrepancies/", discrepancies.discrepancies, name="discrepancies"),
    path("discrepancies.xlsx", discrepancies.export, name="discrepancies-file"),
    path("discrepancies/<int:pk>/", discrepancies.discrepancy, name="discrepancy"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("payments/", payments.payments, name="payments"),
    path("payments/<int:pk>/", payments.payment, name="payment"),
    path("payments/<int:pk>/lines.xlsx", payments.lines_file, name="payment-lines"),
    path("payments/<int:pk>/bank-file/", payments.bank_file, name="bank-file"),
    path("payments/<int:pk>/exceptions/<int:exception_pk>/", payments.exception, name="exception"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/<slug:slug>/", programmes.programme, name="programme"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("account/", account.account, name="account"),
    path("display/", account.preferences, name="preferences"),
    path("language/", account.language, name="language"),
    path("accessibility/", account.accessibility, name="accessibility"),
]
