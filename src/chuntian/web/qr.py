"""A text as a QR picture that the page itself draws, without a file."""

import qrcode

QUIET = 4  # the white edge that a camera needs, in modules


def qr(text: str) -> dict[str, object]:
    """Give the path of the dark squares, and how many squares a side has, the quiet edge with it."""
    picture = qrcode.QRCode(border=QUIET, error_correction=qrcode.constants.ERROR_CORRECT_M)
    picture.add_data(text)
    rows = picture.get_matrix()
    path = "".join(
        f"M{column} {line}h1v1h-1z" for line, row in enumerate(rows) for column, dark in enumerate(row) if dark
    )
    return {"qr_path": path, "qr_size": len(rows)}
