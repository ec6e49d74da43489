/// The program that runs custom metrics on a machine, in Python.
///
/// collectd's exec plugin starts it once. It has a process for each metric, so that one that hangs, crashes or leaves
/// takes nothing along; files that come, change or go are seen within an interval, and collectd is never begun anew.
enum RunnerText {
  static let text = #"""
    """Custom metrics for collectd: one process for each file FOLDER/ID.py that has a read() and a kind in FOLDER/ID.kind.

    runner.py FOLDER           runs them all, as long as the program that began it lives
    runner.py --try FILE KIND  calls read() three times and tells what comes
    """
    import importlib.util
    import os
    import signal
    import sys
    import threading
    import time

    try:
        import resource
    except ImportError:  # Debian has a Python without it.
        resource = None

    HOST = os.environ.get("COLLECTD_HOSTNAME") or "localhost"
    PACE = float(os.environ.get("COLLECTD_INTERVAL") or 10)
    SILENCE = 6 * PACE  # without a sign of life, then the process is killed
    LONGEST_PAUSE = 3600
    MEMORY = 512 << 20


    def load(path):
        """The file as a module of a name that no other module has: a metric named random may import random."""
        name = "mist_metric_" + os.path.basename(path)[:-3]
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        if not callable(getattr(module, "read", None)):
            raise TypeError("there is no function read()")
        return module


    def measured(value, kind):
        """What collectd is told of a value: None for none."""
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise TypeError("read() must return a number, not %r" % (value,))
        return "%d" % value if kind == "derive" else repr(float(value))


    def limit_memory():
        if resource:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


    def words(error):
        return ("%s: %s" % (type(error).__name__, error)).replace("\n", " ")[:500]


    def next_beat(now):
        """The middle of the next interval, so that each has one value."""
        beat = now // PACE * PACE + 0.45 * PACE
        return beat if beat > now else beat + PACE


    class Metric:
        """A file, and the process that runs it."""

        def __init__(self, folder, name, stamp):
            self.folder, self.name, self.stamp = folder, name, stamp
            self.pid = self.pipe = None
            self.failures, self.pause_until, self.heard = 0, 0, 0

        def note(self, text):
            """Tells people how the metric is: FOLDER/ID.status."""
            place = os.path.join(self.folder, self.name + ".status")
            try:
                with open(place + ".new", "w") as file:
                    file.write(text + "\n")
                os.replace(place + ".new", place)
            except OSError:
                pass

        def begin(self, others):
            ours, theirs = os.pipe()
            os.set_blocking(ours, False)
            self.pid = os.fork()
            if self.pid == 0:
                try:
                    os.setpgid(0, 0)
                    os.close(ours)
                    for other in others:
                        if other.pipe is not None:
                            os.close(other.pipe)
                    self.live(theirs)
                finally:
                    os._exit(1)
            os.close(theirs)
            self.pipe, self.heard = ours, time.monotonic()

        def live(self, pipe):
            """In the new process: reads and tells, without end."""
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            parent = os.getppid()

            def watch():
                while os.getppid() == parent:
                    time.sleep(1)
                os._exit(1)

            threading.Thread(target=watch, daemon=True).start()
            limit_memory()
            collectd = os.dup(1)
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):  # What the file prints is not for collectd.
                os.dup2(nowhere, stream)
            path = os.path.join(self.folder, self.name + ".py")
            with open(path[:-3] + ".kind") as file:
                kind = file.read().strip()
            identifier = "%s/mist.python-%s/%s" % (HOST, self.name, kind)
            module = said = None
            while True:
                time.sleep(max(0, next_beat(time.time()) - time.time()))
                text, state = None, "ok"
                try:
                    module = module or load(path)
                    text = measured(module.read(), kind)
                except BaseException as error:
                    state = words(error)
                if text is not None:
                    line = 'PUTVAL "%s" interval=%g %.3f:%s\n' % (identifier, PACE, time.time(), text)
                    os.write(collectd, line.encode())
                if state != said:
                    self.note(state)
                    said = state
                os.write(pipe, b".")

        def tend(self, now):
            """Whether the process still lives and shows it; one that does not is ended."""
            try:
                if os.read(self.pipe, 4096):
                    self.heard, self.failures = now, 0
            except BlockingIOError:
                pass
            except OSError:
                pass
            gone = os.waitpid(self.pid, os.WNOHANG)[0] != 0
            if gone:
                self.pid = None
            if not gone and now - self.heard < SILENCE:
                return
            self.end()
            pause = min(PACE * 2 ** min(self.failures, 12), LONGEST_PAUSE)
            self.failures += 1
            self.pause_until = now + pause
            why = "its process ended" if gone else "read() did not come back for %d s" % SILENCE
            self.note("%s; tried again in %d s" % (why, pause))

        def end(self):
            if self.pid is not None:
                for kill, target in ((os.killpg, self.pid), (os.kill, self.pid)):
                    try:
                        kill(target, signal.SIGKILL)
                    except OSError:
                        pass
                os.waitpid(self.pid, 0)
            if self.pipe is not None:
                os.close(self.pipe)
            self.pid = self.pipe = None


    def found(folder):
        """The files that are there, by name, with what tells that one has changed."""
        files = {}
        for entry in os.listdir(folder):
            if not entry.endswith(".py"):
                continue
            path = os.path.join(folder, entry)
            try:
                both = [os.stat(path), os.stat(path[:-3] + ".kind")]
            except OSError:
                continue
            files[entry[:-3]] = [(one.st_mtime_ns, one.st_ino, one.st_size) for one in both]
        return files


    def run(folder):
        metrics = {}
        parent = os.getppid()

        def leave(*_):
            raise SystemExit(0)

        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, leave)
        try:
            while os.getppid() == parent:
                files = found(folder) if os.path.isdir(folder) else {}
                for name in list(metrics):
                    if files.get(name) != metrics[name].stamp:
                        metrics.pop(name).end()
                now = time.monotonic()
                for name, stamp in files.items():
                    metric = metrics.setdefault(name, Metric(folder, name, stamp))
                    if metric.pid is not None:
                        metric.tend(now)
                    elif metric.pause_until <= now:
                        metric.begin(metrics.values())
                time.sleep(min(PACE / 4, 2.5))
        finally:
            for metric in metrics.values():
                metric.end()


    def attempt(path, kind):
        limit_memory()
        try:
            module = load(path)
            for turn in range(3):
                if turn:
                    time.sleep(1)
                print("read() gave %s" % measured(module.read(), kind), flush=True)
        except BaseException as error:
            import traceback

            traceback.print_exc()
            print(words(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)


    if __name__ == "__main__":
        if sys.argv[1] == "--try":
            attempt(sys.argv[2], sys.argv[3])
        run(sys.argv[1])

    """#
}
