"""Which class answers for which service: rootward's own where it extends moto, else moto's.

A service is imported when its first call comes: moto's modules are heavy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from moto.core.utils import camelcase_to_underscores

from rootward.sandbox.backends import ACCOUNT_ID

if TYPE_CHECKING:
    from moto.core.request import Request

    from rootward.sandbox.backends import Backends
    from rootward.sandbox.door.call import SignedCall


class Responder(Protocol):
    """What answers a request: (status, headers, body), or the body alone."""

    def __call__(self, request: Request, full_url: str, headers: dict[str, str], /) -> Any: ...  # noqa: D102, ANN401


@dataclass(frozen=True, slots=True)
class _Service:
    """Where a service's responses and its state live."""

    response: str
    """`module:class` of the class that answers."""
    state: str
    """`module:dictionary` of moto's BackendDict."""
    backend: str = ""
    """`module:class` of the backend; "": moto's own."""
    regional: bool = True


_SERVICES = {
    "account": _Service("rootward.sandbox.services.account:PracticeAccount", "moto.account.models:account_backends",
                        "rootward.sandbox.services.account:PracticeAccountBackend", regional=False),
    "accessanalyzer": _Service("rootward.sandbox.services.access_analyzer:AccessAnalyzerResponse",
                               "rootward.sandbox.services.access_analyzer:access_analyzer_backends"),
    "cloudtrail": _Service("rootward.sandbox.cloudtrail.responses:PracticeCloudTrail",
                           "moto.cloudtrail.models:cloudtrail_backends",
                           "rootward.sandbox.cloudtrail.backend:PracticeCloudTrailBackend"),
    "cloudwatch": _Service("rootward.sandbox.services.cloudwatch:PracticeCloudWatch",
                           "moto.cloudwatch.models:cloudwatch_backends"),
    "elb": _Service("moto.elb.responses:ELBResponse", "moto.elb.models:elb_backends"),
    "elbv2": _Service("moto.elbv2.responses:ELBV2Response", "moto.elbv2.models:elbv2_backends"),
    "events": _Service("rootward.sandbox.services.events:PracticeEvents", "moto.events.models:events_backends"),
    "iam": _Service("rootward.sandbox.iam.responses:PracticeIam", "moto.iam.models:iam_backends",
                    "rootward.sandbox.iam.backend:PracticeIamBackend", regional=False),
    "logs": _Service("rootward.sandbox.services.logs:PracticeLogs", "moto.logs.models:logs_backends"),
    "organizations": _Service("rootward.sandbox.organizations.responses:PracticeOrganizationsResponse",
                              "moto.organizations.models:organizations_backends",
                              "rootward.sandbox.organizations.backend:PracticeOrganizations", regional=False),
    "sns": _Service("rootward.sandbox.services.sns:PracticeSns", "moto.sns.models:sns_backends",
                    "rootward.sandbox.services.sns:PracticeSnsBackend"),
    "sqs": _Service("rootward.sandbox.services.sqs:PracticeSqs", "moto.sqs.models:sqs_backends"),
    "sts": _Service("rootward.sandbox.sts.responses:PracticeSts", "moto.sts.models:sts_backends",
                    "rootward.sandbox.sts.responses:PracticeStsBackend", regional=False),
}  # fmt: skip

_NOT_OF_AWS = frozenset({"instance_metadata", "moto_api._internal"})
"""What moto serves beside AWS's services: its own administration could wipe every account of the process."""

REGIONAL = frozenset({*(name for name, service in _SERVICES.items() if service.regional), "ec2"})
"""Services that answer in the enabled regions only."""


def open_service(name: str, backends: Backends, account_id: str = ACCOUNT_ID) -> None:
    """Make the state of a service ready for an account. The backends must be in place."""
    service = _SERVICES[name]
    dictionary = _named(service.state)
    backend = _named(service.backend) if service.backend else dictionary.backend
    backends.hold(dictionary, backend, regional=service.regional, account_id=account_id)


def responder(signed: SignedCall, path: str, backends: Backends, account_id: str = ACCOUNT_ID) -> Responder | None:
    """What answers a call of an account, or None if nothing here does. The backends must be in place."""
    name = signed.call.service
    if name in _SERVICES:
        open_service(name, backends, account_id)
        response = _named(_SERVICES[name].response)
        if not hasattr(response, camelcase_to_underscores(signed.call.operation)):
            return None
        answer: Responder = response.dispatch
        return answer
    if signed.call[:2] == ("ec2", "DescribeRegions"):
        from rootward.sandbox.services.regions import describe_regions

        return describe_regions(backends, account_id)
    return _responder_of_moto(signed.signing_name, signed.call.region, path)


@cache
def _named(place: str) -> Any:  # noqa: ANN401 - a class or a dictionary of moto's
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def _responder_of_moto(signing_name: str, region: str, path: str) -> Responder | None:
    """The class of moto for a service that rootward does not extend, by the host name and path that AWS would see."""
    for host in (f"{signing_name}.{region}.amazonaws.com", f"{signing_name}.amazonaws.com"):
        for pattern, answer in _moto_paths(f"https://{host}"):
            if pattern.match(path):
                return answer
    return None


@cache
def _moto_paths(base: str) -> tuple[tuple[re.Pattern[str], Responder], ...]:
    from moto.backend_index import backend_url_patterns

    module = next((name for name, pattern in backend_url_patterns if pattern.match(base)), None)
    if module is None or module in _NOT_OF_AWS:
        return ()
    paths: dict[str, Responder] = import_module(f"moto.{module}.urls").url_paths
    return tuple((re.compile(path.format("")), answer) for path, answer in paths.items())
