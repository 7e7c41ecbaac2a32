"""
The documents that programmes and parameters cite, each with its mark in the collected rules and how sure we are of it.

Marks: F = found in stored public material, S = a document of the client, M = known by name, text not seen, D = our own derivation.
Many pages are second-hand copies: `url_text` says where the text was read, never that it is the official address.
"""

from datetime import date

from chuntian.kernel.citations import Source

KINDS_OF_MARK = {"F": "found", "S": "seed", "M": "memory", "D": "derived"}


def _source(
    slug: str,
    title: str,
    *,
    mark: str,
    confidence: str,
    number: str = "",
    issuer: str = "",
    issued_on: date | None = None,
    in_force_from: date | None = None,
    at: str = "",
) -> Source:
    return Source(
        slug=slug,
        title=title,
        number=number,
        issuer=issuer,
        issued_on=issued_on,
        in_force_from=in_force_from,
        mark=KINDS_OF_MARK[mark[0]],
        confidence=confidence,
        url_text=f"[{mark}] {at}".strip(),
    )


# --- the two subsidies ---------------------------------------------------------------------------------------------------
gansu_subsidies = _source(
    "gansu_subsidies",
    "甘肃残疾人补贴申请条件及范围",
    mark="F1",
    confidence="high",
    issuer="甘肃省（实施文件转载，原文号未见）",
    at="m.ljsggw.cn/techan/79366.html",
)
national_subsidies = _source(
    "national_subsidies",
    "国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见",
    mark="F1a",
    confidence="high",
    number="国发〔2015〕52号",
    issuer="国务院",
    in_force_from=date(2016, 1, 1),
)
gansu_standards = _source(
    "gansu_standards",
    "甘肃省民政厅关于残疾人两项补贴标准的说明",
    mark="F2",
    confidence="high",
    issuer="甘肃省民政厅",
    at="finance.xiangyang.net/caijing/20191014/75.html",
)
akesai_standards = _source(
    "akesai_standards",
    "阿克塞县2025年残疾人两项补贴标准",
    mark="F3",
    confidence="high",
    issuer="阿克塞哈萨克族自治县",
    at="paper.chinajiuquan.com/index/news/detail_news.html?id=377242",
)
cross_province = _source(
    "cross_province",
    "关于开展残疾人两项补贴资格认定申请“跨省通办”的通知",
    mark="F4",
    confidence="high",
    in_force_from=date(2021, 4, 22),
    at="56tv.org/news/20220826/45236.html",
)
nanan_guide = _source(
    "nanan_guide",
    "南安市残疾人两项补贴办理指南",
    mark="F6",
    confidence="high",
    issued_on=date(2022, 11, 11),
    at="www.nanan.gov.cn",
)
guizhou_precise = _source(
    "guizhou_precise",
    "贵州省残疾人两项补贴精准发放通知",
    mark="F9",
    confidence="low",
    issued_on=date(2024, 8, 30),
    at="workercn.cn",
)
hengyang_stop = _source("hengyang_stop", "衡阳市残疾人两项补贴停发情形", mark="F10", confidence="low")
other_cities_exclusions = _source(
    "other_cities_exclusions",
    "其他城市两项补贴政策文本（福利机构儿童、服刑人员）",
    mark="F47",
    confidence="low",
    at="www.ycq.gov.cn",
)
shaanxi_standards = _source(
    "shaanxi_standards",
    "陕西省困难残疾人生活补贴和重度残疾人护理补贴实施意见",
    mark="F19",
    confidence="medium",
    number="陕政发〔2016〕2号",
    issuer="陕西省人民政府",
    in_force_from=date(2016, 1, 1),
)

# --- certificates --------------------------------------------------------------------------------------------------------
certificate_rules = _source(
    "certificate_rules",
    "中华人民共和国残疾人证管理办法",
    mark="F11",
    confidence="high",
    number="残联发〔2017〕34号",
    issuer="中国残疾人联合会",
    issued_on=date(2017, 5, 27),
    in_force_from=date(2018, 1, 1),
    at="www.bdpf.org.cn",
)
certificate_anywhere = _source(
    "certificate_anywhere",
    "残疾人证六项业务“跨省通办”",
    mark="F15",
    confidence="high",
    in_force_from=date(2021, 6, 28),
)
disability_standard = _source(
    "disability_standard",
    "残疾人残疾分类和分级",
    mark="F17",
    confidence="high",
    number="GB/T 26341-2010",
    issued_on=date(2011, 1, 14),
    in_force_from=date(2011, 5, 1),
)

# --- children, rehabilitation, devices -----------------------------------------------------------------------------------
national_children = _source(
    "national_children",
    "国务院关于建立残疾儿童康复救助制度的意见",
    mark="F20",
    confidence="high",
    number="国发〔2018〕20号",
    issuer="国务院",
    in_force_from=date(2018, 10, 1),
)
gansu_children = _source(
    "gansu_children",
    "甘肃省人民政府关于建立残疾儿童康复救助制度的实施意见",
    mark="F18",
    confidence="high",
    number="甘政发〔2018〕62号",
    issuer="甘肃省人民政府",
    in_force_from=date(2018, 10, 1),
    at="lanzhou.baogaosu.com（甘肃经济日报2018-09-17）",
)
gansu_children_project = _source(
    "gansu_children_project",
    "甘肃省2020年残疾儿童康复救助项目",
    mark="F18b",
    confidence="high",
    issued_on=date(2020, 5, 14),
    at="gansu.gansudaily.com.cn/system/2020/05/14/017433020.shtml",
)
rehabilitation_regulation = _source(
    "rehabilitation_regulation",
    "残疾预防和残疾人康复条例",
    mark="F27",
    confidence="high",
    number="国务院令第675号",
    issuer="国务院",
)
precise_rehabilitation = _source(
    "precise_rehabilitation",
    "残疾人精准康复服务行动实施方案",
    mark="F48",
    confidence="medium",
    at="m.zgkjsz.com/page/2018/0303/15470413.shtml",
)

