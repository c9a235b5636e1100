"""More words of English: who speaks, who does what to whom, and what is said of time and shares."""

from __future__ import annotations

# Who says a number, beyond the verbs that every counter has; who refuses it; what makes it untrue.
AFFIRMS = (
    r"(?:admit|confirm|conced|accept|acknowledg|agree|repeat|insist|assert|affirm|endors|verif"
    r"|maintain|believ|estimat|announc|declar|reckon|claim|say|said|report|count|tall|put|find"
    r"|found|stat|giv|gave|record|list|document|credit|speak|spok)(?!\w*ment)\w*"
)
HOLDS = r"(?:has|had|have|sees?|saw|knows?|leaves?)"
REFUSES = r"(?:deny|denie[sd]|disputes?|disputed|rejects?|rejected|disowns?|disowned)"
UNTRUE = (
    r"\b(?:myths?|hoax|lies?|false|untrue|wrong|nonsense|fables?|invented|rumou?rs?"
    r"|(?:not|never|hardly)\strue)(?:,?\s\w+){0,2}?\s(?:that|is|to\ssay)\b"
)
# Who is at work, beyond those whom an indicator counts; what is done to one, not by one.
ARMED = r"(?:[Aa]rmy|[Mm]ilitary|[Aa]ir\s[Ff]orce|[Nn]avy|[Ss]oldiery)"
SUFFERS = r"(?:suffer\w*|fac\w+|met|saw|took|had|endur\w+|lost|were|was|are|is|in|of|and|or)"
SLAYS = r"(?:shot|killed|slew|murdered|gunned\sdown|butchered|executed|wounded|injured|hurt)"
THE = r"(?:the|its|their|Pakistan's|Pakistani|Afghan|unnamed|other)\s"
# After a name: what was brought about, or whose work it is; for all kinds of harm in one word.
BLAMES = r"(?:\b[Bb]ehind|\bblam\w+|at\sthe\sdoor|responsib\w+|work\sof|culprits?|authors?|hand\sof)"
HARMED = r"casualties|casualty|harmed|victims|hit"
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
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
LASTS = (
    r"\b(?:[Oo]ver|[Dd]uring|[Tt]hroughout|[Aa]cross)\s(?:the|these|its|those|all|last|past|\s)*"
    rf"({'|'.join(NUMBERS[1:])})\s(year|month)s\b"
)
# Seasons, and parts of a year: the month that each begins with, and how many months it has.
SEASONS = {"spring": (3, 3), "summer": (6, 3), "autumn": (9, 3), "fall": (9, 3), "midsummer": (6, 3)}
HALVES = {"first": (1, 6), "second": (7, 6), "last": (7, 6), "latter": (7, 6)}
# What befell those who are counted; before what is counted, words that add nothing; for a whole.
FATE = r"(?:killed|dead|died|injured|wounded|perished|lost\stheir|slain|maimed|hurt|shot)"
PLAIN = (
    r"(?:such|more|further|other|new|different|recorded|reported|known|separate|single|security"
    r"|Pakistan's|Afghanistan's|additional|registered|personnel|people|or|and|armed|unarmed|TTP)\b"
)
VAGUE = frozenset({"them", "these", "those", "it", "all", "what", "that", "whole", "total", "year"})
