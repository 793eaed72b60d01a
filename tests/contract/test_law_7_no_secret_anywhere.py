"""Law 7, for all but reports: no repr, message, progress line, snapshot or defect file holds a secret.

Every secret is drawn at run time. AWS is made to quote them, as it quotes the headers of a request whose signature
does not match.
"""

from __future__ import annotations

import random
import string

import pytest

from rootward.aws.readers import READERS
from rootward.cli.ending import failed
from rootward.cli.terminal import advise, note
from rootward.errors import CredentialsError, RootwardError, UsageError
from rootward.local.crash import keep_traceback
from rootward.local.snapshot import write_snapshot
from rootward.model.account import FACTS
from rootward.model.unknown import Unknown
from rootward.workflows.collect import collect_account
from tests.aws.fake_aws import error, fake_aws, json_error

BASE64 = string.ascii_letters + string.digits + "/+"


def drawn(length: int, alphabet: str = BASE64) -> str:
    return "aB3" + "".join(random.Random(length).choices(alphabet, k=length - 3))  # noqa: S311 - a shape, and no secret


KEY_ID = "ASIA" + "".join(random.Random(1).choices(string.ascii_uppercase + "234567", k=16))  # noqa: S311
SECRET_KEY = drawn(40)
TOKEN = drawn(356) + "=="
WEB_TOKEN = f"eyJ{drawn(30, BASE64[:62])}.eyJ{drawn(60, BASE64[:62])}.{drawn(43, BASE64[:62])}"
PASSWORD = "open" + "-sesame"

SECRETS = (KEY_ID, SECRET_KEY, TOKEN, WEB_TOKEN, PASSWORD)

QUOTES = {
    "key id": f"of {KEY_ID}",
    "secret key": f"of {SECRET_KEY}",
    "secret key by name": f"aws_secret_access_key = {SECRET_KEY}",
    "session token": f"of {TOKEN}",
    "session token in a header": f"x-amz-security-token:{TOKEN}\nhost:iam.amazonaws.com",
    "session token in JSON": '{"SessionToken": "' + TOKEN + '"}',
    "session token in escaped JSON": r"{\"SessionToken\": \"" + TOKEN + r"\"}",
    "session token in XML": f"<SessionToken>{TOKEN}</SessionToken>",
    "session token in an address": "http://127.0.0.1/?a=" + TOKEN.replace("/", "%2F").replace("=", "%3D"),
    "web token": f"of {WEB_TOKEN}",
    "bearer": f"Authorization: Bearer {WEB_TOKEN}",
    "password of a proxy": f"http://ann:{PASSWORD}@proxy.example:8080/",
    "password by name": f"password = {PASSWORD}",
}
"""What AWS, a proxy or a library says, by what it gives away."""


def holds_none(text: str) -> bool:
    encoded = TOKEN.replace("/", "%2F").replace("=", "%3D")
    # A part of a secret is none the less one: the first half of each is looked for.
    return not any(secret[: len(secret) // 2 + 1] in text for secret in (*SECRETS, encoded))


@pytest.fixture(autouse=True)
def one_attempt(monkeypatch):
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)


@pytest.fixture
def aws():
    with fake_aws() as fake:
        yield fake


def refuse(fake, said, code, status):
    """Let it answer nothing but who one is."""
    for call in (call for reader in READERS.values() for call in reader.all_calls):
        kind = error if call.service in {"iam", "sns"} else json_error
        fake.answers[call.operation] = kind(code, said, status)


def session_of(fake):
    return fake.session(credentials=(KEY_ID, SECRET_KEY, TOKEN))


def test_these_secrets_would_be_seen():
    assert not any(holds_none(quote) for quote in QUOTES.values())


def test_the_repr_of_a_session_holds_none(aws):
    session = session_of(aws)

    assert holds_none(f"{session!r} {session} {session.identity!r} {vars(session)!r}")


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
@pytest.mark.parametrize(("code", "status"), [("ValidationError", 400), ("AccessDenied", 403)])
def test_a_snapshot_of_what_was_refused_and_the_progress_hold_none(aws, tmp_path, quote, code, status):
    refuse(aws, f"refused because no {quote}", code, status)
    progress: list[str] = []

    account = collect_account(session_of(aws), FACTS, deep=True, progress=progress.append, sleep=lambda _: None)
    write_snapshot(account, tmp_path / "account.json")

    assert isinstance(account.alias, Unknown)
    assert account.alias.detail.startswith(code)
    assert "because no" in account.alias.detail
    assert len(progress) > 10
    assert holds_none((tmp_path / "account.json").read_text("utf-8"))
    assert holds_none("".join(progress))
    assert holds_none(repr(account))


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
@pytest.mark.parametrize("code", ["SignatureDoesNotMatch", "ExpiredToken", "InvalidClientTokenId", "Whatever"])
def test_an_error_of_rootward_s_own_holds_none(aws, quote, code):
    aws.answers["GetCallerIdentity"] = error(code, quote, 403)

    with pytest.raises(RootwardError) as refused:
        session_of(aws)

    assert isinstance(refused.value, CredentialsError)
    assert code in str(refused.value)
    assert holds_none(f"{refused.value!r} {refused.value} {refused.value.advice}")


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
def test_a_line_on_stderr_holds_none(capsys, quote):
    note(f"the last line said {quote}")

    shown = capsys.readouterr().err
    assert "the last line said" in shown
    assert holds_none(shown)


@pytest.mark.parametrize("quote", [quote for name, quote in QUOTES.items() if name != "key id"])
def test_advice_holds_none(capsys, quote):
    failed(UsageError("it is refused", advice=f"the next line says {quote}"))
    advise(f"the next line says {quote}")

    shown = capsys.readouterr().err
    assert shown.count("the next line says") == 2
    assert holds_none(shown)


def test_a_key_s_id_is_whole_where_rootward_says_what_to_type_and_short_where_somebody_is_quoted(capsys):
    failed(UsageError(f"AWS says: {KEY_ID} is unknown", advice=f"rootward keys delete {KEY_ID}"))

    error, advice = capsys.readouterr().err.splitlines()
    assert error == f"rootward: error: AWS says: ASIA...{KEY_ID[-4:]} is unknown"
    assert advice == f"rootward: rootward keys delete {KEY_ID}"


def quoting(quote: str) -> None:
    raise KeyError(quote)


def defect(quote: str) -> Exception:
    """One that came of another, which quotes too."""
    try:
        quoting(quote)
    except KeyError as error:
        defect = ValueError(f"the cause said {quote}")
        defect.__cause__ = error
        return defect
    raise AssertionError


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
def test_a_defect_and_the_file_that_keeps_it_hold_none(capsys, tmp_path, monkeypatch, quote):
    monkeypatch.setattr("platformdirs.user_state_path", lambda *_args, **_kwargs: tmp_path)

    assert failed(defect(quote)) == 70

    (kept,) = (tmp_path / "defects").iterdir()
    text = kept.read_text("utf-8")
    assert "KeyError" in text
    assert "in quoting" in text
    assert "the cause said" in text
    assert holds_none(text)
    assert holds_none(capsys.readouterr().err)


def test_keeping_a_defect_never_raises(monkeypatch):
    class UnspeakableError(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    def nowhere(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("HOME is not set")

    monkeypatch.setattr("platformdirs.user_state_path", nowhere)

    assert keep_traceback(UnspeakableError()) is None
