"""Facts that stand in our own register: the person and the certificate."""

from chuntian.policy.facts.saying import FEDERATION, PERSON, PUBLIC_SECURITY, stated
from chuntian.rules import FromRegister, Kind

REGISTER = [
    stated("birth_date", Kind.DATE, "出生日期", "date of birth", PUBLIC_SECURITY, FromRegister("birth_date")),
    stated(
        "sex",
        Kind.TEXT,
        "性别",
        "sex",
        PUBLIC_SECURITY,
        FromRegister("sex"),
        choices={"male": ("男", "male"), "female": ("女", "female")},
    ),
    stated("hukou", Kind.DIVISION, "户籍地", "household registration", PUBLIC_SECURITY, FromRegister("hukou")),
    stated("residence", Kind.DIVISION, "常住地", "habitual residence", PERSON, FromRegister("residence")),
    stated(
        "residence_permit",
        Kind.DIVISION,
        "居住证发放地",
        "place of the residence permit",
        PUBLIC_SECURITY,
        FromRegister("residence_permit"),
    ),
    stated(
        "certificate_valid",
        Kind.BOOL,
        "残疾人证有效",
        "certificate in force",
        FEDERATION,
        FromRegister("certificate_valid"),
    ),
    stated(
        "components", Kind.COMPONENTS, "残疾类别和等级", "categories and grades", FEDERATION, FromRegister("components")
    ),
    stated(
        "grade",
        Kind.INT,
        "残疾等级",
        "grade",
        FEDERATION,
        FromRegister("grade"),
        choices={1: ("一级", "1"), 2: ("二级", "2"), 3: ("三级", "3"), 4: ("四级", "4")},
    ),
    stated(
        "certificate_status",
        Kind.TEXT,
        "残疾人证状态",
        "state of the certificate",
        FEDERATION,
        FromRegister("certificate_status"),
    ),
    stated(
        "certificate_issued_on",
        Kind.DATE,
        "发证日期",
        "certificate issued on",
        FEDERATION,
        FromRegister("certificate_issued_on"),
    ),
    stated(
        "certificate_expires_on",
        Kind.DATE,
        "残疾人证到期日",
        "certificate ends on",
        FEDERATION,
        FromRegister("certificate_expires_on"),
    ),
    stated(
        "certificate_cancelled_on",
        Kind.DATE,
        "残疾人证注销日期",
        "certificate cancelled on",
        FEDERATION,
        FromRegister("certificate_cancelled_on"),
    ),
]
