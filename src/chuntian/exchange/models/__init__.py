from chuntian.exchange.models.discrepancy import Discrepancy
from chuntian.exchange.models.upload import BrakeConfirmation, Upload

__all__ = ["BrakeConfirmation", "Discrepancy", "Upload"]