# --- employment levy -----------------------------------------------------------------------------------------------------
employment_regulation = _source(
    "employment_regulation",
    "残疾人就业条例",
    mark="F27",
    confidence="high",
    number="国务院令第488号",
    issuer="国务院",
    in_force_from=date(2007, 5, 1),
)
levy_rules = _source(
    "levy_rules",
    "残疾人就业保障金征收使用管理办法",
    mark="F28",
    confidence="high",
    number="财税〔2015〕72号",
    issuer="财政部、国家税务总局、中国残联",
    at="m.64365.com/special/23853630",
)
levy_cap = _source(
    "levy_cap",
    "关于降低部分政府性基金征收标准的通知",
    mark="M",
    confidence="high",
    number="财税〔2018〕39号",
    issuer="财政部",
    in_force_from=date(2018, 4, 1),
)
levy_2019 = _source(
    "levy_2019",
    "关于调整残疾人就业保障金征收政策的公告",
    mark="F19",
    confidence="high",
    number="财政部公告2019年第98号",
    issuer="财政部",
    in_force_from=date(2020, 1, 1),
)
levy_2023 = _source(
    "levy_2023",
    "关于延续实施残疾人就业保障金优惠政策的公告",
    mark="F22",
    confidence="high",
    number="财政部公告2023年第8号",
    issuer="财政部",
    in_force_from=date(2023, 1, 1),
    at="80club.cn/gonggao/2025/0515/1032.html",
)
gansu_employment = _source(
    "gansu_employment",
    "甘肃省残疾人就业办法",
    mark="F21",
    confidence="high",
    number="甘肃省人民政府令第100号",
    issuer="甘肃省人民政府",
    in_force_from=date(2013, 4, 10),
)
gansu_levy = _source(
    "gansu_levy",
    "甘肃省残疾人就业保障金征收使用管理实施办法",
    mark="F21",
    confidence="medium",
    number="甘政办发〔2020〕87号",
    issuer="甘肃省人民政府办公厅",
    issued_on=date(2020, 8, 29),
    at="0798ci.com/policy/92697.html",
)
qingyang_certification = _source(
    "qingyang_certification",
    "庆阳市2025年按比例安排残疾人就业认证通告",
    mark="F24",
    confidence="high",
    number="残联厅函〔2022〕63号",
    issued_on=date(2025, 3, 5),
    at="paper.qingyangwang.com.cn",
)
other_rewards = _source(
    "other_rewards",
    "各省超比例安排残疾人就业奖励办法（汇编）",
    mark="F19",
    confidence="medium",
)

# --- other programmes ----------------------------------------------------------------------------------------------------
home_modification_notice = _source(
    "home_modification_notice",
    "庄浪县2024年困难重度残疾人家庭无障碍改造公告",
    mark="F30",
    confidence="high",
    issued_on=date(2024, 3, 15),
    at="m.bidcenter.com.cn/news-17-275522674.html",
)
accessibility_law = _source(
    "accessibility_law",
    "中华人民共和国无障碍环境建设法",
    mark="F27",
    confidence="high",
    in_force_from=date(2023, 9, 1),
)
fuel_rules = _source(
    "fuel_rules",
    "关于残疾人机动轮椅车燃油补贴的通知",
    mark="F31",
    confidence="high",
    number="财社〔2010〕256号",
    issuer="财政部、中国残联",
    at="lanzhou.baogaosu.com（天祝2015）",
)
pension_rules = _source(
    "pension_rules",
    "国务院关于建立统一的城乡居民基本养老保险制度的意见",
    mark="M",
    confidence="high",
    number="国发〔2014〕8号",
    issuer="国务院",
)
monitoring_qinan = _source(
    "monitoring_qinan",
    "秦安县防止返贫动态监测问答",
    mark="F32",
    confidence="high",
    at="www.qinan.gov.cn/info/11792/1360362.htm",
)
monitoring_line = _source(
    "monitoring_line",
    "兰州新区2025年防止返贫监测范围",
    mark="F34",
    confidence="high",
    number="甘农领办发〔2025〕4号",
    issued_on=date(2025, 4, 9),
    at="www.lzxq.gov.cn/system/2025/04/09/031165473.shtml",
)

# --- documents of the client ---------------------------------------------------------------------------------------------
gansu_report = _source(
    "gansu_report", "甘肃省残联围绕大局谋实抓细惠残项目", mark="S0", confidence="high", issued_on=date(2023, 10, 16)
)
linxia_report = _source(
    "linxia_report", "临夏州残联工作综述（民族日报）", mark="S1", confidence="high", issued_on=date(2025, 5, 13)
)
xigu_plan = _source(
    "xigu_plan",
    "兰州市西固区“十四五”残疾人保障和发展规划",
    mark="S2",
    confidence="high",
    issuer="兰州市西固区人民政府",
    issued_on=date(2022, 9, 6),
    at="www.xigu.gov.cn",
)
ankang_report = _source(
    "ankang_report", "安康市2023年全市残疾人工作回眸", mark="S3", confidence="high", issued_on=date(2024, 1, 11)
)
lanzhou_report = _source("lanzhou_report", "2024年兰州市残疾人工作成果（兰州晨报）", mark="S4", confidence="high")

# --- our own --------------------------------------------------------------------------------------------------------------
our_decision = _source("our_decision", "春天平台解释口径（待主管部门确认）", mark="D", confidence="medium")

SOURCES: dict[str, Source] = {one.slug: one for one in list(globals().values()) if isinstance(one, Source)}
