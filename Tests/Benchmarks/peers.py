"""The same keys at the prompts of other programs, each with 10,000 names of its own; those that are absent are named.

Servers and files are made in the place of the benchmark and gone with it; servers listen on a socket there, on no port.
"""
import contextlib, os, pwd, shutil, signal, subprocess, sys, time
from collections import namedtuple
from pathlib import Path

from interactive import REPETITIONS, environment
from terminal import (NotDrawn, Terminal, completions, key_echo, prompt_ready, required,
                      terminal_alone)

COUNT = 10_000
NAMES = [f"machine-{n:05d}" for n in range(COUNT)]
TABLES = [name.replace("-", "_") for name in NAMES]
SERVER_LIMIT = 60

# How to start it and what its prompt looks like; what to type before TAB, what the TABs then draw, and how many TABs
# that takes. `typed` is a line for the echo of keys.
Peer = namedtuple("Peer", "command prompt typing drawn tabs what typed")


@contextlib.contextmanager
def sqlite(place):
    file = place / "peer.sqlite"
    script = "begin;" + "".join(f"create table {t}(a);" for t in TABLES) + "commit;"
    subprocess.run(["sqlite3", file], input=script, text=True, check=True, timeout=SERVER_LIMIT)
    yield Peer(["sqlite3", str(file)], rb"sqlite> ", b"select * from machine_0999", rb"machine_09999.*machine_0999", 2,
               "tables", b"select * from nothing")


@contextlib.contextmanager
def psql(place):
    """PostgreSQL refuses to run as root: it gets another user then."""
    tools = server_tools()
    folder = place / "postgres"
    folder.mkdir()
    other = {}
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        other = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    subprocess.run([tools / "initdb", "-D", folder / "data", "-U", "owner", "-A", "trust", "--no-sync", "--locale=C",
                    "-E", "UTF8"], check=True, timeout=SERVER_LIMIT, **quiet, **other)
    # 10,000 tables in one transaction are as many locks.
    server = [tools / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off",
              "-c", "autovacuum=off", "-c", "max_locks_per_transaction=1000"]
    client = ["psql", "-X", "-h", str(folder), "-U", "owner", "postgres"]
    with running(server, [tools / "pg_isready", "-q", "-h", folder], **quiet, **other):
        script = "begin;" + "".join(f"create table {t}(a int);" for t in TABLES) + "commit; analyze pg_class;"
        subprocess.run([*client, "-q", "-v", "ON_ERROR_STOP=1"], input=script, text=True, check=True,
                       timeout=2 * SERVER_LIMIT, stdout=subprocess.DEVNULL)
        yield Peer(client, rb"postgres=# ", b"select * from machine_0999", rb"machine_09999.*machine_0999", 2,
                   "tables; CPU of the client alone", b"select * from nothing")


@contextlib.contextmanager
def redis(place):
    socket = place / "redis.sock"
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": place}
    client = ["redis-cli", "-s", str(socket)]
    with running(["redis-server", "--port", "0", "--unixsocket", socket, "--save", ""], [*client, "ping"], **quiet):
        yield Peer(client, rb"redis [^\n]*> ", b"getd", rb"GETDEL", 1, "commands, not names", b"set nothing here")


@contextlib.contextmanager
def virsh(place):
    """Its test driver reads the machines anew at every start."""
    file = place / "virsh.xml"
    domain = "<domain type='test'><name>{}</name><memory>8192</memory><os><type>hvm</type></os></domain>"
    file.write_text("<node>" + "".join(domain.format(name) for name in NAMES) + "</node>")
    yield Peer(["virsh", "-c", f"test://{file}"], rb"virsh # ", b"dominfo machine-0999",
               rb"machine-09999.*machine-0999", 2, "machines, which its start reads", b"dominfo nothing")


@contextlib.contextmanager
def virsh_of_one(_):
    yield Peer(["virsh", "-c", "test:///default"], rb"virsh # ", None, None, 2, "one machine", b"dominfo nothing")


