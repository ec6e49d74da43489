"""An OpenAPI 3.0 document as a judge of requests and answers."""
import json
import re

from openapi_schema_validator import OAS30ReadValidator, OAS30WriteValidator, oas30_format_checker


class Specification:
    def __init__(self, file):
        with open(file, encoding="utf-8") as text:
            self.document = json.load(text)
        self.operations = []
        for template, methods in self.document["paths"].items():
            pattern = re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template)) + "$")
            for method, operation in methods.items():
                self.operations.append((method.upper(), template, pattern, operation))
        self.validators = {}

    def find(self, method, path):
        """The operation's template, the texts in its path, and the operation; nothing when there is none."""
        for known, template, pattern, operation in self.operations:
            if known == method and (match := pattern.match(path)):
                return template, match.groupdict(), operation
        return None

    def read_parameters(self, operation, in_path, query):
        """The values of the parameters in the path and the query, and what is wrong with them."""
        values, faults = {}, []
        parameters = [self.resolved(parameter) for parameter in operation.get("parameters", [])]
        known = {(p["in"], p["name"]): p for p in parameters}
        for place, given in (("path", in_path), ("query", query)):
            for name, text in given.items():
                parameter = known.get((place, name))
                if parameter is None:
                    faults.append(f"no parameter '{name}' in the {place}")
                    continue
                values[name] = convert(text, parameter["schema"].get("type"))
                faults += self.faults(OAS30WriteValidator, parameter["schema"], values[name], f"{place}.{name}")
        for (place, name), parameter in known.items():
            if place != "header" and parameter.get("required") and name not in values:
                faults.append(f"'{name}' is missing in the {place}")
        return values, faults

    def body_faults(self, operation, body):
        wanted = operation.get("requestBody")
        if wanted is None:
            return [] if body in (None, {}) else ["a body where none is known"]
        if body is None:
            return ["no body"] if wanted.get("required") else []
        [content] = wanted["content"].values()
        return self.faults(OAS30WriteValidator, content["schema"], body, "body")

    def answer_faults(self, operation, status, body):
        answers = operation["responses"]
        answer = answers.get(str(status)) or (answers.get("default") if status >= 400 else None)
        if answer is None:
            return [f"status {status} is not known"]
        answer = self.resolved(answer)
        if "content" not in answer:
            return [] if body is None else [f"a body with status {status}"]
        return self.faults(OAS30ReadValidator, answer["content"]["application/json"]["schema"], body, "answer")

    def faults(self, kind, schema, value, place):
        key = (kind, id(schema))
        if key not in self.validators:
            whole = {"allOf": [schema], "components": self.document["components"]}
            self.validators[key] = kind(whole, format_checker=oas30_format_checker)
        errors = self.validators[key].iter_errors(value)
        found = [f"{'.'.join([place, *map(str, error.absolute_path)])}: {error.message[:300]}" for error in errors]
        return found + self.unknown_names(schema, value, place)

    def unknown_names(self, schema, value, place):
        """A document forbids no further names; whoever writes one has made a mistake all the same."""
        schemas = list(self.flattened(schema))
        if isinstance(value, list):
            items = [s["items"] for s in schemas if "items" in s]
            return [f for i, v in enumerate(value) for s in items for f in self.unknown_names(s, v, f"{place}.{i}")]
        if not isinstance(value, dict):
            return []
        properties = {}
        for schema in schemas:
            for name, member in schema.get("properties", {}).items():
                properties.setdefault(name, []).append(member)
        if not properties:
            return []
        found = [f"{place}.{name}: no such name" for name in value if name not in properties]
        for name, member in value.items():
            if name in properties:
                found += self.unknown_names({"allOf": properties[name]}, member, f"{place}.{name}")
        return found

    def flattened(self, schema):
        schema = self.resolved(schema)
        yield schema
        for several in ("allOf", "anyOf", "oneOf"):
            for part in schema.get(several, []):
                yield from self.flattened(part)

    def resolved(self, schema):
        while "$ref" in schema:
            place = self.document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                place = place[step]
            schema = place
        return schema


def convert(text, kind):
    """The text of a parameter as a value of that type, or as it is where it is none."""
    if kind == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    return text
