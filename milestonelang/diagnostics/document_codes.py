"""The codes of versions, of bases and notes, of signed documents and of a house's own templates."""

from typing import Final

VERSIONS: Final[dict[str, str]] = {
    "MS1220": "one of two versions has errors",
    "MS1221": "data fits one of two versions only",
}

BASES: Final[dict[str, str]] = {
    "MS0970": "terms are based on no others",
    "MS0971": "a base has errors by itself",
    "MS0972": "nothing says why it was agreed",
}

SIGNED: Final[dict[str, str]] = {
    "MS0921": "there is nothing to verify",
    "MS1300": "a PDF carries no terms",
    "MS1301": "an attachment of a PDF was changed",
    "MS1302": "a PDF reads otherwise than its terms",
    "MS1303": "the document in a PDF is not that of its terms",
    "MS1304": "a signature does not hold",
    "MS1305": "a key or a signature cannot be used",
    "MS1306": "a library for signatures is missing",
}

HOUSE: Final[dict[str, str]] = {
    "MS1236": "a folder of templates cannot be read",
    "MS1237": "a template does not fit",
    "MS1238": "a PDF was built with templates that are not at hand",
    "MS1241": "a meaning goes back to itself",
}

STATEMENTS: Final[dict[str, str]] = {
    "MS1260": "a statement for a party that there is not",
    "MS1261": "a statement that replaces a later one",
}
