"""Laws 9 and 10 for scans: names stay text in every format, and what is the same is reported alike."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings

from rootward.model.scan import Allowed, Unread
from rootward.reports.scan import github as github_text
from rootward.reports.scan import json as json_text
from rootward.reports.scan import text as text_text
from rootward.reports.scan.words import summary
from rootward.workflows.scan import scan as scans
from rootward.workflows.scanning.order import Files, History, Order
from tests.contract.names import anything
from tests.contract.subjects import OF_SCANS, hostile_scan
from tests.local.key_places.planting import key_id
from tests.local.key_places.planting import secret as secret_of
from tests.reports.scan.scanned import KEY_ID, brought, leak, scan, secret
from tests.workflows.scanning.shop import Shop


@settings(max_examples=50)
@given(name=anything)
def test_json_gives_any_name_back(name):
    report = json.loads(json_text.render(hostile_scan(name)))
    if name.encode("utf-8", "ignore").decode() == name:
        assert report["findings"][0]["author"] == name
        assert report["unread"] == [{"path": name, "reason": name}]


@settings(max_examples=50)
@given(name=anything)
def test_every_line_for_github_is_one_command_of_rootwards_own(name):
    lines = github_text.render(hostile_scan(name)).split("\n")

    assert [line.partition(" ")[0] for line in lines] == ["::error", "::error", "::notice", "::warning", ""]
    assert all(line.count("::") >= 2 and ",line=" in line for line in lines[:3])


@pytest.mark.parametrize("render", OF_SCANS)
def test_the_same_scan_is_the_same_report_whatever_the_terminal(render):
    one = hostile_scan("x")

    assert len({render(one) for _ in range(3)}) == 1
    if render is not text_text.render:
        assert render(one, width=40, color=True) == render(one, width=200)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal_but_what_is_to_be_copied(width):
    long = "word " * 60
    shown = text_text.render(
        scan(
            brought(leak(shown=long, reason=long), author=long, branches=("b" * 30,) * 9),
            allowed=(Allowed(rule=long, source=long, from_repository=True, count=1),),
            unread=(Unread(path="x", reason=long),),
        ),
        width=width,
    )

    wide = [line.strip() for line in shown.splitlines() if len(line) > width]
    assert all(line == f"rootward keys revoke {KEY_ID}" for line in wide)
    assert len(summary(hostile_scan("x")).splitlines()) == 1


def test_key_ids_are_whole_in_every_format():
    for render in OF_SCANS:
        assert KEY_ID in render(scan(leak(), secret()))


def test_shuffled_places_of_a_credential_are_arranged_as_they_are_given():
    findings = [leak(line=line) for line in range(1, 6)]
    random.Random(1).shuffle(findings)  # noqa: S311 - an order

    shown = text_text.render(scan(*findings))

    places = [line.strip() for line in shown.splitlines() if line.startswith("    app/.env:")]
    assert places == [f"app/.env:{one.line}:19" for one in findings]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    shop = Shop(tmp_path_factory.mktemp("law") / "shop")
    for number in range(12):
        pair = f"AWS_ACCESS_KEY_ID={key_id(number % 5)}\nAWS_SECRET_ACCESS_KEY={secret_of(number % 5)}\n"
        shop.commit(f"{number % 4}/{number % 3}.env", f"# {number}\n{pair}", message=f"{number}: {key_id(number)}")
    shop.git("checkout", "-q", "-b", "other", "HEAD~6")
    shop.commit("0/other.env", key_id(20))
    shop.git("merge", "-q", "-s", "ours", "-m", "together", "main")
    return shop


def reported(*sources, **facts):
    """Every report of a scan, with one time in all of them."""
    at = scan().taken_at
    done = scans(Order(sources=sources, cache=False, **facts), progress=silent, announce=silent, now=lambda: at)
    assert done.scan.findings
    return [render(done.scan) for render in OF_SCANS]


def silent(_line):
    """Nobody listens."""


def test_a_history_is_reported_alike_by_one_process_and_by_several_and_packed_anew(shop):
    history = History(str(shop.folder))
    loose = reported(history, workers=1)

    assert reported(history, workers=3) == loose
    shop.git("gc", "-q", "--prune=now")
    assert reported(history, workers=1) == loose
    shop.git("repack", "-q", "-a", "-d", "-f", "--depth=50", "--window=50")
    assert reported(history, workers=3) == loose


def test_a_history_is_reported_alike_without_what_the_extra_brings(shop, monkeypatch):
    history = History(str(shop.folder))
    quickly = reported(history)
    monkeypatch.setattr("rootward.leaks.git.finding.reads_packs", lambda: False)

    assert reported(history) == quickly


def test_files_are_reported_alike_in_whatever_order_they_are_named(shop, monkeypatch):
    monkeypatch.chdir(shop.folder)
    paths = ("0", "1", "2", "3")
    found = [
        scans(Order(sources=(Files(paths=order),), cache=False), progress=silent, announce=silent).scan.findings
        for order in (paths, paths[::-1])
    ]

    assert found[0] == found[1] != ()
