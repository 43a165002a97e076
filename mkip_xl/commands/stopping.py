"""How a run ends that is told to stop: by Ctrl+C, by the system, or because its window was closed."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Stopped(BaseException):
    """The run was told to stop, by the signal of this number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def stopping_tidily() -> Iterator[None]:
    """Let what is inside end with nothing half done when it is told to stop, with exit status 128 + the signal.

    A signal that this program was started not to hear, as under nohup, stays unheard.
    """
    if threading.current_thread() is not threading.main_thread():  # signals are the main thread's
        yield
        return
    before = {each: signal.getsignal(each) for each in SIGNALS}
    heard = [each for each, handler in before.items() if handler not in (signal.SIG_IGN, None)]

    def stop(number: int, _: object) -> None:
        for each in heard:
            signal.signal(each, signal.SIG_IGN)  # once is enough
        raise Stopped(number)

    for each in heard:
        signal.signal(each, stop)
    try:
        yield
    except Stopped as told:
        click.echo("Stopped. Every file that is there is whole. Run again with --resume to do the rest.", err=True)
        sys.exit(128 + told.number)
    finally:
        for each in heard:
            signal.signal(each, before[each])
