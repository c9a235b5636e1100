"""The words of English that the rules on numbers go by. Another language has its own such file."""

from __future__ import annotations

MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)

YEAR = r"(?:19(?:4[7-9]|[5-9]\d)|20(?:[0-2]\d|30))"
"""The years that a number of four digits may be, wherever it stands."""

DATING = r"(?:[Ii]n|[Oo]f|[Ss]ince|[Ff]rom|[Tt]o|[Uu]ntil|[Bb]y|[Bb]efore|[Aa]fter)"
"""What must stand before an older one."""

SMALL = "two|three|four|five|six|seven|eight|nine|ten"
"""Number words that are quantities before what an indicator counts, and else are free."""

_LARGE = (
    "eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?"
    "|dozens?|hundreds?|thousands?|millions?|billions?"
)
_PARTS = "fifth|sixth|seventh|eighth|ninth|tenth|twentieth|hundredth|thousandth"
_END = r"(?=\s*[^\w\s]|\s*$)"

QUANTITIES = rf"""
    (?:an?|one|{SMALL}|{_LARGE})\s(?:per\s?cent|in\s(?:a\s)?(?:hundred|thousand))
  | per\s(?:mille|thousand|hundred)
  | (?:one|{SMALL}|{_LARGE})\s(?:in|out\sof)\s(?:every\s)?(?:{SMALL}|{_LARGE})   # nine in ten
  | {_LARGE}
  | (?<!first\s)(?<!second\s)half | halves | halved | thirds?(?!\s(?:article|quarter|part))
  | (?:by|than|about|nearly|almost|over)\sa\squarter | (?<!first\s)(?<!last\s)three\squarters
  | a\squarter\sof\s(?!(?:a|the)\syear|20)
  | (?:an?|one)\s(?:{_PARTS})(?:\s(?=of\b|more\b|less\b|fewer\b)|{_END})
  | (?:by|about|nearly|almost|over|than)\san?\s(?:{_PARTS}) | (?:{_PARTS})s(?!\sof\sa\spercentage)
  | (?:a|two|three|four|five)\sscore(?=(?:\sof)?\s(?:{{counted}})) | scores\sof\s(?={{counted}})
  | couple\sof | two-thirds | doubled? | doubling | tripled? | quadrupled? | twice | thrice
  | (?:{SMALL}|ten|hundred)[ -]?fold
"""
"""Quantities in words, as a verbose pattern; ``{counted}`` stands for what an indicator counts."""

LINKING = (
    r"(?:and|or|but|the|an?|of|in|by|to|for|with|from|as|at|on|that|which|who|than|it|its|their"
    r"|was|were|is|are|had|has|have|no|all|most|many|more|some|there|about|over|between|when|did|does|do"
    r"|caused|\w*[^sui]s)\b"
)
"""Words that cannot stand between a number and the noun that it counts."""

CURRENCIES = "Rs|PKR|INR|USD|US|EUR|GBP|AFN|Afs?|CNY|RMB|SAR|AED|IRR"
"""What money may be glued to: such a token is no name."""

PEOPLE = "people|persons|men|women|children|dead|deaths|killed|injured|wounded|died|casualties"
"""What is counted in any book; a ledger adds its own."""

VAGUE = frozenset({"dozens", "scores", "hundreds", "thousands", "millions"})
"""Plurals that are no number, which a source may use of people."""

LEVELS = r"threshold|criterion|at least|minimum|definition"
"""Words that stand in a sentence on a level that people or events must reach."""

DENIED = (
    r"(?:(?:[Uu]nlike|[Aa]gainst|than|[Nn]ot|nor|[Ww]ithout|except|contrary\sto)"
    r"|(?:[Ii]nstead|in\splace)\sof|as\sopposed\sto)"
)
"""What, before a name, says that the number is not that one's."""

