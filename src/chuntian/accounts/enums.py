"""Who works in Chuntian (design.md section 4) and what may be done in it."""

from django.db import models


class Role(models.TextChoices):
    CITIZEN = "citizen", "残疾人或监护人"
    LIAISON = "liaison", "专职委员"
    TOWNSHIP_CLERK = "township_clerk", "乡镇（街道）经办"
    COUNTY_CLERK = "county_clerk", "县残联经办"
    COUNTY_APPROVER = "county_approver", "县残联审批"
    CIVIL_AFFAIRS = "civil_affairs", "县民政局"
    FINANCE_PREPARER = "finance_preparer", "资金制单"
    FINANCE_APPROVER = "finance_approver", "资金复核"
    PROVIDER = "provider", "服务机构"
    EMPLOYER = "employer", "用人单位"
    CADRE = "cadre", "结对干部"
    SUPERVISOR = "supervisor", "市、省督导"
    AUDITOR = "auditor", "审计"
    ADMIN = "admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"


# Whoever works here proves who he is twice (trust.md B7); a person looking after his own affairs may.
STAFF = frozenset(set(Role.values) - {Role.CITIZEN})


class AuthorityKind(models.TextChoices):
    GUARDIAN = "guardian", "监护人"
    HELPER = "helper", "受托代办人"


class Do(models.TextChoices):
    """What can be asked of the platform; `can(user, action)` takes these words."""

    OWN_FILE = "own.file", "查看自己的档案，或有授权的人的档案"
    PERSON_VIEW = "person.view", "查看人员档案"
    PERSON_REVEAL = "person.reveal", "查看完整证件号码"
    PERSON_EDIT = "person.edit", "登记事实、修改联系方式"
    LIST_UPLOAD = "list.upload", "上传名单"
    LIST_COMMIT = "list.commit", "名单入库"
    BRAKE_CONFIRM = "brake.confirm", "确认刹车后放行"
    DISCREPANCY_DECIDE = "discrepancy.decide", "处理比对疑点"
    TASK_WORK = "task.work", "办理任务"
    VISIT_RECORD = "visit.record", "记录入户走访"
    CASE_APPLY = "case.apply", "提出申请"
    CASE_CHECK = "case.check", "初审、核对"
    CASE_DECIDE = "case.decide", "审批"
    RESTRICTED_VIEW = "restricted.view", "查看限制知悉的服务（精神健康）"
    SERVICE_DELIVER = "service.deliver", "登记服务"
    LEVY_FILE = "levy.file", "申报按比例就业"
    PAY_PREPARE = "pay.prepare", "编制发放批次"
    PAY_APPROVE = "pay.approve", "复核发放批次"
    MEASURES_VIEW = "measures.view", "查看指标"
    REPORT_MAKE = "report.make", "编写报告"
    PROGRAMMES_VIEW = "programmes.view", "查看政策"
    SIMULATE = "simulate", "政策模拟"
    LAW_PREPARE = "law.prepare", "拟定标准变更"
    LAW_APPROVE = "law.approve", "批准标准变更"
    BULK_DECIDE = "bulk.decide", "作为另一人同意大量查看和导出"
    ERASE_APPROVE = "person.erase", "作为另一人批准清除个人信息"
    AUDIT_VIEW = "audit.view", "查看审计记录"
    SYSTEM_ADMIN = "system.admin", "系统管理：账号和任职"
    SECURITY_ADMIN = "security.admin", "安全管理：第二步验证和停用"


class Mask(models.TextChoices):
    """How much of a person a role may see (the field mask of a scope)."""

    ALL = "all", "全部业务字段"
    CONTACT = "contact", "姓名、住址、联系方式、服务需求"
    NONE = "none", "不见个人"
