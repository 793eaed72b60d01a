"""`rootward mfa enroll`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rootward.cli.enrolling import AtTheTerminal, refuse_nobody, tell_next
from rootward.cli.options import FILE, signing_options
from rootward.cli.running import live_source, note_gone
from rootward.cli.terminal import note, silent, write_report
from rootward.errors import OutputError, UsageError
from rootward.model.second_factor import Enrolled, Kind
from rootward.reports.enrolment import render_enrolled
from rootward.workflows.enroll import Enrolling, enroll

if TYPE_CHECKING:
    from rootward.local.seed_picture import SeedPicture


@click.command("enroll")
@click.option("--user", metavar="NAME", help="An IAM user, by name or ARN, or root (default: you).")
@click.option("--name", metavar="NAME", help="The device's name (default: the user's).")
@click.option(
    "--kind",
    type=click.Choice(["app", "passkey", "hardware"]),
    default="app",
    show_default=True,
    help="Passkeys and hardware tokens: where in the console.",
)
@click.option("--png", type=FILE, help="Write the QR code to a new file, which is deleted at the end.")
@click.option("--show-seed", is_flag=True, help="Show the secret as text, too.")
@signing_options
@click.option("--allow-endpoint", is_flag=True, help="Go to an endpoint that is neither AWS's nor local.")
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
def command(kind: Kind, png: Path | None, *, show_seed: bool, **options: Any) -> int:
    """Register an authenticator app as a user's MFA device.

    Shows a QR code for the app, asks for two codes that follow each other, and judges them by AWS's time before AWS
    does: what is wrong with one is said, and a clock that is off. Then AWS gives the device to the user, and lists it.
    Whatever goes wrong before, Ctrl-C included, the device is deleted again. Passkeys, hardware tokens and root's
    devices are registered in the console: it says where, and looks. Exit code: 5 with eight devices, 3 where AWS
    refuses.
    """
    if kind == "app":
        refuse_nobody()
    elif png is not None or show_seed:
        raise UsageError(f"a {kind} has no QR code and no seed to show", advice="leave --png and --show-seed out")
    source = live_source(options)
    wish = Enrolling(user=options["user"], name=options["name"], kind=kind)
    with _picture(png) as picture:
        done = enroll(
            source,
            wish,
            AtTheTerminal(picture, shows_seed=show_seed),
            progress=silent if options["quiet"] else note,
            announce=note,
            foreign_endpoint=options["allow_endpoint"],
        )
    if isinstance(done, Enrolled):
        write_report(render_enrolled(done), None)
        tell_next(done)
    else:
        note("left for later: 'rootward mfa list' shows who has which devices")
    note_gone(source)
    return 0


@contextmanager
def _picture(path: Path | None) -> Iterator[SeedPicture | None]:
    """The file of `--png`, deleted when the block ends, however that is."""
    if path is None:
        yield None
        return
    from rootward.local.seed_picture import SeedPicture

    picture = SeedPicture(path)
    try:
        yield picture
    finally:
        try:
            picture.remove()
        except OutputError as error:  # what ends the block says more
            note(f"{error}: {error.advice}")
