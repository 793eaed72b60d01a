"""Names of objects, many at a time: arrays with a row a name, as wide as a name is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Names = npt.NDArray[np.uint8]

_FEW = 16
"""Arrays that are held against each other one by one."""


def as_names(oids: Sequence[str], oid_bytes: int) -> Names:
    """From hexadecimal."""
    return np.frombuffer(bytes.fromhex("".join(oids)), np.uint8).reshape(len(oids), oid_bytes)


def as_hexadecimal(names: Names) -> list[str]:
    """To hexadecimal."""
    return [name.tobytes().hex() for name in names]


def among(names: Names, sought: Names) -> npt.NDArray[np.bool_]:
    """Which rows stand in another array."""
    wanted = {name.tobytes() for name in sought}
    found = np.isin(_prefixes(names), _prefixes(sought))
    likely = np.flatnonzero(found)
    found[likely] = [names[row].tobytes() in wanted for row in likely.tolist()]
    return found


def _in_order(names: Names) -> npt.NDArray[np.uint64]:
    """The first eight bytes of each as a number: names in order have numbers in order."""
    return np.ascontiguousarray(names[:, :8]).view(">u8").reshape(-1).astype(np.uint64)


def _prefixes(names: Names) -> npt.NDArray[np.uint64]:
    return np.ascontiguousarray(names[:, :8]).view(np.uint64).reshape(-1)


def fresh(names: Sequence[Names], known: Sequence[Names]) -> list[npt.NDArray[np.bool_]]:
    """Of each array, which rows stand in no array before it, and in none that is known. Names in order are quicker."""
    every = [*known, *names]
    if sum(bool(rows.size) for rows in every) <= _FEW:
        return [_beside(rows, every[: len(known) + place]) for place, rows in enumerate(names)]
    joined = np.concatenate(every)
    by_prefix = np.argsort(_prefixes(joined), kind="stable")
    in_order = joined[by_prefix]
    is_fresh = np.ones(joined.shape[0], np.bool_)
    # Other names between two that are equal, with the same first eight bytes, would have both taken for fresh: they are
    # searched twice then, and not passed over.
    is_fresh[by_prefix[1:]] = (in_order[1:] != in_order[:-1]).any(axis=1)
    cuts = np.cumsum([rows.shape[0] for rows in every])
    return np.split(is_fresh, cuts[:-1])[len(known) :]


def _beside(names: Names, others: Sequence[Names]) -> npt.NDArray[np.bool_]:
    """Which rows stand in none of the others. Of names in no order some may be taken for fresh that are not."""
    is_fresh = np.ones(names.shape[0], np.bool_)
    for other in others:
        if not names.size or not other.size:
            continue
        few, many = (names, other) if names.shape[0] <= other.shape[0] else (other, names)
        places = np.minimum(np.searchsorted(_in_order(many), _in_order(few)), many.shape[0] - 1)
        same = (many[places] == few).all(axis=1)
        is_fresh[np.flatnonzero(same) if few is names else places[same]] = False
    return is_fresh
