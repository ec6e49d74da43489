"""What `serve.py` asks of the cloud it serves, with the answers of most: JSON bodies, an OpenAPI document, one token."""
import json
import os

from specification import Specification


class Refusal(Exception):
    """An answer that is an error, in the vendor's form."""

    def __init__(self, status, words, **details):
        self.status, self.words, self.details = status, words, details


class Request:
    def __init__(self, values, body, base):
        self.values, self.body, self.base = values, body, base


class Vendor:
    # What lets a client in, as text; clients whose credentials have several parts find them in `parameters`.
    token = ""
    # The words of status 401.
    unauthorized = ""
    # What `add-backend` was told to give, in place of what the vendor's file says.
    given = {}
    # (method, path template) -> function(cloud, request) -> (status, body) or (status, body, headers)
    operations = {}

    def parameters(self):
        """What `add-backend` is given, by the wire's names."""
        return {}

    def let_in(self, parameters):
        """These are the ones from now on: `double start VENDOR --parameters JSON`."""
        self.given = parameters
        self.token = self.token and list(parameters.values())[-1]

    def specification(self, folder):
        """The judge of requests and answers, with the methods of `Specification`."""
        return Specification(os.path.join(folder, type(self).__module__.removesuffix("_cloud") + ".json"))

    def set(self, page_size=None, machines=0):
        """The settings of a test."""

    def knows(self, headers):
        """Whether these headers let the client in."""
        return headers.get("Authorization", "") == "Bearer " + self.token

    def refusal(self, refusal):
        """The answer that tells of an error."""
        raise NotImplementedError

    def outside(self, request_line, headers, body):
        """The answer to what is asked without credentials of the API, as where tokens are handed out: (status, body),
        or (status, body, headers); nothing for all other requests. `request_line` is (method, path, query); the cloud
        itself judges what stands in it, and raises Refusal or AssertionError."""
        return None

    def read_body(self, headers, text):
        """The body as a value that JSON can hold; ValueError says what is wrong with it."""
        if headers.get("Content-Type", "").split(";")[0] != "application/json":
            raise ValueError("a body that does not say that it is JSON")
        return json.loads(text)

    def write_body(self, body):
        """The type of the answer's body, and its text."""
        return "application/json", json.dumps(body)
