"""What browsers report against the content policy, from every page of every journey (trust.md B10)."""

from typing import Any

POLICY = "Content Security Policy"
REPORTS: list[str] = []
LISTEN = f"""document.addEventListener("securitypolicyviolation", (why) => console.error(
  `{POLICY} report: ${{why.violatedDirective}} ${{why.blockedURI}} ${{why.sourceFile || ""}} on ${{location.pathname}}`));"""


def collect(said: Any) -> None:
    """Keep what a console says of the content policy."""
    if POLICY in said.text:
        REPORTS.append(said.text)
