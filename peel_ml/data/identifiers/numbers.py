"""Check digits and shapes: what tells a person's number from any other."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address

_AREAS = """
AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY
G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR
NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA
WC WD WF WN WR WS WV YO ZE
"""
AREAS = frozenset(_AREAS.split())
"""Postcode areas of the United Kingdom, Jersey, Guernsey and the Isle of Man."""

CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
"""Modulus 23, as PNC, CRO and arrest summons numbers use it."""

NO_NINO = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
"""Prefixes that are never given out."""


def is_nhs(text: str) -> bool:
    """Tell whether ten digits carry the check digit of an NHS number (modulus 11).

    Examples
    --------
    >>> is_nhs("943 476 5919"), is_nhs("943 476 5918")
    (True, False)
    """
    digits = [int(one) for one in re.sub(r"\D", "", text)]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    rest = 11 - sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return rest != 10 and rest % 11 == digits[9]


def is_nino(text: str) -> bool:
    """Tell whether the prefix is one that National Insurance numbers begin with.

    Examples
    --------
    >>> is_nino("QQ 12 34 56 C"), is_nino("GB123456A")
    (True, False)
    """
    return text[:2].upper() not in NO_NINO


def is_phone(text: str) -> bool:
    """Tell whether digits are a British mobile or landline number: 01, 02 or 07, of the right length.

    Helplines (03, 08) belong to nobody.

    Examples
    --------
    >>> is_phone("+44 (0)7700 900123"), is_phone("0800 555 111")
    (True, False)
    """
    digits = re.sub(r"\D", "", text)
    digits = digits.removeprefix("44").lstrip("0") if digits.startswith("44") else digits.removeprefix("0")
    return (len(digits) == 10 and digits[0] in "127") or (len(digits) == 9 and digits[0] == "1")


def is_postcode(text: str) -> bool:
    """Tell whether a full postcode begins with a postcode area.

    Examples
    --------
    >>> is_postcode("SW1A 1AA"), is_postcode("QZ1 1AA")
    (True, False)
    """
    found = re.match(r"[A-Z]{1,2}", text.upper())
    return found is not None and found.group() in AREAS


def is_pnc(text: str) -> bool:
    """Tell whether a PNC identifier carries its check letter: year and serial number, modulus 23.

    Examples
    --------
    >>> is_pnc("2008/0056560Z"), is_pnc("2008/56560Z"), is_pnc("2008/0056560A")
    (True, True, False)
    """
    year, serial = text[:-1].split("/")
    return CHECK_LETTERS[int(year[-2:] + serial.zfill(7)) % 23] == text[-1].upper()


def is_cro(text: str) -> bool:
    """Tell whether a CRO number carries its check letter, in either form.

    Examples
    --------
    >>> is_cro("265416/21G"), is_cro("SF05/482703J"), is_cro("265416/21H")
    (True, True, False)
    """
    first, second = text[:-1].upper().removeprefix("SF").split("/")
    serial, year = (second, first) if text[:2].upper() == "SF" else (first, second)
    return CHECK_LETTERS[int(year + serial.zfill(6)) % 23] == text[-1].upper()


def is_driver(text: str) -> bool:
    """Tell whether a driver number of Great Britain begins with a name and holds a month.

    Examples
    --------
    >>> is_driver("MORGA657054SM9IJ"), is_driver("99999657054SM9IJ")
    (True, False)
    """
    return text[0].isalpha() and int(text[6:8]) % 50 in range(1, 13)


def is_ip(text: str) -> bool:
    """Tell whether text is an address on the internet; an all-zero or a loopback one is nobody's.

    Examples
    --------
    >>> is_ip("81.2.69.142"), is_ip("2a02:6b67::1"), is_ip("127.0.0.1"), is_ip("4.7.0.999")
    (True, True, False, False)
    """
    try:
        address = IPv6Address(text) if ":" in text else IPv4Address(text)
    except AddressValueError:
        return False
    return not (address.is_loopback or address.is_unspecified)
