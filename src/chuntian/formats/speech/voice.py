"""
Voices that work offline. espeak-ng comes with the packages: clear, and robotic. A better one is any program that reads text.

espeak-ng is under the GPL: it runs as a process of its own and is handed text, never linked into this one.
"""

import io
import json
import subprocess
import sys
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chuntian.formats.speech.spoken import Sentence

LONGEST_WAIT = 300  # seconds for one letter
PACE = 160  # words a minute: slower than espeak's 175


class NoVoice(RuntimeError):
    """No voice could speak the text."""


@dataclass(frozen=True)
class Sound:
    """Spoken text: signed 16-bit samples of one channel."""

    rate: int
    samples: bytes

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / 2 / self.rate

    def to_wav(self) -> bytes:
        """Give it as a WAV file."""
        target = io.BytesIO()
        with wave.open(target, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self.rate)
            file.writeframes(self.samples)
        return target.getvalue()

    def to_mp3(self, kilobits: int = 48) -> bytes:
        """Give it as an MP3 file: a twentieth of the WAV's size, for a telephone."""
        import lameenc

        encoder = lameenc.Encoder()
        encoder.set_bit_rate(kilobits)
        encoder.set_in_sample_rate(self.rate)
        encoder.set_channels(1)
        encoder.set_quality(5)
        encoder.silence()
        return bytes(encoder.encode(self.samples)) + bytes(encoder.flush())


class Voice(Protocol):
    """Whatever speaks sentences of Mandarin."""

    def speak(self, told: Sequence[Sentence]) -> Sound:
        """
        Speak sentences one after another.

        :raises NoVoice: it could not.
        """
        ...


class EspeakVoice:
    """espeak-ng 1.52 from the package espeakng-loader, fed with our own readings (Debian's copy spells Chinese in English)."""

    def speak(self, told: Sequence[Sentence]) -> Sound:
        """Speak sentences by their pinyin."""
        rate, _, samples = self._ask("speak", told).partition(b"\n")
        return Sound(int(rate), samples)

    def phonemes(self, told: Sequence[Sentence]) -> list[str]:
        """Give the sounds of each sentence in espeak's own signs, whose tones (55, 35, 214, 51, 11) IPA would merge."""
        return list(json.loads(self._ask("phonemes", told)))

    def _ask(self, what: str, told: Sequence[Sentence]) -> bytes:
        asked = json.dumps({"what": what, "pace": PACE, "sentences": [one.pinyin for one in told]})
        return _run([sys.executable, "-I", "-m", "chuntian.formats.speech.espeak"], asked.encode())


@dataclass(frozen=True)
class CommandVoice:
    """A voice of the operator's own: a program that reads UTF-8 text on its input and writes a WAV file (16-bit mono)."""

    command: tuple[str, ...]

    def speak(self, told: Sequence[Sentence]) -> Sound:
        """Speak sentences by their text."""
        answered = _run(list(self.command), "\n".join(one.text for one in told).encode())
        try:
            with wave.open(io.BytesIO(answered)) as file:
                if (file.getnchannels(), file.getsampwidth()) != (1, 2):
                    raise NoVoice("语音程序给出的不是16位单声道WAV")
                return Sound(file.getframerate(), file.readframes(file.getnframes()))
        except (wave.Error, EOFError) as why:
            raise NoVoice(f"语音程序没有给出WAV：{why}") from why


def _run(command: list[str], asked: bytes) -> bytes:
    try:
        done = subprocess.run(command, input=asked, capture_output=True, timeout=LONGEST_WAIT, check=False)
    except (OSError, subprocess.TimeoutExpired) as why:
        raise NoVoice(f"语音程序没有运行：{why}") from why
    if done.returncode or not done.stdout:
        raise NoVoice(f"语音程序失败：{done.stderr.decode(errors='replace').strip()[-200:]}")
    return done.stdout
