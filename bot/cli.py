"""The command `bothways`."""

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from cryptography.fernet import Fernet

from bot import manifest
from bot.console import err, out

if TYPE_CHECKING:
    from bot import settings

app = typer.Typer(
    help="Bothways: mentoring in both directions, carried by your chat.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
keys = typer.Typer(invoke_without_command=True)
app.add_typer(keys, name="key")


def main() -> None:
    """Run the command line."""
    app()


@app.command()
def run(
    *,
    http: Annotated[bool, typer.Option("--http", help="Over HTTP, though there is an app token.")] = False,
    socket: Annotated[bool, typer.Option("--socket", help="Over Socket Mode, or not at all.")] = False,
) -> None:
    """Run the bot: over Socket Mode with SLACK_APP_TOKEN, else over HTTP with SLACK_SIGNING_SECRET."""
    # What is imported stays to the end: looking through it for what could go takes a tenth of the start.
    gc.disable()
    from bot import running  # noqa: PLC0415 - `bothways workspace` must not wait for the bot's imports

    gc.freeze()
    gc.enable()
    asked = {running.Way.HTTP} if http else set()
    asked |= {running.Way.SOCKET} if socket else set()
    try:
        running.run(_settings(), asked)
    except running.CannotRun as reason:
        err.print(str(reason))
        raise typer.Exit(1) from None


@app.command()
def doctor() -> None:
    """Check tokens, scopes, clock, key, database and migrations, and say what to do."""
    from bot import doctor as practice  # noqa: PLC0415 - as above

    findings = practice.examine(_settings())
    for finding in findings:
        mark = "ok  " if finding.is_well else "MEND"
        out.print(f"{mark}  {finding.what}: {finding.seen}", style=None if finding.is_well else "bold")
        if finding.mend:
            out.print(f"      {finding.mend}")
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(1)


@app.command()
def migrate(
    source: Annotated[str, typer.Option("--from", help="Move everything from this store …")] = "",
    target: Annotated[str, typer.Option("--to", help="… into this empty one; both as in BOTHWAYS_DATABASE_URL.")] = "",
) -> None:
    """Bring the store to this release's shape (`bothways run` does it too); or move it into another database."""
    if bool(source) != bool(target):
        err.print("Name both: `bothways migrate --from sqlite:///… --to postgresql://…`. Or neither.")
        raise typer.Exit(2)
    if source:
        from bot import move  # noqa: PLC0415 - as above

        move.move(source, target)
        return
    from adapters import migrations  # noqa: PLC0415 - as above
    from adapters.database import engine_for  # noqa: PLC0415 - as above

    engine = engine_for(_settings().store_url)
    migrations.upgrade(engine)
    out.print(f"The store is at {migrations.current(engine)}.")


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy is to be; nothing is written over.")],
) -> None:
    """Copy the SQLite store as it is now, while the bot runs."""
    from bot import backup as copies  # noqa: PLC0415 - as above

    copies.back_up(_settings(), target)


@app.command()
def restore(
    source: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The copy; none after pg_restore has put it back.")
    ] = None,
) -> None:
    """Put a copy of the store back, and look in Slack for what may have been said since it was made."""
    from bot import backup as copies  # noqa: PLC0415 - as above

    copies.restore(_settings(), source)


@app.command("import")
def import_people(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX, one row a person.")],
    programme: Annotated[str, typer.Option(help="Which programme, by its name.")],
    columns: Annotated[
        list[str] | None,
        typer.Option(metavar="HEADING=FIELD", help="What a column is, where the guess is wrong; may come again."),
    ] = None,
    workspace: Annotated[str | None, typer.Option(help="Of which workspace (its T… id), if there are many.")] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would come of it.")] = False,
) -> None:
    """Bring people in from a sheet, in the place of the programme's owner. Nobody is written to."""
    from bot import roster  # noqa: PLC0415 - as above

    roster.bring_in(_settings(), roster.Asked(file, programme, workspace, columns or (), dry_run))


@app.command("export")
def export_people(
    programme: Annotated[str, typer.Option(help="Which programme, by its name.")],
    target: Annotated[Path, typer.Option("--to", metavar="FILE", help="The new CSV file; nothing is written over.")],
    workspace: Annotated[str | None, typer.Option(help="Of which workspace (its T… id), if there are many.")] = None,
) -> None:
    """Write a programme's people into a sheet that can be imported again; nothing private is in it."""
    from bot import roster  # noqa: PLC0415 - as above

    roster.export(_settings(), programme, workspace, target)


@app.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    help="What could not be said, and why: list, show, replay, drop; `bothways outbox --help` tells more.",
)
def outbox(context: typer.Context) -> None:
    """Look into the outbox, and put right what is stuck in it."""
    from bot import outbox as commands  # noqa: PLC0415 - as above

    commands.app(context.args, prog_name="bothways outbox", obj=_settings)


@keys.callback()
def key(context: typer.Context) -> None:
    """Make an encryption key for BOTHWAYS_ENCRYPTION_KEYS; `rotate` seals everything with the newest."""
    if context.invoked_subcommand is None:
        out.print(Fernet.generate_key().decode())


@keys.command()
def rotate() -> None:
    """Seal everything that is stored with the newest key, while the bot runs: then older keys can be taken out."""
    from adapters.database import StoreUnavailable  # noqa: PLC0415 - as above
    from bot import key_rotation  # noqa: PLC0415 - as above

    unreadable = 0
    try:
        for table in key_rotation.rotate(_settings()):
            out.print(f"{table.table}: {table.anew} sealed anew")
            unreadable += table.unreadable
    except StoreUnavailable:
        err.print("The store cannot be written just now. What was done stays done; run it again.")
        raise typer.Exit(1) from None
    if unreadable:
        err.print(f"{unreadable} texts are sealed with a key that is not in the list: put it back, and run it again.")
        raise typer.Exit(1)
    out.print("Everything is sealed with the newest key. Older ones can be taken out, once no backup needs them.")


@app.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    help="The local Slack alone, for any Bolt app; `bothways workspace --help` lists its options.",
)
def workspace(context: typer.Context) -> None:
    """Become the local Slack: it is a program of its own and shares no code with the bot, so it is not imported."""
    # What is named later wins, and what follows may end with the command of an app that has options of its own.
    ours = ["--manifest", str(manifest.path())]
    # -P: the folder of somebody's app may well hold a sandbox of its own.
    local_slack = [sys.executable, "-P", "-m", "sandbox", *ours, *context.args]
    os.execv(sys.executable, local_slack)  # noqa: S606 - our own module


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="The local Slack's port.")] = 8065,
    data: Annotated[Path, typer.Option(help="Where the demo is kept between two starts.")] = Path("var/demo"),
    *,
    reset: Annotated[bool, typer.Option("--reset", help="Forget the last demo and begin anew.")] = False,
    empty: Annotated[bool, typer.Option("--empty", help="An empty workspace instead of the living example.")] = False,
) -> None:
    """A local Slack in your browser with a living example, and the bot at work in it."""
    from bot.demo.scene import Scene  # noqa: PLC0415 - as above
    from bot.demo.stage import play  # noqa: PLC0415 - as above

    raise typer.Exit(play(Scene(port=port, data=data, is_new=reset, is_empty=empty)))


def _settings() -> "settings.Settings":
    from bot import logging  # noqa: PLC0415 - as above
    from bot.settings import WrongSettings, load  # noqa: PLC0415 - as above

    try:
        loaded = load()
    except WrongSettings as wrong:
        for line in wrong.lines:
            err.print(line)
        raise typer.Exit(2) from None
    logging.configure(loaded.log_level)
    return loaded
