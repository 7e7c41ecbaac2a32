"""Every place that encrypts, hashes, signs or draws lots is found by looking through the source, and stands in the inventory (ASVS 11.1.3)."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "chuntian"
PAGE = ROOT / "docs" / "reference" / "cryptography.md"
# Whoever imports one of these does cryptography, or draws random numbers.
MODULES = {
    "cryptography", "hashlib", "hmac", "secrets", "ssl", "random", "uuid", "crypt", "argon2", "nacl", "Crypto", "fido2", "jwt", "numpy.random",
}  # fmt: skip
NAMES = {
    "django.core.signing", "django.utils.crypto", "django.contrib.auth.hashers", "allauth.mfa.totp", "allauth.mfa.webauthn",
    "allauth.mfa.recovery_codes", "allauth.mfa.utils", "allauth.core.internal.cryptokit",
}  # fmt: skip
DEPRECATED = re.compile(r"\b(?:md5|MD5|DES|TripleDES|ARC4|RC4|Blowfish|ECB|PKCS1v15|sha1|SHA1)\b")
# Named on the page with their reason; anything else of that kind fails.
ALLOWED = {
    "kernel/crypto.py": "ECB",  # one block of the published example of SM4, at start
    "web/passwords.py": "sha1",  # the form in which lists of breached passwords are given
    "config/settings/test.py": "MD5",  # passwords of the tests only; production has Argon2
}


def imported(path: Path) -> set[str]:
    """Give the modules of cryptography a file uses, wherever in it they are imported."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        whole = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            whole = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
        for name in whole:
            if name.split(".")[0] in MODULES or any(name == one or name.startswith(one + ".") for one in NAMES):
                found.add(name)
    return found


def used(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*.py") if imported(path)}


def listed() -> set[str]:
    """Give the files that stand in the table of the page; a folder with /* stands for every file in it."""
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([\w/]+(?:\.py|/\*))`", row.split("|")[1])}


def test_B1_every_place_of_cryptography_is_in_the_inventory():
    folders = {name.removesuffix("*") for name in listed() if name.endswith("/*")}
    missing = {one for one in used(SOURCE) - listed() if not one.startswith(tuple(folders))}

    assert len(used(SOURCE)) > 20
    assert missing == set()


def test_B1_the_inventory_names_nothing_that_is_gone():
    assert {one for one in listed() if not one.endswith("/*")} - used(SOURCE) == set()


@pytest.mark.parametrize(
    "code",
    ["import hashlib", "from hmac import new", "def f():\n    from cryptography.fernet import Fernet", "from django.core import signing",
     "import random as r", "from allauth.mfa.totp.internal import auth"],
)  # fmt: skip
def test_B1_the_search_finds_it_however_it_is_imported(tmp_path, code):
    (tmp_path / "one.py").write_text(code)

    assert used(tmp_path) == {"one.py"}


def test_B1_what_is_out_of_date_stands_only_where_the_page_says_why():
    found = {}
    for path in SOURCE.rglob("*.py"):
        code = "\n".join(line.split("#")[0] for line in path.read_text("utf-8").splitlines())
        if words := set(DEPRECATED.findall(re.sub(r'"""(?:.|\n)*?"""', "", code))):
            found[str(path.relative_to(SOURCE))] = ", ".join(sorted(words))

    assert found == {name: word for name, word in ALLOWED.items() if name in found}
    assert set(found) >= {"kernel/crypto.py", "web/passwords.py"}
    assert all(word in PAGE.read_text("utf-8") for word in found.values())


def test_B1_no_script_of_a_page_does_cryptography_of_its_own():
    scripts = list((SOURCE / "web" / "static").rglob("*.js"))

    assert len(scripts) >= 3
    assert not [
        path.name for path in scripts if re.search(r"crypto\.subtle|Math\.random|CryptoJS", path.read_text("utf-8"))
    ]
