"""A small county, made once: the tests read it and never change it."""

import json
import os
import subprocess
import sys

import pytest

from chuntian.demo.county import Place, make_county

TOWNS = (1, 2, 101, 204)
VILLAGES = tuple(
    (f"620104{town:03d}{village:03d}", f"第{town}—{village}村") for town in TOWNS for village in (1, 2, 201, 202)
)
SMALL_PLACE = Place("620104", "西固区", VILLAGES)


@pytest.fixture(scope="session")
def small_county():
    return make_county(SMALL_PLACE, seed=7, holders=900)


@pytest.fixture(scope="session")
def lived(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    small = ["--holders", "900", "--months", "2", "--seed", "5"]
    order = [
        sys.executable,
        "-m",
        "chuntian",
        "demo",
        "--no-serve",
        "--json",
        "--fresh",
        "--folder",
        str(folder),
        *small,
    ]
    hidden = ("DATABASE_URL", "CHUNTIAN_SECRETS", "DJANGO_SETTINGS_MODULE")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(order, capture_output=True, text=True, check=False, env=environment, timeout=900)
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)
