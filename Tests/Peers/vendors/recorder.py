"""Tells what a vendor's client asked a double for, one operation after the other."""
import json
import sys
import urllib.request


class Recorder:
    def __init__(self, url):
        self.url, self.recorded = url, {}

    def did(self, operation):
        """Whatever was asked since the last time belongs to this operation."""
        self.recorded[operation] = self.ask("requests")

    def ask(self, what):
        with urllib.request.urlopen(f"{self.url}/double/{what}", timeout=30) as answer:
            return json.load(answer)

    def finish(self):
        """A double that its vendor's own client cannot use is wrong."""
        deviations = self.ask("deviations")
        if deviations:
            sys.exit("\n".join(deviations))
        json.dump(self.recorded, sys.stdout)
