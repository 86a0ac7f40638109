"""The shells' completion scripts, printed or put where each shell looks for them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import casactl
from casactl.cli.completion import SHELLS
from casactl.errors import UsageFault

SCRIPTS = Path(casactl.__file__).parent / "data" / "completion"


def script(shell: str) -> str:
    """The script of a shell.

    Raises UsageFault for a shell that has none.
    """
    if shell not in SHELLS:
        raise UsageFault(f"There is completion for {', '.join(SHELLS)}, not for {shell or 'this shell'}.")
    return (SCRIPTS / f"casactl.{shell}").read_text("utf-8")


def this_shell() -> str:
    """The shell that the command was given in, as far as can be told; the one that one signs in with otherwise."""
    from shellingham import ShellDetectionFailure, detect_shell

    try:
        return str(detect_shell()[0])
    except ShellDetectionFailure:
        return Path(os.environ.get("SHELL", "")).name


def install(shell: str) -> Path:
    """Put the script of a shell where the shell finds it when it starts; gives the file.

    Raises UsageFault for a shell that has none.
    """
    text = script(shell)
    file = INTO[shell]()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def _into_bash() -> Path:
    _ensure(Path.home() / ".bashrc", "source ~/.bash_completions/casactl.sh")
    return Path.home() / ".bash_completions" / "casactl.sh"


def _into_zsh() -> Path:
    _ensure(
        Path(os.environ.get("ZDOTDIR") or Path.home()) / ".zshrc", "fpath+=~/.zfunc; autoload -Uz compinit; compinit"
    )
    return Path.home() / ".zfunc" / "_casactl"


def _into_fish() -> Path:
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return folder / "fish" / "completions" / "casactl.fish"


INTO: Mapping[str, Callable[[], Path]] = {"bash": _into_bash, "zsh": _into_zsh, "fish": _into_fish}


def _ensure(file: Path, line: str) -> None:
    """Let a start-up file hold a line; it is added at its end."""
    held = file.read_text("utf-8", "surrogateescape") if file.is_file() else ""
    if line in held.splitlines():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    gap = "\n" if held and not held.endswith("\n") else ""
    with file.open("a", encoding="utf-8") as kept:
        kept.write(f"{gap}{line}\n")
