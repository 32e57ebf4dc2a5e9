"""The Algorithmic Transparency Recording Standard's record of a use case, from the public card and the declaration.

Names and order follow version 4.0 of the standard's template as the platform's specification lists them. Compare
them with the template in force before a record is sent in: no copy of it is part of this project.
"""

from peel_ml.cards.atrs.build import build_atrs, drawn_atrs
from peel_ml.cards.atrs.content import Answer, AtrsRecord, Part, open_answers
from peel_ml.cards.atrs.written import loads, to_csv, to_json

__all__ = ["Answer", "AtrsRecord", "Part", "build_atrs", "drawn_atrs", "loads", "open_answers", "to_csv", "to_json"]
