"""Session tokens, the keys of single services, their passwords, account numbers and patterns of one's own."""

from __future__ import annotations

import base64

import pytest

from rootward.leaks.detect import detect
from rootward.leaks.rules import Rules
from tests.leaks.detect.corpus import BASE64, Lots

LOTS = Lots(23)
TOKEN = LOTS.token()
ANY = LOTS.text(BASE64, 200)
KEY = LOTS.key_id("ASIA")
USER = "alice-at-287139315271"
WORD = LOTS.service_password()


def seen(text, rules=None):
    return [(one.kind, one.value.reveal()) for one in detect(text.encode(), rules or Rules())]


def one(text, rules=None):
    (only,) = detect(text.encode(), rules or Rules())
    return only


@pytest.mark.parametrize(
    "form",
    [
        "{}",
        'x="{}"',
        "aws_session_token = {}",
        "%3D{}%0A",
        "\\n{}\\n",
        "<SessionToken>{}</SessionToken>",
        "X-Amz-Security-Token: {}",
    ],
)
def test_a_token_of_awss_is_known_by_its_beginning(form):
    token = one(form.format(TOKEN))
    assert (token.kind, token.value.reveal(), token.confidence) == ("session-token", TOKEN, "high")
    assert token.reason == "it begins as AWS's session tokens do"


@pytest.mark.parametrize(
    "name", ["AWS_SESSION_TOKEN", "aws_security_token", "SessionToken", "session-token", "session token"]
)
def test_any_under_its_name_is_one(name):
    token = one(f'{name}="{ANY}"')
    assert (token.kind, token.value.reveal(), token.confidence) == ("session-token", ANY, "high")
    assert token.reason == "under the name of a session token"


def test_a_token_is_long():
    assert seen(f"session_token = {ANY[:100]}") == [("session-token", ANY[:100])]
    assert seen(f"session_token = {ANY[:99]}") == []
    assert seen(f"aws_session_token = {ANY[:48]}") == [("session-token", ANY[:48])]
    assert seen(f"aws_session_token = {ANY[:47]}") == []
    assert seen(f"aws_session_token = {'a1' * 24}") == []
    assert seen(f"aws_session_token = {ANY[:48]}.x") == []
    assert seen(f"aws_session_token = EXAMPLE{ANY[:48]}") == []
    assert seen(f"session_token = {ANY * 50}") == []


def test_a_name_with_something_else_behind_it_is_not_its_name():
    assert seen(f"session_token = x\nblob = {ANY}") == []
    assert seen(f"session_token{' ' * 60}{ANY}") == []
    assert seen(f"token = {ANY}") == []


def test_near_a_temporary_keys_id_a_shorter_name_will_do():
    key, token = detect(f'"AccessKeyId": "{KEY}", "Token": "{ANY}"'.encode(), Rules())
    assert (token.kind, token.key_id, token.account) == ("session-token", KEY, key.account)
    assert token.reason == "named a token, near a key's id, beside a key's id"
    assert seen(f"{KEY} blob: {ANY}") == [("access-key-id", KEY)]
    assert seen(f"{KEY}{' ' * 1100}token: {ANY}") == [("access-key-id", KEY)]


def test_a_token_of_a_presigned_url_or_an_example_is_none():
    assert seen(f"https://b/k?X-Amz-Security-Token={TOKEN}&X-Amz-Signature=1") == []
    assert seen(f"https://b/k?a=1&X-Amz-Security-Token={TOKEN}") == []
    assert seen(f"session_token = {'x' * 200}") == []
    assert seen(f"session_token = SAMPLE{ANY}") == []
    assert len(seen(f"session_token = {ANY[:90]}XXXXXXXX{ANY[90:]}")) == 1


def test_a_long_bedrock_key_tells_its_account():
    inside = base64.b64encode(f"BedrockAPIKey-ab12-at-287139315271:{LOTS.text(BASE64, 44)}".encode()).decode()
    key = one(f"k={'ABSK' + inside};")
    assert (key.kind, key.account, key.confidence) == ("bedrock-api-key", "287139315271", "high")
    assert key.reason == "of the form of a long-term Bedrock API key, and names itself one"
    other = one("ABSK" + LOTS.text(BASE64, 124))
    assert (other.confidence, other.account) == ("medium", None)


def test_what_is_no_long_bedrock_key():
    assert seen("ABSK" + LOTS.text(BASE64, 99)) == []
    assert seen("ABSK" + LOTS.text(BASE64, 301)) == []
    assert seen("xABSK" + LOTS.text(BASE64, 124)) == []
    assert seen("/ABSK" + LOTS.text(BASE64, 124)) == []
    assert seen("ABSK" + "EXAMPLE" * 16) == []
    assert seen("ABSK" + LOTS.text("AB", 124)) == []


def test_a_short_bedrock_key_tells_whose_it_is():
    query = f"bedrock.amazonaws.com/?X-Amz-Credential={KEY}%2F20260101"
    key = one("bedrock-api-key-" + base64.b64encode(query.encode()).decode())
    assert (key.kind, key.key_id, key.confidence) == ("bedrock-api-key", KEY, "high")
    assert seen("bedrock-api-key-") == []
    assert seen("xbedrock-api-key-" + "YmVkcm9jay5hbWF6b25hd3MuY29t") == []


