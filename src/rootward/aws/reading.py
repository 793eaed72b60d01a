"""One collection in progress: every read call of it goes through here.

Pages are followed to their end, but not for ever; botocore has tried a throttled call again before it fails; and
past the deadline nothing is asked any more. What gives no answer is an `UnreadError` that carries the fact's
`Unknown`, or the `Blocked` of a region that a service control policy closes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from botocore import xform_name

from rootward.aws.call import Call, Paging
from rootward.aws.crew import Crew
from rootward.aws.failure import NOT_AWS, UnreadError, failed, of_call, operation_missing, unlike_aws
from rootward.aws.session import PARALLEL_CALLS, AwsSession
from rootward.model.account import Account
from rootward.model.unknown import Blocked, Unknown

MOST_PAGES = 10_000
"""A list of more pages is taken for one without an end: at 100 items a page it would have a million."""

Answer = dict[str, Any]
Item = TypeVar("Item")
Result = TypeVar("Result")


class Reading:
    """Asks AWS. Safe to use from several threads."""

    def __init__(
        self,
        session: AwsSession,
        crew: Crew,
        *,
        deadline_seconds: float,
        deep: bool = False,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.session = session
        self.deep = deep
        """Whether what costs calls for each identity is read of all of them."""
        self.clock = clock
        self._crew = crew
        self._sleep = sleep
        self._seconds = deadline_seconds
        self.deadline = clock() + deadline_seconds
        self._places = threading.BoundedSemaphore(PARALLEL_CALLS)

    def read(self, call: Call, region: str | None = None, **parameters: Any) -> Answer:  # noqa: ANN401 - AWS's
        """One call's answer. `region`: one of many that are asked the same; None for a call that has no region.

        Raises UnreadError, and CredentialsError when AWS no longer accepts the credentials.
        """
        with self._places:
            self._look_at_the_clock(call)
            client = self.session.client(call.service, region)
            operation = getattr(client, xform_name(call.operation), None)
            if operation is None:
                raise operation_missing(call)
            try:
                answer: Answer = operation(**parameters)
            except Exception as error:
                elsewhere = region not in {None, self.session.region}
                raise of_call(error, call, elsewhere=elsewhere, regional=region is not None) from error
        sent = getattr(client.meta.service_model.operation_model(call.operation).output_shape, "members", None)
        if sent is not None and unlike_aws(answer, sent, call.operation):
            raise failed(call, NOT_AWS)
        return answer

    def pages(
        self,
        call: Call,
        paging: Paging,
        region: str | None = None,
        **parameters: Any,  # noqa: ANN401 - AWS's
    ) -> Iterator[Answer]:
        """The answers of all pages, each to be let go before the next. Raises what `read` raises."""
        seen: set[str] = set()
        asked = parameters
        for _ in range(MOST_PAGES):
            answer = self.read(call, region, **asked)
            yield answer
            token = answer.get(paging.member)
            if not token and answer.get("IsTruncated"):
                raise failed(call, f"the list is cut off: AWS says that there is more, and sends no {paging.member}")
            if not token or answer.get("IsTruncated") is False:
                return
            if token in seen:
                raise failed(call, f"endless pagination: page {len(seen) + 1} leads back to one already read")
            seen.add(token)
            asked = {**parameters, paging.parameter: token}
        raise failed(call, f"endless pagination: more than {MOST_PAGES:,} pages")

    def items(
        self,
        call: Call,
        paging: Paging,
        member: str,
        region: str | None = None,
        **parameters: Any,  # noqa: ANN401
    ) -> Iterator[Answer]:
        """The items of the list `member`, of all pages. Raises what `read` raises."""
        for page in self.pages(call, paging, region, **parameters):
            yield from page.get(member) or ()

    def attempt(self, read: Callable[[], Result]) -> Result | Unknown | Blocked:
        """What `read` returns, or why it could not be read."""
        try:
            return read()
        except UnreadError as error:
            return error.fact

    def side_by_side(self, work: Callable[[Item], Result], items: Iterator[Item] | list[Item]) -> list[Result]:
        """The results of `work` for each item, in order. Not from within such work."""
        return self._crew.each(work, items)

    def in_each_region(
        self, call: Call, account: Account, work: Callable[[str], Result]
    ) -> list[tuple[str, Result | Unknown | Blocked]]:
        """What `work` reads in each enabled region, or why it could not; raises UnreadError without the regions.

        A service control policy that denies `call` everywhere closes no region: it denies the call.
        """
        if isinstance(account.regions, Unknown):
            raise UnreadError(account.regions)
        regions = list(account.regions)
        found = self.side_by_side(lambda region: self.attempt(lambda: work(region)), regions)
        if found and all(isinstance(one, Blocked) for one in found):
            detail = "a service control policy denies it in every enabled region"
            found = [Unknown("denied", call.action, detail) for _ in found]
        return list(zip(regions, found, strict=True))

    def wait(self, call: Call, seconds: float) -> None:
        """Wait between two looks at something that takes its time. Raises UnreadError past the deadline."""
        self._look_at_the_clock(call)
        self._sleep(min(seconds, max(0.0, self.deadline - self.clock())))
        self._look_at_the_clock(call)

    def too_late(self, action: str | None) -> Unknown:
        """The fact in place of what the deadline left unread."""
        return Unknown("failed", action, f"not read within the deadline of {self._seconds:g} seconds")

    def _look_at_the_clock(self, call: Call) -> None:
        if self.clock() >= self.deadline:
            raise UnreadError(self.too_late(call.action))
