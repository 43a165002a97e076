"""A run over one or many finance workbooks, through an executor: in this process, several, or a cluster's."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from mkip_xl.batch.lock import only_run
from mkip_xl.batch.manifest import together
from mkip_xl.batch.names import safe_names
from mkip_xl.batch.plan import BESIDE_FOLDERS, MANIFEST
from mkip_xl.batch.work import Outcome, Progress, Task, done, told
from mkip_xl.errors import NotAvailableError, OutputError
from mkip_xl.workbook.writing import sweep, write_whole

T = TypeVar("T")
POOLS = 2
"""How many pools of workers may die before each task left gets one of its own."""


class InThisProcess(Executor):
    """Does each thing at once, where it is asked for."""

    def submit(self, fn: Callable[..., T], /, *args: object, **named: object) -> Future[T]:
        """The answer, already there."""
        answer: Future[T] = Future()
        try:
            answer.set_result(fn(*args, **named))
        except BaseException as fault:  # noqa: BLE001  # an executor hands on whatever it met
            answer.set_exception(fault)
        return answer


@contextmanager
def executor(workers: int = 1, cluster: str | None = None) -> Iterator[Executor]:
    """Where the work is done: this process, `workers` processes of this machine, or the Dask cluster at an address."""
    if cluster is not None:
        with _cluster(cluster) as client:
            yield client
    elif workers > 1:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_end_with_the_run) as pool:
            try:
                yield pool
            except BaseException:  # told to stop: what is being done is ended, what is not begun is let be
                pool.shutdown(cancel_futures=True)
                raise
    else:
        yield InThisProcess()


def _end_with_the_run() -> None:
    """Let this worker end as soon as the run that started it is gone: a killed run goes on writing nowhere."""
    import os
    from multiprocessing import parent_process
    from threading import Thread

    def watch() -> None:
        parent = parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError as fault:
        raise NotAvailableError(
            "A cluster needs Dask's distributed, which is not installed. Install mkip_xl with it: "
            'pip install "mkip_xl[cluster]".'
        ) from fault
    try:
        client = Client(address, timeout=20)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as fault:
        raise NotAvailableError(
            f"No cluster answers at {address}. Start its scheduler, or give its address as tcp://host:8786."
        ) from fault
    with client:
        yield client.get_executor(pure=False, retries=2)  # type: ignore[no-untyped-call]


def tasks(sources: Sequence[Path], out: Path, like: Task) -> list[Task]:
    """One task for each finance workbook: one alone fills `out`; of several each fills a folder of its own in it."""
    found: dict[str, Path] = {}
    for path in (path for source in sources for path in finance_workbooks(source)):
        found.setdefault(os.path.realpath(path), path)
    workbooks = list(found.values())
    if not workbooks:
        looked = ", ".join(map(str, sources))
        raise NotAvailableError(f"There is no finance workbook (.xlsx or .xlsm) in {looked}. Name one, or its folder.")
    if len(workbooks) == 1 and sources[0] == workbooks[0]:
        return [replace(like, source=workbooks[0], out=out)]
    names = safe_names((path.stem for path in workbooks), besides=BESIDE_FOLDERS)
    return [replace(like, source=path, out=out / name) for path, name in zip(workbooks, names, strict=True)]


def finance_workbooks(source: Path) -> list[Path]:
    """The finance workbooks a path stands for: itself, or those of a folder, by name; owner files are passed over."""
    try:
        if not source.is_dir():
            return [source]
        return sorted(
            path
            for path in source.iterdir()
            if path.suffix.lower() in (".xlsx", ".xlsm") and not path.name.startswith(("~$", "."))
        )
    except OSError as fault:
        raise NotAvailableError(
            f"{source} cannot be read: {fault.strerror}. Name another folder, or ask for permission."
        ) from fault


def run(
    given: Sequence[Task],
    out: Path,
    *,
    workers: int = 1,
    cluster: str | None = None,
    progress: Progress = lambda _: None,
    finished: Callable[[Outcome], None] = lambda _: None,
) -> list[Outcome]:
    """Do every task, holding the output folder for this run alone; the outcomes in the order of the tasks.

    One that is refused does not stop the others. `finished` is told each outcome as it comes; `progress` the name of
    each file as it is filled, where all is done in this process. Several tasks leave a manifest of manifests in `out`.
    """
    made = _make(out)
    try:
        with only_run(out):
            sweep(out)
            outcomes = _outcomes(given, workers, cluster, progress, finished)
            if [task.out for task in given] != [out]:
                outcomes = _listed_together(out, outcomes)
    finally:
        if made:
            _remove_empty(out)
    return outcomes


def _outcomes(
    given: Sequence[Task], workers: int, cluster: str | None, progress: Progress, finished: Callable[[Outcome], None]
) -> list[Outcome]:
    found: dict[Task, Outcome] = {}
    if workers == 1 and cluster is None:
        for task in given:
            found[task] = done(task, progress)
            finished(found[task])
    else:
        for task, future in _answers(given, workers, cluster):
            found[task] = _answer(future, task)
            finished(found[task])
    return [found[task] for task in given]


def _answers(given: Sequence[Task], workers: int, cluster: str | None) -> Iterator[tuple[Task, Future[Outcome]]]:
    """Each task and its answer, as they come.

    A worker that dies takes its pool along; the tasks left are given to a new one. When that dies too, each is done in
    a pool of its own, so that the one that cannot be done is known, and only that one is lost.
    """
    left = dict.fromkeys(given)
    for _ in range(POOLS):
        with executor(workers, cluster) as pool:
            for task, future in _asked(pool, list(left)):
                if not isinstance(future.exception(), BrokenExecutor):
                    del left[task]
                    yield task, future
        if not left:
            return
    for task in list(left):
        with executor(2, cluster) as pool:
            yield from _asked(pool, [task])


def _asked(pool: Executor, given: Sequence[Task]) -> Iterator[tuple[Task, Future[Outcome]]]:
    futures: dict[Future[Outcome], Task] = {}
    with _left_to_this_process():
        for task in sorted(given, key=_size, reverse=True):
            try:
                futures[pool.submit(done, task)] = task
            except BrokenExecutor as broken:
                lost: Future[Outcome] = Future()
                lost.set_exception(broken)
                futures[lost] = task
    for future in as_completed(futures):
        yield futures[future], future


def _size(task: Task) -> int:
    """The bytes of the finance workbook: the largest is begun first, so that no worker is left with it at the end."""
    try:
        return task.source.stat().st_size
    except OSError:
        return 0


@contextmanager
def _left_to_this_process() -> Iterator[None]:
    """Start workers that Ctrl+C does not reach, though a terminal sends it to every process: the run ends them."""
    if os.name == "nt":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _answer(future: Future[Outcome], task: Task) -> Outcome:
    """What a worker answered; a worker that died is told as a refusal, which --resume takes up again."""
    from mkip_xl.findings import Finding

    fault = future.exception()
    if fault is None:
        return future.result()
    said = f"The worker doing {task.source.name} ended ({type(fault).__name__}). Run again with --resume."
    return Outcome(task.source, task.out, "refused", findings=(Finding("error", None, None, "worker-lost", said),))


def _listed_together(out: Path, outcomes: list[Outcome]) -> list[Outcome]:
    """Write the manifest of manifests; where the disk refuses that too, it is told with what was refused before."""
    try:
        write_whole(out / MANIFEST, _together(out, outcomes))
    except OutputError as refusal:
        first = next((place for place, outcome in enumerate(outcomes) if outcome.failed), None)
        if first is None:
            raise
        failed = outcomes[first]
        outcomes[first] = replace(failed, findings=(*failed.findings, *told(refusal)))
    return outcomes


def _together(out: Path, outcomes: Sequence[Outcome]) -> bytes:
    """The manifest of all the manifests of a run."""
    folders = [(one, one.out.relative_to(out).as_posix()) for one in outcomes]
    try:
        manifests = {folder: (one.out / MANIFEST).read_bytes() for one, folder in folders if not one.failed}
    except OSError as fault:
        raise OutputError(
            f"{fault.filename}, which was just written, is not there. Give --out a folder that this machine and every "
            "worker see under the same name, and that nobody clears."
        ) from fault
    return together(manifests, [(one.source.name, folder) for one, folder in folders if one.failed])


def check_out(out: Path) -> None:
    """Refuse, before anything is made, an output folder that could not be made: OutputError, as `run` raises it."""
    try:
        there = next(path for path in (out, *out.parents) if path.exists() or path.is_symlink())
    except OSError as fault:
        raise _cannot_be_made(out, fault) from fault
    if not there.is_dir():
        raise OutputError(f"{there} is a file, not a folder. Choose another with --out.")
    if not os.access(there, os.W_OK | os.X_OK):
        raise OutputError(f"{there} cannot be written to: it is read-only for you. Choose another folder with --out.")


def _make(out: Path) -> bool:
    """Make the output folder; whether it was not there before."""
    try:
        made = not out.exists()
        out.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise OutputError(f"{out} is a file, not a folder. Choose another with --out.") from None
    except OSError as fault:
        raise _cannot_be_made(out, fault) from fault
    return made


def _cannot_be_made(out: Path, fault: OSError) -> OutputError:
    return OutputError(f"The folder {out} cannot be made: {fault.strerror}. Choose another with --out.")


def _remove_empty(out: Path) -> None:
    """Take away a folder this run made, when nothing was written to it."""
    with suppress(OSError):
        out.rmdir()
