"""An SNS topic that tells one address, made or taken away."""

from __future__ import annotations

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall
from rootward.model.change.edit import AccountEdit, Risk
from rootward.model.monitoring import Subscription, Topic
from rootward.model.pointed_to import pointed_to
from rootward.model.unknown import Unknown


class TopicChange(AccountEdit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="topic"):
    """A topic that is there after and was not before, or the other way round.

    Its subscription waits until whoever reads the mail to the address confirms it. Each call may be made twice.

    https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
    https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
    https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html
    """

    name: str
    arn: str
    region: str
    policy: str
    """Who may send to it: JSON text."""
    email: str
    """Who is told."""
    before: bool
    after: bool

    @property
    def resource(self) -> str:
        """The topic."""
        return self.arn

    @property
    def target(self) -> tuple[str, ...]:
        """The topic."""
        return ("topic", self.arn)

    @property
    def risk(self) -> Risk:
        """Whoever is told by it hears nothing more once it is gone."""
        return "safe" if self.after else "disruptive"

    @property
    def makes(self) -> str | None:
        """The topic."""
        return self.arn if self.after else None

    def calls(self) -> tuple[ApiCall, ...]:
        """CreateTopic and Subscribe; or DeleteTopic, with which its subscriptions go."""
        if not self.after:
            return (self._call("DeleteTopic", {"TopicArn": self.arn}),)
        return (
            self._call("CreateTopic", {"Name": self.name, "Attributes": {"Policy": self.policy}}),
            self._call("Subscribe", {"TopicArn": self.arn, "Protocol": "email", "Endpoint": self.email}),
        )

    def inverse(self) -> TopicChange:
        """The topic taken away, or made again."""
        return msgspec.structs.replace(self, before=self.after, after=self.before)

    def state(self, account: Account) -> bool | Unknown:
        """Whether it is there, and a rule or an alarm points to it: the facts know of no other."""
        topics = account.topics
        return topics if isinstance(topics, Unknown) else any(one.arn == self.arn and one.is_there for one in topics)

    def effect(self, account: Account) -> Account:
        """The account with the topic, whose subscription waits, or without it: then who points to it, does so still."""
        topics, state = account.topics, self.state(account)
        if isinstance(topics, Unknown) or isinstance(state, Unknown) or state == self.after:
            return account
        others = tuple(one for one in topics if one.arn != self.arn)
        if self.after:
            made = Topic(arn=self.arn, subscriptions=(Subscription(protocol="email", confirmed=False),))
            return msgspec.structs.replace(account, topics=(*others, made))
        left = (Topic(arn=self.arn, subscriptions=(), is_there=False),) if self.arn in pointed_to(account) else ()
        return msgspec.structs.replace(account, topics=(*others, *left))

    def _call(self, operation: str, parameters: dict[str, str | dict[str, str]]) -> ApiCall:
        return ApiCall(service="sns", operation=operation, parameters=parameters, resource=self.arn, region=self.region)
