"""A port of 127.0.0.1 that stands before another: it counts requests, and can answer late."""
import re, socket, threading, time


class Forwarder:
    def __init__(self, to, delay=0.0):
        """`delay`: seconds that each piece of an answer comes later."""
        self.to, self.delay, self.requests = to, delay, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            near, _ = self.listener.accept()
            far = socket.create_connection(("127.0.0.1", self.to))
            threading.Thread(target=self.copy, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self.copy, args=(far, near, False), daemon=True).start()

    def copy(self, source, target, is_asking):
        try:
            while data := source.recv(1 << 16):
                if is_asking:
                    self.requests += len(re.findall(rb"(?:^|\n)(?:GET|POST|PUT|DELETE) /\S* HTTP/1", data))
                elif self.delay:
                    time.sleep(self.delay)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass
