"""One contact by number with Typer, Rich and sqlite3: what a look at a database takes at least.

The database is named by the environment variable BENCH_DATABASE.
"""

import os
import sqlite3

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer()


@app.command()
def show(number: int) -> None:
    """Print one contact."""
    connection = sqlite3.connect(f"file:{os.environ['BENCH_DATABASE']}?mode=ro", uri=True)
    cursor = connection.execute("select * from contact where id = ?", (number,))
    row = cursor.fetchone()
    table = Table("field", "value")
    for column, value in zip(cursor.description, row or (), strict=False):
        table.add_row(column[0], str(value))
    Console().print(table)
    connection.close()


if __name__ == "__main__":
    app()
