"""`bothways migrate --from … --to …`: an installation moves into another database, and tells how far it is."""

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from adapters import store_move
from adapters.store_move import CannotMove
from bot.console import err, out
from mentoring.clock import SystemClock

DONE = """\
Moved: {rows} rows in {tables} tables, each compared.
Of {in_hand} messages that a bot had in hand, those that may be in Slack are looked for before they are sent again.

Start the bot with BOTHWAYS_DATABASE_URL set to the new store, and with the same encryption key as before: what people
wrote is sealed with it. The old store is marked as left, and no bot starts on it any more; keep it like a backup."""


def move(source: str, target: str) -> None:
    """Move, and say what became of it."""
    columns = TextColumn("{task.description:>24}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=err, transient=True) as shown:
        task = shown.add_task("looking", total=None)

        def tell(table: str, done: int, total: int) -> None:
            shown.update(task, description=table, completed=done, total=total)

        try:
            moved = store_move.move(source, target, SystemClock().now(), tell)
        except CannotMove as reason:
            shown.stop()
            err.print(str(reason), markup=False)
            raise typer.Exit(1) from None
    out.print(DONE.format(rows=moved.rows, tables=moved.tables, in_hand=moved.in_hand))
