"""Who sees whom: a table of roles, default deny."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from chuntian.accounts.enums import Do, Mask, Role
from chuntian.accounts.models import Assignment, User
from chuntian.accounts.operations import CannotAssign, assign, end_assignment, ensure_demo_users, ensure_roles
from chuntian.accounts.roles import FIELD_MASKS, ROLE_ACTIONS
from chuntian.accounts.scopes import NOTHING, can, figure_regions, scope_of
from chuntian.places.models import Organisation

pytestmark = pytest.mark.django_db
ON = date(2024, 3, 5)
COUNTY, SIBLING, CITY, TOWN, VILLAGE = "620104000000", "620102000000", "620100000000", "620104001000", "620104001201"


@pytest.fixture
def user() -> User:
    return User.objects.create_user("alice", password="x")


@pytest.fixture
def _rows() -> None:
    for region in (COUNTY, SIBLING, CITY, TOWN, VILLAGE):
        Organisation.objects.create(kind="provider", name=region, division=region, region=region)


def seen(user: User, on: date = ON) -> set[str]:
    return set(scope_of(user, on).filter(Organisation.objects.all()).values_list("region", flat=True))


@pytest.mark.usefixtures("_rows")
class TestRegions:
    def test_without_an_assignment_nothing(self, user):
        assert seen(user) == set()
        assert scope_of(user, ON) == NOTHING
        assert not can(user, Do.PROGRAMMES_VIEW)

    def test_a_superuser_flag_gives_nothing(self, user):
        user.is_superuser = user.is_staff = True
        user.save()

        assert seen(user) == set()
        assert not can(user, Do.SYSTEM_ADMIN)

    @pytest.mark.parametrize(
        ("region", "expected"),
        [
            (CITY, {CITY, COUNTY, SIBLING, TOWN, VILLAGE}),
            (COUNTY, {COUNTY, TOWN, VILLAGE}),
            (TOWN, {TOWN, VILLAGE}),
            (VILLAGE, {VILLAGE}),
        ],
    )
    def test_one_sees_the_own_subtree_only(self, user, region, expected):
        assign(user=user, role=Role.TOWNSHIP_CLERK, region=region, start=ON)

        assert seen(user) == expected
        for row in (CITY, COUNTY, SIBLING, TOWN, VILLAGE):
            assert scope_of(user, ON).allows(row) == (row in expected)

    def test_only_while_the_assignment_lasts(self, user):
        given = assign(user=user, role=Role.COUNTY_CLERK, region=COUNTY, start=ON)
        end_assignment(assignment=given, end=date(2024, 3, 31))

        assert seen(user, date(2024, 3, 4)) == set()
        assert seen(user, date(2024, 3, 31)) != set()
        assert seen(user, date(2024, 4, 1)) == set()

    def test_an_inactive_user_sees_nothing(self, user):
        assign(user=user, role=Role.COUNTY_CLERK, region=COUNTY, start=ON)
        user.is_active = False

        assert seen(user) == set()


class TestRoles:
    @pytest.mark.parametrize("role", [Role.ADMIN, Role.SUPERVISOR, Role.CITIZEN, Role.PROVIDER, Role.EMPLOYER])
    def test_these_reach_no_person(self, user, role):
        Assignment.objects.create(user=user, role=role, region=COUNTY, valid_from=ON)

        scope = scope_of(user, ON)
        assert (scope.regions, scope.fields) == ((), Mask.NONE)
        assert not can(user, Do.PERSON_VIEW)

    def test_no_role_holds_both_sides(self):
        pairs = [(Do.PAY_PREPARE, Do.PAY_APPROVE), (Do.CASE_CHECK, Do.CASE_DECIDE), (Do.LIST_COMMIT, Do.BRAKE_CONFIRM)]
        pairs += [(Do.SYSTEM_ADMIN, other) for other in Do.values if other not in {Do.SYSTEM_ADMIN, Do.PROGRAMMES_VIEW}]

        for role, actions in ROLE_ACTIONS.items():
            for one, other in pairs:
                assert not {one, other} <= actions, (role, one, other)

    def test_every_role_and_action_is_in_the_tables(self):
        assert set(ensure_roles()) == set(Role.values) == set(ROLE_ACTIONS)
        assert set().union(*ROLE_ACTIONS.values()) == set(Do.values)
        seeing = {role for role, actions in ROLE_ACTIONS.items() if Do.PERSON_VIEW in actions}
        assert seeing == set(FIELD_MASKS)

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            (Role.FINANCE_PREPARER, Role.FINANCE_APPROVER),
            (Role.COUNTY_CLERK, Role.COUNTY_APPROVER),
            (Role.ADMIN, Role.AUDITOR),
            (Role.LIAISON, Role.ADMIN),
        ],
    )
    def test_duties_stay_apart(self, user, first, second):
        assign(user=user, role=first, region=COUNTY, start=ON)

        with pytest.raises(CannotAssign):
            assign(user=user, role=second, region=SIBLING, start=ON)

    def test_field_masks(self, user):
        assign(user=user, role=Role.CADRE, region=VILLAGE, start=ON)
        scope = scope_of(user, ON)

        assert scope.shows("phone")
        assert not scope.shows("dibao")
        assert not NOTHING.shows("name")

    def test_an_action_in_a_region(self, user):
        assign(user=user, role=Role.COUNTY_CLERK, region=COUNTY, start=ON)

        assert can(user, "list.commit", ON, region=TOWN)
        assert not can(user, "list.commit", ON, region=SIBLING)
        assert not can(user, "brake.confirm", ON)

    def test_a_supervisor_opens_figures_without_persons(self, user):
        assign(user=user, role=Role.SUPERVISOR, region=CITY, start=ON)

        assert figure_regions(user, ON) == (CITY,)


def test_the_demo_has_one_sign_in_for_each_role(client):
    at = datetime(2024, 3, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))

    users = ensure_demo_users(region="620104", at=at, password="a long enough one")
    again = ensure_demo_users(region="620104", at=at, password="another")

    assert set(users) == set(Role.values)
    assert users == again
    assert users["county_clerk"].check_password("a long enough one")
    assert scope_of(users["county_clerk"], at.date()).regions == (COUNTY,)
    assert figure_regions(users["supervisor"], at.date()) == (CITY,)
