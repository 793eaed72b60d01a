"""Paths of findings from the top of the repository."""

from __future__ import annotations

import pytest

from rootward.workflows.scanning.order import Files, History
from rootward.workflows.scanning.tops import from_top
from tests.reports.scan.scanned import leak, scan


@pytest.fixture
def api(tmp_path, monkeypatch):
    """The working directory, two folders below the top."""
    (tmp_path / "shop" / ".git").mkdir(parents=True)
    (tmp_path / "shop" / "services" / "api").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "shop" / "services" / "api")
    return tmp_path / "shop" / "services" / "api"


def paths(*sources, of):
    return [one.path for one in from_top(scan(*(leak(path=path) for path in of)), sources).findings]


def test_paths_of_files_count_from_the_top(api):
    absolute = (api / "x.py").as_posix()

    assert paths(Files(paths=(".",)), of=(".env", "./a.zip!/../b", "../web/.env", absolute)) == [
        "services/api/.env",
        "services/api/a.zip!/../b",
        "services/web/.env",
        "services/api/x.py",
    ]


def test_what_lies_elsewhere_and_standard_input_stay_as_they_were_named(api):
    outside = api.parents[2].as_posix() + "/other.env"

    assert paths(Files(paths=("-",)), of=("-", outside, "../../../x")) == ["-", outside, "../../../x"]


@pytest.mark.usefixtures("api")
def test_those_of_a_history_do_already():
    assert paths(History("."), of=("app/.env",)) == ["app/.env"]


def test_outside_a_repository_nothing_changes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert paths(Files(paths=(".",)), of=("app/.env",)) == ["app/.env"]
