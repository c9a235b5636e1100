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
    r"|arrive[sd]?\sat|c[ao]mes?\sup\s(?:with)"
)
ANSWERS = (
    rf"(?:,[^,#]*,)?\s(?:\w+ly\s|also\s|then\s|itself\s)?(?:{SAYS})\b"
    r"|(?:'s?)?\s(?:\w+\s){0,2}?#|'s?\s(?:own\s)?(?:count|figure|number|total|tally|reckoning)s?\b"
    rf"|'s\s[a-z]+\s(?:{SAYS})\b"
)
BY = r"(?:\b[Bb]y|[Aa]ccording\sto|\b(?:com(?:es?|ing)|came)\sfrom)\s(?:the\s)?$"
# What is said of a number begins at OPENS, and ends at the first of CUTS before another number,
# or at LOOSE.
_WEAK = r"while|whereas|where|when|but|and|or|than|against|to|beside|after|with"
STRONG, OPENS = r"[;:—]", r"[;:—]|,\s(?:and|but|while|whereas)\s"
LOOSE = r",\s(?=(?:and|but|while|whereas|for|because|so|which|unless|if|though)\s)"
CUTS = (
    STRONG, r"\s(?=and\s[^,]*\b(?:more|fewer|less|many|much),\s)",
    r",\s(?=(?:and|but|while|whereas)\b)", r",(?!.*,)|\((?!.*[(,])",
    rf"\s(?=(?:{_WEAK})\s)(?!.*\s(?:{_WEAK})\s)",
)  # fmt: skip
# Before a date: it is of something over, or of a text or its speaker; it begins or ends a period.
NOT_OF_IT = (
    r"\b(?:since|before|after|than(?:\s(?:in|that\sof))?|(?:up|down)\son)\s$"
    r"|\b(?:(?:re|an)?(?:report|stat|publish|release|restat|announc|writ)\w*|articles?|books?|pages?"
    r"|comment|edition|version|monitor|wrote|says?|said|told)(?:\s\w+)?\s(?:of|in|on|from|by|for)\s$"
)
EDGE = r"\b(?:to|until|till|by|through|from|end\sof|early|late)\s(?:about\s)?$"
# Of a number that something rose from, and of the year before, a date beside it is not.
FROM = r"\bfrom\s(?:US\s?\$\s?|Rs\s?)?$"
RELATIVE = r"\b(?:the|a)\s(?:year|month)\s(?:before|earlier|after|later)\b"
PART_OF = r"\s(?:out\s)?of\s(?:all\s|its\s|the\s|their\s|those\s)?"
"""Between a part and its whole."""
# Before the word for what a number counts stands none of these; before its place, one of those.
NOT_COUNTED = r"(?<!\bon\s)(?<!\bon\sthe\s)(?<!\bin\s)(?<!\bwithout\s)(?<!\bnot\s)(?<!\bno\s)"
PLACING = r"(?:[Ii]n|[Aa]cross|[Tt]hroughout|[Ii]nside)"

