"""A session with AWS: whose credentials, which account, through which endpoint.

The standard AWS configuration decides: profiles, SSO, `aws login`, assumed roles with an MFA code typed at the
terminal, `credential_process`, proxies, `AWS_ENDPOINT_URL`, in every partition.
https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
"""

from __future__ import annotations

import copy
import getpass
import os
import sys
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import botocore.session
import msgspec
from botocore.config import Config
from botocore.credentials import (
    AssumeRoleCredentialFetcher,
    CredentialProvider,
    CredentialResolver,
    DeferredRefreshableCredentials,
)
from botocore.handlers import json_decode_policies

from rootward import __version__
from rootward.aws.ec2_model import use_small_ec2
from rootward.aws.endpoint import override, shown
from rootward.aws.opening import explained, obtained, profiles
from rootward.aws.timestamp import read_timestamp
from rootward.errors import ConfigurationError, CredentialsError, EndpointError
from rootward.model.key_id import is_long_lived
from rootward.model.key_pair import KeyPair
from rootward.model.secret import Secret
from rootward.model.user_arn import user_in

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.session import Session

PARALLEL_CALLS = 8
"""So many calls are under way at once."""

_ATTEMPTS = 5
"""How often a call is tried where the AWS configuration does not say: a bulk collection meets throttling."""

_CONNECT_SECONDS, _READ_SECONDS = 10, 60

_DEFAULT_REGIONS = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
_IN_NO_FILE: Any = (None, None, None, None)
_ROLE_ARN_PARTS = 6

_NUMBERS = {
    "max_attempts": "AWS_MAX_ATTEMPTS",
    "metadata_service_timeout": "AWS_METADATA_SERVICE_TIMEOUT",
    "metadata_service_num_attempts": "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
}
"""Settings that botocore reads as numbers, and their variables."""

_WORDS = (
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "credential_process",
    "credential_source",
    "endpoint_url",
    "login_session",
    "region",
    "role_arn",
    "services",
    "source_profile",
    "sso_session",
    "web_identity_token_file",
    *_NUMBERS,
)
"""Settings of a profile that are one value each."""


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Who the session is, by sts:GetCallerIdentity, which no policy can deny.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    """

    account: str
    """The account number, twelve digits."""
    arn: str
    partition: str
    """`aws`, `aws-cn`, `aws-us-gov`, …: the one in the ARN."""
    key_id: str
    """Id of the access key that the session's requests are signed with. Temporary credentials get another in time."""

    @property
    def is_root(self) -> bool:
        """Whether it is the account's root user, by a key of its own or by a session.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
        """
        return self.arn == f"arn:{self.partition}:iam::{self.account}:root"

    @property
    def user(self) -> str | None:
        """The name, without its path, of the IAM user who acts, by a key or by a session; None: it is no IAM user."""
        return user_in(self.arn)

    @property
    def has_long_lived_key(self) -> bool:
        """Whether the requests are signed with an access key that does not expire, and not with a session's.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
        """
        return is_long_lived(self.key_id)

    def __repr__(self) -> str:
        return f"Identity(account={self.account!r}, arn={self.arn!r}, partition={self.partition!r})"


