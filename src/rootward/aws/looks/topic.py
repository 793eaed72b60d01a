"""Whether a topic is there, lets in whom it should and tells whom it should, and who else is told by it."""

from __future__ import annotations

from rootward.aws.call import NEXT_TOKEN, Call
from rootward.aws.looks import pointing
from rootward.aws.looks.look import Look, unless_gone
from rootward.aws.readers.topics import LIST_SUBSCRIPTIONS
from rootward.aws.reading import Answer, Reading
from rootward.model.change import Other, Partway, TopicChange
from rootward.model.change.inline_policy import canonical

GET_TOPIC = Call("sns", "GetTopicAttributes")
_GONE = "NotFound"


def read_topic(reading: Reading, change: TopicChange) -> bool | Partway | Other:
    """Whether it is there and its address subscribed, confirmed or not; Other for one of another policy.

    https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
    """
    answer = unless_gone(lambda: reading.read(GET_TOPIC, change.region, TopicArn=change.arn), None, _GONE)
    if answer is None:
        return False
    if canonical(answer["Attributes"].get("Policy", "")) != canonical(change.policy):
        return Other()
    return True if any(_is_own(one, change) for one in _subscriptions(reading, change)) else Partway()


def read_objection(reading: Reading, change: TopicChange) -> str | None:
    """Why the topic must not be taken away: somebody else is told by it. Raises UnreadError and CredentialsError.

    https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
    """
    others = [one for one in _subscriptions(reading, change) if not _is_own(one, change)]
    if not others:
        return None
    told = f"the topic {change.name} has {len(others)} subscription{'s' if len(others) > 1 else ''} of others"
    return f"{told} ({others[0].get('Protocol', '')})"


def _subscriptions(reading: Reading, change: TopicChange) -> tuple[Answer, ...]:
    def listed() -> tuple[Answer, ...]:
        found = reading.items(LIST_SUBSCRIPTIONS, NEXT_TOKEN, "Subscriptions", change.region, TopicArn=change.arn)
        return tuple(one for one in found if one.get("SubscriptionArn") != "Deleted")

    return unless_gone(listed, (), _GONE)


def _is_own(found: Answer, change: TopicChange) -> bool:
    return (found.get("Protocol"), found.get("Endpoint")) == ("email", change.email)


LOOK = Look(
    calls={
        **dict.fromkeys(("sns:CreateTopic", "sns:Subscribe"), (GET_TOPIC, LIST_SUBSCRIPTIONS)),
        "sns:DeleteTopic": (GET_TOPIC, LIST_SUBSCRIPTIONS, *pointing.OF_TOPIC),
    },
    read=read_topic,
)
"""Of one that is taken away it is asked who points to it, once before the run."""
