"""A discovery document of Google's as a judge of requests and answers: the one in PyPI's google-api-python-client."""
import json
import os
import re

import googleapiclient

# Names that stand beside those of the method in every query; `fields` is judged apart.
COMMON = {"alt": {"type": "string", "enum": ["json"]}, "prettyPrint": {"type": "boolean"}, "fields": {"type": "string"}}
NUMBERS = {"int32": (-2**31, 2**31 - 1), "uint32": (0, 2**32 - 1), "int64": (-2**63, 2**63 - 1),
           "uint64": (0, 2**64 - 1)}
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"


class Discovery:
    def __init__(self, name):
        file = os.path.join(
            os.path.dirname(googleapiclient.__file__), "discovery_cache", "documents", name + ".json")
        with open(file, encoding="utf-8") as text:
            document = json.load(text)
        self.schemas = document["schemas"]
        self.methods = []
        for resource in document["resources"].values():
            for method in resource.get("methods", {}).values():
                template = "/" + document["servicePath"] + method["path"]
                pattern = re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template)) + "$")
                self.methods.append((method["httpMethod"], template, pattern, method))

    def find(self, verb, path):
        """The operation's template, the texts in its path, and the operation; nothing when there is none."""
        for known, template, pattern, method in self.methods:
            if known == verb and (match := pattern.match(path)):
                return template, match.groupdict(), method
        return None

    def read_parameters(self, method, in_path, query):
        """The values of the parameters in the path and the query, and what is wrong with them."""
        values, faults = {}, []
        known = method.get("parameters", {})
        for place, given in (("path", in_path), ("query", query)):
            for name, text in given.items():
                parameter = known.get(name) or (COMMON.get(name) if place == "query" else None)
                if parameter is None or parameter.get("location", "query") != place:
                    faults.append(f"no parameter '{name}' in the {place}")
                    continue
                values[name] = convert(text, parameter["type"])
                faults += self.faults(parameter, values[name], f"{place}.{name}", None)
        faults += [f"'{name}' is missing" for name, parameter in known.items()
                   if parameter.get("required") and name not in values]
        if "fields" in values:
            try:
                self.unknown_fields(method["response"], parse_fields(values["fields"]), "fields", faults)
            except ValueError as error:
                faults.append(f"query.fields: {error}")
        return values, faults

    def body_faults(self, method, body):
        if "request" not in method:
            return [] if body is None else ["a body where none is known"]
        return ["no body"] if body is None else self.faults(method["request"], body, "body", method["id"])

    def answer_faults(self, method, status, body):
        if status == 200:
            return self.faults(method["response"], body, "answer", None)
        error = body.get("error") if status >= 400 else None
        if not isinstance(error, dict) or error.get("code") != status or not error.get("message"):
            return [f"no answer of Google's has status {status} and {body}"]
        return []

    def faults(self, schema, value, place, request):
        """What is wrong with a value. `request` is the id of the method that it goes to, nothing for an answer."""
        schema = self.resolved(schema)
        if request and schema.get("readOnly"):
            return [f"{place}: is only read"]
        kind = schema.get("type", "any")
        if not is_a(kind, value):
            return [f"{place}: {value!r} is no {kind}"]
        if isinstance(value, list):
            return [fault for position, member in enumerate(value)
                    for fault in self.faults(schema["items"], member, f"{place}.{position}", request)]
        if isinstance(value, dict):
            return self.object_faults(schema, value, place, request)
        return [f"{place}: {fault}" for fault in value_faults(schema, value)]

    def object_faults(self, schema, value, place, request):
        properties, others = schema.get("properties", {}), schema.get("additionalProperties")
        found = [f"{place}.{name}: is missing" for name, member in properties.items()
                 if request in member.get("annotations", {}).get("required", []) and name not in value]
        for name, member in value.items():
            kind = properties.get(name, others)
            found += ([f"{place}.{name}: no such name"] if kind is None else
                      self.faults(kind, member, f"{place}.{name}", request))
        return found

    def resolved(self, schema):
        return self.schemas[schema["$ref"]] | {k: v for k, v in schema.items() if k != "$ref"} if (
            "$ref" in schema) else schema

    def unknown_fields(self, schema, wanted, place, faults):
        schema = self.resolved(schema)
        if wanted is None:
            return
        if schema.get("type") == "array":
            self.unknown_fields(schema["items"], wanted, place, faults)
            return
        properties, others = schema.get("properties", {}), schema.get("additionalProperties")
        for name, members in wanted.items():
            kinds = [*properties.values(), *([others] if others else [])] if name == "*" else [
                properties.get(name, others)]
            if kinds == [None]:
                faults.append(f"{place}/{name}: no such field")
            else:
                for kind in kinds:
                    self.unknown_fields(kind, members, f"{place}/{name}", faults)


def value_faults(schema, value):
    if "enum" in schema and value not in schema["enum"]:
        yield f"{value!r} is none of {schema['enum']}"
    if "pattern" in schema and not re.fullmatch(schema["pattern"], value):
        yield f"{value!r} is not as {schema['pattern']}"
    if schema.get("format") in NUMBERS:
        low, high = NUMBERS[schema["format"]]
        if not re.fullmatch(r"-?\d+", str(value)) or not low <= int(value) <= high:
            yield f"{value!r} is no {schema['format']}"
    if schema.get("format") == "date-time" and not re.fullmatch(TIME, value):
        yield f"{value!r} is no time"


def is_a(kind, value):
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float)}
    return kind == "any" or isinstance(value, kinds[kind]) and (kind == "boolean" or not isinstance(value, bool))


def convert(text, kind):
    """The text of a parameter as a value of that type, or as it is where it is none."""
    if kind == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


def parse_fields(text):
    """`items(name,disk/size),nextPageToken` as {"items": {"name": None, "disk": {"size": None}}, …}."""
    words = re.findall(r"[\w*]+|[/,()]", text)
    if "".join(words) != text:
        raise ValueError("holds other signs than it may")

    def several():
        found = {}
        while True:
            name, members = one()
            found[name] = merged(found[name], members) if name in found else members
            if not words or words[0] != ",":
                return found
            words.pop(0)

    def one():
        name = words.pop(0) if words else ""
        if not re.fullmatch(r"[\w*]+", name):
            raise ValueError(f"a name is missing before '{name}'")
        if words and words[0] == "/":
            words.pop(0)
            inner, members = one()
            return name, {inner: members}
        if words and words[0] == "(":
            words.pop(0)
            members = several()
            if not words or words.pop(0) != ")":
                raise ValueError("')' is missing")
            return name, members
        return name, None

    wanted = several()
    if words:
        raise ValueError(f"'{words[0]}' stands where nothing can")
    return wanted


def merged(one, other):
    """What is wanted by either; nothing stands for the whole."""
    if one is None or other is None:
        return None
    return one | other | {name: merged(one[name], other[name]) for name in one.keys() & other.keys()}


def part(value, wanted):
    """Of a value what is wanted of it."""
    if wanted is None or not isinstance(value, (dict, list)):
        return value
    if isinstance(value, list):
        return [part(member, wanted) for member in value]
    return {name: part(member, wanted.get(name, wanted.get("*"))) for name, member in value.items()
            if name in wanted or "*" in wanted}
