"""SoftLayer's metadata as a judge of requests and answers, and its object masks."""
import json
import re

# What the address alone means: `DELETE …/SoftLayer_Virtual_Guest/7.json`.
PLAIN = {"GET": "getObject", "POST": "createObject", "PUT": "editObject", "DELETE": "deleteObject"}
PLAIN_VERBS = {name: method for method, name in PLAIN.items()}
PATH = re.compile(r"/rest/v3\.1/(\w+)(?:/(\d+))?(?:/([a-z]\w*))?\.json$")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$")
QUERY = {"objectMask": "maskable", "objectFilter": "filterable", "resultLimit": "limitable"}


class Metadata:
    def __init__(self, file, recorded=None):
        """`recorded` has answers of the vendor's client's own tests, by service and method."""
        with open(file, encoding="utf-8") as text:
            self.types = json.load(text)["types"]
        self.recorded = recorded or {}

    def find(self, method, path):
        if not (match := PATH.match(path)):
            return None
        service, number, name = match.groups()
        name = name or PLAIN[method]
        operation = self.types.get(service, {}).get("methods", {}).get(name)
        if operation is None:
            return None
        if method not in ("POST" if operation.get("parameters") else "GET", PLAIN_VERBS.get(name)):
            return None
        in_path = {} if number is None else {"id": number}
        return f"{service}/{name}", in_path, operation | {"service": service, "name": name}

    def read_parameters(self, operation, in_path, query):
        values, faults = {name: int(text) for name, text in in_path.items()}, []
        # The account is the caller's own.
        if "id" not in in_path and not operation.get("static") and operation["service"] != "SoftLayer_Account":
            faults.append("no id in the path")
        for name, text in query.items():
            if not operation.get(QUERY.get(name)):
                faults.append(f"no parameter '{name}' in the query")
                continue
            try:
                values[name] = getattr(self, "read_" + name)(text)
            except ValueError as error:
                faults.append(f"query.{name}: {error}")
        if "objectMask" in values:
            faults += self.mask_faults(values["objectMask"], operation["type"], "query.objectMask")
        return values, faults

    @staticmethod
    def read_objectMask(text):
        return read_mask(text)

    @staticmethod
    def read_objectFilter(text):
        return json.loads(text)

    @staticmethod
    def read_resultLimit(text):
        if not re.fullmatch(r"\d+,\d+", text):
            raise ValueError("no offset and limit")
        return [int(number) for number in text.split(",")]

    def mask_faults(self, mask, kind, place):
        known, faults = self.types[kind]["properties"], []
        for name, inner in mask.items():
            if name not in known:
                faults.append(f"{place}: {kind} has no '{name}'")
            elif inner:
                faults += self.mask_faults(inner, known[name]["type"], f"{place}.{name}")
        return faults

    def body_faults(self, operation, body):
        wanted = operation.get("parameters", [])
        if not wanted:
            return [] if body in (None, {}) else ["a body where no parameter is known"]
        if not isinstance(body, dict) or list(body) != ["parameters"] or len(body["parameters"]) != len(wanted):
            return ["the body does not hold the parameters"]
        return [fault for parameter, value in zip(wanted, body["parameters"])
                for fault in self.faults(parameter["type"], value, f"body.{parameter['name']}", may_be_null=True)]

    def answer_faults(self, operation, status, body):
        if status >= 400:
            is_error = isinstance(body, dict) and sorted(body) == ["code", "error"]
            return [] if is_error and all(isinstance(text, str) for text in body.values()) else ["no error"]
        faults = self.value_faults(operation, body, "answer", False)
        recorded = self.recorded.get((operation["service"], operation["name"]))
        return faults + (shape_faults(recorded, body, "answer") if recorded is not None else [])

    def value_faults(self, of, value, place, may_be_null):
        if not of.get("typeArray"):
            return self.faults(of["type"], value, place, may_be_null)
        if not isinstance(value, list):
            return [f"{place}: no list"]
        return [f for i, v in enumerate(value) for f in self.faults(of["type"], v, f"{place}.{i}", may_be_null)]

    def faults(self, kind, value, place, may_be_null=False):
        if value is None and may_be_null:
            return []
        if kind in self.types:
            if not isinstance(value, dict):
                return [f"{place}: no {kind}"]
            known = self.types[kind]["properties"]
            return [f for name, member in value.items() for f in (
                self.value_faults(known[name], member, f"{place}.{name}", may_be_null) if name in known
                else [f"{place}.{name}: no such name"])]
        if {"int": lambda: type(value) is int, "boolean": lambda: type(value) is bool,
            "string": lambda: isinstance(value, str), "dateTime": lambda: isinstance(value, str) and TIME.match(value),
            # Written as text, so that no digit is lost.
            "decimal": lambda: isinstance(value, str) and re.fullmatch(r"\d*\.?\d+", value)}[kind]():
            return []
        return [f"{place}: {value!r} is no {kind}"]


def shape_faults(recorded, value, place):
    """Where a value is of another form than the recorded one has in its place."""
    if isinstance(recorded, list):
        if not isinstance(value, list):
            return [f"{place}: no list, as was recorded"]
        return [f for i, v in enumerate(value) if recorded for f in shape_faults(recorded[0], v, f"{place}.{i}")]
    if isinstance(recorded, dict):
        if not isinstance(value, dict):
            return [f"{place}: no object, as was recorded"]
        return [f for name in value if name in recorded
                for f in shape_faults(recorded[name], value[name], f"{place}.{name}")]
    same = recorded is None or type(value) is type(recorded)
    return [] if same else [f"{place}: {value!r} where {recorded!r} was recorded"]


def read_mask(text):
    """`mask[a,b[c],d.e]` as `{"a": {}, "b": {"c": {}}, "d": {"e": {}}}`."""
    if not (match := re.fullmatch(r"mask(\[.*\])", text.replace(" ", ""))):
        raise ValueError("no object mask")
    mask, stack, place = {}, [], None
    stack.append(mask)
    for token in re.findall(r"[\w.]+|\[|\]|,", match.group(1)[1:-1]):
        if token == "[":
            stack.append(place)
        elif token == "]":
            stack.pop()
        elif token != ",":
            place = stack[-1]
            for name in token.split("."):
                place = place.setdefault(name, {})
    if len(stack) != 1:
        raise ValueError("brackets that do not match")
    return mask


def masked(value, mask):
    """Only what the mask names."""
    if isinstance(value, list):
        return [masked(element, mask) for element in value]
    if not isinstance(value, dict):
        return value
    return {name: masked(value[name], inner) if inner else value[name] for name, inner in mask.items() if name in value}