class AwsSession:
    """Clients for every service and region, made once each, and who they speak for. Safe to share between threads."""

    def __init__(
        self, session: Session, *, region: str, endpoint_url: str | None, config: Config, endpoint: str | None
    ) -> None:
        self.region = region
        self.endpoint = endpoint
        """The endpoint override in force, without any password in it; None for AWS itself."""
        self._session = session
        self.endpoint_url = endpoint_url
        """The endpoint that was given in place of AWS's own; one of the AWS configuration's is None here."""
        self._config = config
        self._given: KeyPair | None = None
        self._clients: dict[tuple[str, str], BaseClient] = {}
        # botocore's sessions make one client at a time; the clients themselves may be shared.
        self._making = threading.Lock()
        self.identity = self._whoami()

    def client(self, service: str, region: str | None = None) -> BaseClient:
        """The client of a service in a region (None: the session's own)."""
        key = (service, region or self.region)
        with self._making:
            if key not in self._clients:
                self._clients[key] = self._session.create_client(
                    service,
                    region_name=key[1],
                    endpoint_url=self.endpoint_url,
                    config=self._config,
                    aws_access_key_id=self._given.key_id if self._given else None,
                    aws_secret_access_key=self._given.secret.reveal() if self._given else None,
                )
            return self._clients[key]

    def signed_by(self, pair: KeyPair) -> AwsSession:
        """The same configuration, with calls that are signed with that key. AWS is not asked whose it is."""
        other = copy.copy(self)
        other._sign_by(pair)  # noqa: SLF001 - one of this class
        return other

    def _sign_by(self, pair: KeyPair) -> None:
        self._given = pair
        self._clients, self._making = {}, threading.Lock()
        self.identity = msgspec.structs.replace(self.identity, key_id=pair.key_id)

    def own_pair(self) -> KeyPair | None:
        """The long-lived key that the calls are signed with; None where they are signed with a session's."""
        if self._given is not None:
            return self._given
        found: Any = self._session.get_credentials()
        frozen = found.get_frozen_credentials()
        return None if frozen.token else KeyPair(str(frozen.access_key), Secret(str(frozen.secret_key)))

    def asked_anew(self, heard: Callable[[Mapping[str, Any]], None]) -> Identity:
        """Who the session is now. `heard` is given the answer, as it comes.

        Raises CredentialsError where AWS does not take its credentials, EndpointError.
        """
        with explained(None):
            return self._whoami(heard)

    def _whoami(self, heard: Callable[[Mapping[str, Any]], None] = lambda _answer: None) -> Identity:
        sts: Any = self.client("sts")
        try:
            answer = sts.get_caller_identity()
            heard(answer)
            arn = str(answer["Arn"])
            account, partition = str(answer["Account"]), arn.split(":")[1]
        except (AttributeError, LookupError, TypeError):  # botocore's parsers raise them at answers unlike AWS's
            raise EndpointError(
                "what answers GetCallerIdentity is not AWS", advice="look at AWS_ENDPOINT_URL and the proxy settings"
            ) from None
        credentials: Any = self._session.get_credentials()
        key_id = self._given.key_id if self._given else credentials.get_frozen_credentials().access_key
        return Identity(account=account, arn=arn, partition=partition, key_id=key_id)


def open_session(
    *,
    profile: str | None,
    region: str | None,
    role_arn: str | None,
    endpoint_url: str | None = None,
    credentials: tuple[str, str] | tuple[str, str, str] | None = None,
    announce: Callable[[str], None] | None = None,
) -> AwsSession:
    """Find credentials, assume the role if one is named, and ask AWS who that is.

    `announce` is told of an endpoint override before anything is sent to it.

    `credentials` (key id, secret, and a session token if there is one) are for a practice account: with them, nothing
    of the machine's own AWS configuration counts, its proxies included.

    Raises:
        ConfigurationError: an unknown profile, an unreadable configuration, no such region.
        CredentialsError: there are none, or AWS does not accept them.
        EndpointError: nothing answers.

    """
    with explained(profile):
        session = _session(profile) if credentials is None else _isolated(credentials)
        chosen = region or _configured_region(session, role_arn)
        session.set_config_variable("region", chosen)  # for the calls that some providers of credentials make
        config = _config(session, isolated=credentials is not None)
        endpoint = _endpoint(session, endpoint_url)
        if endpoint and announce is not None:
            announce(f"through {endpoint}, which is not AWS's own endpoint")
        if role_arn:
            _assume(session, _role(role_arn), region=chosen, endpoint_url=endpoint_url, config=config)
        with obtained():
            found = session.get_credentials()
        if found is None:
            raise _none_found(session)
        return AwsSession(
            session,
            region=chosen,
            endpoint_url=endpoint_url,
            config=config,
            endpoint=endpoint,
        )


def _session(profile: str | None) -> Session:
    if profile is not None and not profile.strip():
        known = profiles()
        raise ConfigurationError(
            "the name of the profile is empty", advice=f"name one of: {known}" if known else "leave --profile out"
        )
    session = botocore.session.Session(profile=profile)
    # It raises ProfileNotFound and ConfigParseError here, and not in the midst of things.
    _look_at(session.get_scoped_config())
    for setting, variable in _NUMBERS.items():
        try:
            session.get_config_variable(setting)
        except ValueError:
            raise ConfigurationError(
                f"{variable}, or {setting} in the profile, is not a number", advice="set it to a whole number"
            ) from None
    assuming = session.get_component("credential_provider").get_provider("assume-role")
    assuming._prompter = _mfa_code  # noqa: SLF001 - botocore's own prompt warns, and reads on, where nobody can type
    return _lightened(session)


def _look_at(profile: Mapping[str, Any]) -> None:
    """Refuse a setting that is followed by an indented block, which makes it a table: botocore stumbles over it."""
    for setting in _WORDS:
        if isinstance(profile.get(setting), Mapping):
            raise ConfigurationError(
                f"the AWS configuration cannot be used: '{setting}' in the profile is a block of settings",
                advice=f"give it one value, on its own line: {setting} = …",
            )


