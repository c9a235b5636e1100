"""The words of English that the rules on numbers go by. Another language has its own such file."""

from __future__ import annotations

MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)

QUARTERS = {"first": 1, "second": 4, "third": 7, "fourth": 10, "last": 10}

YEAR = r"(?:19(?:4[7-9]|[5-9]\d)|20(?:[0-2]\d|30))"
"""Years that a number of four digits may be, wherever it stands."""

NO_YEAR = r"(?<!counts\s)(?<!counted\s)(?<!killed\s)(?<!least\s)(?<!nearly\s)(?<!some\s)"
"""Before such a number: it is a count."""

DATING = r"(?:[Ii]n|[Oo]f|[Ss]ince|[Ff]rom|[Tt]o|[Uu]ntil|[Bb]y|(?i:before|after))"
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
  | (?:one|{SMALL}|{_LARGE})\s(?:in|out\sof|of\severy)\s(?:every\s)?(?:{SMALL}|{_LARGE})
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

# Between a number and the noun that it counts none of these stands.
LINKING = (
    r"(?:and|or|but|the|an?|of|in|by|to|for|with|from|as|at|on|that|which|who|than|its?|their|was"
    r"|were|is|are|had|has|have|no|all|also|most|many|more|some|there|about|over|between|when|did"
    r"|does|do|caused|\w*[^sui]s)\b"
)
# To what money may be glued; what is counted in any book; what, after *in* and a year, it did.
CURRENCIES = "Rs|PKR|INR|USD|US|EUR|GBP|AFN|Afs?|CNY|RMB|SAR|AED|IRR"
PEOPLE = "people|persons|men|women|children|dead|deaths|killed|injured|wounded|died|casualties"
HAPPENED = "died|killed|fell|rose|did"
# Plurals that are no number; what says that a number is a level to be reached.
VAGUE = frozenset({"dozens", "scores", "hundreds", "thousands", "millions"})
LEVELS = r"threshold|criterion|at least|minimum|definition"
# Before a name: the number is not that one's.
DENIED = (
    r"(?:(?:unlike|against|than|not|nor|without|except|contrary\sto)"
    r"|(?:instead|in\splace)\sof|as\sopposed\sto)"
)
THAT_OF = r"(?:\s(?:the|that\sof|those\sof))?"
# After a name whose number follows; before whose deed it is, whom it was on, which way it went.
OWNS = r"'s?\s(?:[a-z]+\s){0,3}"
OF, ON, WAY = r"\s(?:by|of|to)\s(?:the\s)?", r"\bon\s(?:the\s)?", r"\b(?i:through)(?:\s[A-Z]\w+)+"
# After a name, and before it: that one answers for the number, which is a # here.
SAYS = (
    "(?:count|claim|report|record|state|list|document|estimate|credit)(?:s|ed)?|puts?|gives?|gave"
    "|has|had|have|says?|said|finds?|found|tall(?:y|ies|ied)|speaks?|spoke|leaves?"
)
ANSWERS = (
    rf"(?:,[^,#]*,)?\s(?:\w+ly\s|also\s|then\s|itself\s)?(?:{SAYS})\b"
    r"|(?:'s?)?\s(?:\w+\s){0,2}?#|'s?\s(?:own\s)?(?:count|figure|number|total)s?\b"
)
BY = r"(?:\b[Bb]y|[Aa]ccording\sto)\s(?:the\s)?$"
# What is said of a number begins at OPENS, and ends at the first of CUTS before another number,
# or at LOOSE.
_WEAK = r"while|whereas|where|when|but|and|or|than|against|to|beside|after|with"
STRONG, OPENS = r"[;:—]", r"[;:—]|,\s(?:and|but|while|whereas)\s"
LOOSE = r",\s(?=(?:and|but|while|whereas|for|because|so|which|unless|if|though)\s)"
CUTS = (
    STRONG, r",\s(?=(?:and|but|while|whereas)\b)", r",(?!.*,)|\((?!.*[(,])",
    rf"\s(?=(?:{_WEAK})\s)(?!.*\s(?:{_WEAK})\s)",
)  # fmt: skip
# Before a date: it is of something over, or of a text or its speaker; it begins or ends a period.
NOT_OF_IT = (
    r"\b(?:since|before|after|than(?:\s(?:in|that\sof))?)\s$"
    r"|\b(?:(?:re|an)?(?:report|stat|publish|release|restat|announc|writ)\w*|articles?|books?|pages?"
    r"|comment|edition|version|monitor|wrote|says?|said|told)(?:\s\w+)?\s(?:of|in|on|from|by|for)\s$"
)
EDGE = r"\b(?:to|until|till|by|through|from|end\sof|early|late)\s(?:about\s)?$"
# Of a number that something rose from, and of the year before, a date beside it is not.
FROM = r"\bfrom\s(?:US\s?\$\s?|Rs\s?)?$"
RELATIVE = r"\b(?:the|a)\s(?:year|month)\s(?:before|earlier|after|later)\b"
# Before the word for what a number counts stands none of these; before its place, one of those.
NOT_COUNTED = r"(?<!\bon\s)(?<!\bon\sthe\s)(?<!\bin\s)(?<!\bwithout\s)(?<!\bnot\s)(?<!\bno\s)"
PLACING = r"(?:[Ii]n|[Aa]cross|[Tt]hroughout|[Ii]nside)"

# What rose or fell, what is more or less, and what is most or least.
RISES = (
    r"rose|risen|rises?|rising|grew|grown|grows?|growing|climb(?:s|ed|ing)?"
    r"|surg(?:e[sd]?|ing)|increase[sd]?|increasing|jump(?:s|ed)|soar(?:s|ed)|swell(?:s|ed)|swollen"
    r"|spik(?:es?|ed)|leapt|escalat(?:es?|ed)|worsen(?:s|ed)|went up|up(?:wards?)? (?:from|by)"
)
FALLS = (
    r"fell|fallen|falls?|falling|declin(?:es?|ed|ing)|decrease[sd]?|decreasing"
    r"|dropp?(?:s|ed|ing)?|shrank|shrunk|shrinks?|sank|plunged?|slumped?|tumbled?|collapsed"
    r"|dwindl(?:es?|ed)|waned|ebbed|abated|slid|halted|went down|down (?:from|by)"
    r"|(?:eased|thinned|dipped|receded|subsided|contracted|weakened)(?= (?:out|off|from|by)\b)"
)
MORE, LESS = "more|higher|larger|longer", "fewer|less|lower|smaller|shorter"
MOST = "most|highest|largest|biggest|greatest|longest|tallest|peak(?:s|ed)?"
LEAST = "least|lowest|smallest|fewest|shortest"

# A place as subject; a claimant that refuses a number; a count as if it were a rate.
SUFFERS = r"(?:had|saw|lost|suffered|was\sshut)"
DENIES = r"(?:(?:did|does)\s(?:not|n't)\s\w+|denie[sd]|never\s\w+)"
RATE = (
    r"\s(?:\w+\s){0,3}?((?:a|per|each|every)\s(?:day|week|month))\b"
    r"(?!\s(?:later|earlier|before|after|ago))"
)
