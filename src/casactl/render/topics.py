"""What explains the program: help topics, and the stops of the demonstration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files

from casactl.domain.remedy import Blank, Remedy, Sentence
from casactl.intake.profiles import profiles
from casactl.render.records import Column, draw, draw_line, show_object, show_records
from casactl.render.view import View, write

TOPICS: Mapping[str, str] = {
    "exit-codes": "what a command's exit code says",
    "output": "formats, JSON, terminals and pipes, dry runs",
    "dates": "how to write a date, and what --on does",
    "import": "columns, encodings, matching, rejected rows and their codes",
    "import-profiles": "the exports of other programs that are known, and where their columns are documented",
    "selection": "references, lists on stdin, filters, and when --yes is needed",
}


def topic_text(topic: str) -> str:
    """The text of one of `TOPICS`."""
    if topic == "import-profiles":
        return _profiles()
    return (files("casactl") / "topics" / f"{topic}.md").read_text("utf-8")


def _profiles() -> str:
    """The profiles with what they read, from their own data."""
    lines = [
        "# Profiles of known exports\n",
        "A file whose header is that of a known program is read by the program's profile, and an import says so;",
        "`--profile NAME` insists on one, `--profile none` on none; `--columns` shows what comes of it.\n",
    ]
    for noun in ("contact", "property", "ledger", "bank"):
        for name, each in profiles(noun).items():
            lines.append(f"- `{name}` ({noun} import): {each.about}. Columns: <{each.source}>")
    return "\n".join(lines) + "\n"


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

    text = re.sub(r"<(https?://[^>]+)>", r"\1", text)  # Rich shows the address of such a link a second time
    draw(view, Padding(Markdown(text, code_theme="bw", hyperlinks=False), (0, 1)))


def show_stop(view: View, number: int, title: str, words: str) -> None:
    """A heading with its sentences."""
    if not view.terminal:
        write(f"\n{number}. {title}\n\n{words}\n")
        return
    from rich.rule import Rule
    from rich.text import Text

    draw(view, Text(""))
    draw(view, Rule(Text(f"{number}. {title}", style="heading"), align="left", style="quiet"))
    draw(view, Text(words))


def show_command(view: View, line: str) -> None:
    """A command as one would type it."""
    if not view.terminal:
        write(f"\n$ {line}\n")
        return
    draw_line(view, "")
    draw_line(view, f"$ {line}", "command")


def show_exit(view: View, code: int) -> None:
    """The exit code, where it is not 0."""
    if code and view.terminal:
        draw_line(view, f"(exit code {code})", "quiet")
    elif code:
        write(f"(exit code {code})\n")


def show_words(view: View, *lines: str) -> None:
    """Plain sentences."""
    for line in lines:
        draw_line(view, line) if view.terminal else write(f"{line}\n")