SAYS = (
    "(?:count|claim|report|record|state|list|document|estimate|credit)(?:s|ed)?|puts?|gives?|gave"
    "|has|had|have|says?|said|finds?|found|tall(?:y|ies|ied)|speaks?|spoke|leaves?"
)
"""Verbs with which somebody answers for a number."""

ANSWERS = (
    rf"(?:,[^,#]*,)?\s(?:\w+ly\s|also\s|then\s|itself\s)?(?:{SAYS})\b"
    r"|(?:'s?)?\s(?:\w+\s){0,2}?#|'s?\s(?:own\s)?(?:count|figure|number|total)s?\b"
)
"""After a name: it answers for the number, ``#``."""

BY = r"(?:\b[Bb]y|[Aa]ccording\sto)\s(?:the\s)?$"
"""The same before a name."""

_WEAK = r"while|whereas|where|when|but|and|or|than|against|to|beside|after|with"
STRONG = r"[;:—]"
CUTS = (
    STRONG, r",\s(?=(?:and|but|while|whereas)\b)", r",(?!.*,)|\((?!.*[(,])",
    rf"\s(?=(?:{_WEAK})\s)(?!.*\s(?:{_WEAK})\s)",
)  # fmt: skip
"""Where what is said of one number ends and what is said of the next begins, the best first."""

OPENS = rf"{STRONG}|,\s(?:and|but|while|whereas)\s"
"""Where what is said of the next number begins."""

LOOSE = r",\s(?=(?:and|but|while|whereas|for|because|so|which|unless|if|though)\s)"
"""Where what is said of the last number of a sentence ends."""

NOT_OF_IT = (
    r"\b(?:since|before|after|than(?:\s(?:in|that\sof))?)\s$"
    r"|\b(?:(?:re|an)?(?:report|stat|publish|releas|restat|announc|writ)\w*|articles?|books?|pages?"
    r"|comment|edition|version|monitor|wrote|says?|said|told)(?:\s\w+)?\s(?:of|in|on|from|by|for)\s$"
)
"""Before a date: it is of something over, or of a text or its speaker."""

EDGE = r"\b(?:to|until|till|by|through|from|end\sof|early|late)\s(?:about\s)?$"
"""Before a date: the number's period begins or ends there."""

FROM = r"\bfrom\s(?:US\s?\$\s?|Rs\s?)?$"
"""Before a number that something fell or rose from: a date before it is of the end."""

RELATIVE = r"\b(?:the|a)\s(?:year|month)\s(?:before|earlier|after|later)\b"
"""The number is of another time than the one named."""

PLACING = r"(?:[Ii]n|[Aa]cross|[Tt]hroughout|[Ii]nside)"
"""Before a place: it is the number's."""

UNITS = {
    r"(?:%|per\scent\b|percent\b)": "percent",
    r"(?:percentage\s)?points?\b": "percentage points",
    r"days?\b": "days",
    r"(?:years?)\b": "years",
    r"(?:weeks?|months?|hours?)\b": "time of another unit",
    r"(?:tonnes?|tons?|km|kilometres?|miles?|lorries|trucks|acres|hectares)\b": "no unit of ours",
    r"(?:[A-Z$]+\s)?(?:m|million)\b": "million",
    r"(?:[A-Z$]+\s)?(?:bn|billion)\b": "billion",
    r"(?:US\s?\$|USD|dollars?\b)": "US$",
    r"(?:PKR|Rs|rupees?\b)": "PKR",
    r"(?:AFN|afghanis?\b)": "AFN",
    r"(?:EUR|€|euros?|GBP|£|pounds?|INR|CNY|yuan)": "another currency",
}
"""Words right after a number, and what of a unit they say."""

MONEY = {r"(?:US\s?\$|USD|\$)": "US$", r"\b(?:PKR|Rs\.?)": "PKR", r"\bAFN": "AFN"}
MONEY |= {r"(?:€|£|₹|¥|\bEUR|\bGBP|\bINR|\bCNY)": "another currency"}
"""The same right before one."""
