"""What `deactivate`, `activate` and `delete` have in common: one key, planned, asked for and applied."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from rootward.cli.options import FILE, collecting_of, with_options
from rootward.cli.plan import exit_code as held_back
from rootward.cli.running import asking, close, live_source, running_options, setting
from rootward.cli.terminal import note
from rootward.engine.key_orders import KeyOrder
from rootward.local.configuration import load_configuration
from rootward.workflows.key_state import change_key
from rootward.workflows.plan import Planning

Function = TypeVar("Function", bound=Callable[..., Any])


def key_options(function: Function) -> Function:
    """`KEYID`, what commands that change an account have in common, and `--config`."""
    options = (
        click.argument("key_id", metavar="KEYID"),
        running_options,
        click.option(
            "--config", type=FILE, envvar="ROOTWARD_CONFIG", help="Configuration file that is trusted in full."
        ),
    )
    return with_options(function, options)


def force_option(function: Function) -> Function:
    """`--force`."""
    option = click.option("--force", is_flag=True, help="Although it was used of late: what works with it stops.")
    return option(function)


def planning_of(options: dict[str, Any]) -> Planning:
    """What a plan is made by. Tells the configuration's warnings."""
    configuration = load_configuration(options["config"], os.environ, Path())
    for warning in configuration.warnings:
        note(f"warning: {warning}")
    return Planning(baseline=configuration.baseline, collecting=collecting_of(options))


def carry_out(order: KeyOrder, options: dict[str, Any]) -> int:
    """Plan the order, ask, apply and report; the exit code."""
    source = live_source(options)
    ask = asking(options, previews=True)
    ran = change_key(
        source,
        order,
        planning=planning_of(options),
        ask=ask,
        setting=setting(options),
        announce=note,
        foreign_endpoint=options["allow_endpoint"],
    )
    return close(ran, source) or (held_back(ask.shown) if ask.shown is not None else 0)
