"""A program on a terminal of its own: keys go in, what it draws comes out, with times taken on this side.

A time runs from the write of a key to the arrival of the text that was waited for. CPU is what the kernel counted for
the program and its children, so that a busy machine changes it little.
"""
import fcntl, os, pty, re, select, signal, statistics, struct, termios, time
from collections import namedtuple
from pathlib import Path

ROWS, COLUMNS = 24, 80
LIMIT = 10  # seconds; what is not drawn by then is not drawn
ESCAPES = re.compile(rb"\x1b(?:\[[0-9;?<=>]*[A-Za-z]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()].|[78=>cM])")

# seconds is None when the expected text did not come.
Drawn = namedtuple("Drawn", "seconds cpu size text")


class Terminal:
    def __init__(self, command, prompt, env=None):
        """Starts a program; `started` tells of its way to the prompt, a pattern of visible text."""
        self.prompt = re.compile(prompt)
        self.fd, inside = pty.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        # Spawned and not forked: a fork of this process takes longer than some of the programs. The first terminal that
        # the leader of a session opens is its own.
        files = [(os.POSIX_SPAWN_OPEN, 0, os.ttyname(inside), os.O_RDWR, 0), (os.POSIX_SPAWN_DUP2, 0, 1),
                 (os.POSIX_SPAWN_DUP2, 0, 2)]
        start = time.perf_counter()
        self.pid = os.posix_spawnp(command[0], command, env or os.environ, file_actions=files, setsid=True)
        os.close(inside)
        self.started = self._read(self.prompt, start, 0, 0.06)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.fd)  # the terminal hangs up
        end = time.monotonic() + 2
        while os.waitpid(self.pid, os.WNOHANG)[0] == 0:
            if time.monotonic() > end:
                os.kill(self.pid, signal.SIGKILL)
            time.sleep(0.005)

    def press(self, keys, expected=None, quiet=0.06, limit=LIMIT):
        """Keys, and what is drawn until `expected` was there and nothing more came for a moment."""
        pattern = re.compile(expected, re.DOTALL) if expected else None
        cpu = self.cpu()
        start = time.perf_counter()
        os.write(self.fd, keys)
        return self._read(pattern, start, cpu, quiet, limit)

    def run(self, line):
        """A whole line, until the prompt is back."""
        return self.press(line + b"\r", rb"\n(?:.*\n)?" + self.prompt.pattern)

    def _read(self, pattern, start, cpu, quiet, limit=LIMIT):
        drawn, seconds = b"", None
        while True:
            left = start + limit - time.perf_counter()
            wait = min(left, quiet) if seconds is not None or pattern is None else left
            if wait <= 0 or not select.select([self.fd], [], [], wait)[0]:
                break
            try:
                piece = os.read(self.fd, 65536)
            except OSError:  # the program has gone
                break
            now = time.perf_counter()
            drawn += piece
            if b"\x1b[c" in piece or b"\x1b[0c" in piece:
                os.write(self.fd, b"\x1b[?62;22c")  # some ask what terminal this is and wait for the answer
            if seconds is None and pattern and pattern.search(visible(drawn)):
                seconds = now - start
        return Drawn(seconds, self.cpu() - cpu, len(drawn), visible(drawn))

    def cpu(self):
        """Seconds on a processor, of all threads of the program and its children."""
        spent = 0
        for process in self._processes():
            for task in Path(f"/proc/{process}/task").glob("*/schedstat"):
                spent += int((_read_text(task) or "0").split()[0])
        return spent / 1e9

    def memory(self):
        """Resident megabytes, and how many of them are the program's own data (not mapped files)."""
        total = {"VmRSS": 0, "RssAnon": 0}
        for process in self._processes():
            for line in _read_text(f"/proc/{process}/status").splitlines():
                name, _, value = line.partition(":")
                if name in total:
                    total[name] += int(value.split()[0]) / 1024
        return total["VmRSS"], total["RssAnon"]

    def _processes(self):
        found, new = [], [str(self.pid)]
        while new:
            process = new.pop()
            found.append(process)
            for children in Path(f"/proc/{process}/task").glob("*/children"):
                new += _read_text(children).split()
        return found


def visible(drawn):
    return ESCAPES.sub(b"", drawn).replace(b"\r", b"")


def _read_text(path):
    try:
        return Path(path).read_text()
    except OSError:  # ended meanwhile
        return ""


class NotDrawn(Exception):
    pass


def required(drawn, what):
    if drawn.seconds is None:
        raise NotDrawn(f"{what}: not in time; drawn: {drawn.text[-120:]!r}")
    return drawn


class Figures:
    """Several runs of one thing."""

    def __init__(self, runs):
        self.ms = sorted(r.seconds * 1e3 for r in runs)
        self.median = statistics.median(self.ms)
        self.p99 = self.ms[min(len(self.ms) - 1, int(len(self.ms) * 0.99))]
        self.size = statistics.median(r.size for r in runs)
        self.note = f"min {self.ms[0]:.2f}; CPU {statistics.median(r.cpu for r in runs) * 1e3:.2f} ms; n {len(runs)}"


def prompt_ready(times, command, prompt, **more):
    """Start to prompt, in a new process each time."""
    runs = []
    for _ in range(times):
        with Terminal(command, prompt, **more) as terminal:
            runs.append(required(terminal.started, "prompt"))
    return Figures(runs)


def completions(terminal, times, typed, expected, first=None, tabs=2, undo=b"\x15"):
    """The last of some TABs after `typed`, until `expected` is drawn; and the first of them, when `first` is expected.

    `undo` empties the line for the next round."""
    firsts, lasts = [], []
    for _ in range(times):
        terminal.press(typed)
        if tabs == 2:
            # One that has nothing to add rings the bell or draws nothing.
            one = terminal.press(b"\t", first or rb"\x07", limit=LIMIT if first else 0.5)
            firsts.append(required(one, "first TAB") if first else one)
        lasts.append(required(terminal.press(b"\t", expected), "TAB"))
        for key in undo:
            terminal.press(bytes([key]))
    return Figures(firsts) if first else None, Figures(lasts)


def key_echo(terminal, keys, line, hinted=False):
    """Keys of a line, one by one, until each is on the screen; when `hinted`, the rest of the line behind it too."""
    runs = []
    while len(runs) < keys:
        terminal.press(line[:2])  # the hint may be another line's before
        for place in range(2, len(line)):
            rest = re.escape(line[place + 1:]) if hinted else b""
            drawn = terminal.press(line[place:place + 1], re.escape(line[place:place + 1]) + rest, quiet=0.01, limit=2)
            runs.append(required(drawn, "echo with hint" if hinted else "echo"))
        terminal.press(b"\x15")
    return Figures(runs[:keys])


def terminal_alone(keys, env):
    """What of an echo is the terminal's and the benchmark's: the kernel echoes, no program does."""
    with Terminal(["cat"], rb"", env=env) as terminal:
        return key_echo(terminal, keys, b"nothing but the terminal")
