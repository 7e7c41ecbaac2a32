"""
Write the bill of materials (CycloneDX 1.5) and the list of licences of what Chuntian runs on, from the lock file.

    python tools/sbom.py [build]        `make sbom`

A package whose licence is not known, that is not installed in the locked version, or that has no hash, is an error: a list
with gaps would be believed.
"""

import json
import re
import sys
import uuid
from dataclasses import dataclass
from email.message import Message
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.txt"
PIN = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)(\[.*\])?==(?P<version>[^ \\;]+)")
# Where the metadata of a package gives a long text or nothing; each was read in the package itself.
# (espeakng-loader names none; what it carries is espeak-ng, which counts.)
READ_BY_US = {"pysqlite3": "Zlib", "espeakng-loader": "GPL-3.0-or-later", "pyxform": "BSD-2-Clause"}


class Gap(ValueError):
    """The lock file and the installed packages do not tell everything."""


@dataclass(frozen=True)
class Part:
    """One locked package."""

    name: str
    version: str
    hashes: tuple[str, ...]
    licence: str

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name.lower().replace('_', '-')}@{self.version}"


def locked(lock: Path = LOCK) -> list[tuple[str, str, tuple[str, ...]]]:
    """Give name, version and hashes of every line of a lock file."""
    found: list[tuple[str, str, list[str]]] = []
    for line in lock.read_text(encoding="utf-8").splitlines():
        if pin := PIN.match(line):
            found.append((pin["name"], pin["version"], []))
        if found:
            found[-1][2].extend(re.findall(r"--hash=sha256:([0-9a-f]{64})", line))
    return [(name, version, tuple(hashes)) for name, version, hashes in found]


def licence_of(told: Message, name: str = "") -> str:
    """Give the licence a package's metadata names: the expression, the classifiers, or the short text."""
    if expression := told.get("License-Expression"):
        return expression
    classifiers = [one.rsplit(" :: ", 1)[-1] for one in told.get_all("Classifier", []) if one.startswith("License :: ")]
    named = [one for one in classifiers if one != "OSI Approved"]
    text = (told.get("License") or "").strip()
    return " / ".join(named) or (text if 0 < len(text) <= 60 else READ_BY_US.get(name, ""))


def parts(lock: Path = LOCK) -> list[Part]:
    """
    Give every locked package with its licence.

    :raises Gap: each package that lacks something, in one message.
    """
    found, gaps = [], []
    for name, version, hashes in locked(lock):
        try:
            told = distribution(name)
            licence = licence_of(told.metadata, name)
            gaps += [f"{name}: installed {told.version}, locked {version}"] if told.version != version else []
        except PackageNotFoundError:
            licence = ""
            gaps.append(f"{name}: not installed")
        gaps += [] if hashes else [f"{name}: no hash"]
        gaps += [] if licence else [f"{name}: licence not known"]
        found.append(Part(name, version, hashes, licence))
    if gaps or not found:
        raise Gap("\n".join(gaps) or f"{lock.name}: nothing locked")
    return found


def bill(found: list[Part]) -> dict:
    """Give the bill of materials; the same lock file gives the same bill."""
    components = [
        {
            "type": "library", "bom-ref": one.purl, "name": one.name, "version": one.version, "purl": one.purl,
            "licenses": [{"license": {"name": one.licence}}],
            "hashes": [{"alg": "SHA-256", "content": value} for value in one.hashes],
        }
        for one in found
    ]  # fmt: skip
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(components, sort_keys=True))
    about = {"component": {"type": "application", "name": "chuntian", "licenses": [{"license": {"id": "Apache-2.0"}}]}}
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "serialNumber": f"urn:uuid:{serial}", "version": 1,
            "metadata": about, "components": components}  # fmt: skip


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else ROOT / "build"
    try:
        found = parts()
    except Gap as why:
        print(f"sbom: {why}", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sbom.cdx.json").write_text(json.dumps(bill(found), indent=1), encoding="utf-8")
    rows = [f"| {one.name} | {one.version} | {one.licence} |" for one in found]
    table = ["| package | version | licence |", "| --- | --- | --- |", *rows]
    (folder / "licences.md").write_text("\n".join(table) + "\n", encoding="utf-8")
    print(f"{len(found)} packages: {folder / 'sbom.cdx.json'}, {folder / 'licences.md'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