# Words that compare. What stands under ..._BESIDE has other meanings, too, and compares only where
# its numbers are read beside it; what stands under ..._WITH does where its sentence has a number.
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
_BE = "is|are|was|were|be|been|being"
RISES_BESIDE = (
    r"recover(?:s|ed|ing|y)?|reviv(?:es?|ed|ing|al)|rebound(?:s|ed|ing)?|pick(?:s|ed|ing)? up"
    r"|mount(?:s|ed|ing)|intensif(?:y|ies|ied|ying)|accelerat(?:es?|ed|ing)|expand(?:s|ed|ing)?"
    r"|expansion|upturn|upsurge|upswing|uptick|boom(?:s|ed|ing)?|flar(?:es?|ed|ing) up|shot up"
    r"|c[ao]m(?:es?|ing) up|mov(?:es?|ed|ing) up|rallied|rall(?:y|ies|ying)|resurgence|resurged?"
    r"|t(?:akes?|aking|ook) off|bounc(?:es?|ed) back"
    r"|multipl(?:y|ies|ied|ying)|balloon(?:s|ed|ing)?|rocket(?:s|ed)?|heat(?:s|ed|ing) up|busier"
    rf"|(?:{_BE})(?: \w+)? up(?= (?:on|from|to|at|by|in)\b)|up (?:on|to)(?= \d)|heightened"
)
FALLS_BESIDE = (
    r"let(?:s|ting)? up|let-up|c[ao]m(?:es?|ing) down|mov(?:es?|ed|ing) down|brought down"
    r"|calm(?:s|ed|ing|er)?|slacken(?:s|ed|ing)?|eas(?:e[sd]?|ing)|quiet(?:er|s|ened|ened|ening)?"
    r"|relief|lull|respite|cool(?:s|ed|ing)|moderat(?:ed|ing)|slow(?:s|ed|ing)|slow(?:s|ed)? down"
    r"|soften(?:s|ed|ing)?|reced(?:es?|ed|ing)|subsid(?:es?|ed|ing)|dip(?:s|ped|ping)?|downturn"
    r"|retreat(?:s|ed|ing)?|wither(?:s|ed|ing)?|tail(?:s|ed|ing) off|taper(?:s|ed|ing)?"
    r"|contract(?:s|ed|ing)|weaken(?:s|ed|ing)?|abat(?:es?|ing)|diminish(?:es|ed|ing)?|improvement"
    r"|lessen(?:s|ed|ing)?|slip(?:s|ped|ping)|downswing|shrivel(?:s|led)?|petered out|died down"
    rf"|(?:{_BE})(?: \w+)? down(?= (?:on|from|to|at|by|in)\b)|down (?:on|to)(?= \d)"
    r"|settl(?:ed|ing) down|dr(?:y|ies|ied|ying) up"
    r"|(?:c[ao]me|went|goes) (?:off the boil|backwards?)"
)
GAINS, LOSES = r"gain(?:s|ed|ing)?|add(?:s|ed|ing)|put on", r"shed(?:s|ding)?|los(?:es?|ing|t)"
"""Of a change that follows at once: *shed 25 %*."""
BECAME = r"bec[ao]mes?|becoming|turn(?:s|ed|ing) into|g[ra]ew into|gave way to|evolved into"
"""It joins two numbers in one line of time, and says not which is more."""
TOGETHER = (
    r"between them|combined|put together|tak(?:en|ing) together|add(?:s|ed|ing)? up|sum(?:s|med) up"
    r"|jointly|all told|the (?:rest|remainder)"
)
"""It adds the numbers of a sentence, or takes one from the other."""

MORE, LESS = "more|higher|larger|longer", "fewer|less|lower|smaller|shorter"
_OUT = r"number|paced?|d[oi]d?|does|done|r[ua]n|strip|weigh|rank|match|shine|sell|sold|gr[eo]w"
_NUMBER = r"(?= (?:(?:the|its|that of|those of) )?(?:[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*)*['’]s? )?\d)"
_STANDS = (
    r"(?:comes?|came|coming|stands?|stood|standing|ranks?|ranked|l(?:ies?|ay|ying)|sits?|sat|plac(?:es?|ed)"
    r"|finish(?:es|ed)|stay(?:s|ed)|remain(?:s|ed)|rang(?:es?|ed)|is|are|was|were)"
    r"(?: (?:well|far|just|close|right|way|a long way|only|somewhat|slightly))?"
)
MORE_THAN = (
    MORE + r"|greater|bigger|deadlier|bloodier|exceed(?:s|ed)?|surpass(?:es|ed)?"
    r"|outnumber(?:s|ed)?|outpaced?|over(?:took|takes?)|topped|tops|dwarf(?:s|ed)?|worse(?= than)"
    r"|(?:ahead of|above)(?= (?:that of|those of|(?:the |its )?\d))"
)
LESS_THAN = LESS + r"|trail(?:s|ed)?(?= (?:the |its )?\d)"
MORE_BESIDE = (
    rf"l(?:eaves?|eaving|eft)\b[^.,;:]{{0,80}}\bbehind|over{_NUMBER}|{_STANDS} (?:above|over)"
    rf"|north of{_NUMBER}|edg(?:es?|ed) out|(?:heavier|steeper|graver)(?= [^.;:]*\bthan\b)"
    r"|ma[dk]es?\b[^.,;:]{0,40}\blook (?:small|modest|tame)"
    rf"|ahead of|out(?:{_OUT})(?:s|ped|ed)?|(?:leads?|led)(?! to| by)"
    r"|eclips(?:es|ed)|beat(?:s|en)?|overshadow(?:s|ed)|past(?= the \d)|better than"
)
LESS_BESIDE = (
    rf"south of{_NUMBER}|(?:under|below){_NUMBER}|{_STANDS} (?:below|under|beneath)|behind|short of"
    r"|f[ae]lls? (?:\w+ )?(?:behind|short of)|second (?:only )?to|inferior to"
    rf"|(?:out(?:{_OUT})(?:ped|ed)?|surpassed|exceeded|overtaken|dwarfed|topped|eclipsed|beaten"
    r"|overshadowed) by|lag(?:s|ged|ging)?(?: behind)?|trail(?:s|ed|ing)?(?: behind)?"
)
HIT_WITH = (
    r"(?:worse|harder|worst|hardest)[ -]hit|hit (?:\w+ )?(?:worse|harder|hardest|worst)"
    r"|(?:bears?|bore) the brunt"
)
SURPLUS, DEFICIT = r"surplus|in (?:\S+ )?favou?r", r"deficit|disfavou?r|shortfall"
"""Of exports over imports; before either, whose it is."""
EQUALS = (
    r"equals|equalled|equal(?=\s(?:the\b|its\b|that\b|those\b|(?-i:[A-Z])|\d))"
    r"|the same (?:number|count|total|sum|value) as"
)
AS_MANY = r"as (?:many|much|numerous|high|large|great|big|deadly|bloody|common|frequent)\b"

