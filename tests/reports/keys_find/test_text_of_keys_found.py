"""The list of keys for people at a terminal."""

from __future__ import annotations

import msgspec
import pytest

from rootward.model.key_place import KeyProof
from rootward.reports.keys_find.text import render, summary
from tests.reports.keys_find.found import ALONE_ID, OLD_ID, ROOT_ID, SESSION_ID, USER_ID, everything, found, key, place

WHOLE = f"""\
Looked in environment, /home/anna

Root's: 1 key ──────────────────────────────────────────────────────────────────
  Whoever has this key owns the account, and no policy can take anything from
  it. Delete it, in a session of root's own: rootward explain
  root-access-key-present says how.
  {ROOT_ID}  account 111122223333
    ROOT, works: arn:aws:iam::111122223333:root
    downloaded        /home/anna/Downloads/rootkey.csv:1

Long-lived: 2 keys ─────────────────────────────────────────────────────────────
  {USER_ID}  account 111122223333
    works: arn:aws:iam::444455556666:user/anna; AWS says account 444455556666,
    its id 111122223333: AWS is right
    credentials file  /home/anna/.aws/credentials:2, [default]
    shell history     /home/anna/.bash_history:2, others can read it (0644)
    variables file    /home/anna/shop/.env:2, id alone
    boto              was 0640, is now 0600: its owner's alone
      /home/anna/.boto:2
  {OLD_ID}  its id tells no account
    AWS refuses it: deleted, inactive, seconds old, or of another partition
    credentials file  /home/anna/.aws/credentials:2, [default]

Temporary: 1 key ───────────────────────────────────────────────────────────────
  {SESSION_ID}  account 111122223333
    environment       AWS_ACCESS_KEY_ID

Others who use this machine can read what stands in files marked so. Take that
from them: --fix-permissions.

Ids alone: 1 ───────────────────────────────────────────────────────────────────
  No secret stands beside them, so nobody can sign with what lies here: they are
  names, as in logs.
  {ALONE_ID}  /home/anna/ci.yml:2, and 1 place more
"""


def test_all_of_it():
    assert render(everything(), width=80) == WHOLE


def test_nothing_found_is_said_and_what_was_not_read_with_it():
    assert render(found()) == "Looked in environment, /home/anna\n\nNo access keys were found.\n"
    assert "No access keys were found in what was read." in render(found(unread=("/x: closed",)))


def test_a_path_stays_whole_however_long():
    path = "/home/anna/" + "deep/" * 40 + ".env"

    assert f"      {path}:2\n" in render(found(key(USER_ID, place(path=path))), width=60)


def test_a_path_and_a_section_of_somebody_elses_choice_stay_text():
    shown = render(found(key(USER_ID, place(path="/home/\x1b[31mx\n/.env", profile="a\u202eb"))))

    assert r"/home/\x1b[31mx\n/.env" in shown
    assert r"[a\u202eb]" in shown


def test_what_aws_did_not_say_is_told_with_its_reason():
    proof = KeyProof(state="not_asked", detail="no token stands beside it")

    assert "not asked; no token stands beside it" in render(found(key(SESSION_ID, proof=proof)))


def test_many_ids_alone_are_counted():
    many = tuple(key(f"AKIA{'U' * 14}{number}", place(secret=False)) for number in range(22, 52))

    assert "and 10 more: --format json has all" in render(found(ids_alone=many))


@pytest.mark.parametrize(
    ("of", "says"),
    [
        (found(), "0 keys in 0 places"),
        (found(key(OLD_ID)), "1 key in 1 place"),
        (everything(), "4 keys in 7 places, 1 of them root's; 1 place can be read by others"),
    ],
)
def test_the_closing_line(of, says):
    assert summary(of) == says


def test_without_unicode_all_signs_are_ascii():
    assert render(msgspec.structs.replace(everything()), unicode=False).isascii()
