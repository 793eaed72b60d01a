"""Credentials that are missing, spent or refused, said in one line with what to do.

https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
"""

from __future__ import annotations

import json
import re

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    HTTPClientError,
    InvalidConfigError,
    LoginError,
    MetadataRetrievalError,
    MissingDependencyException,
    NoAuthTokenError,
    NoCredentialsError,
    PartialCredentialsError,
    RefreshWithMFAUnsupportedError,
    SSOError,
    TokenRetrievalError,
    UnknownCredentialError,
)

from rootward.aws.one_line import one_line
from rootward.errors import CredentialsError

EXPIRED = frozenset({"ExpiredToken", "RequestExpired", "TokenRefreshRequired"})
INVALID = frozenset(
    {
        "AuthFailure",
        "IncompleteSignature",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignature",
        "InvalidToken",
        "MissingAuthenticationToken",
        "SignatureDoesNotMatch",
        "UnrecognizedClient",
    }
)
_CLOCK = frozenset({"RequestInTheFuture", "RequestTimeTooSkewed"})

RENEW = "sign in again: aws login, aws sso login, or new keys from whoever gives you yours"
RUN_IT = "run it by hand to see what it says: the profile in the AWS configuration names it"
UNUSABLE = "look at the profile in the AWS configuration, and at the program or file that gives its credentials"
AGAIN = "try again in a minute: the credentials are not to blame"
_PROCESS_LACKS = re.compile(r"Missing required key in response: '\w+'")
_OWN_LINE = "rootward: "
"""So begins each line that rootward's own commands write on standard error, which is without secrets."""
_OWN_ERROR = re.compile(r"rootward: (?:internal )?error: (?P<what>.+)")
_REFUSED_HEADER = "Invalid header"
"""http.client's error, which goes on to quote the header: the key id, or the whole session token."""
_UNSENDABLE = "the key id or the session token holds a line break, or a character that no key has"
_CLOCK_ADVICE = "set this machine's clock: AWS accepts requests that are at most some minutes off"

_BY_KIND: tuple[tuple[tuple[type[Exception], ...], str, str], ...] = (
    ((NoCredentialsError,), "no AWS credentials were found", RENEW),
    (
        (MissingDependencyException,),
        "the credentials of 'aws login' need a package that is not installed",
        "install it: pip install 'rootward[aws-login]'",
    ),
    ((LoginError, SSOError, TokenRetrievalError, NoAuthTokenError), "the sign-in is spent: {}", RENEW),
    (
        (EOFError,),
        "the profile asks for an MFA code, and there is no terminal to type it in",
        "run it from a terminal, or get a session first: aws sts get-session-token",
    ),
    (
        (InvalidConfigError,),
        "the AWS configuration does not give credentials: {}",
        "mend the profile in the AWS configuration, or name another one with --profile",
    ),
    (
        (
            CredentialRetrievalError,
            MetadataRetrievalError,
            PartialCredentialsError,
            RefreshWithMFAUnsupportedError,
            UnknownCredentialError,
        ),
        "the AWS credentials cannot be used: {}",
        RENEW,
    ),
)
"""Exceptions of botocore's, what they mean ({}: its own words), and what to do."""


def code_of(error: ClientError) -> str:
    """AWS's code, in one form: services differ on whether it ends in `Exception`, and on a namespace before it."""
    code = str(error.response.get("Error", {}).get("Code", ""))
    return code.rpartition("#")[2].partition(":")[0].removesuffix("Exception")


def of_credentials(error: Exception) -> CredentialsError | None:
    """The error in rootward's words where it is about the credentials; None where it is not."""
    if isinstance(error, ClientError):
        return _of_answer(error)
    if isinstance(error, CredentialRetrievalError) and error.kwargs.get("provider") == "custom-process":
        return _of_process(str(error.kwargs.get("error_msg")))
    if isinstance(error, HTTPClientError) and str(error.kwargs.get("error")).startswith(_REFUSED_HEADER):
        return CredentialsError(f"the AWS credentials cannot be used: {_UNSENDABLE}", advice="copy them again")
    if not isinstance(error, BotoCoreError) and (why := _in_the_midst(error)):
        return CredentialsError(f"the AWS credentials cannot be used: {why}", advice=UNUSABLE)
    for kinds, message, advice in _BY_KIND:
        if isinstance(error, kinds):
            return CredentialsError(message.format(one_line(str(error))), advice=advice)
    return None


def unusable(error: Exception) -> CredentialsError:
    """What went wrong while credentials were looked for, where botocore has no error of its own for it.

    A `credential_process` that prints `[]`, say, or a program that is not there.
    """
    why = _in_the_midst(error) or "what gives them (a program, a file) does not give what it should"
    return CredentialsError(f"the AWS credentials cannot be used: {why}", advice=UNUSABLE)


def _of_process(said: str) -> CredentialsError:
    """A `credential_process` that failed. What it wrote on stderr is not repeated: it may be the secret.

    Unless the program is rootward, whose own reason botocore would keep to itself.
    """
    if own := _of_rootward(said.splitlines()):
        return own
    why = said if _PROCESS_LACKS.fullmatch(said) else "it ended with an error, or its answer is of another version"
    return CredentialsError(f"the program in credential_process gives no credentials: {why}", advice=RUN_IT)


def _of_rootward(lines: list[str]) -> CredentialsError | None:
    if not all(line.startswith(_OWN_LINE) for line in lines):
        return None
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if found := _OWN_ERROR.fullmatch(line):
            advice = one_line(following.removeprefix(_OWN_LINE)) or RUN_IT
            told = f"rootward, the program in credential_process, gives no credentials: {one_line(found['what'])}"
            return CredentialsError(told, advice=advice)
    return None


def _in_the_midst(error: Exception) -> str:
    """The words for what Python raises, not botocore, where credentials are taken or sent; empty for all else."""
    if isinstance(error, json.JSONDecodeError):
        return "what gives them does not answer in JSON"
    if isinstance(error, UnicodeError):
        return _UNSENDABLE
    if type(error) is RuntimeError:  # botocore's, of credentials that are expired as soon as they are renewed
        return "those that were given anew have expired already"
    if isinstance(error, OSError):
        name = f": {one_line(str(error.filename))}" if error.filename else ""
        return f"{error.strerror or type(error).__name__}{name}"
    return ""


def _of_answer(error: ClientError) -> CredentialsError | None:
    code = code_of(error)
    message = str(error.response.get("Error", {}).get("Message") or "")
    if code in _CLOCK or (code in INVALID and ("expired" in message or "not yet current" in message)):
        return CredentialsError(f"AWS refuses the time of the request ({code})", advice=_CLOCK_ADVICE)
    if code in EXPIRED:
        return CredentialsError(f"the AWS credentials have expired ({code})", advice=RENEW)
    if code == "SignatureDoesNotMatch":
        return CredentialsError(
            "AWS does not accept the secret access key (SignatureDoesNotMatch)",
            advice="it does not belong to the access key id: copy both again",
        )
    if code in INVALID:
        return CredentialsError(
            f"AWS does not know the access key, or not any more ({code})",
            advice="was it made seconds ago, deactivated, or deleted? or is it of another partition (China, GovCloud): "
            "give --region",
        )
    return None
