"""The rows of mist-shell at its prompt: start, TAB, keys, memory, with thousands of machines known.

The machines come from a stand-in service; they are listed once, which the shell remembers in its state folder.
"""
import contextlib, os, subprocess, sys, time, urllib.request
from pathlib import Path

import stand_in
from terminal import NotDrawn, Terminal, completions, key_echo, prompt_ready, required, terminal_alone

PROMPT = rb"mist[^\n]*> "
TABLE = rb"machine-\d[^>]*> start machine-"  # its rows, then the line again
REPETITIONS = {True: (3, 3, 20), False: (15, 20, 200)}  # quick or not: starts, TABs, keys
BUDGETS = {10_000: (1, 40), 100_000: (5, None)}  # ms for a TAB, MB afterwards
MOST_BYTES = 4096  # a slow line takes a table too
ECHO_P99 = 3


def environment(place):
    """Nobody's own settings, on a plain terminal."""
    home = str(place / "home")
    os.makedirs(home, exist_ok=True)
    return {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "HOME": home,
            "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home, "INPUTRC": "/dev/null",
            "PAGER": "cat"}


@contextlib.contextmanager
def service(count):
    """The address of a stand-in service with that many machines."""
    program = Path(stand_in.__file__).resolve()
    process = subprocess.Popen([sys.executable, program, str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               text=True)
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.stdin.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()


def requests_so_far(url):
    with urllib.request.urlopen(url + "/requests-so-far", timeout=5) as answer:
        return int(answer.read())


@contextlib.contextmanager
def told(row, what, budget=None):
    """What is not drawn is a row too, and the others go on."""
    try:
        yield
    except NotDrawn as missing:
        row(what, None, "ms", budget, str(missing))


def measure(row, shell, place, quick):
    """Rows of mist-shell alone."""
    print("prompt", file=sys.stderr)
    env = environment(place)
    local = [shell, "--state", str(place / "state"), "--config", "/dev/null"]
    with told(row, "prompt ready", 10):
        figures = prompt_ready(REPETITIONS[quick][0], local, PROMPT, env=env)
        row("prompt ready, embedded store", figures.median, "ms", 10, figures.note)
        with Terminal(local, PROMPT, env=env) as terminal:
            required(terminal.started, "prompt")
            time.sleep(0.5)
            resident, own = terminal.memory()
            row("memory, idle at the prompt", resident, "MB", 25, f"own data {own:.1f} MB")

    config = place / "config"
    config.write_text(f"[mist.credentials]\nemail = {stand_in.EMAIL}\npassword = {stand_in.PASSWORD}\n")
    config.chmod(0o600)
    for count in BUDGETS:
        with service(count) as url:
            data = place / f"data-{count}"
            data.mkdir()
            remote = [shell, "--url", url, "--config", str(config)]
            known_machines(row, remote, {**env, "XDG_DATA_HOME": str(data)}, url, count, REPETITIONS[quick])


def known_machines(row, remote, env, url, count, repetitions):
    starts, tabs, keys = repetitions
    names = f"{count:,} names"
    soon = 10 if count == 10_000 else None
    start = time.perf_counter()
    subprocess.run([*remote, "list-machines"], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True,
                   timeout=300)
    row(f"list-machines of {count:,} machines over HTTP", (time.perf_counter() - start) * 1e3, "ms", None,
        "one run; the time of the stand-in is in it")
    with told(row, f"prompt ready, {names} known", soon):
        figures = prompt_ready(starts, remote, PROMPT, env=env)
        row(f"prompt ready, {names} known", figures.median, "ms", soon, figures.note)
    with told(row, f"TAB at {names}", BUDGETS[count][0]), Terminal(remote, PROMPT, env=env) as terminal:
        required(terminal.started, "prompt")
        time.sleep(1)  # a refresh that the start began is not the TABs'
        before = requests_so_far(url)
        editor(row, terminal, tabs, count, b"machine-0999", BUDGETS[count][0])
        row(f"requests made by these TABs, {names}", requests_so_far(url) - before, "", 0)
        resident, own = terminal.memory()
        row(f"memory, {names}, after TAB", resident, "MB", BUDGETS[count][1], f"own data {own:.1f} MB")
        line = b"list-backends --format csv"
        with told(row, f"key to echo with hint, {names}", ECHO_P99):
            required(terminal.run(line), "prompt after a line")  # from now on it is hinted at
            echo(row, terminal, keys, names, line, env)


def editor(row, terminal, tabs, count, ten, most=None, label=""):
    """TAB rows; `ten` begins the names of ten machines, `most` is the budget of one TAB."""
    names = f"{label}{count:,} names"
    first, table = completions(terminal, tabs, b"start mach", TABLE, first=rb"ine-")
    row(f"TAB, common prefix of {names}", first.median, "ms", most, first.note)
    row(f"TAB, table of {names}", table.median, "ms", most, table.note)
    row("  bytes drawn for it", table.size, "B", MOST_BYTES)
    _, table = completions(terminal, tabs, b"start " + ten, TABLE)
    row(f"TAB, table of 10 of {names}", table.median, "ms", most, f"{table.note}; {table.size:.0f} B")


def echo(row, terminal, keys, what, line, env):
    """Key rows of a line that is hinted at."""
    alone = terminal_alone(keys, env)
    figures = key_echo(terminal, keys, line, hinted=True)
    row(f"key to echo with hint, {what}", figures.median, "ms", None, figures.note)
    row("  its 99th percentile", figures.p99, "ms", ECHO_P99, f"{alone.p99:.2f} of a terminal alone, just before")


def measure_demo(row, demo, place, quick):
    """The editor alone, without a shell behind: the tests' demo."""
    print("editor alone", file=sys.stderr)
    starts, tabs, keys = REPETITIONS[quick]
    env = environment(place)
    figures = prompt_ready(starts, [demo], PROMPT, env=env)
    row("prompt ready, editor alone", figures.median, "ms", None, figures.note)
    for count in BUDGETS:
        with told(row, f"TAB, editor alone, {count:,} names"):
            with Terminal([demo, "--names", str(count)], PROMPT, env=env) as terminal:
                required(terminal.started, "prompt")
                editor(row, terminal, tabs, count, b"machine-099", label="editor alone, ")
                resident, own = terminal.memory()
                row(f"memory, editor alone, {count:,} names", resident, "MB", None, f"own data {own:.1f} MB")
                echo(row, terminal, keys, f"editor alone, {count:,}", b"reboot machine-0007", env)
