"""Laws 9 and 10 for scans: names stay text in every format, and what is the same is reported alike."""

from __future__ import annotations

import csv
import io
import json
import random

import pytest
from hypothesis import given, settings

from rootward.model.key_list import LastUse
from rootward.model.key_place import KeyProof
from rootward.model.leak import LeakOwner
from rootward.model.scan import Allowed, Scan, Unread
from rootward.reports.csv import FORMULA
from rootward.reports.scan import csv as csv_text
from rootward.reports.scan import github as github_text
from rootward.reports.scan import json as json_text
from rootward.reports.scan import sarif as sarif_text
from rootward.reports.scan import text as text_text
from rootward.reports.scan.words import summary
from rootward.workflows.scan import scan as scans
from rootward.workflows.scanning.order import Files, History, Order
from tests.contract.hostile import NAMES
from tests.contract.test_law_9_names_stay_text import COLOURS, OBEYED, anything, every_name
from tests.local.key_places.planting import key_id
from tests.local.key_places.planting import secret as secret_of
from tests.reports.scan.scanned import KEY_ID, brought, leak, scan, secret
from tests.workflows.scanning.shop import Shop

RENDERS = (text_text.render, json_text.render, csv_text.render, sarif_text.render, github_text.render)


def hostile(name: str) -> Scan:
    """Every text that somebody else chooses is that name: paths, lines, authors, branches, users, rules, reasons."""
    owner = LeakOwner(
        account="111122223333",
        user=name,
        arn=f"arn:aws:iam::111122223333:user/{name}",
        root=False,
        status="Active",
        last_use=LastUse(at=None, service=name, region=name),
        administrator=None,
    )
    facts = {"path": name, "shown": name, "reason": name, "encoding": (name,), "owner": owner}
    return scan(
        brought(leak(**facts, proof=KeyProof(state="unknown", arn=None, detail=name)), author=name, branches=(name,)),
        secret(**facts, key_id=None, proof=KeyProof(state="alive", arn=f"arn:aws:iam::1:user/{name}")),
        leak(**facts, kind="pattern", key_id=None, masked=name, confidence="low"),
        looked_in=(name, f"the history of {name}"),
        allowed=(
            Allowed(rule=name, source=name, from_repository=True, count=1),
            Allowed(rule=name, source=name, from_repository=False, count=2),
        ),
        unread=(Unread(path=name, reason=name),),
    )


def texts(name, **options):
    return [render(hostile(name), **options) for render in RENDERS]


@every_name
@pytest.mark.parametrize("options", [{}, {"color": True, "width": 60}, {"unicode": False}])
def test_nothing_that_a_terminal_obeys_is_written(name, options):
    for text in texts(name, **options):
        assert OBEYED.search(COLOURS.sub("", text)) is None


@pytest.mark.parametrize("name", [NAMES["newline"], NAMES["return"], NAMES["separators"]])
def test_a_name_forges_no_line(name):
    for text in texts(name):
        assert not [line for line in text.splitlines() if line.startswith(("| b |", "# c", "- d", "b", "c"))]


@settings(max_examples=50)
@given(name=anything)
def test_any_name_stays_text_and_json_gives_it_back(name):
    for text in texts(name):
        assert OBEYED.search(text) is None
    report = json.loads(json_text.render(hostile(name)))
    if name.encode("utf-8", "ignore").decode() == name:
        assert report["findings"][0]["author"] == name
        assert report["unread"] == [{"path": name, "reason": name}]


@settings(max_examples=50)
@given(name=anything)
def test_every_line_for_github_is_one_command_of_rootwards_own(name):
    lines = github_text.render(hostile(name)).split("\n")

    assert [line.partition(" ")[0] for line in lines] == ["::error", "::error", "::notice", "::warning", ""]
    assert all(line.count("::") >= 2 and ",line=" in line for line in lines[:3])


@every_name
def test_no_cell_is_a_formula(name):
    for row in csv.reader(io.StringIO(csv_text.render(hostile(name)))):
        assert not [cell for cell in row if cell.startswith(FORMULA)]


@pytest.mark.parametrize("render", RENDERS)
def test_the_same_scan_is_the_same_report_whatever_the_terminal(render):
    one = hostile("x")

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
    assert len(summary(hostile("x")).splitlines()) == 1


def test_key_ids_are_whole_in_every_format():
    for render in RENDERS:
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
    return [render(done.scan) for render in RENDERS]


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