TOLD = r"(?:were|are|was|is)\b[^,.;:]{1,40},\s(?:(?:about|over|at least)\s)?\d"
"""After *most*: of what, and then how many."""
_EVERY = r"every {}(?! (?:year|month|week|day|line|row)\b)"
RATIOS = {
    "double": r"doubl(?:e[sd]?|ing)|twice|twofold|two times",
    "triple": r"tripl(?:e[sd]?|ing)|trebled?|three times|threefold|thrice",
    "four times": r"quadrupl(?:e[sd]?|ing)|four times|fourfold",
    "five times": r"five times|fivefold",
    "ten times": r"ten times|tenfold",
    "half": rf"(?:one )?half|halv(?:e[sd]?|ing)|{_EVERY.format('second')}",
    "third": rf"(?:a|one)[ -]third|{_EVERY.format('third')}",
    "two thirds": r"two[ -]thirds",
    "quarter": rf"(?:a|one) quarter of|{_EVERY.format('fourth')}",
    "three quarters": r"three[ -]quarters",
    "fifth": rf"(?:a|one) fifth|{_EVERY.format('fifth')}",
    "two fifths": r"two[ -]fifths",
    "three fifths": r"three[ -]fifths",
    "four fifths": r"four[ -]fifths",
    "more than half": rf"(?<!the )most(?= of\b| {TOLD})",
    "tenth": rf"(?:a|one) tenth|{_EVERY.format('tenth')}",
    "nine in ten": r"nine in ten|nine tenths",
}
for _part in ("half", "third", "quarter", "fifth", "tenth"):
    _what = "half" if _part == "half" else f"(?:an?|one)[ -]{_part}"
    RATIOS[f"{_part} more"] = rf"{_what} (?:(?:{MORE})\b|as (?:many|much) again)"
    RATIOS[f"{_part} fewer"] = rf"{_what} (?:{LESS})\b"
_OF = r"(?:in|of|out of)(?: every)?"
RATIOS_WITH = {
    "more than half": r"(?:the )?(?:bulk|lion['’]s share"
    r"|(?<!\ba )(?:greater|larger|better|best|major) part"
    r"|majority)|mostly",
    "less than half": r"minority|(?:the )?(?:lesser|smaller|minor) part|a fraction(?= of)",
    "almost all": r"(?:almost|nearly|practically|virtually) (?:all|every(?:one|body)?)"
    r"(?! (?:year|month))",
    "half": rf"every other|one {_OF} two",
    "third": rf"one {_OF} three",
    "two thirds": rf"two {_OF} three",
    "quarter": rf"one {_OF} four",
    "three quarters": rf"three {_OF} four",
    "fifth": rf"one {_OF} five",
    "two fifths": rf"two {_OF} five",
    "three fifths": rf"three {_OF} five",
    "four fifths": rf"four {_OF} five",
    "tenth": rf"one {_OF} ten",
    "nine in ten": rf"nine {_OF} ten",
}
DEGREES = {
    "nearly ": r"nearly|almost|close to|just short of",
    "more than ": r"more than|over|above",
    "less than ": r"less than|under|below|not quite|barely",
}

