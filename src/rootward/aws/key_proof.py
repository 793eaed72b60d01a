"""Whose an access key is, and whether it works: sts:GetCallerIdentity, signed with the key itself.

It takes no permission, and no policy can deny it. AWS answers alike of a key that is deleted, that is inactive, and
that belongs to another partition. The call is recorded in the account that the key belongs to.
https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError, ConfigParseError

from rootward import __version__
from rootward.aws.credentials_failure import EXPIRED, code_of
from rootward.aws.endpoint import override
from rootward.aws.one_line import one_line
from rootward.aws.opening import explained
from rootward.model.key_place import KeyProof, ProofState
from rootward.model.secret import Secret

_NO_PROFILE = {"profile": (None, None, None, None)}
_FIRST_REGION = "us-east-1"
_CONNECT_SECONDS, _READ_SECONDS = 10, 20
_ATTEMPTS = 3

_REFUSALS = frozenset({"InvalidClientTokenId", "UnrecognizedClient", "InvalidAccessKeyId"})
_WRONG = frozenset({"SignatureDoesNotMatch", "IncompleteSignature"})


class KeyProver:
    """Asks AWS about keys, one after the other. The machine's configuration says how to reach it, and signs nothing."""

    def __init__(self, *, region: str | None, announce: Callable[[str], None]) -> None:
        """`region`: whose partition is asked. `announce` is told of an endpoint override, and of a file left out.

        Raises ConfigurationError where the configuration that says how AWS is reached cannot be read.
        """
        with explained(None):
            self._session = _session(announce)
            self._region = region or os.environ.get("AWS_REGION") or self._session.get_config_variable("region")
            shown = override(os.environ, self._session.full_config, self._session.get_scoped_config())
        if shown:
            announce(f"through {shown}, which is not AWS's own endpoint")

    def prove(self, key_id: str, secret: Secret, token: Secret | None) -> KeyProof:
        """What AWS says. Raises EndpointError where nothing answers: of no key would it be known then."""
        with explained(None):
            sts: Any = self._session.create_client(
                "sts",
                region_name=self._region or _FIRST_REGION,
                aws_access_key_id=key_id,
                aws_secret_access_key=secret.reveal(),
                aws_session_token=token.reveal() if token else None,
                config=Config(
                    user_agent_extra=f"rootward/{__version__}",
                    connect_timeout=_CONNECT_SECONDS,
                    read_timeout=_READ_SECONDS,
                    retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
                ),
            )
            try:
                answer = sts.get_caller_identity()
            except ClientError as error:
                return KeyProof(state=_state(code_of(error)), detail=one_line(str(error)))
        return _alive(answer)


def _session(announce: Callable[[str], None]) -> botocore.session.Session:
    """Of the configuration alone where the credentials file is broken: the keys that are asked about sign.

    Raises ConfigParseError where the configuration itself is.
    """
    session = botocore.session.Session(session_vars=_NO_PROFILE)
    try:
        session.full_config  # noqa: B018 - it is read at the first look
    except ConfigParseError as error:
        session = botocore.session.Session(session_vars=_NO_PROFILE)
        session.set_config_variable("credentials_file", os.devnull)
        session.full_config  # noqa: B018
        announce(f"the credentials file is not needed, and is left out: {one_line(str(error))}")
    return session


def _state(code: str) -> ProofState:
    if code in _REFUSALS:
        return "refused"
    if code in _WRONG:
        return "wrong_secret"
    return "expired" if code in EXPIRED else "unknown"


def _alive(answer: dict[str, Any]) -> KeyProof:
    arn, account = answer.get("Arn"), answer.get("Account")
    if not isinstance(arn, str) or not isinstance(account, str):
        return KeyProof(state="unknown", detail="what answers GetCallerIdentity is not AWS")
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
    return KeyProof(state="alive", arn=arn, account=account, root=arn.endswith(f":iam::{account}:root"))
