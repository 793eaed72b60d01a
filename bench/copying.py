"""Copying a practice account to plain moto through the API, so that both hold the same when a call is timed."""

import json
from typing import Any

from signed import Server


def copy_account(source: Server, to: Server) -> None:
    """Let plain moto hold what the practice account's IAM, CloudTrail and S3 hold."""
    read, write = source.client("iam"), to.client("iam")
    found: dict[str, list[Any]] = {}
    for page in read.get_paginator("get_account_authorization_details").paginate():
        for name, entries in page.items():
            if isinstance(entries, list):
                found.setdefault(name, []).extend(entries)
    arns = {}
    for policy in found["Policies"]:
        if ":aws:policy/" not in policy["Arn"]:
            document = policy_document(next(one for one in policy["PolicyVersionList"] if one["IsDefaultVersion"]))
            made = write.create_policy(PolicyName=policy["PolicyName"], Path=policy["Path"], PolicyDocument=document)
            arns[policy["Arn"]] = made["Policy"]["Arn"]
    for kind, entries in (("group", "GroupDetailList"), ("role", "RoleDetailList"), ("user", "UserDetailList")):
        for entry in found[entries]:
            copy_entity(write, kind, entry, arns)
    copy_watch(source, to)


def copy_entity(write: Any, kind: str, entry: dict[str, Any], arns: dict[str, str]) -> None:
    """One group, role or user with its policies."""
    word = kind.capitalize()
    name = {f"{word}Name": entry[f"{word}Name"]}
    trust = {"AssumeRolePolicyDocument": document_of(entry["AssumeRolePolicyDocument"])} if kind == "role" else {}
    getattr(write, f"create_{kind}")(**name, Path=entry["Path"], **trust)
    for inline in entry.get(f"{word}PolicyList", ()):
        put = getattr(write, f"put_{kind}_policy")
        put(**name, PolicyName=inline["PolicyName"], PolicyDocument=document_of(inline["PolicyDocument"]))
    for attached in entry["AttachedManagedPolicies"]:
        arn = attached["PolicyArn"]
        getattr(write, f"attach_{kind}_policy")(**name, PolicyArn=arns.get(arn, arn))
    for group in entry.get("GroupList", ()):
        write.add_user_to_group(**name, GroupName=group)


def copy_watch(source: Server, to: Server) -> None:
    """Buckets and trails."""
    for bucket in source.client("s3").list_buckets()["Buckets"]:
        to.client("s3").create_bucket(Bucket=bucket["Name"])
    for trail in source.client("cloudtrail").describe_trails()["trailList"]:
        to.client("cloudtrail").create_trail(Name=trail["Name"], S3BucketName=trail["S3BucketName"])


def policy_document(version: dict[str, Any]) -> str:
    """The text of a policy's version."""
    return document_of(version["Document"])


def document_of(document: Any) -> str:
    """The text of a document that boto3 has read."""
    return document if isinstance(document, str) else json.dumps(document)
