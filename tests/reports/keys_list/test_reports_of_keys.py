"""Keys of an account as people, programs and spreadsheets read them."""

from __future__ import annotations

import csv
import io
import json

import pytest

from rootward.engine.device_list import Person
from rootward.engine.key_list import key_list
from rootward.model.key_list import LastUse
from rootward.model.unknown import Unknown
from rootward.reports.keys_list import csv as as_csv
from rootward.reports.keys_list import json as as_json
from rootward.reports.keys_list import text as as_text
from tests.checks.facts import (
    account,
    active_key,
    ago,
    allow,
    arn,
    identities,
    inline,
    key_leak,
    leaked_key,
    listed_key,
    of_root,
    policy,
    report,
    root_key,
    root_row,
    summary,
    user,
    user_row,
)

OLD, NEW, OFF = ("AKIA" + letter * 16 for letter in "ABC")
ADMIN = inline("all", policy(allow("*")))
USERS = (Person("ann", arn("user", "ann")), Person("ci-bot", arn("user", "ci-bot")))


def listing(name="ci-bot", **more):
    users = (user("ann", inline_policies=(ADMIN,)), user(name))
    of = account(
        alias="acme",
        identities=identities(users=users),
        root_credentials=of_root(root_key(640, used=3)),
        access_keys=(
            listed_key("ann", 412, id=OLD),
            listed_key(name, 60, id=NEW),
            listed_key(name, 940, id=OFF, status="Inactive"),
        ),
    )
    uses: dict[str, LastUse | Unknown] = {
        OLD: LastUse(at=ago(1), service="iam", region="us-east-1"),
        NEW: LastUse(at=None),
        OFF: Unknown("failed", detail="it broke"),
    }
    people = (USERS[0], Person(name, arn("user", name)))
    places = {NEW: ("profile ci (~/.aws/credentials:4)",)}
    given = {"leaks": Unknown("not_collected"), **more}
    return key_list(of, "0.1.0", users=people, root=True, uses=uses, places=places, **given)


def test_text_has_whole_ids_the_worst_first():
    shown = as_text.render(listing())

    assert shown.startswith("Account 123456789012 (acme), taken 2026-01-31 12:00 UTC\n")
    assert [line.partition(" ─")[0] for line in shown.splitlines() if "──" in line] == [
        "Root's: 1 key",
        "Administrators': 1 key",
        "Active: 1 key",
        "Switched off: 1 key",
    ]
    assert f"  ann  {OLD}  412 d  used 2026-01-30 iam us-east-1\n" in shown
    assert f"  ci-bot  {NEW}  60 d  never used\n" in shown
    assert "on this machine: profile ci (~/.aws/credentials:4)\n" in shown
    assert f"  ci-bot  {OFF}  940 d  last use not known\n" in shown


def test_nobody_reads_that_no_key_has_leaked():
    assert as_text.render(listing()).endswith(
        "\nLeaked or not: nobody has looked for them. rootward scan --join looks.\n"
    )


def test_a_leaked_key_is_shown_with_what_to_do():
    leaks = {OLD: key_leak("ann", id=OLD), OFF: key_leak("ci-bot", id=OFF, with_secret=False)}
    shown = as_text.render(listing(leaks=leaks), width=120)

    assert f"leaked, with its secret: rootward keys revoke {OLD}\n" in shown
    assert "a scan found its id, without its secret\n" in shown
    ending = "Leaked or not: of the others the scans joined with this account found none where they looked.\n"
    assert shown.endswith(f"\n{ending}")
    assert as_text.summary(listing(leaks=leaks)).endswith("1 switched off; 1 leaked")
    assert next(csv.DictReader(io.StringIO(as_csv.render(listing(leaks=leaks)))))["leaked"] == "not_found"


