from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuntian.kernel.days import (
    CalendarYearUnknown,
    Month,
    MonthError,
    add_months,
    add_working_days,
    age_on,
    is_working_day,
    months_between,
    period_end,
)

some_days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
known_days = st.dates(date(2010, 1, 1), date(2025, 6, 30))
some_months = st.builds(Month, st.integers(1900, 2100), st.integers(1, 12))


@given(some_months, st.integers(-500, 500))
def test_months_go_forward_and_back(month, steps):
    assert month.plus(steps).plus(-steps) == month
    assert (month.plus(steps) > month) is (steps > 0)
    assert Month.parse(str(month)) == month


@given(some_months)
def test_a_month_holds_its_days_and_no_other(month):
    assert Month.of(month.first) == Month.of(month.last) == month
    assert month.last + timedelta(days=1) == month.next.first
    assert month.previous.next == month


@given(some_months, st.integers(0, 60))
def test_months_between_counts_both_ends(first, steps):
    found = list(months_between(first, first.plus(steps)))

    assert len(found) == steps + 1
    assert (found[0], found[-1]) == (first, first.plus(steps))
    assert list(months_between(first, first.previous)) == []


@pytest.mark.parametrize(
    "text", ["2024-3", "2024/03", "202403", "24-03", "2024-13", "2024-00", "0000-01", "２０２４-03", ""]
)
def test_texts_that_are_no_month(text):
    with pytest.raises(MonthError):
        Month.parse(text)


@given(some_days, st.integers(-600, 600))
def test_adding_months_lands_in_the_right_month_on_the_right_day(day, months):
    end = add_months(day, months)

    assert Month.of(end) == Month.of(day).plus(months)
    assert end.day == min(day.day, Month.of(end).last.day)


@given(some_days, st.integers(0, 120))
def test_age_grows_by_one_on_each_birthday(birth, years):
    birthday = add_months(birth, years * 12)

    assert age_on(birth, birthday) == years
    assert age_on(birth, birthday - timedelta(days=1)) == years - 1


@given(known_days, st.integers(1, 60))
def test_working_days_count_forward_and_end_on_one(day, count):
    end = add_working_days(day, count)
    between = [day + timedelta(days=step) for step in range(1, (end - day).days + 1)]

    assert is_working_day(end)
    assert sum(map(is_working_day, between)) == count


@given(known_days, st.integers(1, 60))
def test_working_days_go_back_as_far(day, count):
    worked = add_working_days(day, 1)

    assert add_working_days(add_working_days(worked, count), -count) == worked


def test_a_make_up_saturday_is_worked_and_a_holiday_is_not():
    assert is_working_day(date(2024, 10, 12))  # Saturday, make-up of National Day
    assert not is_working_day(date(2024, 10, 1))
    assert not is_working_day(date(2024, 10, 13))
    assert not is_working_day(date(2024, 5, 3))  # Friday of the May holiday


def test_five_working_days_over_national_day():
    assert add_working_days(date(2024, 9, 29), 5) == date(2024, 10, 11)


def test_no_working_days_stay_where_they_are():
    assert add_working_days(date(2024, 10, 1), 0) == date(2024, 10, 1)


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2099, 3, 3)])
def test_a_year_without_calendar_is_an_error_never_a_guess(day):
    with pytest.raises(CalendarYearUnknown):
        is_working_day(day)


def test_a_count_that_reaches_an_unknown_year_stops():
    with pytest.raises(CalendarYearUnknown):
        add_working_days(date(2004, 1, 3), -10)
    with pytest.raises(CalendarYearUnknown):
        period_end(date(2024, 1, 3), years=90)
    assert period_end(date(2024, 1, 3), years=90, roll=False) == date(2114, 1, 3)


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        (date(2024, 3, 12), {"months": 1}, date(2024, 4, 12)),
        (date(2024, 1, 31), {"months": 1}, date(2024, 2, 29)),
        (date(2024, 2, 29), {"years": 1}, date(2025, 2, 28)),
        (date(2024, 3, 1), {"days": 7}, date(2024, 3, 8)),
        (date(2024, 9, 20), {"days": 15}, date(2024, 10, 8)),  # 5 October lies in the holiday
        (date(2024, 9, 12), {"months": 1}, date(2024, 10, 12)),  # a make-up Saturday does not move
    ],
)
def test_ends_of_periods(start, length, end):
    assert period_end(start, **length) == end


@given(known_days, st.integers(0, 60))
def test_an_end_never_moves_back_and_is_always_worked(start, days):
    end = period_end(start, days=days)

    assert end >= start + timedelta(days=days)
    assert is_working_day(end)
