from chuntian.exchange.models.discrepancy import Discrepancy
from chuntian.exchange.models.partner import Partner
from chuntian.exchange.models.partner_contract import PartnerContract
from chuntian.exchange.models.partner_key import PartnerKey
from chuntian.exchange.models.partner_message import PartnerMessage
from chuntian.exchange.models.upload import BrakeConfirmation, Upload

__all__ = [
    "BrakeConfirmation",
    "Discrepancy",
    "Partner",
    "PartnerContract",
    "PartnerKey",
    "PartnerMessage",
    "Upload",
]