@contextlib.contextmanager
def fish(place):
    folder = place / "files"
    folder.mkdir()
    for name in NAMES:
        (folder / name).touch()
    command = ["fish", "--no-config", "-C", f"cd '{folder}'; function fish_prompt; echo 'fish> '; end"]
    yield Peer(command, rb"fish> ", b"cat machine-0999", rb"hine-09999", 1, "files", b"cat nothing-here")


SLOW = "virsh of 10,000"  # seconds to its prompt
PEERS = [("psql", ["psql"], psql), ("virsh", ["virsh"], virsh_of_one), (SLOW, ["virsh"], virsh),
         ("redis-cli", ["redis-cli", "redis-server"], redis),
         ("sqlite3", ["sqlite3"], sqlite), ("fish", ["fish"], fish)]


def server_tools():
    """Debian keeps the server's programs off the PATH."""
    found = shutil.which("initdb")
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    if not found and not places:
        raise FileNotFoundError("initdb")
    return (Path(found).resolve() if found else places[-1]).parent


@contextlib.contextmanager
def running(server, ready, **more):
    """A server until the block ends, from when `ready` succeeds."""
    process = subprocess.Popen(server, **more)
    try:
        end = time.monotonic() + SERVER_LIMIT
        while subprocess.run(ready, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=10).returncode:
            if process.poll() is not None or time.monotonic() > end:
                raise NotDrawn(f"{Path(server[0]).name} did not start")
            time.sleep(0.05)
        yield
    finally:
        process.send_signal(signal.SIGINT)  # PostgreSQL: leave now, whoever is connected
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def measure(row, place, quick):
    print("beside: other prompts", file=sys.stderr)
    floor(row, place, quick)
    for name, programs, make in PEERS:
        absent = [p for p in programs if not shutil.which(p)]
        if absent:
            row(f"  beside: {name}", None, "ms", note=f"{', '.join(absent)} is not installed")
            continue
        try:
            with make(place) as peer:
                one(row, name, peer, place, quick)
        except (NotDrawn, OSError, subprocess.SubprocessError) as fault:
            row(f"  beside: {name}", None, "ms", note=f"left out: {fault}")


def floor(row, place, quick):
    """What the benchmark and the terminal take themselves."""
    starts, _, keys = REPETITIONS[quick]
    env = environment(place)
    echoed = prompt_ready(starts, ["echo", "ready"], rb"ready", env=env)
    row("  beside: echo, started", echoed.median, "ms", None, f"{echoed.note}; the benchmark's own part is in it")
    echoed = terminal_alone(keys, env)
    row("  beside: cat, key to echo", echoed.median, "ms", None, f"p99 {echoed.p99:.2f}; {echoed.note}")


def one(row, name, peer, place, quick):
    starts, tabs, keys = REPETITIONS[quick]
    env = environment(place)
    started = prompt_ready(min(starts, 3) if name == SLOW else starts, peer.command, peer.prompt, env=env)
    row(f"  beside: {name}, prompt ready", started.median, "ms", None, started.note)
    with Terminal(peer.command, peer.prompt, env=env) as terminal:
        required(terminal.started, "prompt")
        time.sleep(0.5)
        idle = terminal.memory()[0]
        if peer.typing:
            _, listed = completions(terminal, tabs, peer.typing, peer.drawn, tabs=peer.tabs)
            what = "TAB" if name == "redis-cli" else f"TAB, list of 10 of {COUNT:,}"
            row(f"  beside: {name}, {what}", listed.median, "ms", None,
                f"{listed.note}; {listed.size:.0f} B; {peer.what}")
        row(f"  beside: {name}, memory", idle, "MB", None, f"after TAB {terminal.memory()[0]:.1f}")
        if name != SLOW:
            echoed = key_echo(terminal, keys, peer.typed)
            row(f"  beside: {name}, key to echo", echoed.median, "ms", None, f"p99 {echoed.p99:.2f}; {echoed.note}")
