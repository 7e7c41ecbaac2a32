"""The spoken form of a letter."""

from chuntian.formats.letter.source import Items, Letter
from chuntian.formats.speech import EspeakVoice, Sentence, Voice, sentences

ORDER = "第{number}，"


def script(letter: Letter) -> list[Sentence]:
    """Give what is said, sentence by sentence, in reading order."""
    texts = [letter.title, letter.number, *letter.marks, letter.reader, letter.about]
    for block in letter.blocks:
        if isinstance(block, Items):
            orders = [ORDER.format(number=at) if block.numbered else "" for at in range(1, len(block.texts) + 1)]
            texts += [order + text for order, text in zip(orders, block.texts, strict=True)]
        else:
            texts.append(block.text)
    return [one for text in [*texts, letter.office, letter.day] for one in sentences(text, letter.names)]


def to_wav(letter: Letter, voice: Voice | None = None) -> bytes:
    """
    Speak the letter as WAV.

    :raises NoVoice: no voice could.
    """
    return (voice or EspeakVoice()).speak(script(letter)).to_wav()


def to_mp3(letter: Letter, voice: Voice | None = None) -> bytes:
    """
    Speak the letter as MP3.

    :raises NoVoice: no voice could.
    """
    return (voice or EspeakVoice()).speak(script(letter)).to_mp3()
