"""The coding screen in a real pseudo-terminal of 140x50: a 1 MB transcript with 5,000 codings.

First paint is from exec to the first frame with text, interpreter and imports included, as CPU time of the process. A
key's time is wall time from the key to the end of its synchronised frame; bytes are what the terminal gets for it. Keys
that scroll send the whole view and are told apart from those that do not. Python's compiled files are there, as after
an installation: they go to a folder of the benchmark's own, and a first start that fills it is not counted.
"""

from __future__ import annotations

import fcntl
import os
import pty
import random
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import measure
from measure import Row

COLUMNS, LINES = 140, 50
SCROLLED = COLUMNS * LINES
"""Bytes from which a key has scrolled: a step repaints two turns, a scroll every cell."""
FRAME_END = b"\x1b[?2026l"
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Terminal:
    """A child that runs in a pseudo-terminal."""

    pid: int
    handle: int

    @classmethod
    def start(cls, words: list[str], folder: Path) -> Terminal:
        pid, handle = pty.fork()
        if pid == 0:
            os.chdir(folder)
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", COLUMNS=str(COLUMNS), LINES=str(LINES))
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
            os.environ["PYTHONPYCACHEPREFIX"] = str(folder.parent / "compiled")
            time.sleep(0.05)  # until the parent has set the size
            os.execv(words[0], words)
        fcntl.ioctl(handle, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        return cls(pid, handle)

    def read(self, wait: float) -> bytes:
        if not select.select([self.handle], [], [], wait)[0]:
            return b""
        try:
            data = os.read(self.handle, 1 << 20)
        except OSError as error:
            raise SystemExit("the screen ended by itself") from error
        if b"\x1b[?2026$p" in data:
            os.write(self.handle, b"\x1b[?2026;2$y")
        return data

    def until(self, seen: Callable[[bytes], bool], limit: float) -> bytes:
        stop, data = time.perf_counter() + limit, b""
        while time.perf_counter() < stop and not seen(data):
            data += self.read(0.02)
        return data

    def quiet(self, gap: float, limit: float) -> int:
        stop, size = time.perf_counter() + limit, 0
        while time.perf_counter() < stop and (data := self.read(gap)):
            size += len(data)
        return size

    def cpu(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def rss(self) -> float:
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024

    def press(self, key: bytes) -> tuple[float, int]:
        start = time.perf_counter()
        os.write(self.handle, key)
        data = self.until(lambda d: FRAME_END in d, 10)
        taken = time.perf_counter() - start
        return taken, len(data) + self.quiet(0.05, 5)

    def end(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.handle)


def made(folder: Path, suggestions: str) -> Path:
    """A project with one long interview, coded 5,000 times by one coder."""
    text = measure.transcript(1_000_000, 3)
    (folder / "transcripts").mkdir(parents=True)
    (folder / "transcripts" / "long.txt").write_text(text, encoding="utf-8")
    book = measure.codebook().replace("{unit: turn}", f"{{unit: turn, suggestions: {suggestions}}}")
    (folder / "codebook.yaml").write_text(book, encoding="utf-8")
    draw = random.Random(5)
    lines = ["document,start,end,code,coder"]
    for _ in range(5_000):
        start = draw.randrange(0, len(text) - 600)
        lines.append(f"long,{start},{start + draw.randint(15, 500)},code-{draw.randrange(measure.CODES)},ann")
    (folder / "transcripts" / "codings.csv").write_text("\n".join(lines), encoding="utf-8")
    from quoth.session import folder as folders

    folders.set_up(folder)
    return folder


def open_screen(folder: Path) -> tuple[Terminal, float, float]:
    """The screen, with the CPU and wall seconds until its first frame with text."""
    start = time.perf_counter()
    terminal = Terminal.start(measure.quoth(), folder)
    terminal.until(lambda data: b"INTERVIEWER" in data and data.rstrip().endswith(FRAME_END), 60)
    return terminal, terminal.cpu(), time.perf_counter() - start - 0.05


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> None:
    """Print the figures."""
    given = measure.options(__doc__ or "")
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        off = made(Path(name) / "off", "off")
        open_screen(off)[0].end()
        starts = []
        for _ in range(1 if given.quick else 7):
            terminal, used, wall = open_screen(off)
            starts.append((used, wall))
            if len(starts) < (1 if given.quick else 7):
                terminal.end()
        beside = f"wall {min(s[1] for s in starts):.2f} s"
        rows.append(Row("first paint", statistics.median(s[0] for s in starts), "s CPU", 0.6, beside))
        terminal.quiet(0.5, 10)
        rows.append(Row("peak RSS without suggestions", terminal.rss(), "MB", 80))
        for label, key, count in (("j (next turn)", b"j", 120), ("page down", b"\x1b[6~", 15)):
            before = terminal.cpu()
            pressed = [terminal.press(key) for _ in range(count)]
            used = (terminal.cpu() - before) * 1000 / count
            for scrolls in (False, True):
                told = [(t * 1000, size) for t, size in pressed if (size > SCROLLED) is scrolls]
                if not told:
                    continue
                times, sizes = [t for t, _ in told], [size for _, size in told]
                frame = f"{label}, {'scrolls' if scrolls else 'stays'}: key to end of frame"
                beside = f"{len(told)} keys, CPU {used:.1f} ms"
                rows += (
                    Row(f"{frame}, p50", percentile(times, 0.5), "ms wall", None, beside),
                    Row(f"{frame}, p95", percentile(times, 0.95), "ms wall", None if scrolls else 8),
                    Row(f"{frame}, median sent", statistics.median(sizes), "bytes", None if scrolls else 2000),
                )
        terminal.end()
        terminal, used, seconds = open_screen(made(Path(name) / "on", "on"))
        rows.append(Row("first paint with suggestions on", used, "s CPU", None, f"wall {seconds:.2f} s"))
        terminal.until(lambda data: b"press a number" in data, 60)  # where it said that vectors are being loaded
        terminal.quiet(1.0, 10)
        rows.append(Row("peak RSS with suggestions, vectors loaded", terminal.rss(), "MB"))
        pressed = [terminal.press(b"j") for _ in range(60)]
        times = [t * 1000 for t, size in pressed if size <= SCROLLED]
        rows.append(Row("j, stays, with suggestions: key to end of frame, p95", percentile(times, 0.95), "ms wall", 8))
        terminal.end()
    measure.show("The coding screen", rows, given.json)


if __name__ == "__main__":
    if not sys.platform.startswith("linux"):
        raise SystemExit("this benchmark reads /proc, so it runs on Linux only")
    main()
