"""The code lists of places."""

from django.db import models


class Level(models.TextChoices):
    PROVINCE = "province", "省级"
    PREFECTURE = "prefecture", "地级"
    COUNTY = "county", "县级"
    TOWN = "town", "乡级"
    VILLAGE = "village", "村级"


class OrganisationKind(models.TextChoices):
    FEDERATION = "federation", "残疾人联合会"
    CIVIL_AFFAIRS = "civil_affairs", "民政部门"
    FINANCE = "finance", "财政部门"
    TAX = "tax", "税务部门"
    TOWNSHIP = "township", "乡镇人民政府、街道办事处"
    VILLAGE = "village", "村（居）民委员会"
    PROVIDER = "provider", "服务机构"
    EMPLOYER = "employer", "用人单位"
    BANK = "bank", "银行"


class AccessFeature(models.TextChoices):
    """What lets a person with a disability use a place; each is known to be there, known not to be, or not known."""

    STEP_FREE = "step_free", "无台阶入口"
    ACCESSIBLE_TOILET = "accessible_toilet", "无障碍卫生间"
    ACCESSIBLE_PARKING = "accessible_parking", "无障碍停车位"
    TACTILE = "tactile", "盲道或盲文标识"
    SIGN_LANGUAGE = "sign_language", "手语服务"
    WRITTEN = "written", "文字交流（写字板、字幕）"
