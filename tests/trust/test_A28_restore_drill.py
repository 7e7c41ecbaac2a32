"""A28: PostgreSQL is brought back to a moment from its base backup and its log; every table weighs what it weighed."""

import pytest
from click.testing import CliRunner
from tests.faults.moment import moment

from chuntian.commands.main import cli


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(1800)
def test_A28_postgresql_is_recovered_to_a_moment_and_to_the_end_of_its_log():
    found = moment(2)

    print(f"\nA28: {found}")
    assert found["faults"] == []
    assert found["tables"] > 50
    assert found["lost_s"] < 2 + 28  # of five minutes that may be lost, with a minute between the copies


@pytest.mark.parametrize(("to", "status"), [("yesterday", 2), ("2999-01-01T00:00", 1)])
def test_A28_a_moment_that_is_none_is_refused(to, status):
    done = CliRunner().invoke(cli, ["recovered", "--to", to])

    assert done.exit_code == status
