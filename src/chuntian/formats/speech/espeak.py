"""
The process that speaks with espeak-ng: JSON in, sound or phonemes out. Run by voice.EspeakVoice, never imported by it.

The order of the calls is that of espeak-ng's speak_lib.h (1.52).
"""

import ctypes
import json
import sys
from array import array

VOICE = b"cmn-latn-pinyin"
RETRIEVAL, UTF8, MNEMONICS, RATE_PARAMETER = 1, 1, 0, 1
PAUSE = 0.35  # seconds between sentences
CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def main() -> None:
    """Answer one question from standard input."""
    asked = json.load(sys.stdin)
    library, rate = _opened(asked["pace"])
    if asked["what"] == "phonemes":
        json.dump([_phonemes(library, one) for one in asked["sentences"]], sys.stdout)
        return
    silence = bytes(2 * int(rate * PAUSE))
    sys.stdout.buffer.write(f"{rate}\n".encode() + silence.join(_sound(library, asked["sentences"])) + silence)


def _opened(pace: int) -> tuple[ctypes.CDLL, int]:
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = library.espeak_Initialize(RETRIEVAL, 0, espeakng_loader.get_data_path().encode(), 0)
    if rate <= 0 or library.espeak_SetVoiceByName(VOICE) != 0:
        sys.exit("espeak-ng: no Mandarin voice")
    library.espeak_SetParameter(RATE_PARAMETER, pace, 0)
    return library, rate


def _sound(library: ctypes.CDLL, sentences: list[str]) -> list[bytes]:
    found: list[array[int]] = []

    def take(samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int | None) -> int:
        if count > 0:
            found[-1].extend(samples[:count])
        return 0

    callback = CALLBACK(take)
    library.espeak_SetSynthCallback(callback)
    for sentence in sentences:
        found.append(array("h"))
        text = sentence.encode()
        if library.espeak_Synth(text, len(text) + 1, 0, 0, 0, UTF8, None, None) != 0:
            sys.exit("espeak-ng: a sentence was not spoken")
        library.espeak_Synchronize()
    return [one.tobytes() for one in found]


def _phonemes(library: ctypes.CDLL, sentence: str) -> str:
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    text = ctypes.create_string_buffer(sentence.encode())
    place = ctypes.c_void_p(ctypes.addressof(text))
    found = []
    while place.value:
        found.append((library.espeak_TextToPhonemes(ctypes.byref(place), UTF8, MNEMONICS) or b"").decode())
    return " ".join(found)


if __name__ == "__main__":
    main()
