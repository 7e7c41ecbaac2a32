"""
Readings that a general dictionary gives wrongly or not at all: surnames, words of our letters, rare characters.

Syllables are pinyin with the tone as a digit (5: the light tone), ü written v. Sources: Unihan kMandarin for the rare characters,
现代汉语词典 for words; liblouis and espeak-ng read the words again in the tests.
"""

SURNAMES = {
    "曾": "zeng1", "解": "xie4", "单": "shan4", "仇": "qiu2", "查": "zha1", "盖": "ge3", "朴": "piao2", "任": "ren2", "区": "ou1",
    "华": "hua4", "乐": "yue4", "覃": "qin2", "缪": "miao4", "翟": "zhai2", "黑": "he4", "折": "she2", "员": "yun4", "秘": "bi4",
    "种": "chong2", "冼": "xian3", "郇": "xun2", "繁": "po2", "牟": "mu4", "尉": "wei4", "万": "wan4", "燕": "yan1", "应": "ying1",
    "纪": "ji3", "宁": "ning4", "召": "shao4", "相": "xiang4", "石": "shi2", "车": "che1", "沈": "shen3", "葛": "ge3", "那": "na1",
    "逄": "pang2", "令": "ling2", "晟": "cheng2", "訾": "zi1", "隗": "kui2", "佴": "nai4", "祭": "zhai4", "教": "jiao4",
}  # fmt: skip
DOUBLE_SURNAMES = {
    "尉迟": "yu4 chi2", "长孙": "zhang3 sun1", "万俟": "mo4 qi2", "澹台": "tan2 tai2", "单于": "chan2 yu2", "令狐": "ling2 hu2",
    "欧阳": "ou1 yang2", "司马": "si1 ma3", "上官": "shang4 guan1", "诸葛": "zhu1 ge3", "夏侯": "xia4 hou2", "东方": "dong1 fang1",
    "皇甫": "huang2 fu3", "鲜于": "xian1 yu2", "宇文": "yu3 wen2", "慕容": "mu4 rong2", "司徒": "si1 tu2", "公孙": "gong1 sun1",
}  # fmt: skip
# Characters of names that are in no common dictionary (trust.md A24, C22).
RARE = {"䶮": "yan3", "㛃": "jie2", "𠮷": "ji2", "𬱖": "di2", "溁": "ying2"}  # fmt: skip
# Words, with blanks where braille parts them: each overrides what the dictionary says.
WORDS = {
    "残疾人": "can2 ji2 ren2", "残联": "can2 lian2", "低保": "di1 bao3", "低保证": "di1 bao3 zheng4", "特困": "te4 kun4",
    "残疾人证": "can2 ji2 ren2 zheng4", "起计发": "qi3 ji4 fa1", "不予": "bu4 yu3", "给予": "ji3 yu3", "予以": "yu3 yi3",
    "朝阳区": "chao2 yang2 qu1", "朝阳": "chao2 yang2", "还款": "huan2 kuan3", "还清": "huan2 qing1", "归还": "gui1 huan2",
    "退还": "tui4 huan2", "还给": "huan2 gei3", "还了": "huan2 le5", "还书": "huan2 shu1", "还债": "huan2 zhai4",
    "办得到": "ban4 de2 dao4", "办不到": "ban4 bu5 dao4", "得去": "dei3 qu4", "得交": "dei3 jiao1", "必须得": "bi4 xu1 dei3",
    "头发": "tou2 fa5", "中奖": "zhong4 jiang3", "干净": "gan1 jing4", "比率": "bi3 lv4", "了解": "liao3 jie3", "一次": "yi1 ci4",
    "行长": "hang2 zhang3", "银行": "yin2 hang2", "行走": "xing2 zou3", "分行": "fen1 hang2", "支行": "zhi1 hang2",
    "为您": "wei4 nin2", "为你": "wei4 ni3", "为他": "wei4 ta1", "为她": "wei4 ta1", "为其": "wei4 qi2", "为我": "wei4 wo3",
    "为本人": "wei4 ben3 ren2", "为残疾人": "wei4 can2 ji2 ren2", "为准": "wei2 zhun3", "作为": "zuo4 wei2", "为人": "wei2 ren2", "为止": "wei2 zhi3", "认为": "ren4 wei2", "成为": "cheng2 wei2",
    "重庆": "chong2 qing4", "重新": "chong2 xin1", "重复": "chong2 fu4", "重度": "zhong4 du4", "多重": "duo1 chong2",
    "双重": "shuang1 chong2", "重残": "zhong4 can2", "数一数": "shu3 yi4 shu3", "数数": "shu3 shu4", "应答": "ying4 da2",
    "周岁": "zhou1 sui4", "大夫": "dai4 fu5", "着急": "zhao2 ji2", "着落": "zhuo2 luo4", "结实": "jie1 shi5", "教书": "jiao1 shu1",
    "间断": "jian4 duan4", "差别": "cha1 bie2", "参差": "cen1 ci1", "人参": "ren2 shen1", "便宜": "pian2 yi5", "量体温": "liang2 ti3 wen1",
    "看护": "kan1 hu4", "供养": "gong1 yang3", "提供": "ti2 gong1", "口供": "kou3 gong4", "难民": "nan4 min2", "传记": "zhuan4 ji4",
    "系鞋带": "ji4 xie2 dai4", "宁夏": "ning2 xia4", "宁可": "ning4 ke3", "都市": "du1 shi4", "首都": "shou3 du1", "都是": "dou1 shi4",
    "薄弱": "bo2 ruo4", "角色": "jue2 se4", "尽快": "jin3 kuai4", "尽力": "jin4 li4", "暂行": "zan4 xing2", "长大": "zhang3 da4",
    "处理": "chu3 li3", "到处": "dao4 chu4", "觉得": "jue2 de5", "睡觉": "shui4 jiao4", "数量": "shu4 liang4", "降低": "jiang4 di1",
    "投降": "tou2 xiang2", "占用": "zhan4 yong4", "调整": "tiao2 zheng3", "调查": "diao4 cha2", "兴趣": "xing4 qu4", "兴办": "xing1 ban4",
    "听得懂": "ting1 de5 dong3", "走得动": "zou3 de5 dong4", "看得见": "kan4 de5 jian4", "得了": "de2 le5", "受得了": "shou4 de5 liao3",
    "受不了": "shou4 bu4 liao3", "办得了": "ban4 de5 liao3", "办不了": "ban4 bu4 liao3", "西固": "xi1 gu4", "区民政局": "qu1 min2 zheng4 ju2",
    "的士": "di2 shi4", "目的": "mu4 di4", "的确": "di2 que4", "地址": "di4 zhi3", "慢慢地": "man4 man4 de5", "好地": "hao3 de5",
}  # fmt: skip
