"""The entities of services, one file each."""

from chuntian.services.models.agreement import Agreement, AgreementAction, AgreementSpan
from chuntian.services.models.appointment import Appointment
from chuntian.services.models.assessment import Assessment, ScaleForm
from chuntian.services.models.claim import Claim, ClaimLine
from chuntian.services.models.device import Device, DeviceAction, Fitting, Loan
from chuntian.services.models.need import Need
from chuntian.services.models.order import Acceptance, Order, OrderItem
from chuntian.services.models.provider import Offer, Provider, ShutDay
from chuntian.services.models.session import Session
from chuntian.services.models.works import HomeWorks, PlanItem, Project, Room, RoomPhoto

__all__ = [
    "Acceptance", "Agreement", "AgreementAction", "AgreementSpan", "Appointment", "Assessment", "Claim", "ClaimLine", "Device",
    "DeviceAction", "Fitting", "HomeWorks", "Loan", "Need", "Offer", "Order", "OrderItem", "PlanItem", "Project",
    "Provider", "Room", "RoomPhoto", "ScaleForm", "Session", "ShutDay",
]  # fmt: skip
