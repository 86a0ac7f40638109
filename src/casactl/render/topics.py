"""Help topics: packaged Markdown, drawn on a terminal, as it is elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from casactl.domain.remedy import Blank, Remedy, Sentence
from casactl.render.records import Column, draw, show_object, show_records
from casactl.render.view import View, write

TOPICS: Mapping[str, str] = {
    "exit-codes": "what a command's exit code says",
    "output": "formats, JSON, terminals and pipes, dry runs",
    "dates": "how to write a date, and what --on does",
    "import": "columns, encodings, matching, rejected rows and their codes",
    "selection": "references, lists on stdin, filters, and when --yes is needed",
}


def topic_text(topic: str) -> str:
    """The text of one of `TOPICS`."""
    return (files("casactl") / "topics" / f"{topic}.md").read_text("utf-8")


def show_topics(view: View) -> None:
    """The list of topics."""
    records = [{"topic": topic, "about": about} for topic, about in TOPICS.items()]
    columns = (Column("topic", "topic", style=lambda _: "command"), Column("about", "about", wrap=True))
    topic, command = Remedy("help", Blank("TOPIC")), Remedy("NOUN VERB", help=True)
    footer = view.words.text(Sentence(topic, "; for a command: ", command))
    show_records(view, records, columns, fields=("topic", "about"), id_key="topic", footer=footer)


def show_topic(view: View, topic: str) -> None:
    """One topic."""
    text = topic_text(topic)
    if show_object(view, {"topic": topic, "text": text}):
        return
    if view.terminal:
        _draw_markdown(view, text)
    else:
        write(text)


def _draw_markdown(view: View, text: str) -> None:
    from rich.markdown import Markdown
    from rich.padding import Padding

    draw(view, Padding(Markdown(text, code_theme="bw", hyperlinks=False), (0, 1)))
