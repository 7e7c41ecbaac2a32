"""Loaded by Orca itself (its own way to be customised): write each thing it says, and that it is still busy, to a file."""

import json
import os
import re

from orca import debug, settings, speech

RECORD = open(os.environ["CHUNTIAN_SPOKEN"], "a", buffering=1, encoding="utf-8")  # noqa: SIM115 - as long as Orca lives
SPOKEN = re.compile(r"SPEECH OUTPUT: '(.*?)'(?: voice=\w+)?\s*[\[{]", re.DOTALL)
settings.silenceSpeech = False


def println(level, text="", timestamp=False):
    """Take what Orca tells its record; what is said stands whole in a line of its own."""
    if said := SPOKEN.match(text):
        RECORD.write(json.dumps(said[1], ensure_ascii=False) + "\n")
    elif text.startswith("ORCA: Starting ATSPI registry"):
        RECORD.write("ready\n")
    elif text.startswith(("EVENT MANAGER: Pro", "^^^^^", "vvvvv")):
        RECORD.write(".\n")


def heard(utterances):
    """Write down each sentence as it is taken to be read in a row."""
    for context, voice in utterances:
        RECORD.write(json.dumps(context.utterance, ensure_ascii=False) + "\n")
        yield [context, voice]


in_a_row = speech.sayAll
debug.println = println
speech.sayAll = lambda utterances, told: in_a_row(heard(utterances), told)
