"""
Ask for known vulnerabilities of every locked package, and be red when it could not ask.

    python tools/audit.py [--index https://pypi.org/pypi]        `make audit`

Exit status 0: all were asked and none is known; 1: some are known; 2: it could not look, which is never "none".
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).resolve().parent))
from sbom import locked

INDEX = "https://pypi.org/pypi"
Ask = Callable[[str], bytes]


def ask(address: str) -> bytes:
    """Get an answer of the index within half a minute."""
    with urlopen(address, timeout=30) as answer:
        return answer.read()


def audit(packages: list[tuple[str, str]], index: str = INDEX, ask: Ask = ask) -> tuple[list[str], list[str]]:
    """Give what is known against the packages, and those that could not be looked up."""
    known, blind = [], []
    for name, version in packages:
        try:
            told = json.loads(ask(f"{index}/{name}/{version}/json"))
            if told["info"]["version"] != version:
                raise ValueError("another version was answered")
            known += [f"{name} {version}: {one['id']} {one.get('summary') or ''}".strip() for one in told["vulnerabilities"]
                      if not one.get("withdrawn")]  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError) as why:
            blind.append(f"{name} {version}: {type(why).__name__}: {why}")
    return known, blind


def main(arguments: list[str], ask: Ask = ask) -> int:
    index = arguments[arguments.index("--index") + 1] if "--index" in arguments else INDEX
    packages = [(name, version) for name, version, _ in locked()]
    known, blind = audit(packages, index, ask)
    for line in known:
        print(f"✗ {line}")
    for line in blind:
        print(f"? 没有查到 · could not look: {line}")
    if blind or not packages:
        print(f"没有查全，不能说没有漏洞 · {len(blind)} of {len(packages)} not looked up: this is no clean result")
        return 2
    print(f"{len(packages)} packages, {len(known)} known vulnerabilities")
    return 1 if known else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
