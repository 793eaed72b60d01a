"""Where an emulated operation comes from: moto's classes, or rootward's."""

from __future__ import annotations

from dis import get_instructions
from importlib import import_module
from types import FunctionType
from typing import Any

from moto.core.responses import BaseResponse
from moto.core.utils import camelcase_to_underscores

from rootward.sandbox.paging import PagedResponse, paging_of
from rootward.sandbox.services import table

OWN = "rootward."
MOTOS_CORE = "moto.core."

ACCESS = {"backend", "__init__", "_get_param"}
"""Names by which every method reaches its state: an override of these corrects nothing."""

REPLACED = {("ec2", "DescribeRegions")}
"""What `services.table` answers without a class of moto's."""


def origins(service: str, operation: str) -> frozenset[str]:
    """What a description may say of the operation: `added`, `corrected`, `moto`; nothing where nothing answers.

    Where moto's own method is taken, but something that it calls is rootward's, both of the last two are true.
    """
    if (service, operation) in REPLACED:
        return frozenset({"corrected"})
    if service not in table._SERVICES:
        return frozenset({"moto"})
    response = _named(table._SERVICES[service].response)
    name = camelcase_to_underscores(operation)
    of_moto = _of_moto(service, name)
    method = getattr(response, name, None)
    if method is None:
        return frozenset()
    if of_moto is None:
        return frozenset({"added"})
    if method.__module__.startswith(OWN) or _is_paged(response, service, operation):
        return frozenset({"corrected"})
    return frozenset({"corrected", "moto"}) if _uses_what_is_own(of_moto, response, service) else frozenset({"moto"})


def _of_moto(service: str, name: str) -> FunctionType | None:
    """The method that plain moto answers with, if it has one, whether rootward's class extends moto's or not."""
    try:
        module = import_module(f"moto.{service}.responses")
    except ModuleNotFoundError:
        return None
    for one in vars(module).values():
        if isinstance(one, type) and issubclass(one, BaseResponse) and not one.__module__.startswith(MOTOS_CORE):
            for held in one.__mro__:
                method = vars(held).get(name)
                if isinstance(method, FunctionType) and not held.__module__.startswith(MOTOS_CORE):
                    return method
    return None


def _is_paged(response: type, service: str, operation: str) -> bool:
    return issubclass(response, PagedResponse) and paging_of(service, operation) is not None


def _uses_what_is_own(method: FunctionType, response: type, service: str) -> bool:
    """Whether moto's method calls something that one of rootward's classes defines."""
    place = table._SERVICES[service].backend
    classes: tuple[type, ...] = (*response.__mro__, *(_named(place).__mro__ if place else ()))
    of_own = [vars(one) for one in classes if one.__module__.startswith(OWN)]
    own = {name for held in of_own for name in held} - ACCESS
    # What a class of its own puts in the place of moto's state, as the account's summary.
    functions = [value for held in of_own for value in held.values() if isinstance(value, FunctionType)]
    own |= {str(step.argval) for one in functions for step in get_instructions(one) if step.opname == "STORE_ATTR"}
    called = set(method.__code__.co_names)
    for one in _named(table._SERVICES[service].state).backend.__mro__:
        # One step further: what moto's backend calls of itself, as `get_user`.
        for name in called & vars(one).keys():
            inner = vars(one)[name]
            if isinstance(inner, FunctionType):
                called = called | set(inner.__code__.co_names)
    return bool(own & called)


def _named(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)
