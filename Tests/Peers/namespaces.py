"""Namespaces of a story's own, in which every address is this computer's: nothing outside can be reached, and what a cloud
calls the address of its machine can be given to a real one."""
import atexit, json, os, shutil, signal, socket, subprocess, sys, tempfile, threading
from pathlib import Path

PEERS = Path(__file__).resolve().parent
INSIDE = "MIST_STORY_INSIDE"


def skip(why):
    print(why)
    sys.exit(77)


def go_inside():
    """Runs this program again in namespaces of its own, and ends as it ends; returns there."""
    if INSIDE in os.environ:
        signal.signal(signal.SIGTERM, told_to_end)
        return
    for program in ("unshare", "ip", "mount"):
        if not shutil.which(program):
            skip(f"no {program} here")
    if os.geteuid() != 0 or subprocess.run(["unshare", "--net", "--mount", "true"], capture_output=True).returncode:
        skip("namespaces can be made by root alone")
    # The caches of the peers lie in the home folder, which may be another one inside.
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    with tempfile.TemporaryDirectory(prefix="mist-monitored.") as folder:
        measured = Path(folder)
        measured.chmod(0o755)
        peer = PEERS / "collectd"
        try:
            # They install packages, so they stay outside; inside they are reached through sockets of files.
            if subprocess.run([peer, "start", measured], stdin=subprocess.DEVNULL).returncode == 0:
                for line in (measured / "started").read_text(encoding="ascii").splitlines():
                    name, port, _ = line.split()
                    listener = socket.socket(socket.AF_UNIX)
                    listener.bind(str(measured / f"{name}.socket"))
                    listener.listen()
                    serve(listener, lambda _, port=int(port): socket.create_connection(("127.0.0.1", port)))
            inside = subprocess.Popen(
                ["unshare", "--net", "--mount", "--propagation", "private", sys.executable, "-B", *sys.argv],
                env={**os.environ, INSIDE: folder, "XDG_CACHE_HOME": cache}, stdin=subprocess.DEVNULL)
            # It stops its peers first.
            signal.signal(signal.SIGTERM, lambda *_: inside.terminate())
            status = inside.wait()
        finally:
            subprocess.run([peer, "stop", measured])
    sys.exit(status)


def told_to_end(*_):
    """Whoever waits no longer leaves no peers behind."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit("FAILED: told to end")


def serve(listener, connect):
    """Connections to the listener go where `connect` leads, which is told the address that was called."""

    def copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def accept():
        while True:
            near, _ = listener.accept()
            try:
                far = connect(near.getsockname()[0])
            except OSError:
                near.close()
                continue
            for pair in ((near, far), (far, near)):
                threading.Thread(target=copy, args=pair, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


def dial(path):
    """A connection to a socket of a file."""
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    return connection


class World:
    """The peers in the namespaces, and what there is to reach."""

    def __init__(self, state="state"):
        """`state`: where the state folder of mist-shell is, below the world's own."""
        self.folder = Path(tempfile.mkdtemp(prefix="mist-story."))
        self.folder.chmod(0o755)
        atexit.register(self.end)
        self.ends, self.missing, self.endpoints = [], [], {}
        self.lock = threading.Lock()
        # Debian machines to measure, by name: their sockets.
        self.measured = {socket.stem: str(socket) for socket in Path(os.environ[INSIDE]).glob("*.socket")}
        self.measured_key = Path(os.environ[INSIDE]) / "key"
        if not self.measured:
            self.missing.append("collectd")
        self.state = self.folder / state
        self.state.mkdir(mode=0o700, parents=True)
        for words in ("link set lo up", "route add local 0.0.0.0/0 dev lo"):
            subprocess.run(["ip", *words.split()], check=True)

    def forward(self, address, port, to):
        """Connections to the address go to a port of 127.0.0.1, or to the socket of a file."""
        connect = dial if isinstance(to, str) else lambda to: socket.create_connection(("127.0.0.1", to))
        serve(socket.create_server((address, port)), lambda _: connect(to))

    def peer(self, name, *more, environment=None):
        """Starts a peer; its folder, or nothing where it cannot be had."""
        folder = self.folder / name
        done = subprocess.run(
            [PEERS / name, "start", folder, *more], env={**os.environ, **(environment or {})}, stdin=subprocess.DEVNULL)
        self.ends.append(lambda: subprocess.run([PEERS / name, "stop", folder]))
        if done.returncode == 77:
            self.missing.append(name)
            return None
        if done.returncode:
            sys.exit(f"FAILED: the peer {name} does not start")
        return folder

    def double(self, provider, parameters=None):
        """A vendor's double, which lets in whom the parameters name; what it says of itself."""
        words = [PEERS / "vendors/double", "start", provider]
        if parameters:
            words += ["--parameters", json.dumps(parameters)]
        process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ends.append(process.stdin.close)
        line = process.stdout.readline()
        if not line:
            self.missing.append(f"the double of {provider}")
            return None
        place = json.loads(line)
        self.set_endpoint(provider, place["url"])
        return place

    def set_endpoint(self, provider, url):
        with self.lock:
            self.endpoints[provider] = url
            (self.state / "endpoints.json").write_text(json.dumps(self.endpoints), encoding="utf-8")

    def end(self):
        for end in reversed(self.ends):
            end()
        shutil.rmtree(self.folder, ignore_errors=True)