def test_an_mws_token():
    token = LOTS.mws()
    assert seen(f"'{token}'") == [("mws-auth-token", token)]
    assert seen("x" + token) == []
    assert seen(token + "a") == []
    assert seen(token + "-") == []
    assert seen("amzn.mws." + "00000000-0000-0000-0000-000000000000") == []


def test_an_appsync_key_is_surer_in_a_place_of_appsyncs():
    key = LOTS.appsync()
    assert (one(key).kind, one(key).confidence) == ("appsync-api-key", "medium")
    assert one(f"appsync: {key}").confidence == "high"
    assert one(f"{key} // appsync").reason == "of the form of an AppSync API key, in a place of AppSync's"
    assert seen("b" + key) == seen(key + "a") == seen(key + "-") == seen(key[:-1]) == []
    assert seen("da2-" + "x" * 26) == []


@pytest.mark.parametrize(
    "form",
    [
        "{user}:{word}",
        "User Name,Password\n{user},{word}",
        '"ServiceUserName": "{user}",\n"ServicePassword": "{word}"',
        "login {user} password {word}",
    ],
)
def test_the_password_of_a_services_credential(form):
    word = one(form.format(user=USER, word=WORD))
    assert (word.kind, word.value.reveal(), word.account) == ("codecommit-password", WORD, "287139315271")


def test_what_is_none():
    assert seen(f"{USER}3:{WORD}") == []
    assert seen(f"alice-at-111122223333:{WORD}") == []
    assert seen(f"{USER}: {WORD[:30]}") == []
    assert seen(f"{USER}: {'a' * 44}") == []
    assert seen(f"{USER}:{' ' * 220}{WORD}") == []


@pytest.mark.parametrize(
    ("text", "account"),
    [
        (
            ("User name,Password,Console sign-in URL\n"
            "bob,pa55-Wq!x,https://287139315271.signin.aws.amazon.com/console\n"),
            "287139315271",
        ),
        (
            ("User name,Password,Access key ID,Secret access key,Console login link\n"
            "bob,pa55-Wq!x,,,https://acme.signin.aws.amazon.com\n"),
            None,
        ),
        (
            ("User Name,Password,Direct Signin Link\r\n"
            '"bob",pa55-Wq!x,https://287139315271.signin.aws.amazon.com/console\r\n'),
            "287139315271",
        ),
        ('"User name","Password","Console login link"\n"bob","pa55-Wq!x",""', None),
    ],
)  # fmt: skip
def test_a_password_of_the_consoles(text, account):
    word = one(text)
    assert (word.kind, word.value.reveal(), word.account) == ("console-password", "pa55-Wq!x", account)
    assert word.reason == "in a table as AWS's console gives it for download"


def test_every_row_counts_until_the_table_ends():
    text = 'User name,Password,Access key ID\nbob,"a""b,7",\nann,,\neve,c9-Kq,\n\nmax,d9-Kq,\n'
    assert seen(text) == [("console-password", 'a"b,7'), ("console-password", "c9-Kq")]


@pytest.mark.parametrize(
    "text",
    [
        "user name,password,e-mail\nbob,x9-y,b@example.org\n",
        "Full,User name,Password\nx,bob,x9-y\n",
        "User name,Password\nbob,<password>\n",
        "User name,Password\nbob,${PASSWORD}\n",
        "User name,Password\nbob,x,y\n",
        "User name,Password\nUser name,Password\n",
        "User name,Passwords\nbob,x9-y\n",
    ],
)
def test_any_other_table_is_none_of_the_consoles(text):
    assert seen(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "account_id = {}",
        '"AccountId": "{}"',
        "account: {}",
        "AWS_ACCOUNT_ID={}",
        "account number is {}",
        "aws account {}",
        "accountId%3D{}",
    ],
)
def test_an_account_number_under_its_name(text):
    rules = Rules(account_numbers=True)
    number = one(text.format("287139315271"), rules)
    assert (number.kind, number.account, number.confidence) == ("account-id", "287139315271", "medium")
    assert seen(text.format("2871-3931-5271"), rules) == [("account-id", "287139315271")]
    assert seen(text.format("287139315271")) == []


@pytest.mark.parametrize(
    "text",
    [
        "account_id = 2871393152711",
        "account_id = 28713931527",
        "account_id = 123456789012",
        "account_id = 111111111111",
        "account: x, order: 287139315271",
        "account" + " " * 50 + "287139315271",
        "account_id = 287139315271-1",
        "account_id = a287139315271",
        "arn:aws:iam::123456789012:root",
        "arn:aws:iam::2871393152711:root",
        "arn:aws:s3:::287139315271-bucket",
    ],
)
def test_what_is_no_account_number(text):
    assert seen(text, Rules(account_numbers=True)) == []


def test_patterns_of_ones_own():
    rules = Rules(patterns=("tok-[0-9]{3}", "tok-1", "^x"))
    assert seen("a tok-123\nxy", rules) == [("pattern", "tok-123"), ("pattern", "x")]
    assert one("tok-123", rules).reason == "one of your own patterns"
    assert seen("a tok-123") == []
    assert seen("anything", Rules(patterns=("q*",))) == []


def test_a_pattern_of_ones_own_leaves_what_is_known_better():
    key = LOTS.key_id()
    assert seen(f"{key} tok", Rules(patterns=("AKIA[A-Z0-9]+", "tok"))) == [("access-key-id", key), ("pattern", "tok")]
