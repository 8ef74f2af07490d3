"""A script's end: every mistake becomes a sentence and an exit code."""

from __future__ import annotations

import io
import sys

import click

from televantage.scenario import PlaceError, TeleVantageError

INTERRUPTED = 130


def exit_code(command: click.Command, goodbye: str) -> int:
    """Run a command; return 0 or what it returns, 1 for the machine, 2 for the input, 130 when interrupted.

    Parameters
    ----------
    command
        The command, with its arguments still on the command line.
    goodbye
        What is said when somebody interrupts it: what was, and was not, written.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that lacks a letter shows a question mark
    try:
        return int(command(standalone_mode=False) or 0)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        click.echo(f"Error: {error.format_message()} (see --help)", err=True)
        return 2
    except TeleVantageError as error:
        click.echo(f"Error: {error}", err=True)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo(goodbye, err=True)
        return INTERRUPTED
    except (MemoryError, OSError) as error:
        what = getattr(error, "strerror", None) or "not enough memory"
        click.echo(f"Error: {PlaceError(f'The machine failed: {what}. What is finished is complete.')}", err=True)
        return 1
