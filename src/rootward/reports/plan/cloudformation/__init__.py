"""A plan as a CloudFormation template.

One template for all regions: each resource has a condition on the account and on the region, so that a stack of it in
another place makes nothing. What CloudFormation cannot express is listed with the AWS CLI's lines.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence

from rootward.model.partition import HOME_REGIONS
from rootward.model.plan import Plan
from rootward.reports.names import safe
from rootward.reports.plan.as_code.comments import comment, counted, heading, rest, short_digest, step_lines
from rootward.reports.plan.as_code.division import Division, divided
from rootward.reports.plan.as_code.mentions import region_of
from rootward.reports.plan.as_code.text import Names
from rootward.reports.plan.cloudformation import yaml
from rootward.reports.plan.cloudformation.drawing import Drawing, Resource
from rootward.reports.plan.cloudformation.pen import logical_id
from rootward.reports.plan.cloudformation.reason import reason

_MOST = 500
"""Resources of a template: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"""

_LARGEST = 51_200
"""Bytes of a template that is not in a bucket: the same page. `aws cloudformation deploy` asks for `--s3-bucket` then.

https://docs.aws.amazon.com/cli/latest/reference/cloudformation/deploy/
"""


def cloudformation(plan: Plan) -> str:
    """The template, YAML; comments alone where the plan holds nothing for one."""
    division = divided(plan, reason)
    home, regions = _places(plan, division)
    names = Names()
    conditions = {region: names.new(logical_id("In", region), "") for region in regions}
    everywhere = conditions[home] if home is not None and regions else "InThisAccount"
    places: list[tuple[str | None, str]] = [(None, everywhere), *conditions.items()]
    drawn = list(Drawing(division, dict(places)).resources())
    parts = [_beginning(plan, conditions), *_resources(drawn)] if drawn else []
    left = comment(rest(plan, division, "CloudFormation", "the deployment")).removeprefix("#\n")

    def written(*, large: bool) -> str:
        head = comment(_head(plan, division, drawn, regions, large=large))
        return "\n".join(part for part in (head, *parts, left) if part)

    text = written(large=False)
    return text if len(text.encode()) <= _LARGEST else written(large=True)


def _places(plan: Plan, division: Division) -> tuple[str | None, tuple[str, ...]]:
    """Where what is the same everywhere is made (None: anywhere), and all regions, in the order in which they count."""
    begins: dict[str, int] = {}
    everywhere = False
    for step in division.expressed:
        region = region_of(step.change)
        if region is None:
            everywhere = True
        else:
            begins[region] = min(step.stage, begins.get(region, step.stage))
    if not begins:
        return None, ()
    usual = HOME_REGIONS.get(plan.account.partition)
    home = usual if usual in begins else min(begins)
    return home, tuple(sorted(begins, key=lambda one: (not (everywhere and one == home), begins[one], one)))


def _head(
    plan: Plan, division: Division, drawn: Sequence[Resource], regions: Sequence[str], *, large: bool
) -> Iterator[str]:
    yield from heading(plan, "CloudFormation")
    yield counted(division)
    if not drawn:
        return
    if len(drawn) > _MOST:
        yield f"It holds {len(drawn):,} resources. CloudFormation takes {_MOST} a template: divide it."
    if large:
        yield f"It is larger than {_LARGEST:,} bytes: CloudFormation takes it from a bucket of yours (BUCKET)."
    if len(regions) > 1:
        yield f"Deploy it in {len(regions)} regions, one after the other:"
    else:
        yield "Deploy it:" if regions else "Deploy it in one region, whichever you like:"
    named = any(str(one.written["Type"]).startswith("AWS::IAM::") for one in drawn)
    capabilities = " --capabilities CAPABILITY_NAMED_IAM" if named else ""
    bucket = " --s3-bucket BUCKET" if large else ""
    stack = shlex.quote(safe(f"rootward-{short_digest(plan)}"))
    for region in regions or ("",):
        where = f" --region {shlex.quote(safe(region))}" if region else ""
        yield f"  aws cloudformation deploy --stack-name {stack} --template-file FILE{capabilities}{bucket}{where}"
    yield "A later plan holds no more what this one makes: give it a stack of its own."


def _beginning(plan: Plan, conditions: Mapping[str, str]) -> str:
    account = {"Fn::Equals": [{"Ref": "AWS::AccountId"}, plan.account.id]}
    written: dict[str, object] = (
        {
            name: {"Fn::And": [account, {"Fn::Equals": [{"Ref": "AWS::Region"}, region]}]}
            for region, name in conditions.items()
        }
        if conditions
        else {"InThisAccount": account}
    )
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "What a plan of rootward makes",
        "Conditions": written,
    }
    return "".join(f"{line}\n" for line in yaml.lines(template))


def _resources(drawn: Sequence[Resource]) -> Iterator[str]:
    yield "Resources:\n" + _resource(drawn[0])
    for one in drawn[1:]:
        yield _resource(one)


def _resource(one: Resource) -> str:
    comments = (f"# {line}" for step in one.steps for line in step_lines(step))
    return "".join(f"  {line}\n" for line in (*comments, *yaml.lines({one.name: one.written})))
