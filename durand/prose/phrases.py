"""More words of English: who speaks, who does what to whom, and what is said of time and shares."""

from __future__ import annotations

from durand.prose import english as en

# Who says a number, beyond the verbs that every counter has; who refuses it; what makes it untrue.
AFFIRMS = (
    r"(?:admit|confirm|conced|accept|acknowledg|agree|repeat|insist|assert|affirm|endors|verif"
    r"|maintain|believ|estimat|announc|declar|reckon|claim|say|said|report|count|tall|put|find"
    r"|found|stat|giv|gave|record|list|document|credit|speak|spok|owns?\sup)(?!\w*ment)\w*"
)
SPEAKS = (
    rf"(?:,[^,#]*,)?\s(?:\w+ly\s|also\s|then\s|itself\s)?(?!ha(?:d|s|ve)\s\w+(?:ed|de|ne|en)\b)"
    rf"(?:{en.SAYS})\b|\s#|'s?\s(?:#|(?:own\s)?(?:claim|word|count|figure|list|number|statement|total)s?\b)"
)
"""After one who may also have done it: that one says so."""
HOLDS = r"(?:has|had|have|sees?|saw|knows?|leaves?)"
REFUSES = (
    r"(?:contests?|contested|withdrew|retracted|deny|denie[sd]|disputes?|disputed|rejects?|rejected"
    r"|disowns?|disowned)"
)
UNTRUE = (
    r"\b(?:myths?|hoax|lies?|false|untrue|wrong|nonsense|fables?|invented|rumou?rs?"
    r"|(?:not|never|hardly)\strue)(?:,?\s\w+){0,2}?\s(?:that|is|to\ssay)\b"
)
# What is done to one, not by one; what one does to others.
SUFFERS = r"(?:suffer\w*|fac\w+|met|saw|took|had|endur\w+|lost|were|was|are|is|in|of|and|or)"
SLAYS = r"(?:shot|killed|slew|murdered|gunned\sdown|butchered|executed|wounded|injured|hurt)"
THE = r"(?:the|its|their|[A-Z]\w+(?:'s|i|an)|unnamed|other)\s"
# After a name: what was brought about, or whose work it is; for all kinds of harm in one word.
BLAMES = (
    r"(?:\b[Bb]ehind|\bblam\w+|at\sthe\sdoor|responsib\w+|work\sof|culprits?|authors?|hand\sof)"
)
HARMED = r"\b(?:casualties|casualty|harmed|victims|hit)\b"
# After a place, and before it, it is another: its capital, or what holds it.
INSIDE = (
    r"(?:capital|city|town|north|south|east|west|centre|rest|outskirts|half|corner)"
    r"(?:\sand\s\w+)?\sof\s(?:the\s)?"
)
AROUND = r"'s?\s(?:own\s)?(?:province|region)\b"
SELLS = r"sold|sells|exported|exports|sent|sends|shipped|supplied|supplies|earned|earns"
BUYS = r"bought|buys|imported|imports|purchased|purchases|spent|spends|paid|pays|took|takes"
GOODS = r"exports?|sales|deliveries"
PURCHASES = r"imports?|purchases"
# Of what a percentage is a share: where the words for it end; a span of so many years.
ENDS = (
    r"[,.;:()—]|\s(?:in|at|by|to|from|for|on|with|through|between|after|before|since|is|are|was"
    r"|were|went|goes|go|came|comes|had|has|have|took|passes|passed|and|or|that|which|who|whom)\b"
)
NOUN_ENDS = r"\s(?:of|fell|falls?|died?|lived?|held|holds?|said|says?|named?|owed?|alone|then)\b"
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
LASTS = (
    r"\b(?:[Oo]ver|[Dd]uring|[Tt]hroughout|[Aa]cross)\s(?:the|these|its|those|all|last|past|\s)*"
    rf"({'|'.join(NUMBERS[1:])})\s(year|month)s\b"
)
# Seasons, and parts of a year: the month that each begins with, and how many months it has.
SEASONS = {
    "spring": (3, 3),
    "summer": (6, 3),
    "autumn": (9, 3),
    "fall": (9, 3),
    "midsummer": (6, 3),
}
HALVES = {"first": (1, 6), "second": (7, 6), "last": (7, 6), "latter": (7, 6)}
# What befell those who are counted; before what is counted, words that add nothing; for a whole.
FATE = r"(?:killed|dead|died|injured|wounded|perished|lost\stheir|slain|maimed|hurt|shot)"
PLAIN = (
    r"(?:such|more|further|other|new|different|recorded|reported|known|separate|single|security"
    r"|hit|struck|[A-Z]\w+'s|additional|registered|personnel|people|or|and|armed|unarmed|[A-Z]{2,})\b"
)
VAGUE = frozenset(
    [
        "them",
        "these",
        "those",
        "it",
        "all",
        "what",
        "that",
        "whole",
        "total",
        "year",
        "to",
        "from",
        "through",
        "who",
        "went",
        "back",
    ]
)
# Quantities in words, beside those of `english`: kinds of heap, ordinals, records, none at all.
_MET = "died|was|were|is|had|ha[sd]|fell|lost|got|came"
HEAPS = (
    "pair|platoon|squad|company|battalion|regiment|busload|truckload|boatload|trio|quartet|quintet"
)
EVENTS = "strikes?|bombings?|blasts?|clashes|shells|rounds|posts|homes|shops|villages?|villagers"
NOT_PLURAL = (
    "is|was|has|does|as|this|its|his|us|thus|less|across|towards|always|perhaps|besides|unless"
    "|sees|saw|rests|comes|goes|ends|begins|stands|holds|means|makes|gives|shows|counts|brings"
    "|leaves|times"
)
_FEW = f"an?|one|{en.SMALL}"
_ORDINAL = "sixth|seventh|eighth|ninth|tenth"
QUANTITIES = rf"""
    lakhs? | crores? | (?:a|the)\s(?:trio|quartet|quintet)(?=\sof\s) | brace\sof
  | (?:four|three)score
  | (?:an?|one)\s(?:{{people}})\s(?:an?|every|each|per)\s(?:hour|day|week|month)
  | \w\w\w+(?<!mani)(?<!blind)(?<!scaf)(?<!unf)(?<!bill)(?<!thr)fold(?!s)
  | to\s(?:{en.SMALL}|double|triple)\s(?:figures|digits)
  | in(?:\s?to)?\s(?:{en.SMALL}|double|triple)\s(?:figures|digits)
  | every\s(?:other|second|third|fourth|fifth|{_ORDINAL})(?=\s\w+)
  | (?:{_FEW})-(?:year|month|decade)\s(?:high|low|record|peak)s?
  | (?:a\s)?(?:single|lone|sole)\s(?:{{counted}})(?!-)
  | (?:no|not\sa|not\sone|never\sa)\s(?:single\s)?(?:{{people}})(?=\s(?:{_MET})\b)
  | (?:{HEAPS})s?\sof\s(?={{counted}})
  | (?:{en.SMALL})\sof\s(?:them|these|those|whom)(?=\s(?:were|was|are|killed|died)\b)
  | (?:{en.SMALL})\s(?:of|in)\s(?:the\s|every\s)?(?:{en.SMALL})(?=\s(?:{{counted}}|{EVENTS}))
  | the\s(?:{_ORDINAL})(?=\s(?:lived|died|was|fled|survived|fell)\b)
"""
_ONE = "one|civilians?|soldiers?|militants?|policem[ae]n|people|persons?|child(?:ren)?|wom[ae]n"
SOMEBODY = rf"(?:[A-Z]\w+\s)?(?:{_ONE}|m[ae]n|attacks?|operations?)"
# Before a vague plural, who spoke of it; before and after a number, that it is money.
REPORTED = (
    r"\b(?:reports?|reported|spoke|speaks?|cite[sd]?|said|says?|claim\w*|according|words?|wrote)\b"
)
MONEY_BEFORE = r"(?:US\s?\$|\$|€|£|\b(?:Rs|PKR|AFN|Afs|USD))\s?$"
MONEY_AFTER = (
    r"\s?(?:(?:m|bn|million|billion)\b\s?)?"
    r"(?:US\s?\$|\$|€|(?:Rs|PKR|AFN|dollars?|rupees?|afghanis?)\b)|\s(?:m|bn)\b"
)
NO_MILLION = (
    r"(?!\s?(?:m|million|bn|billion|thousand|crore|lakh)\b|\s?[–-]"
    r"|,?\s(?:to|and|or|US|against)\b|[,;])"
)
"""After an amount in millions: no word for them, nor another amount that has it."""
# What neither speaks nor relays; others who say it, too; after what one only passes it on.
NO_SUBJECT = r"(?<!\b[Ii]n\s)(?<!\b[Oo]f\s)(?<!\bnot\s)(?<!\bthan\s)"
LISTED = (
    r"(?:(?:,\s(?:and\s)?|\sand\s)(?:the\s)?[A-Z]\w+(?:\s[A-Z]\w+)*){0,3}?(?:\s(?:all|both|each))?"
)
RELAYED = (
    r"\bas\s(?:the\s)?#"
    r"|\b[Bb]y\s(?:the\s)?(?:[A-Z]\w+(?:\s[A-Z]\w+)*,?\s(?:and\s)?(?:the\s)?)+#(?:\w+\s)*?(?:and\b|$)"
    r"|\b[Bb]y\s[^#]{0,40}\band\s(?:the\s)?#"
)
