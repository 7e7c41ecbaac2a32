"""Letters spoken: numbers as they are said, our readings as sounds, a signal that is there; a voice of the operator's own."""

import io
import re
import sys
import wave
from array import array

import pytest
from tests.formats.samples import letter

from chuntian.formats.letter.audio import script, to_mp3, to_wav
from chuntian.formats.speech import CommandVoice, EspeakVoice, NoVoice, Sentence, Sound, sentences, spoken
from chuntian.formats.speech.numbers import whole


@pytest.mark.parametrize(("written", "said"), [
    ("120.00元", "一百二十元"), ("120元", "一百二十元"), ("0.50元", "五角"), ("200.05元", "二百元零五分"), ("1,200.00元", "一千二百元"),
    ("10.10元", "十元一角"), ("0.00元", "零元"), ("130.00元/月", "一百三十元每月"), ("20000000.00元", "二千万元"), ("12345元", "一万二千三百四十五元"),
    ("2024年5月1日", "二〇二四年五月一日"), ("2000年10月11日", "二〇〇〇年十月十一日"), ("12:30", "十二点三十分"), ("9：00", "九点整"),
    ("12385", "一二三八五"), ("0931-0000000", "零九三一，零零零零零零零"), ("6201**********0116", "六二零一，中间略去，零一一六"),
    ("2个", "两个"), ("第2条", "第二条"), ("2日", "二日"), ("60日内", "六十日内"), ("50%", "百分之五十"), ("3.5倍", "三点五倍"), ("９折", "九折"),
])  # fmt: skip
def test_numbers_are_said_as_people_say_them(written, said):
    assert spoken(written) == said


@pytest.mark.parametrize(("number", "said"), [
    (0, "零"), (7, "七"), (10, "十"), (11, "十一"), (20, "二十"), (101, "一百零一"), (110, "一百一十"), (1005, "一千零五"), (1050, "一千零五十"),
    (10_000, "一万"), (10_203, "一万零二百零三"), (100_010, "十万零一十"), (120_000_000, "一亿二千万"), (100_000_001, "一亿零一"),
])  # fmt: skip
def test_whole_numbers(number, said):
    assert whole(number) == said


def test_no_figure_is_left_in_what_is_said():
    told = script(letter())

    assert len(told) > 12
    assert not any(
        figure in one.text + one.pinyin.translate(str.maketrans("", "", "12345"))
        for one in told
        for figure in "0123456789"
    )


def test_names_and_polyphones_are_said_by_our_readings():
    told = " ".join(one.pinyin for one in sentences("曾䶮㛃到银行还款，行长不在。", ("曾䶮㛃",)))

    assert told == "zeng1 yan3 jie2 dao4 yin2 hang2 huan2 kuan3, hang2 zhang3 bu4 zai4"


def test_what_nobody_can_read_is_said_to_be_missing():
    assert sentences("\U0002a6d6")[0].pinyin == "que1 zi4"


def test_the_sounds_are_mandarin_and_not_spelled_in_english():
    sounds = EspeakVoice().phonemes(sentences("批准残疾人补贴，一百二十元。2024年5月1日。"))

    assert sounds[0].split() == [
        "ph'i55_|",
        "ts.'u@214n_|",
        "tsh'a35n_|",
        "tS;'i35_|",
        "z.'@35n_|",
        "p'u214_|",
        "th'iE55_|",
        "j'i51_|",
        "p'ai214_|",
        "'@r51_|",
        "s.'i.35_|",
        "j'y&35n_|",
    ]
    assert sounds[1].split() == [
        "'@r51_|",
        "l'i35N_|",
        "'@r51_|",
        "s'i[51_|",
        "n'iE35n_|",
        "w'u214_|",
        "j'yE51_|",
        "j'i55_|",
        "z.'i.51_|",
    ]


def test_every_syllable_of_a_letter_is_said_in_its_tone():
    told, tones = script(letter()), {"1": "55", "2": "35", "3": "214", "4": "51", "5": "11"}

    heard = [re.findall("214|55|35|51|11", sounds) for sounds in EspeakVoice().phonemes(told)]

    assert heard == [[tones[one[-1]] for one in sentence.pinyin.replace(",", "").split()] for sentence in told]
    assert sum(map(len, heard)) > 200


def test_a_letter_is_spoken_whole_and_loud_enough():
    with wave.open(io.BytesIO(to_wav(letter()))) as file:
        rate, samples = file.getframerate(), array("h", file.readframes(file.getnframes()))
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
    syllables = sum(len(one.pinyin.replace(",", "").split()) for one in script(letter()))
    seconds = len(samples) / rate
    heard = [max(map(abs, samples[at : at + rate])) for at in range(0, len(samples) - rate, rate)]

    assert 0.15 < seconds / syllables < 0.5
    assert max(heard) < 32768
    assert sum(loud > 3000 for loud in heard) > 0.9 * len(heard)


def test_the_same_letter_sounds_the_same_and_mp3_is_small():
    told = [Sentence("您好。", "nin2 hao3")]
    sound = EspeakVoice().speak(told)

    assert EspeakVoice().speak(told) == sound
    assert sound.to_mp3()[:2] in (b"\xff\xfb", b"\xff\xf3", b"ID")
    assert len(sound.to_mp3()) < len(sound.to_wav()) / 4


def test_a_voice_of_the_operators_own_gets_the_text_and_gives_a_wav(tmp_path):
    program = tmp_path / "voice.py"
    program.write_text(
        "import sys, wave\ntext = sys.stdin.buffer.read().decode()\n"
        "with wave.open(sys.stdout.buffer, 'wb') as out:\n"
        "    out.setparams((1, 2, 8000, 0, 'NONE', ''))\n    out.writeframes(bytes(2 * 8000) if '一百二十元' in text else bytes(2))\n",
        encoding="utf-8",
    )

    sound = CommandVoice((sys.executable, "-X", "utf8", str(program))).speak(sentences("标准120.00元。"))

    assert (sound.rate, sound.seconds) == (8000, 1.0)
    assert to_mp3(letter(), CommandVoice((sys.executable, "-X", "utf8", str(program))))


@pytest.mark.parametrize(
    "command",
    [("/no/such/voice",), (sys.executable, "-c", "print('no wav')"), (sys.executable, "-c", "raise SystemExit(3)")],
)
def test_a_voice_that_fails_says_so(command):
    with pytest.raises(NoVoice):
        CommandVoice(command).speak(sentences("您好。"))


def test_half_a_second_is_half_a_second():
    assert Sound(8000, bytes(8000)).seconds == 0.5
