"""A scan for people at a terminal."""

from __future__ import annotations

import pytest

from rootward.model.access import AskedAccount
from rootward.model.joined_scan import JoinedScan
from rootward.model.key_place import KeyProof
from rootward.model.leak import LeakOwner
from rootward.model.scan import Allowed, Looked, Unread
from rootward.reports.scan.text import render
from rootward.reports.scan.words import size, summary
from tests.local.key_places.planting import key_id
from tests.reports.scan.scanned import (
    ACCOUNT,
    BLOB,
    KEY_ID,
    OTHER_ID,
    SESSION_ID,
    brought,
    everything,
    leak,
    scan,
    secret,
)

WHOLE = f"""\
Looked in ., backup.zip: 34,012 commits, 120,331 objects, 1 file, 2.3 GB

High confidence: 3 credentials ─────────────────────────────────────────────────
  {KEY_ID}  account 111122223333
    user anna of account 111122223333, active, administrator, last used
    2026-01-30 in s3
    works: arn:aws:iam::111122223333:user/anna
    app/.env:3:19
      access key id: beside the secret key that it needs
      AWS_ACCESS_KEY_ID={KEY_ID}
      commit 1a2b3c4d5e6f by Anna Ramírez <anna@example.com> on 2024-03-01, not
      in HEAD, on main, release/1, release/2 and 38 more
    app/.env:4:23
      secret access key …4f2A: beside its id
      AWS_SECRET_ACCESS_KEY=…4f2A
      commit 1a2b3c4d5e6f by Anna Ramírez <anna@example.com> on 2024-03-01,
      still in HEAD, on main, release/1, release/2 and 38 more
  secret access key …9zQ1
    backup.zip!/config/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/settings.json:118:4
      named aws_secret_access_key, in base64, in an escaped string
      "aws_secret_access_key": "…9zQ1"
  console password …  account 111122223333
    anna_credentials.csv:2:6
      in a file of credentials that the console gave to download
      anna,…,https://111122223333.signin.aws.amazon.com/console

Medium confidence: 1 credential ────────────────────────────────────────────────
  {SESSION_ID}  its id tells no account, no secret beside it
    logs/build.log:3:19
      access key id: an id alone
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxxxxxxxx

Low confidence: 1 credential ───────────────────────────────────────────────────
  {OTHER_ID}  account 111122223333, no secret beside it
    blob {BLOB}:3:19
      access key id: in a test
      AWS_ACCESS_KEY_ID={KEY_ID}
      no commit that can be reached has it

What to do ─────────────────────────────────────────────────────────────────────
  What others may have seen, they know: taking it out of the file does not take
  it back. Where they may have, end its power first, then clean up:
    rootward keys revoke {KEY_ID}
  What is meant to be there: write rootward:allow on its line, name it under
  [scan.allow] in rootward.toml, or keep what there is today in a baseline
  (rootward scan baseline).

Passed over: 15 findings ───────────────────────────────────────────────────────
   3  gitleaks:allow (the line itself, in what was scanned)
  12  baseline (leaks.json)
  Rules marked so lie in what was scanned: whoever leaked a key may have written
  them. --no-repo-allow looks past them.

Not read: 2 ────────────────────────────────────────────────────────────────────
  secret.7z: 7z is not read
  pipe: a pipe is not opened
"""


def test_all_of_it():
    assert render(everything(), width=80) == WHOLE


def test_nothing_found_is_said():
    assert render(scan()) == "Looked in .: 2 files, 2.0 kB\n\nNo leaked credentials.\n"


def test_nothing_found_in_what_was_read_is_said_otherwise():
    shown = render(scan(unread=(Unread(path="x", reason="no permission"),)))

    assert "No leaked credentials in what was read." in shown
    assert "  x: no permission\n" in shown


