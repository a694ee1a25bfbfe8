"""Photographs and scans: decoded to pixels and written anew, so that nothing but the picture is kept."""

from typing import BinaryIO

from PIL import Image, ImageOps

from cases.files import limits
from cases.files.unfit import Unfit


def clean(source: BinaryIO, target: BinaryIO) -> None:
    """Turned as its EXIF says, then without EXIF, comments, thumbnails, profiles and whatever was hung on behind it."""
    try:
        with Image.open(source, formats=["JPEG", "PNG"]) as opened:
            if opened.width * opened.height > limits.PIXELS:
                raise Unfit("bomb")
            kind = str(opened.format)
            picture = _pixels(ImageOps.exif_transpose(opened), kind)
    except Image.DecompressionBombError as error:
        raise Unfit("bomb") from error
    if kind == "JPEG":
        picture.save(target, "JPEG", quality=90)
    else:
        picture.save(target, "PNG")


def _pixels(picture: Image.Image, kind: str) -> Image.Image:
    """As grey or colour, with transparency where a PNG has it."""
    is_see_through = kind == "PNG" and ("A" in picture.getbands() or "transparency" in picture.info)
    mode = "RGBA" if is_see_through else "L" if picture.mode in ("1", "L", "I;16") else "RGB"
    plain = picture.convert(mode)
    plain.info = {}
    return plain
