"""What a person gets in writing: the decision of a case, what papers it lacks, what came of a review or a complaint, what a programme says of him today."""

from chuntian.casework.letters.answered import letter_of_answer
from chuntian.casework.letters.decided import letter_of_case
from chuntian.casework.letters.lacking import NotDecided
from chuntian.casework.letters.notice import notice_of_person

__all__ = ["NotDecided", "letter_of_answer", "letter_of_case", "notice_of_person"]