def _mfa_code(prompt: str) -> str:
    """Ask at the terminal. Raises EOFError where there is none."""
    if not sys.stdin.isatty():
        raise EOFError
    return getpass.getpass(prompt)


def _isolated(credentials: tuple[str, ...]) -> Session:
    variables = dict.fromkeys(("profile", "region", "data_path", "ca_bundle", "max_attempts"), _IN_NO_FILE)
    nowhere = (None, None, os.devnull, None)
    session = botocore.session.Session(session_vars={**variables, "config_file": nowhere, "credentials_file": nowhere})
    key_id, secret, *token = credentials
    session.set_credentials(key_id, secret, token[0] if token and token[0] else None)
    return _lightened(session)


def _lightened(session: Session) -> Session:
    """The session, without what botocore does at a cost and rootward has no use for.

    It tries every form that a date may have, and ten thousand users have forty thousand dates. It parses IAM's policy
    documents, which are kept as text: as they came, whether they can be parsed or not. And it loads all of EC2.
    """
    use_small_ec2(session)
    session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=read_timestamp)
    session.unregister("after-call.iam", json_decode_policies)  # type: ignore[arg-type] # its own handler
    return session


def _configured_region(session: Session, role_arn: str | None) -> str:
    """The region of the configuration, else its partition's first. The AWS CLI takes AWS_REGION before the others."""
    found = os.environ.get("AWS_REGION") or session.get_config_variable("region")
    if found:
        return str(found)
    arn = role_arn or str(session.get_scoped_config().get("role_arn", ""))
    partition = arn.split(":")[1] if arn.count(":") > 1 else "aws"
    return _DEFAULT_REGIONS.get(partition, _DEFAULT_REGIONS["aws"])


def _config(session: Session, *, isolated: bool) -> Config:
    settings: dict[str, Any] = {
        "user_agent_extra": f"rootward/{__version__}",
        "connect_timeout": _CONNECT_SECONDS,
        "read_timeout": _READ_SECONDS,
        "max_pool_connections": 2 * PARALLEL_CALLS,
        "retries": {"mode": "standard"},
    }
    if session.get_config_variable("max_attempts") is None:
        settings["retries"]["total_max_attempts"] = _ATTEMPTS
    if isolated:
        settings.update(proxies={}, use_fips_endpoint=False, use_dualstack_endpoint=False)
    return Config(**settings)


def _endpoint(session: Session, endpoint_url: str | None) -> str | None:
    if endpoint_url is not None:
        return shown(endpoint_url, "the address that was given")
    if session.get_config_variable("ignore_configured_endpoint_urls"):
        return None
    return override(os.environ, session.full_config, session.get_scoped_config())


def _role(arn: str) -> str:
    parts = arn.split(":", _ROLE_ARN_PARTS - 1)
    if len(parts) != _ROLE_ARN_PARTS or parts[0] != "arn" or parts[2] != "iam" or not parts[5].startswith("role/"):
        raise ConfigurationError(
            f"'{arn}' is not the ARN of a role", advice="a role's ARN: arn:aws:iam::123456789012:role/NAME"
        )
    return arn


def _assume(session: Session, role_arn: str, *, region: str, endpoint_url: str | None, config: Config) -> None:
    with obtained():
        source = session.get_credentials()
    if source is None:
        raise _none_found(session)

    def sts_client(service: str, **keys: Any) -> BaseClient:  # noqa: ANN401 - botocore hands the keys over
        made: BaseClient = session.create_client(
            service, region_name=region, endpoint_url=endpoint_url, config=config, **keys
        )
        return made

    fetcher = AssumeRoleCredentialFetcher(
        client_creator=sts_client,
        source_credentials=source,
        role_arn=role_arn,
        extra_args={"RoleSessionName": "rootward"},
    )
    assumed = DeferredRefreshableCredentials(refresh_using=fetcher.fetch_credentials, method="assume-role")
    session.register_component("credential_provider", CredentialResolver([_Assumed(assumed)]))
    session._credentials = None  # type: ignore[attr-defined] # noqa: SLF001 - or it keeps the source's


class _Assumed(CredentialProvider):
    """Gives the assumed role's credentials to the session."""

    METHOD = "assume-role"
    CANONICAL_NAME = "AssumeRole"

    def __init__(self, credentials: DeferredRefreshableCredentials) -> None:
        super().__init__()
        self._credentials = credentials

    def load(self) -> DeferredRefreshableCredentials:
        return self._credentials


def _none_found(session: Session) -> CredentialsError:
    known = ", ".join(session.available_profiles)
    return CredentialsError(
        "no AWS credentials were found",
        advice=f"name a profile with --profile: {known}" if known else "sign in: aws login, or aws configure sso",
    )
