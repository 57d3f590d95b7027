"""`bothways outbox`: what could not be said, why, and what to do about it."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any
from uuid import UUID

import typer

from adapters import wakeups
from bot import letters
from bot.console import err, out
from bot.settings import Settings
from bot.store_access import NoAccess, opened
from mentoring.delivery import dead_letters
from mentoring.delivery.dead_letters import Drop, Letter, Listing, ListRows, Outcome, Refused, Replay, ShowRow
from mentoring.unit_of_work import UnitOfWork

A_BATCH = 200
"""Rows of one transaction, so that a running bot waits for none of them long."""
EVERYTHING = 1_000_000

AsJson = Annotated[bool, typer.Option("--json", help="For scripts: JSON instead of sentences.")]
OfWorkspace = Annotated[str | None, typer.Option("--workspace", help="Only of this workspace (Slack’s T… id).")]
RowId = Annotated[UUID, typer.Argument(metavar="ID", help="As `bothways outbox list` shows it.")]


app = typer.Typer(
    help="What Bothways wanted to say and could not: list it, look, send it again, take it out.",
    no_args_is_help=True,
    add_completion=False,
)
"""Its context carries the function that reads the settings."""


@app.command("list")
def listing(
    context: typer.Context,
    which: Annotated[Listing, typer.Argument(help="Which messages.")] = Listing.DEAD,
    *,
    workspace: OfWorkspace = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest first.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List messages: what was given up, what waits, or all; with the reason, and what to do."""
    with _store(context) as do:
        rows: Sequence[Letter] = do(dead_letters.listed, ListRows(which, workspace, limit + 1))
    if as_json:
        _print_json([letters.as_json(row) for row in rows[:limit]])
        return
    for row in rows[:limit]:
        _print(letters.lines(row))
    if not rows:
        out.print(letters.NOTHING[which])
    if len(rows) > limit:
        out.print(f"There are more; `--limit {limit * 10}` shows them.")


@app.command()
def show(context: typer.Context, row_id: RowId, *, as_json: AsJson = False) -> None:
    """Show one message: its facts (ids only), and what became of it so far."""
    with _store(context) as do:
        row: Letter | None = do(dead_letters.shown, ShowRow(row_id))
    if row is None:
        err.print(letters.refusal(row_id, Refused.UNKNOWN))
        raise typer.Exit(1)
    if as_json:
        _print_json(letters.as_json(row) | {"facts": dict(row.facts)})
    else:
        _print([*letters.lines(row), *letters.history(row)])


@app.command()
def replay(
    context: typer.Context,
    row_ids: Annotated[list[UUID] | None, typer.Argument(metavar="ID…", help="Which to send again.")] = None,
    *,
    all_dead: Annotated[bool, typer.Option("--all-dead", help="Everything that was given up.")] = False,
    workspace: OfWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Put what was given up back into the queue: a running bot sends it, and looks first where it may be there."""
    if bool(row_ids) == all_dead:
        err.print("Name the messages by their ids, or say --all-dead.")
        raise typer.Exit(2)
    with _store(context, wakes=True) as do:
        wanted = row_ids or [
            row.row_id for row in do(dead_letters.listed, ListRows(Listing.DEAD, workspace, EVERYTHING))
        ]
        done: list[Outcome] = []
        for start in range(0, len(wanted), A_BATCH):
            done += do(dead_letters.replay, Replay(tuple(wanted[start : start + A_BATCH])))
    _tell(done, "is put back into the queue", as_json=as_json)


@app.command()
def drop(
    context: typer.Context,
    row_id: RowId,
    *,
    because: Annotated[str, typer.Option(help="A few words for whoever reads the outbox later.")] = "",
    as_json: AsJson = False,
) -> None:
    """Take a message out for good: it is never sent. The reason is kept with it."""
    reason = f"{letters.BY_HAND}: {because.strip()[:200]}" if because.strip() else letters.BY_HAND
    with _store(context) as do:
        outcome: Outcome = do(dead_letters.drop, Drop(row_id, reason))
    _tell([outcome], "is taken out", as_json=as_json)


@contextmanager
def _store(
    context: typer.Context, *, wakes: bool = False
) -> Iterator[Callable[[Callable[[Any, UnitOfWork], Any], Any], Any]]:
    """
    Give the way to run one domain function in one transaction; what fails is told in one line.

    Args:
        wakes: running bots are to look at once at what was done.
    """
    settings: Callable[[], Settings] = context.obj
    try:
        with opened(settings()) as database:
            yield lambda function, command: database.run(function, command)[0]
            if wakes:
                wakeups.call(database.engine)
    except NoAccess as reason:
        err.print(str(reason))
        raise typer.Exit(1) from None


def _tell(done: Sequence[Outcome], fate: str, *, as_json: bool) -> None:
    if as_json:
        _print_json([{"id": str(each.row_id), "done": each.refused is None, "refused": each.refused} for each in done])
    else:
        for each in done:
            out.print(f"{each.row_id} {fate}." if each.refused is None else letters.refusal(each.row_id, each.refused))
        if not done:
            out.print(letters.NOTHING[Listing.DEAD])
    if any(each.refused is not None for each in done):
        raise typer.Exit(1)


def _print(lines: Iterable[str]) -> None:
    first, *others = lines
    out.print(first, style="bold", markup=False)
    for line in others:
        out.print(f"    {line}", markup=False)


def _print_json(content: Any) -> None:
    typer.echo(json.dumps(content, indent=2))