@pytest.mark.parametrize(
    ("leaks", "last", "summed_up"),
    [
        (
            {},
            "the scans joined with this account found none where they looked.",
            "leaked: none that a joined scan found",
        ),
        (Unknown("failed", detail="x"), "what scans found cannot be told about.", "leaked or not: not known"),
    ],
)
def test_where_scans_found_none_or_cannot_be_asked_that_is_said(leaks, last, summed_up):
    assert as_text.render(listing(leaks=leaks), width=120).endswith(f"\nLeaked or not: {last}\n")
    assert as_text.summary(listing(leaks=leaks)).endswith(summed_up)


def test_keys_without_an_id_hide_nothing_of_the_others():
    of = account(
        identities=identities(users=(user("ann"),)),
        credential_report=report(root_row(keys=(active_key(50), active_key(2, active=False)))),
        summary=summary(access_keys_present=True),
        access_keys=(listed_key("ann", 9, id=OLD),),
        leaked_keys=(leaked_key("ann", leak={"id": OLD}),),
    )

    shown = as_text.render(key_list(of, "0.1.0", users=USERS[:1], root=True), width=150)

    assert "leaked, with its secret: " in shown
    assert shown.endswith("found none where they looked. Of keys without an id nobody can tell.\n")


def test_without_ids_that_is_why():
    of = account(credential_report=report(user_row("ann", keys=(active_key(50), active_key(2, active=False)))))

    shown = as_text.render(key_list(of, "0.1.0", users=USERS[:1], root=False))

    assert shown.endswith("\nLeaked or not: keys without an id cannot be told about.\n")


def test_the_summary_says_that_nobody_looked_for_leaks():
    assert as_text.summary(listing()) == "4 keys of 3 owners: 3 active, 1 switched off; leaked or not: not scanned"


@pytest.mark.parametrize(
    ("about", "older", "said"),
    [
        (None, None, "There are no access keys.\n"),
        ("ann", None, "ann has no access key.\n"),
        (None, 90, "There are no access keys older than 90 days.\n"),
    ],
)
def test_nothing_is_said_in_words(about, older, said):
    empty = key_list(account(access_keys=()), "0.1.0", users=(), root=False, about=about, older_than=older)

    assert as_text.render(empty).endswith(f"\n{said}")


def test_a_list_from_the_report_says_what_it_cannot_show():
    of = account(
        identities=identities(users=(user("ann"),)),
        credential_report=report(user_row("ann", keys=(active_key(50), active_key(2, active=False)))),
    )

    shown = as_text.render(key_list(of, "0.1.0", users=USERS[:1], root=False))

    assert "(id not shown)" in shown
    assert "it shows active keys alone" in shown


def test_json_has_every_key_and_no_other_words_for_not_knowing():
    told = json.loads(as_json.render(listing()))

    assert (told["schema"], told["account"]["id"]) == (1, "123456789012")
    by_id = {key["key_id"]: key for key in told["keys"]}
    assert by_id[NEW]["last_use"] == {"at": None, "service": "", "region": ""}
    assert by_id[OFF]["last_use"] is None
    assert {key["leaked"] for key in told["keys"]} == {"not_scanned"}


def test_csv_has_a_row_a_key():
    rows = list(csv.DictReader(io.StringIO(as_csv.render(listing()))))

    assert [row["key_id"] for row in rows] == ["root-access-key-1", OLD, NEW, OFF]
    assert [row["last_use"] for row in rows] == ["2026-01-28T12:00:00Z", "2026-01-30T12:00:00Z", "never", ""]
    assert [row["administrator"] for row in rows] == ["true", "true", "false", "false"]


@pytest.mark.parametrize("render", [as_text.render, as_json.render, as_csv.render])
def test_a_name_stays_text(render):
    shown = render(listing("=2+2\x1b[31m\n"))

    assert "\x1b" not in shown
    assert "=2+2\n" not in shown
    assert '"=2+2' not in shown.replace('"user": "=2+2', "").replace("user/=2+2", "")


def test_a_leaked_key_that_is_switched_off_is_to_be_deleted_at_last():
    shown = as_text.render(listing(leaks={OFF: key_leak("ci-bot", id=OFF)}), width=120)

    assert f"leaked; switched off: delete it when all is over (rootward keys delete {OFF})\n" in shown
    assert "keys revoke" not in shown
