"""The least that a Typer program can be: two commands. What does its --help take?"""

import typer

app = typer.Typer()


@app.command()
def hello(name: str) -> None:
    """Greet somebody."""
    typer.echo(f"hello {name}")


@app.command()
def goodbye(name: str, *, formal: bool = False) -> None:
    """Take leave of somebody."""
    typer.echo(f"{'goodbye' if formal else 'bye'} {name}")


if __name__ == "__main__":
    app()
