"""The shells' completion scripts, printed or put where each shell looks for them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import casactl
from casactl.errors import UsageFault

SHELLS = ("bash", "zsh", "fish")
"""Those that there is completion for."""
COMPLETION = ("--install-completion", "--show-completion")
"""What does the same as the verb `completion`, as an option."""
SCRIPTS = Path(casactl.__file__).parent / "data" / "completion"


def script(shell: str) -> str:
    """The script of a shell.

    Raises UsageFault for a shell that has none.
    """
    if shell not in SHELLS:
        raise UsageFault(f"There is completion for {', '.join(SHELLS)}, not for {shell or 'this shell'}.")
    return (SCRIPTS / f"casactl.{shell}").read_text("utf-8")


def this_shell() -> str:
    """The shell that the command was given in; the one that one signs in with where that is none of ours or unknown.

    A script's `sh` between the person and the command is not what the person types in.
    """
    from shellingham import ShellDetectionFailure, detect_shell

    signed_in = Path(os.environ.get("SHELL", "")).name
    try:
        around = str(detect_shell()[0])
    except ShellDetectionFailure:
        return signed_in
    return around if around in SHELLS or signed_in not in SHELLS else signed_in


def install(shell: str) -> Path:
    """Put the script of a shell where the shell finds it when it starts; gives the file.

    Raises UsageFault for a shell that has none.
    """
    text = script(shell)
    file = place(shell)
    if shell in LINES:
        _ensure(*LINES[shell]())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def place(shell: str) -> Path:
    """Where a shell's script goes."""
    if shell == "fish":
        folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        return folder / "fish" / "completions" / "casactl.fish"
    return Path.home() / (".zfunc/_casactl" if shell == "zsh" else ".bash_completions/casactl.sh")


LINES: Mapping[str, Callable[[], tuple[Path, str]]] = {
    "bash": lambda: (Path.home() / ".bashrc", "source ~/.bash_completions/casactl.sh"),
    "zsh": lambda: (
        Path(os.environ.get("ZDOTDIR") or Path.home()) / ".zshrc", "fpath+=~/.zfunc; autoload -Uz compinit; compinit"
    ),
}  # fmt: skip
"""What has to stand in a start-up file, so that the shell finds its script."""


def _ensure(file: Path, line: str) -> None:
    """Let a start-up file hold a line; it is added at its end."""
    held = file.read_text("utf-8", "surrogateescape") if file.is_file() else ""
    if line in held.splitlines():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    gap = "\n" if held and not held.endswith("\n") else ""
    with file.open("a", encoding="utf-8") as kept:
        kept.write(f"{gap}{line}\n")
