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
