"""Labels of data.police.uk other than ethnicity: old and new words for one thing, each with its era.

Canonical labels are the words data.police.uk uses now. The outcome words changed in 2018.
"""

from __future__ import annotations

from peel_ml.data.vocabulary.entry import Vocabulary, same, vocabulary
from peel_ml.results.codes import NOT_RECORDED

TYPE = vocabulary("type", same("Person search", "Person and Vehicle search", "Vehicle search"))

GENDER = vocabulary("gender", same("Male", "Female", "Other"))
"""As the officer recorded it: neither sex nor gender reassignment."""

AGE_RANGE = vocabulary("age_range", same("under 10", "10-17", "18-24", "25-34", "over 34"))

NO_FURTHER_ACTION = "A no further action disposal"

OUTCOME = vocabulary(
    "outcome",
    same(
        NO_FURTHER_ACTION,
        "Arrest",
        "Community resolution",
        "Penalty Notice for Disorder",
        "Summons / charged by post",
        "Caution (simple or conditional)",
        "Khat or Cannabis warning",
        era="from 2018",
    ),
    {
        # "Nothing found" said less than its successor: no further action was taken then and now, but the new
        # words do not say that nothing was found. The common part is kept.
        "Nothing found - no further action": NO_FURTHER_ACTION,
        # Something was found and nothing followed; seizure alone is not a disposal of the person.
        "Suspected psychoactive substances seized - No further action": NO_FURTHER_ACTION,
        "Suspect arrested": "Arrest",
        "Offender given drugs possession warning": "Khat or Cannabis warning",
        "Offender given penalty notice": "Penalty Notice for Disorder",
        "Local resolution": "Community resolution",
        "Suspect summonsed to court": "Summons / charged by post",
        "Offender cautioned": "Caution (simple or conditional)",
        # Neither an outcome nor the absence of one can be told from these words, so they stay themselves.
        "Article found - Detailed outcome unavailable": "Article found - Detailed outcome unavailable",
        "Details not available": NOT_RECORDED,
    },
    era="to 2018",
)

OBJECT_OF_SEARCH = vocabulary(
    "object_of_search",
    same(
        "Controlled drugs",
        "Offensive weapons",
        "Stolen goods",
        "Evidence of offences under the Act",
        "Article for use in theft",
        "Articles for use in criminal damage",
        "Firearms",
        "Fireworks",
        "Anything to threaten or harm anyone",
        "Psychoactive substances",
        "Crossbows",
        "Game or poaching equipment",
        "Evidence of wildlife offences",
        "Seals or hunting equipment",
        "Goods on which duty has not been paid etc.",
        "Evidence of hunting any wild mammal with a dog",
        "Detailed object of search unavailable",
    ),
)

LEGISLATION = vocabulary(
    "legislation",
    same(
        "Misuse of Drugs Act 1971 (section 23)",
        "Police and Criminal Evidence Act 1984 (section 1)",
        "Police and Criminal Evidence Act 1984 (section 6)",
        "Firearms Act 1968 (section 47)",
        "Criminal Justice and Public Order Act 1994 (section 60)",
        "Criminal Justice Act 1988 (section 139B)",
        "Psychoactive Substances Act 2016 (s36(2))",
        "Psychoactive Substances Act 2016 (s37(2))",
        "Aviation Security Act 1982 (section 27(1))",
        "Conservation of Seals Act 1970 (section 4)",
        "Crossbows Act 1987 (section 4)",
        "Customs and Excise Management Act 1979 (section 163)",
        "Deer Act 1991 (section 12)",
        "Environmental Protection Act 1990 (section 34B )",
        "Hunting Act 2004 (section 8)",
        "Poaching Prevention Act 1862 (section 2)",
        "Protection of Badgers Act 1992 (section 11)",
        "Public Stores Act 1875 (section 6)",
        "Sporting Events Act 1985 (section 7)",
        "Wildlife and Countryside Act 1981 (section 19)",
    ),
)

FLAGS: tuple[Vocabulary, ...] = tuple(
    vocabulary(column, same("True", "False"))
    for column in (
        "part_of_a_policing_operation",
        "outcome_linked_to_object_of_search",
        "removal_of_more_than_just_outer_clothing",
    )
)
