"""The columns of the set: flat, and of types that every engine has: text, moments in UTC, truth values.

Text is never null: what a record lacks is ''. JSON, a truth value or a moment that it lacks is null. The folders that
a file lies in tell the account, the region and the day (Hive's way): they are no columns of the file.
https://duckdb.org/docs/stable/data/partitioning/hive_partitioning
https://docs.aws.amazon.com/athena/latest/ug/partitions.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

SCHEMA = 3
"""Of the columns, and of what stands in them. Within a number columns are added at the end at most."""

Kind = Literal["text", "json", "moment", "truth", "day"]
"""`json` is text, or null."""


class Column(NamedTuple):
    """A column, and what stands in it."""

    name: str
    kind: Kind
    told: str


COLUMNS = (
    Column("event_id", "text", "eventID; of a record without one a digest of it"),
    Column("event_time", "moment", "when it was"),
    Column("recipient_account", "text", "the account whose log it is in, as the record tells"),
    Column("event_region", "text", "awsRegion"),
    Column("source", "text", "the service that was called: `iam.amazonaws.com`"),
    Column("name", "text", "eventName"),
    Column("event_type", "text", "`AwsApiCall`, `AwsConsoleSignIn`, `AwsServiceEvent` …"),
    Column("event_version", "text", "of the record's form"),
    Column("category", "text", "`Management`, `Data` …; older records do not tell"),
    Column("data_event", "truth", "whether it is a data event"),
    Column("principal", "text", "whose permissions counted: of a session the role or user that it was made of"),
    Column("principal_kind", "text", "`root`, `user`, `role`, `service`, `other`"),
    Column("identity_type", "text", "`Root`, `IAMUser`, `AssumedRole` …"),
    Column("identity_arn", "text", "the caller's own ARN"),
    Column("identity_account", "text", "the caller's account"),
    Column("principal_id", "text", "the caller's unique id"),
    Column("user_name", "text", "the caller's user name"),
    Column("access_key_id", "text", "the key that the call was signed with; an id is no secret"),
    Column("invoked_by", "text", "the AWS service that called for somebody"),
    Column("session_issuer", "text", "of a session the ARN of the role or user that it was made of"),
    Column("session_issuer_type", "text", "and what that is"),
    Column("has_session", "truth", "whether the caller has a sessionContext"),
    Column("session_mfa", "truth", "mfaAuthenticated of the session"),
    Column("session_begun", "moment", "creationDate of the session"),
    Column("sign_in_session", "text", "signInSessionArn of `aws login`"),
    Column("assumed_root", "truth", "whether the session was made by AssumeRoot"),
    Column("mfa", "truth", "whether MFA was used: by the sign-in, else by the session"),
    Column("actor", "text", "`root`, `central` (AssumeRoot), `service` (for root); '' of everybody else"),
    Column("for_root", "truth", "whether the root timeline is made of it: root's own events, and AssumeRoot calls"),
    Column("address", "text", "sourceIPAddress"),
    Column("agent", "text", "userAgent"),
    Column("error", "text", "errorCode; of a sign-in that failed, which has none, its errorMessage"),
    Column("error_message", "text", "errorMessage"),
    Column("read_only", "truth", "readOnly"),
    Column("from_console", "truth", "whether the console's session made the call"),
    Column("outcome", "text", "`used`, `denied`, `undecided`; '' of what is no call"),
    Column("actions", "text", "the IAM actions that the call needs, with a space between; '' where that is not known"),
    Column("unmapped", "text", "why that is not known"),
    Column("resources", "json", "the resources that it touched"),
    Column("request", "json", "requestParameters, secrets masked"),
    Column("response", "json", "responseElements, secrets masked"),
    Column("extra", "json", "additionalEventData, secrets masked"),
    Column("details", "json", "serviceEventDetails, secrets masked"),
    Column("log", "text", "the file that it stood in"),
)
PARTITIONS = (
    Column("account", "text", "the account, or `unknown`"),
    Column("region", "text", "the region, or `unknown`"),
    Column("day", "day", "of the event, in UTC"),
)
NAMES = tuple(column.name for column in COLUMNS)
SAME = tuple(name for name in NAMES if name != "log")
"""What two deliveries of an event have in common: all but the file. Whoever can put a file beside the logs may repeat
an event of root's with anything changed: both are told."""
TABLE = "trail"
"""What the queries call the set."""


def arrow_schema() -> pa.Schema:
    """The columns of a file. Raises ImportError where pyarrow is missing."""
    import pyarrow as pa

    types = {"text": pa.string(), "json": pa.string(), "moment": pa.timestamp("us", tz="UTC"), "truth": pa.bool_()}
    return pa.schema(
        [pa.field(column.name, types[column.kind], nullable=column.kind != "text") for column in COLUMNS],
        metadata={"rootward.schema": str(SCHEMA)},
    )


def ibis_schema() -> ibis.Schema:
    """The columns of the set. Raises ImportError where ibis is missing."""
    import ibis

    types = {"text": "!string", "json": "string", "moment": "timestamp('UTC')", "truth": "boolean", "day": "date"}
    return ibis.schema({column.name: types[column.kind] for column in (*COLUMNS, *PARTITIONS)})
