"""
The cells of 国家通用盲文 (GF 0019-2018): initials, finals, tones and when a tone is left out, figures and signs.

Signs are those of liblouis' table `zhcn-cbs`, which its authors took from the standard; the tests compare syllable by syllable.
"""

INITIALS = {
    "b": "⠃", "p": "⠏", "m": "⠍", "f": "⠋", "d": "⠙", "t": "⠞", "n": "⠝", "l": "⠇", "g": "⠛", "k": "⠅", "h": "⠓", "j": "⠛",
    "q": "⠅", "x": "⠓", "zh": "⠌", "ch": "⠟", "sh": "⠱", "r": "⠚", "z": "⠵", "c": "⠉", "s": "⠎",
}  # fmt: skip
FINALS = {
    "a": "⠔", "o": "⠢", "e": "⠢", "i": "⠊", "u": "⠥", "v": "⠬", "er": "⠗", "ai": "⠪", "ao": "⠖", "ei": "⠮", "ou": "⠷", "ia": "⠫",
    "iao": "⠜", "ie": "⠑", "iu": "⠳", "ua": "⠿", "uai": "⠽", "ui": "⠺", "uo": "⠕", "ve": "⠾", "an": "⠧", "ang": "⠦", "en": "⠴",
    "eng": "⠼", "ian": "⠩", "iang": "⠭", "in": "⠣", "ing": "⠡", "uan": "⠻", "uang": "⠶", "un": "⠒", "ong": "⠲", "van": "⠯",
    "vn": "⠸", "iong": "⠹", "ê": "⠢",
}  # fmt: skip
# Syllables without an initial: pinyin writes them with y and w.
WHOLE = {
    "yi": "i", "ya": "ia", "ye": "ie", "yao": "iao", "you": "iu", "yan": "ian", "yin": "in", "yang": "iang", "ying": "ing", "yo": "o",
    "yong": "iong", "wu": "u", "wa": "ua", "wo": "uo", "wai": "uai", "wei": "ui", "wan": "uan", "wen": "un", "wang": "uang",
    "weng": "ong", "yu": "v", "yue": "ve", "yuan": "van", "yun": "vn", "ng": "eng", "n": "en", "m": "en", "hm": "en", "hng": "eng",
}  # fmt: skip
WITHOUT_FINAL = {"zhi", "chi", "shi", "ri", "zi", "ci", "si"}
TONES = {1: "⠁", 2: "⠂", 3: "⠄", 4: "⠆", 5: ""}
# The tone that is left out, by initial; by syllable where there is none; 4 for all other syllables without an initial but `e`.
SILENT_TONE = {"f": 1} | dict.fromkeys(("p", "m", "t", "n", "h", "q", "ch", "r", "c"), 2)
SILENT_TONE |= dict.fromkeys(("d", "l", "g", "k", "j", "x", "zh", "sh", "z", "s", "b"), 4)
SILENT_WHOLE = {"yi": 1, "ye": 3, "wo": 3, "you": 3, "er": 2, "e": 0, "yo": 1}
# These keep the tone that others leave out, so that zi4 is not read as 子 and le4 not as 了; 再 so that it is not read as 在.
MARKED = {("zi", 4), ("le", 4)}
MARKED_CHARACTERS = {"再"}
# Speech changes the tone of these before other syllables; braille writes the tone they have.
OWN_TONE = {"一": 1, "不": 4}
# Six words have a short form, alone and before 们.
SHORT = {"的": "⠙", "么": "⠍", "你": "⠝", "他": "⠞", "她": "⠞⠁", "它": "⠈⠞"}

NUMBER, LETTER, CAPITAL, CAPITALS = "⠼", "⠰", "⠠", "⠠⠠"
DIGITS = dict(zip("1234567890", "⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚", strict=True))
IN_NUMBER = {".": "⠄", ",": "⠂", ":": "⠒⠼"}
LATIN = dict(zip("abcdefghijklmnopqrstuvwxyz", "⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵", strict=True))
OPENING = {"（": "⠰⠤", "(": "⠰⠤", "《": "⠐⠤", "〈": "⠐⠄", "【": "⠰⠆", "〔": "⠰⠆", "[": "⠰⠆", "［": "⠰⠆", "“": "⠰⠄", "‘": "⠠⠢",
           "「": "⠠⠢", "『": "⠰⠄"}  # fmt: skip
CLOSING = {
    "，": "⠐", ",": "⠐", "、": "⠠", "。": "⠐⠆", "；": "⠰", ";": "⠰", "：": "⠠⠄", ":": "⠠⠄", "？": "⠐⠄", "?": "⠐⠄", "！": "⠰⠂",
    "!": "⠰⠂", "）": "⠤⠆", ")": "⠤⠆", "》": "⠤⠂", "〉": "⠠⠂", "】": "⠰⠆", "〕": "⠰⠆", "]": "⠰⠆", "］": "⠰⠆", "”": "⠠⠆",
    "’": "⠔⠄", "」": "⠔⠄", "』": "⠠⠆", ".": "⠲", "％": "⠼⠚⠴", "%": "⠼⠚⠴", "°": "⠘⠚",
}  # fmt: skip
JOINING = {"-": "⠤", "－": "⠤", "–": "⠤", "/": "⠸⠌", "／": "⠸⠌", "·": "⠈⠡", "・": "⠈⠡", "‧": "⠈⠡", "•": "⠸⠲", "@": "⠈⠁",
           "_": "⠨⠤", "—": "⠠⠤", "…": "⠠⠠⠠", "～": "⠐⠠⠂", "~": "⠐⠠⠂", "+": "⠐⠖", "=": "⠐⠶", "<": "⠈⠣", ">": "⠈⠜", "&": "⠈⠯",
           "×": "⠐⠦", "÷": "⠐⠌", "￥": "⠈⠽", "¥": "⠈⠽", "$": "⠈⠎", "*": "⠔⠔", "＊": "⠔⠔", "#": "⠢⠢", '"': "⠠⠶", "'": "⠄",
           "|": "⠸⠳", "^": "⠈⠢", "\\": "⠸⠡", "{": "⠰⠢", "}": "⠔⠆"}  # fmt: skip
BLANK = "⠀"
# A character that nobody can read: the words 缺字 (a character is missing) between square brackets.
MISSING = "⠰⠆⠅⠾⠁⠵⠰⠆"
# North American ASCII braille (BRF), in the order of the Unicode cells U+2800 to U+283F.
BRF = " A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)="
TO_BRF = {0x2800 + place: sign for place, sign in enumerate(BRF)}