def test_a_clean_scan_lays_out_no_sheet_and_loads_nothing_that_does():
    import subprocess
    import sys

    script = (
        "import sys\nfrom tests.reports.scan.scanned import scan\nfrom rootward.reports.scan.text import render\n"
        "render(scan())\nprint('rich' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)

    assert done.stdout == "False\n"


def test_a_path_and_an_id_stay_whole_however_narrow_the_terminal():
    path = "deep/" * 40 + ".env"
    shown = render(scan(leak(path=path)), width=40)

    assert f"    {path}:3:19\n" in shown
    assert f"    rootward keys revoke {KEY_ID}\n" in shown


def test_an_id_and_its_secret_are_one_credential_wherever_they_stand():
    shown = render(scan(leak(), secret(path="other.py", confidence="medium"), leak(path="third.py")))

    assert "High confidence: 1 credential" in shown
    assert "Medium" not in shown


def test_two_passwords_are_two_credentials_for_nothing_says_that_they_are_one():
    password = leak(kind="console-password", key_id=None, fingerprint=None, masked="…")

    assert "2 credentials" in render(
        scan(password, leak(kind="console-password", key_id=None, fingerprint=None, line=9))
    )


def test_who_brought_several_in_a_row_is_said_once():
    assert render(scan(brought(leak()), brought(secret()))).count("commit 1a2b3c4d5e6f") == 1


def test_many_places_of_a_credential_are_counted():
    assert "and 92 places more" in render(scan(*(leak(line=line) for line in range(1, 101))))


def test_many_paths_are_counted():
    shown = render(scan(looked_in=tuple(map(str, range(30)))))

    assert shown.startswith("Looked in 0, 1, 2, 3, 4, 5, 6, 7 and 22 more: 2 files")


def test_many_credentials_are_counted():
    many = (leak(key_id=f"AKIA{number:016d}") for number in range(205))

    assert "  and 5 credentials more: --format json has all\n" in render(scan(*many))


def test_a_key_of_root_is_said_before_its_places():
    root = LeakOwner(
        account=ACCOUNT,
        user="<root_account>",
        arn=None,
        root=True,
        status="Active",
        last_use=None,
        administrator=True,
    )

    assert f"    ROOT of account {ACCOUNT}, active, administrator\n    app/.env" in render(scan(leak(owner=root)))


@pytest.mark.parametrize(
    "facts",
    [
        {"key_id": SESSION_ID},
        {"confidence": "low"},
        {"proof": KeyProof(state="refused")},
        {
            "owner": LeakOwner(
                account=ACCOUNT,
                user="a",
                arn=None,
                root=False,
                status="Inactive",
                last_use=None,
                administrator=False,
            )
        },
    ],
)
def test_nobody_is_told_to_revoke_what_is_off_or_ends_by_itself_or_may_be_none(facts):
    assert "keys revoke" not in render(scan(leak(**facts)))


def test_who_asks_nobody_is_told_whom_to_ask():
    assert "--join" in render(scan(leak()))
    assert "--join" not in render(scan(leak(proof=KeyProof(state="alive"))))


def test_where_an_account_was_asked_only_its_own_keys_are_to_be_revoked_and_others_told_of():
    found = scan(leak(), leak(key_id=OTHER_ID), leak(key_id=f"AKIA{'V' * 16}"))
    asked = AskedAccount(id=ACCOUNT, alias=None, partition="aws")
    joined = JoinedScan(scan=found, account=asked, foreign=((OTHER_ID, "444455556666"),), missing=(f"AKIA{'V' * 16}",))

    shown = render(found, joined=joined)

    assert [line.split()[-1] for line in shown.splitlines() if "keys revoke" in line] == [KEY_ID]
    assert "Tell\n  whoever owns 444455556666." in shown
    assert "--join" not in shown


@pytest.mark.parametrize(("at", "shows"), [(0, "…4f2Aab"), (500, "ab…4f2Aab"), (990, "ab…4f2A")])
def test_of_a_long_line_the_part_about_the_credential_is_shown(at, shows):
    line = "ab" * (at // 2) + "…4f2A" + "ab" * ((1000 - at) // 2)
    shown = render(scan(secret(shown=line)))

    (start,) = [number for number, text in enumerate(shown.splitlines()) if "beside its id" in text]
    told = "".join(text.strip() for text in shown.splitlines()[start + 1 :][:3])
    assert shows in told
    assert len(told.partition("What to do")[0]) <= 2 * 74 + 2


def test_an_account_number_is_told_once():
    number = leak(kind="account-id", key_id=None, masked=ACCOUNT)

    assert f"  account number {ACCOUNT}\n" in render(scan(number))


def test_what_has_no_id_is_to_be_replaced_and_no_key_is_named():
    shown = render(scan(secret(key_id=None)))

    assert "Make another in its place" in shown.replace("\n ", "")
    assert "keys revoke" not in shown


def test_only_a_rule_in_what_was_scanned_is_told_to_be_doubted():
    mine = Allowed(rule="baseline", source="b.json", from_repository=False, count=1)
    theirs = Allowed(rule="x", source=".gitallowed:3", from_repository=True, count=1)

    assert "--no-repo-allow" not in render(scan(allowed=(mine,)))
    assert "--no-repo-allow" in render(scan(allowed=(theirs,)))


def test_much_that_was_not_read_is_counted():
    unread = tuple(Unread(path=f"{number}.7z", reason="7z is not read") for number in range(30))

    assert "and 10 more: --format json has all" in render(scan(unread=unread))


def test_names_of_somebody_elses_choice_stay_text():
    shown = render(scan(brought(leak(path="a\x1b[31m\n/b", shown="x\u202ey", reason="r\n"), author="a\rb")))

    assert r"a\x1b[31m\n/b:3:19" in shown
    assert r"x\u202ey" in shown
    assert r"by a\rb on" in shown


@pytest.mark.parametrize(
    ("of", "says"),
    [
        (scan(), "no leaked credentials"),
        (scan(unread=(Unread(path="x", reason="y"),)), "no leaked credentials in what was read; 1 not read"),
        (everything(), "6 findings in 5 paths (4 high, 1 medium, 1 low); 15 passed over; 2 not read"),
    ],
)
def test_the_closing_line(of, says):
    assert summary(of) == says


@pytest.mark.parametrize(
    ("count", "says"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (2_345_678_901, "2.3 GB")],
)
def test_sizes(count, says):
    assert size(count) == says


def test_what_was_looked_through_is_told_by_its_kinds():
    assert "Looked in .: 3 commits, 1 object, 0 bytes\n" in render(scan(looked=Looked(commits=3, blobs=1)))


def test_without_unicode_all_signs_are_ascii():
    assert render(scan(leak(), secret()), unicode=False).isascii()


def owner(**facts):
    standard = {"account": ACCOUNT, "user": "anna", "arn": None, "root": False, "status": "Active", "last_use": None}
    return LeakOwner(**{**standard, "administrator": False, **facts})


def commands(shown):
    return [line.split()[-1] for line in shown.splitlines() if "rootward keys revoke A" in line]


def test_a_refusal_takes_no_advice_away_where_the_account_says_that_the_key_is_on():
    shown = render(scan(leak(owner=owner(), proof=KeyProof(state="refused")), secret(owner=owner())))

    assert commands(shown) == [KEY_ID]
    assert "though its account says that it is active: perhaps seconds old" in " ".join(shown.split())


def test_what_works_comes_first_and_none_of_it_is_cut():
    number = iter(range(100))

    def pair(**facts):
        name = f"AKIA{next(number):016d}"
        return leak(key_id=name, **facts), secret(key_id=name, **facts)

    unknown = [pair() for _ in range(4)]
    on = [pair(owner=owner()) for _ in range(6)]
    root = pair(owner=owner(root=True, administrator=True))
    alone = leak(key_id=f"AKIA{next(number):016d}", owner=owner(administrator=True))
    found = [one for many in (*unknown, *on, root, (alone,)) for one in many]

    shown = render(scan(*found))

    assert commands(shown) == [root[0].key_id, *(one.key_id for one, _ in on)]
    assert "    and 5 more\n" in shown
    assert commands(render(scan(*found[:2], alone))) == [alone.key_id, found[0].key_id]


def test_of_a_session_it_is_said_how_to_find_out_who_began_it():
    session = {"key_id": SESSION_ID, "masked": "…TTTT"}
    shown = render(scan(leak(**session), secret(**session)))

    assert "whether it has ended, its id does not tell" in " ".join(shown.split())
    assert f"AttributeKey=AccessKeyId,AttributeValue={SESSION_ID}\n" in shown
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert "lookup-events" not in render(scan(leak(**session)))
    assert "lookup-events" not in render(scan(leak(**session), secret(proof=KeyProof(state="expired"), **session)))


def test_a_planted_key_is_not_to_be_used_and_not_to_be_revoked():
    trap = key_id(1, account="534261010715")
    planted = {"account": "534261010715", "key_id": trap}
    shown = render(scan(leak(**planted), secret(**planted)))

    assert commands(shown) == []
    assert f"  {trap}: a trap; using it may alarm somebody\n" in shown
    assert "end its power" not in shown


def test_a_joined_and_verified_report_keeps_to_the_width():
    alive = KeyProof(state="alive", arn=f"arn:aws:iam::{ACCOUNT}:user/anna", account=ACCOUNT)
    young = KeyProof(state="refused")
    found = scan(
        leak(owner=owner(administrator=True), proof=alive),
        secret(owner=owner(administrator=True), proof=alive),
        leak(key_id=OTHER_ID, owner=owner(), proof=young),
    )
    joined = JoinedScan(scan=found, account=AskedAccount(id=ACCOUNT, alias=None, partition="aws"))

    assert all(len(line) <= 80 for line in render(found, joined=joined).splitlines())