MOST = "most|highest|largest|biggest|greatest|longest|tallest|busiest|heaviest|peak(?:s|ed)?"
LEAST = "least|lowest|smallest|fewest|shortest|quietest|calmest|lightest|mildest|slightest|safest"
_NO_UTMOST = (
    "(?:north|south|mid)?w|r|t|n|b|j|l|p|v|z|gu|hon|mod|sugg|prot|arr|inv|inter|requ|harv|for|cont|conqu"
    "|man|dig|unr|earn|beh|near|lat|fin|old|young|new|wid|full|simpl|clos|dir|ev|bucha?r|budap|att|det"
    "|ing|div|inqu|reforest|qu|beq?u|pri|chief|disint|inf|incont|rein|molest|cr|ch|bl|earli|strict|clear"
)
RECORDS = (
    r"deadliest|bloodiest|worst|record|all-time high|unrivalled|unmatched|unprecedented|une?qualled"
    r"|unequal(?:l)?ed|unsurpassed|unparalleled|unexampled|without (?:precedent|equal|parallel)"
    rf"|(?!(?:{_NO_UTMOST})est\b)\w{{3,}}est|never before|(?:not|never|un)(?: \w+)?[ -]?seen since"
    r"|(?:never|not since|not in (?:an?|\w+) (?:decades?|years?)|nowhere|none"
    r"|no (?:other )?(?:year|month|quarter|place|province|counter))\b[^.;:]{0,60}?"
    r"\b(?:c[ao]me (?:near|close)|(?:so|as) (?:many|much|few|little|high|low|large|small|deadly"
    r"|bloody))"
)
"""What says of something that it is the utmost, with no word for which way."""
_HEIGHT = (
    r"(?:high|low)(?: point|-water mark)?|summit|nadir|trough|climax|zenith|pinnacle|apex|crest"
    r"|ceiling|floor|top|bottom"
)
RECORDS_WITH = (
    rf"(?:(?:an?|its|their|the) |(?<=['’]s ))(?:(?:new|all-time|\w+ly) )?(?:{_HEIGHT})"
    r"(?= (?:in|of|at|since|with)\b|[.,;:]|$)|for the first time|(?:came|stood) first"
    r"|(?:rank|com|stand|finish|plac)(?:e?s|ed|ing) first"
    r"|(?:the |(?<=['’]s ))first"
    r"(?= (?:buyer|seller|supplier|customer|partner|market|destination|source|host)\b)"
    r"|(?:in|takes?|took|holds?|held|has|had) (?:the )?first place|second to none"
    r"|(?:the |(?<=['’]s ))(?:top|foremost|leading|principal|number one)(?= \w+)"
    r"|(?:outd(?:id|oes)|exceed(?:s|ed)|surpass(?:es|ed)|beats?|tops|topped)"
    r" (?:all|every|any) (?:the )?others?"
    r"|like no other|more than ever|as never|ever (?:seen|counted|recorded|known)"
)

# A place as subject; a claimant that refuses a number; a count as if it were a rate.
SUFFERS = (
    r"(?:had|saw|lost|suffered|hosts?|hosted|shelters?|sheltered|mourned|buried|endured|witnessed"
    r"|was\sshut)"
)
DENIES = (
    r"(?:(?:did|does)\s(?:not|n't)\s\w+|denie[sd]|never\s\w+|stop(?:s|ped)\sshort\sof\s\w+"
    r"|(?:ha[sd]\s)?(?:\w+\s)?(?:withdr[ae]wn?|withdrew|retracted|disowned)(?:\s(?:its|the|their))?)"
)
RATE = (
    r"\s(?:\w+\s){0,3}?((?:a|per|each|every)\s(?:day|week|month))\b"
    r"(?!\s(?:later|earlier|before|after|ago))"
)
