"""Letters for the tests of the forms: every kind of decision, with names and figures that are hard to read."""

from chuntian.formats.letter import Heading, Items, Letter, Paragraph
from chuntian.formats.letter.gist import Gist, Says

MATTER = "重度残疾人护理补贴"
OFFICE = "先锋路街道办事处"
MARK = "演示：标准为虚构，不得据此发放"
GISTS = {
    Says.APPROVED: {"amount_fen": 12000, "unit": "元/月", "first_month": "2024年1月", "object_until": "2024年5月6日"},
    Says.REFUSED: {"why": ("残疾等级",), "object_until": "2024年5月6日"},
    Says.PAPERS: {"asked": "缺户口簿复印件"},
    Says.ENTITLED: {"amount_fen": 13050, "unit": "元/月"},
    Says.RECEIVING: {"amount_fen": 13050, "unit": "元/月"},
    Says.NOT_ENTITLED: {"why": ("残疾等级", "低保")},
    Says.UNKNOWN: {"why": ("工伤保险生活护理费",)},
    Says.UPHELD: {"object_until": "2024年5月6日"},
    Says.CHANGED: {},
    Says.REVIEW_NOT_TAKEN: {"object_until": "2024年5月6日"},
    Says.ANSWERED: {"object_until": "2024年4月7日"},
    Says.COMPLAINT_NOT_TAKEN: {"object_until": "2024年4月7日"},
}


def letter(says: Says = Says.APPROVED, amount: str = "120.00", day: str = "2024年3月5日") -> Letter:
    """Give a letter about one decision."""
    return Letter(
        title=f"{MATTER}批准决定书",
        number="申请编号：1024",
        reader="曾䶮㛃（公民身份号码6201**********0116，监护人阿依古丽·买买提）：",
        about=f"您于{day}申请{MATTER}。经审核，现决定如下。",
        blocks=(
            Heading("决定"), Paragraph(f"当前标准：{amount}元/月。"),
            Heading("理由和依据"), Items(("符合：残疾等级为一级或二级（登记为一级）。", "符合：户籍在本地。"), numbered=True),
            Heading("找谁问"), Items((f"{OFFICE}：受理申请。电话：0931-0000000（可以当面递交书面材料，书面来的书面答复）。",)),
            Paragraph("需要大字版、易读版的，可以提出。"), Paragraph("办理有困难的，可以请人帮助。"),
        ),
        office="西固区民政局", day=day, marks=(MARK,), names=("曾䶮㛃", "阿依古丽·买买提"),
        gist=Gist(says, MATTER, OFFICE, phone="0931-0000000", address="示范路1号", **GISTS[says]),
    )  # fmt: skip
