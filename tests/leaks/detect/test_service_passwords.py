"""Passwords in the tables of AWS's console, and beside the user names of Git credentials."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from rootward.leaks.detect import detect
from rootward.leaks.detect.service_passwords import may_hold_passwords
from rootward.leaks.detect.text import Text
from rootward.leaks.rules import Rules
from tests.leaks.detect.corpus import LOWER, Lots

LOTS = Lots(33)
USER, ACCOUNT = "alice-at-287139315271", "287139315271"
WORD = LOTS.service_password()
HEAD = "User name,Password,Access key ID\n"
ADDRESS = f"https://{ACCOUNT}.signin.aws.amazon.com/console"


def found(text):
    data = text.encode()
    sightings = detect(data, Rules())
    assert may_hold_passwords(Text(data)) or not sightings
    return sightings


def seen(text):
    return [one.value.reveal() for one in found(text)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("cell", ["x9-y", '"x9-y"'])
def test_a_password_of_a_table_is_what_stands_in_its_cell(end, cell):
    text = f"User name,Password,Console sign-in URL\nbob,{cell},{ADDRESS}\n".replace("\n", end)
    (one,) = found(text)
    assert text[one.start : one.end] == "x9-y"
    assert (one.kind, one.confidence, one.account) == ("console-password", "high", ACCOUNT)
    assert one.reason == "in a table as AWS's console gives it for download"


def test_it_may_be_of_any_characters():
    assert seen(f"{HEAD}bob,gehé-9,\n") == ["gehé-9"]
    assert [one.value.reveal() for one in detect(HEAD.encode() + b"bob,xy\xff9,\n", Rules())] == ["xy\udcff9"]
    assert seen(f'{HEAD}bob,"a,b""c",\n') == ['a,b"c']
    assert seen(f"{HEAD}bob,X9-yq,\n") == ["X9-yq"]
    long = LOTS.text(LOWER, 512)
    assert seen(f'{HEAD}bob,"{long}",\n') == seen(f"{HEAD}bob,{long},\n") == [long]


@pytest.mark.parametrize(
    "titles",
    [
        "User name,Password,Access key ID",
        "UserName,Password,Access key ID",
        '"User name","Password","Access key ID"',
        " user name,Password ,Access key ID",
        "User Name,Password,Access key ID",
        "User name,Password,Console login link",
        "User name,Password,Access key ID,Secret access key,Console login link",
        "IAM user name,Password,Access key ID",
        "User name,Password,Console sign-in URL",
    ],
)
def test_what_names_the_columns_of_awss_files(titles):
    row = ",".join(["bob", "x9-y", *[""] * (titles.count(",") - 1)])
    assert seen(f"{titles}\n{row}\n") == ["x9-y"]


@pytest.mark.parametrize(
    "titles",
    [
        "User name,Password",
        "User name,Password,Group",
        "x,User name,Password",
        "User name,Password hash",
        "User name;Password",
        "User name,Passwords",
    ],
)
def test_what_names_those_of_anybodys(titles):
    assert seen(f"{titles}\n{','.join(['bob', 'x9-y', 'c'][: titles.count(',') + 1])}\n") == []


def test_a_row_ends_the_table_where_it_is_none():
    assert seen(f"{HEAD}bob,x9-y,\nann,b,c,\nmax,d9-q,\n") == ["x9-y"]
    assert seen(f"{HEAD}bob,x9-y,\n,b,\nmax,d9-q,\n") == ["x9-y"]
    assert seen(f"{HEAD}bob,x9-y,\nann,,\nmax,d9-q,\n") == ["x9-y", "d9-q"]


@pytest.mark.parametrize("word", ["<it>", "$PASSWORD", "{{ it }}", "[it]", "password", "Password", "", "EXAMPLE-9"])
def test_a_word_that_stands_for_one_is_none(word):
    assert seen(f"{HEAD}bob,{word},\n") == []


def test_two_tables_are_read_each():
    assert seen(f"{HEAD}bob,x9-y,\n\n{HEAD}ann,z8-w,") == ["x9-y", "z8-w"]
    assert seen(f"{HEAD}bob,x9-y,\n{HEAD}ann,z8-w,") == ["x9-y", "z8-w"]
    assert seen(f"see User name,Password\n{HEAD}ann,z8-w,") == ["z8-w"]


def test_its_titles_begin_a_line_or_the_text():
    assert seen(f"nothing\nin it\n{HEAD}ann,z8-w,") == ["z8-w"]
    assert seen(f"{' ' * 200}{HEAD}ann,z8-w,") == ["z8-w"]
    assert seen(f"\n{' ' * 600}{HEAD}ann,z8-w,") == ["z8-w"]
    assert seen(f"\n{HEAD}ann,z8-w,") == ["z8-w"]


@pytest.mark.parametrize(("filling", "words"), [(735, ["x9-yq"]), (736, []), (800, [])])
def test_its_titles_stand_in_768_bytes(filling, words):
    others = ",".join(["t" * (filling // 2), "t" * (filling - filling // 2 - 1)])
    text = f"User name,Password,{others},Access key ID\nbob,x9-yq,,,\n"
    assert len(text.partition("\n")[0]) == filling + 33
    assert seen(text) == words


def test_a_table_is_read_for_sixty_four_kilobytes():
    rows = "".join(f"user{number:04},pa55-{number:04},\n" for number in range(4000))
    assert len(seen(HEAD + rows)) == (65536 - len(HEAD)) // 20
    assert len(seen(HEAD + rows[: 20 * 3000])) == 3000


def test_the_table_of_a_git_credential_tells_its_account():
    (one,) = found(f"User Name,Password\n{USER},{WORD}\n")
    assert (one.kind, one.account) == ("codecommit-password", ACCOUNT)
    assert one.reason == "in a table as AWS's console gives it for download"
    (one,) = found(f"{HEAD}{USER}x,q9-z,\n")
    assert (one.kind, one.account) == ("console-password", None)


def test_a_table_of_users_and_passwords_is_anybodys_unless_they_are_of_git_credentials():
    assert seen("User name,Password\nbob,hunter2\n") == []
    assert seen(f"User name,Password\nbob,hunter2\n{USER},{WORD}\n") == [WORD]
    assert seen(f"User name,Password\n{USER},YourPasswordHere\n") == []
    assert seen(f"User name,Password\n{USER},{WORD[:39]}\n") == []


def test_one_of_a_documented_account_is_none_and_hides_no_other():
    assert seen(f"User name,Password\nbob-at-123456789012,{WORD}\n{USER},{WORD}\n") == [WORD]


@pytest.mark.parametrize("times", [1, 2])
def test_a_table_in_a_text_of_json(times):
    text = "User name,Password,Console sign-in URL\n" + f"bob,x9-y,{ADDRESS}\nann,z8-w,{ADDRESS}\n"
    for _ in range(times):
        text = json.dumps({"file": text})
    assert seen(text) == ["x9-y", "z8-w"]
    assert seen(text.replace("User name,Password", "x,User name,Password")) == []


def test_a_path_with_a_backslash_ends_no_line_of_a_file():
    assert seen(f"{HEAD}bob,x\\new-9,\n") == ["x\\new-9"]


def test_a_password_before_the_user_name_under_its_own():
    (one,) = found(f"ServicePassword: {WORD}\nServiceUserName: {USER}\n")
    assert (one.kind, one.value.reveal(), one.account) == ("codecommit-password", WORD, ACCOUNT)
    assert seen(f"{WORD}\n{USER}\n") == []


@pytest.mark.parametrize("between", [":", ",", " : ", '",\n"ServicePassword": "', " " * 150, " x9 ", "%3A", "\\n"])
@pytest.mark.parametrize("behind", ["", "\n", '"', ",", "@git"])
def test_beside_the_user_name_of_a_git_credential(between, behind):
    text = f"{USER}{between}{WORD}{behind}"
    (one,) = found(text)
    assert (text[one.start : one.end], one.value.reveal()) == (WORD, WORD)
    assert (one.kind, one.confidence, one.account) == ("codecommit-password", "high", ACCOUNT)
    assert one.reason == "beside the user name of a service's credential"


def test_its_escapes_are_undone():
    (one,) = found(f"{USER}:{quote(WORD, safe='')}")
    assert (one.value.reveal(), one.encoding) == (WORD, ("url",))


@pytest.mark.parametrize(
    "text",
    [
        f"alice-at-111122223333:{WORD}",
        f"{USER}/{WORD}",
        f"{USER}7:{WORD}",
        f"{USER}:{LOTS.text(LOWER, 44)}",
        f"{USER}:{WORD[:20]}xxxxxx{WORD[20:]}",
        f"{USER}:{WORD[:39]}",
        f"{USER}:{WORD[:-1] * 2}",
        f"{USER}{' ' * 170}{WORD}",
    ],
)
def test_where_none_stands_beside_it(text):
    assert seen(text) == []


def test_the_first_that_is_one_is_its():
    other = LOTS.service_password()
    assert seen(f"{USER}: {LOTS.text(LOWER, 44)} {WORD} {other}") == [WORD]
    assert seen(f"{USER}: {WORD[:-1] * 2} {WORD}") == [WORD]


def test_of_a_table_in_json_the_escapes_are_undone_and_of_another_none():
    table = f"User name,Password,Console login link\nbob,ab/x9-y,{ADDRESS}\n"
    assert seen(json.dumps({"file": table}).replace("/", "\\/")) == ["ab/x9-y"]
    assert seen(table.replace("/", "\\/")) == ["ab\\/x9-y"]
    assert seen(json.dumps(table)) == []


@pytest.mark.parametrize("before", ["bob,x9-y", "bob-at-123456789012," + WORD, USER + "," + WORD[:39]])
def test_a_row_that_is_none_is_passed_over(before):
    password = LOTS.text(LOWER, 20) + LOTS.secret()[:20]
    (one,) = [one for one in found(f"User name,Password\n{before}\n{USER},{password}\n") if "table" in one.reason]
    assert (one.value.reveal(), one.kind, one.account) == (password, "codecommit-password", ACCOUNT)


def test_under_its_name_it_may_stand_before_the_users():
    assert seen(f"password={WORD} {USER}") == [WORD]
    assert seen(f"Password: {WORD}\n{USER}") == [WORD]
    assert seen(f"word={WORD} {USER}") == []
    assert seen(f"{USER}{' ' * 300}password={WORD}") == []
