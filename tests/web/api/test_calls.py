"""What the calls tell: yes, no, unknown; the contracted fields; nothing of whoever lies outside the contract."""

from datetime import date

import pytest
from tests.web.api.asking import send

from chuntian.registry.models import Person

pytestmark = pytest.mark.django_db


def test_yes_no_and_unknown_are_three_answers(asked):
    assert asked.status("有证") == "yes"
    assert asked.status("过期") == "no"
    assert asked.status("已故") == "no"
    assert asked.status("掉出名单") == "unknown"
    assert asked.status(asked.stranger) == "unknown"


def test_both_names_of_the_first_call_say_the_same(asked):
    said = asked.department.ask("get-disability-status", asked.number("有证"))
    assert said["disabled_response"][0]["disabled_status"] == "yes"


def test_details_give_each_impairment_with_its_level_reversed(asked):
    item = asked.department.ask("get-disability-details", asked.number("有证"))["search_response"][0]

    assert item["data"]["reg_records"] == [
        {"disability_details": [{"impairment_type": "Mobility", "impairment_level": "Extreme"}]}
    ]


def test_search_gives_the_contracted_fields_of_each_in_the_order_asked(asked):
    numbers = [asked.number("过期"), asked.stranger, asked.number("有证")]

    items = asked.department.ask("search", *numbers)["search_response"]

    assert [item["pagination"]["total_count"] for item in items] == [1, 0, 1]
    assert items[2]["data"]["reg_records"] == [
        {
            "disability_status": "Approved",
            "disability_status_level": "High support needs",
            "disability_details": [{"impairment_type": "Mobility", "impairment_level": "Extreme"}],
            "last_updated": "2024-03-01T00:00:00+08:00",
        }
    ]
    first = items[0]["data"]["reg_records"][0]
    assert (first["disability_status"], first["disability_status_level"], first["disability_details"]) == (
        "Expired",
        None,
        None,
    )


def test_the_dead_and_the_unknown_are_never_sent_as_expired(asked):
    items = asked.department.ask("search", asked.number("已故"), asked.number("掉出名单"))["search_response"]

    assert [item["data"]["reg_records"][0]["disability_status"] for item in items] == ["cn:deceased", None]


def test_a_second_page_is_empty_and_a_doubled_reference_is_refused(asked):
    message = asked.message("search", asked.number("有证"), asked.number("有证"))
    first, second = message["search_request"]
    first["search_criteria"]["pagination"] = {"page_size": 10, "page_number": 2}
    second["reference_id"] = first["reference_id"]

    one, other = send("search", asked.department.signed("search", message)).json()["message"]["search_response"]

    assert one["data"]["reg_records"] == []
    assert one["pagination"] == {"page_size": 10, "page_number": 2, "total_count": 1}
    assert (other["status"], other["status_reason_code"]) == ("rjct", "rjct.reference_id.duplicate")


def test_a_merged_record_answers_as_the_one_it_was_merged_into(asked):
    gone, kept = Person.objects.get(name="过期"), Person.objects.get(name="有证")
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])

    assert asked.status("过期") == "yes"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda said: said["message"].update(transaction_id="x" * 100), "err.request.bad"),
        (lambda said: said["message"].update(transaction_id=""), "err.request.bad"),
        (lambda said: said["header"].update(total_count=2), "rjct.total_count.invalid"),
        (lambda said: said["header"].update(receiver_id="dr-other"), "err.receiver_id.invalid"),
        (lambda said: said["header"].update(is_msg_encrypted=True), "err.request.bad"),
        (lambda said: said["header"].update(message_ts="2024-03-20T10:00:00"), "rjct.message_ts.invalid"),
        (lambda said: said["message"]["disabled_criteria"]["query"].update(value=620199), "err.request.bad"),
        (
            lambda said: said["message"]["disabled_criteria"]["query"].update(value="６２０１９９198001010000"),
            "err.request.bad",
        ),
        (lambda said: said["message"]["disabled_criteria"].pop("authorize"), "err.request.bad"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_code(asked, change, code):
    said = asked.department.envelope("disabled", asked.number("有证"))
    change(said)

    answer = send("disabled", asked.signed_again("disabled", said))

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code)


def test_99_characters_pass_and_a_count_as_text(asked):
    said = asked.department.envelope("disabled", asked.number("有证"))
    said["message"]["transaction_id"], said["header"]["total_count"] = "x" * 99, "1"

    answer = send("disabled", asked.signed_again("disabled", said))

    assert answer.json()["message"]["transaction_id"] == "x" * 99


def test_a_refusal_repeats_nothing_that_was_sent(asked):
    said = asked.department.envelope("disabled", asked.number("有证"))
    said["message"]["disabled_criteria"]["query"] = {"type": "UIN", asked.number("有证"): "马春花"}

    text = send("disabled", asked.signed_again("disabled", said)).content.decode()

    assert asked.number("有证") not in text
    assert "马春花" not in text


def test_one_message_is_for_one_purpose(asked):
    message = asked.message("search", asked.number("有证"), asked.number("过期"))
    message["search_request"][1]["search_criteria"]["authorize"]["purpose"]["code"] = "another-one"

    answer = send("search", asked.department.signed("search", message))

    assert answer.json()["errors"][0]["code"] == "rjct.search_criteria.invalid"


def test_the_contract_granted_last_counts(asked):
    later = asked.department.contract_for(calls=["disabled"], fields=[])

    assert later.granted_at is not None
    assert asked.status("有证") == "yes"
    assert send("search", asked.department.envelope("search", asked.number("有证"))).status_code == 403


def test_a_contract_ends_with_its_last_day(asked):
    asked.department.contract.valid_to = date(2024, 3, 19)
    asked.department.contract.save(update_fields=["valid_to"])

    assert send("disabled", asked.department.envelope("disabled", asked.number("有证"))).status_code == 403


def test_what_breaks_inside_says_nothing_and_is_logged(asked, monkeypatch, caplog):
    monkeypatch.setattr("chuntian.exchange.partners.facts_of", lambda *given: 1 / 0)

    answer = send("disabled", asked.department.envelope("disabled", asked.number("有证")))

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (500, "err.service.unavailable")
    assert "ZeroDivisionError" in caplog.text


def test_an_address_that_is_not_there_answers_in_json(client):
    assert client.get("/spdci/dr/v1.0.0/registry/subscribe").json()["errors"][0]["code"] == "err.request.not_found"
    assert "text/html" in client.get("/no-such-page/")["Content-Type"]
