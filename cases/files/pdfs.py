"""PDF files: opened, counted, and written anew without metadata, scripts, embedded files and actions that reach outside."""

from typing import Any, BinaryIO

import pikepdf

from cases.files import limits
from cases.files.unfit import Unfit

# Dictionary entries that act by themselves, carry files, or tell of the author and the machine.
REMOVED = (
    "/OpenAction", "/AA", "/JS", "/JavaScript", "/EmbeddedFiles", "/EmbeddedFile", "/EF", "/AF", "/Metadata", "/PieceInfo", "/XFA",
    "/Collection", "/Threads", "/URI", "/SpiderInfo", "/LastModified", "/Thumb", "/RichMediaContent", "/RichMediaSettings", "/3DD",
    "/Rendition", "/Movie",
)  # fmt: skip
ACTIONS = (
    "/Launch", "/JavaScript", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/URI", "/Rendition", "/Movie", "/Sound", "/Hide",
    "/SetOCGState", "/Trans", "/GoTo3DView", "/RichMediaExecute", "/ResetForm", "/Named",
)  # fmt: skip
PACKINGS = ("/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/ASCII85Decode", "/ASCIIHexDecode")
ANNOTATIONS = ("/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D")


def clean(source: BinaryIO, target: BinaryIO) -> None:
    pikepdf.settings.set_qpdf_limits(
        parser_max_nesting=limits.NESTING,
        parser_max_container_size=limits.PDF_OBJECTS,
        parser_max_container_size_damaged=limits.PDF_OBJECTS,
        max_stream_filters=4,
        flate_max_memory=limits.UNPACKED_STREAM,
        run_length_max_memory=limits.UNPACKED_STREAM,
        png_max_memory=limits.UNPACKED_STREAM,
        tiff_max_memory=limits.UNPACKED_STREAM,
    )
    try:
        with pikepdf.open(source, attempt_recovery=False, suppress_warnings=True) as pdf:
            _check(pdf)
            _unpack(pdf)
            _strip(pdf)
            pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, fix_metadata_version=False)
    except pikepdf.PasswordError as error:
        raise Unfit("encrypted") from error
    except pikepdf.PdfError as error:
        raise Unfit("bomb" if "memory" in str(error) else "broken") from error


def _check(pdf: pikepdf.Pdf) -> None:
    if pdf.is_encrypted:
        raise Unfit("encrypted")
    if len(pdf.objects) > limits.PDF_OBJECTS or len(pdf.pages) > limits.PDF_PAGES:
        raise Unfit("bomb")
    if not pdf.pages:
        raise Unfit("broken")
    for page in pdf.pages:
        if page.obj.get("/Type") != pikepdf.Name.Page or len(page.mediabox) != 4:
            raise Unfit("broken")


def _unpack(pdf: pikepdf.Pdf) -> None:
    """Reads every packed stream to its end: what unpacks without end is found here, where memory and time are short."""
    unpacked = 0
    for one in pdf.objects:
        if not isinstance(one, pikepdf.Stream):
            continue
        if one.get("/Subtype") == pikepdf.Name.Image and int(one.Width) * int(one.Height) > limits.PIXELS:
            raise Unfit("bomb")
        if all(packing in PACKINGS for packing in _filters(one)):
            unpacked += len(one.read_bytes())
        if unpacked > limits.UNPACKED:
            raise Unfit("bomb")


def _filters(stream: pikepdf.Stream) -> list:
    filters = stream.get("/Filter")
    return [] if filters is None else list(filters) if isinstance(filters, pikepdf.Array) else [filters]


def _strip(pdf: pikepdf.Pdf) -> None:
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for one in pdf.objects:
        _scrub(one, 0)
        if isinstance(one, pikepdf.Stream):
            _strip_photograph(one)


def _scrub(value: Any, depth: int) -> None:
    """This object and what is written inside of it; what it refers to is an object of its own and has its turn."""
    if depth > limits.NESTING:
        raise Unfit("bomb")
    if isinstance(value, pikepdf.Array):
        for child in list(value):
            if isinstance(child, pikepdf.Object) and not child.is_indirect:
                _scrub(child, depth + 1)
    elif isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        _scrub_entries(value, depth)


def _scrub_entries(value: Any, depth: int) -> None:
    for key in list(value.keys()):
        child = value[key]
        if key in REMOVED or (key in ("/A", "/Next", "/PA") and _is_refused_action(child)):
            del value[key]
        elif isinstance(child, pikepdf.Object) and not child.is_indirect:
            _scrub(child, depth + 1)
    if "/Annots" in value and isinstance(value["/Annots"], pikepdf.Array):
        kept = [one for one in value["/Annots"] if not _is_refused_annotation(one)]
        value["/Annots"] = pikepdf.Array(kept)
    if value.get("/S") in ACTIONS and value.get("/Type", "/Action") == "/Action":
        for key in list(value.keys()):
            if key not in ("/Length", "/Filter", "/DecodeParms"):
                del value[key]


def _is_refused_action(value: Any) -> bool:
    if isinstance(value, pikepdf.Array):
        return any(_is_refused_action(one) for one in value)
    return isinstance(value, pikepdf.Dictionary) and value.get("/S") in ACTIONS


def _is_refused_annotation(value: Any) -> bool:
    return not isinstance(value, pikepdf.Dictionary) or value.get("/Subtype") in ANNOTATIONS


def _strip_photograph(stream: pikepdf.Stream) -> None:
    """A JPEG inside a PDF keeps its EXIF, with the place where it was taken: its marker segments are cut out, the picture stays."""
    if _filters(stream) != [pikepdf.Name.DCTDecode]:
        return
    stripped = without_segments(stream.read_raw_bytes())
    parameters: Any = stream.get("/DecodeParms")
    stream.write(stripped, filter=pikepdf.Name.DCTDecode, decode_parms=parameters)


def without_segments(jpeg: bytes) -> bytes:
    """Without APP1-APP13, APP15 and comments; APP0 and APP14 say how the colours are to be read."""
    kept, position = [jpeg[:2]], 2
    while position + 4 <= len(jpeg) and jpeg[position] == 0xFF and jpeg[position + 1] != 0xDA:
        marker = jpeg[position + 1]
        end = position + 2 + int.from_bytes(jpeg[position + 2 : position + 4])
        if not (0xE1 <= marker <= 0xED or marker in (0xEF, 0xFE)):
            kept.append(jpeg[position:end])
        position = end
    return b"".join([*kept, jpeg[position:]])
