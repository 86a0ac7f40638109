"""One row added with Typer and SQLModel, five tables declared: what a write takes at least.

The database is named by the environment variable BENCH_DATABASE; `init` creates it.
"""

import os

import typer
from sqlmodel import Field, Session, SQLModel, create_engine

app = typer.Typer()


class Contact(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    first_name: str
    last_name: str
    email: str | None = Field(default=None, index=True)


class Property(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    path: str = Field(index=True)


class Attachment(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    property_id: int = Field(foreign_key="property.id", index=True)


class Tag(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    name: str


class Operation(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    at: str
    verb: str


engine = create_engine(f"sqlite:///{os.environ['BENCH_DATABASE']}")


@app.command()
def init() -> None:
    """Create the tables."""
    SQLModel.metadata.create_all(engine)


@app.command()
def add(first_name: str, last_name: str, email: str) -> None:
    """Add one contact."""
    with Session(engine) as session:
        session.add(Contact(first_name=first_name, last_name=last_name, email=email))
        session.commit()


if __name__ == "__main__":
    app()
