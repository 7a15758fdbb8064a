#!/usr/bin/env python3
"""Writes kubernetes.json, the schemas that the tests check manifests with, from the npm package kubernetes-types.

    npm pack kubernetes-types@1.30.0 && tar xzf kubernetes-types-1.30.0.tgz && ./update.py package > kubernetes.json

The package's TypeScript interfaces name every field of Kubernetes' API, and which of them are required. Descriptions and what the API server
fills in (status, managed fields) are left out, and so are volume types of single vendors. An unknown field is an error at every level.
"""
import json
import pathlib
import posixpath
import re
import sys

KINDS = [
    ("apps/v1", "Deployment"), ("apps/v1", "StatefulSet"), ("autoscaling/v2", "HorizontalPodAutoscaler"),
    ("core/v1", "ConfigMap"), ("core/v1", "PersistentVolumeClaim"), ("core/v1", "Pod"), ("core/v1", "Secret"), ("core/v1", "Service"),
    ("core/v1", "ServiceAccount"), ("networking/v1", "NetworkPolicy"), ("policy/v1", "PodDisruptionBudget"), ("rbac/v1", "Role"),
    ("rbac/v1", "RoleBinding"),
]
API = {"core": "v1", "networking": "networking.k8s.io/v1", "rbac": "rbac.authorization.k8s.io/v1"}
LEFT_OUT = {
    "status", "managedFields", "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "fc", "flexVolume", "flocker",
    "gcePersistentDisk", "glusterfs", "iscsi", "photonPersistentDisk", "portworxVolume", "quobyte", "rbd", "scaleIO", "storageos",
    "vsphereVolume", "ephemeralContainers", "windowsOptions", "gitRepo",
}
PRIMITIVES = {"string": {"type": "string"}, "number": {"type": "number"}, "boolean": {"type": "boolean"}, "any": {}, "object": {"type": "object"}}
# Aliases of the package that are no interfaces.
ALIASES = {"Quantity": {"type": ["string", "number"]}, "IntOrString": {"type": ["string", "integer"]}, "Time": {"type": "string"}, "MicroTime": {"type": "string"}}

# A field's type ends its line, unless it is a map, which has its braces on lines of their own. What is read-only, the server fills in.
FIELD = re.compile(r'^ {4}"?([\w$-]+)"?(\??): (\{.*?\n {4}\}|[^{].*?);$', flags=re.S | re.M)

sources: dict[str, str] = {}


def source(package: pathlib.Path, module: str) -> str:
    if module not in sources:
        sources[module] = re.sub(r"/\*\*.*?\*/", "", (package / f"{module}.d.ts").read_text(encoding="utf-8"), flags=re.S)
    return sources[module]


def home_of(package: pathlib.Path, module: str, name: str) -> str:
    """Finds the module that a name of another module comes from."""
    for names, path in re.findall(r'import \{([^}]*)\} from "([^"]+)"', source(package, module)):
        if name in [part.strip() for part in names.split(",")]:
            return posixpath.normpath(posixpath.join(posixpath.dirname(module), path))
    return module


class Collector:
    def __init__(self, package: pathlib.Path):
        self.package, self.definitions = package, {}

    def reference(self, module: str, name: str) -> dict:
        module = home_of(self.package, module, name)
        if name in ALIASES:
            return ALIASES[name]
        key = f"{module.replace('/', '.')}.{name}"
        if key not in self.definitions:
            self.definitions[key] = {}
            self.definitions[key] = self.interface(module, name)
        return {"$ref": f"#/definitions/{key}"}

    def interface(self, module: str, name: str) -> dict:
        found = re.search(rf"export interface {name} \{{(.*?)\n\}}", source(self.package, module), flags=re.S)
        if not found:
            raise SystemExit(f"{module} has no interface {name}")
        properties, required = {}, []
        for field, optional, kind in FIELD.findall(found.group(1)):
            if field in LEFT_OUT:
                continue
            properties[field] = self.type(module, kind.strip())
            if not optional:
                required.append(field)
        schema = {"type": "object", "additionalProperties": False, "properties": properties}
        if required:
            schema["required"] = required
        return schema

    def type(self, module: str, kind: str) -> dict:
        if kind.startswith("Array<"):
            return {"type": "array", "items": self.type(module, kind[6:-1])}
        if kind.startswith("{"):
            inner = re.match(r"\{\s*\[\w+: string\]: (.*?);?\s*\}$", kind, flags=re.S)
            return {"type": "object", "additionalProperties": self.type(module, inner.group(1))}
        if kind.startswith('"'):
            return {"enum": json.loads("[" + kind.replace("|", ",") + "]")}
        if "|" in kind:
            return {"type": sorted({PRIMITIVES[part.strip()]["type"] for part in kind.split("|")})}
        return PRIMITIVES[kind] if kind in PRIMITIVES else self.reference(module, kind)


def main() -> None:
    collector = Collector(pathlib.Path(sys.argv[1]))
    kinds = {}
    for module, kind in KINDS:
        group = module.split("/")[0]
        collector.reference(module, kind)
        key = f"{module.replace('/', '.')}.{kind}"
        collector.definitions[key]["required"] = ["metadata"]
        kinds[f"{API.get(group, module)}/{kind}"] = key
    lines = ['{', '"kinds": ' + json.dumps(kinds, sort_keys=True) + ',', '"definitions": {']
    rows = [json.dumps(name) + ": " + json.dumps(schema, separators=(",", ":")) for name, schema in sorted(collector.definitions.items())]
    print("\n".join(lines) + "\n" + ",\n".join(rows) + "\n}}")


main()
