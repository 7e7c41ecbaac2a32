"""Text made ready to be spoken, and the voices that speak it offline."""

from chuntian.formats.speech.spoken import Sentence, sentences, spoken
from chuntian.formats.speech.voice import CommandVoice, EspeakVoice, NoVoice, Sound, Voice

__all__ = ["CommandVoice", "EspeakVoice", "NoVoice", "Sentence", "Sound", "Voice", "sentences", "spoken"]
