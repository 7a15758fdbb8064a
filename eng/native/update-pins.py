#!/usr/bin/env python3
"""Writes llama-natives.json for one version of the @node-llama-cpp packages.

Usage: eng/native/update-pins.py PACKAGE_VERSION LLAMA_VERSION
       eng/native/update-pins.py 3.22.1 0.5.0-dev

LLAMA_VERSION is what llama_version() of the library returns; the engine refuses any other. Every tarball is downloaded once and hashed
here, and the hash must equal the one that the registry publishes. A package that the registry lacks in that version is left out, together
with the variants that need it.
"""
import base64
import hashlib
import json
import pathlib
import re
import sys
import urllib.error
import urllib.request

REGISTRY = "https://registry.npmjs.org"
SCOPE = "@node-llama-cpp"
TARGET = pathlib.Path(__file__).with_name("llama-natives.json")

# Package -> the folder of its tarball that holds the libraries.
PACKAGES = {
    "linux-x64": "package/bins/linux-x64",
    "linux-arm64": "package/bins/linux-arm64",
    "linux-x64-cuda": "package/bins/linux-x64-cuda",
    "linux-x64-cuda-ext": "package/bins/linux-x64-cuda/fallback",
    "linux-x64-vulkan": "package/bins/linux-x64-vulkan",
    "mac-arm64-metal": "package/bins/mac-arm64-metal",
    "mac-x64": "package/bins/mac-x64",
    "win-x64": "package/bins/win-x64",
    "win-arm64": "package/bins/win-arm64",
    "win-x64-cuda": "package/bins/win-x64-cuda",
    "win-x64-cuda-ext": "package/bins/win-x64-cuda/fallback",
    "win-x64-vulkan": "package/bins/win-x64-vulkan",
}

CUDA13 = "an NVIDIA driver and the CUDA 13 runtime (libcudart.so.13, libcublas.so.13)"
CUDA12 = "an NVIDIA driver and the CUDA 12 runtime (libcudart.so.12, libcublas.so.12)"

# name, os, arch, accelerator, what the machine must have, packages in the order in which they are laid over each other.
#
# A cuda-ext package holds nothing but one ggml-cuda built against the older CUDA. On Linux the CPU package is laid below it and not the
# CUDA package, which is 13 times as large: their libggml-base is the same file, and the code of libllama and libggml is the same. On
# Windows ggml-base differs between the two, so the CUDA package is laid below.
VARIANTS = [
    ("linux-x64", "linux", "x64", "cpu", None, ["linux-x64"]),
    ("linux-arm64", "linux", "arm64", "cpu", None, ["linux-arm64"]),
    ("linux-x64-cuda", "linux", "x64", "cuda", CUDA13, ["linux-x64-cuda"]),
    ("linux-x64-cuda-ext", "linux", "x64", "cuda", CUDA12, ["linux-x64", "linux-x64-cuda-ext"]),
    ("linux-x64-vulkan", "linux", "x64", "vulkan", "a Vulkan driver and loader (libvulkan.so.1)", ["linux-x64-vulkan"]),
    ("mac-arm64-metal", "mac", "arm64", "metal", None, ["mac-arm64-metal"]),
    ("mac-x64", "mac", "x64", "cpu", None, ["mac-x64"]),
    ("win-x64", "win", "x64", "cpu", None, ["win-x64"]),
    ("win-arm64", "win", "arm64", "cpu", None, ["win-arm64"]),
    ("win-x64-cuda", "win", "x64", "cuda", "an NVIDIA driver and the CUDA 13 runtime", ["win-x64-cuda"]),
    ("win-x64-cuda-ext", "win", "x64", "cuda", "an NVIDIA driver and the CUDA 12 runtime", ["win-x64-cuda", "win-x64-cuda-ext"]),
    ("win-x64-vulkan", "win", "x64", "vulkan", "a Vulkan driver and loader", ["win-x64-vulkan"]),
]


def get(url):
    with urllib.request.urlopen(url, timeout=600) as response:
        return response.read()


def pin(name, version):
    """Returns the pin of one package, or None where the registry lacks that version."""
    try:
        published = json.loads(get(f"{REGISTRY}/{SCOPE}%2f{name}/{version}"))["dist"]["integrity"]
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        raise
    tarball = get(f"{REGISTRY}/{SCOPE}/{name}/-/{name}-{version}.tgz")
    actual = "sha512-" + base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    if actual != published:
        sys.exit(f"{name}: the tarball hashes to {actual}, the registry publishes {published}")
    return {"name": f"{SCOPE}/{name}", "integrity": actual, "size": len(tarball), "folder": PACKAGES[name]}


def main():
    if len(sys.argv) != 3 or not re.fullmatch(r"\d+\.\d+\.\d+", sys.argv[1]):
        sys.exit(__doc__)
    version, llama_version = sys.argv[1:]
    packages = {name: pin(name, version) for name in PACKAGES}
    missing = sorted(name for name, found in packages.items() if found is None)
    variants = [
        {
            "name": name, "os": os, "arch": arch, "accelerator": accelerator, "needs": needs,
            "packages": [f"{SCOPE}/{part}" for part in parts],
        }
        for name, os, arch, accelerator, needs, parts in VARIANTS
        if not set(parts) & set(missing)
    ]
    document = {
        "llamaVersion": llama_version,
        "packageVersion": version,
        "packages": [found for found in packages.values() if found],
        "variants": variants,
    }
    TARGET.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(variants)} variants; not in the registry: {', '.join(missing) or 'none'}")


if __name__ == "__main__":
    main()
