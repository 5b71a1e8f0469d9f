"""What each key of regulation.yaml is for, as editors show it: English source texts."""

from collections.abc import Mapping

REGULATION: Mapping[str, str] = {
    "clauses": "The clauses, read from top to bottom.",
    "exempt": "Rooms in which nothing is judged: kinds, or keys.",
    "emergency": "Words with which the duty administrator sees at once what is stopped or noted;"
    " left out: those that are built in; []: none.",
    "disappearing": "What is to disappear by itself: keep it in the archive,"
    " or only mark that it was there.",
}
CLAUSE: Mapping[str, str] = {
    "id": "The number of the clause, which is cited.",
    "text": "Your own words, which the author of a post reads.",
    "rule": "What is looked at.",
    "with": "The particulars of the rule.",
    "rooms": "Where: kinds of room, or keys; left out: everywhere.",
    "roles": "Whose posts; left out: everybody's.",
    "except": "Whose posts not.",
    "times": "Only what is written at these times; left out: at any time.",
    "action": "What is done with such a post.",
    "severity": "How much it matters, for reports and for the duty administrator.",
    "rehearsal": "Only noted, not enforced.",
    "within": "How many minutes the duty administrator has to decide, with “ask”.",
    "otherwise": "What happens when nobody has decided, with “ask”.",
}
TIMES: Mapping[str, str] = {
    "from": "From this time on.",
    "to": "Until just before this time; an earlier one than “from” is on the next day.",
    "days": "On these days; working and free are as in the calendar.",
    "calendar": "The country whose working days are meant.",
}
RULES: Mapping[str, Mapping[str, str]] = {
    "hours": TIMES,
    "rights": {
        "who": "The roles that may post there.",
        "reply_only": "Everybody else may answer.",
    },
    "length": {
        "characters": "The most characters.",
        "lines": "The most lines.",
    },
    "shouting": {
        "capitals": "So many percent of capital letters are too many.",
        "letters": "In posts of at least so many letters.",
        "marks": "So many exclamation or question marks in a row are too many.",
        "emoji": "So many emoji in a row are too many.",
    },
    "flood": {
        "posts": "More posts of an author than this are too many.",
        "seconds": "Within so many seconds.",
        "room_posts": "More posts in a room than this are too many.",
        "room_seconds": "Within so many seconds.",
    },
    "repetition": {
        "alike": "So many percent alike are a repetition.",
        "minutes": "Within so many minutes.",
        "characters": "Shorter texts may be repeated by their author.",
        "room_characters": "Shorter texts may be repeated by others.",
        "thanks": "So many posts of thanks in a row are enough.",
    },
    "links": {"allow": "Domains that links may lead to, with all that is below them."},
    "advertising": {"threshold": "The higher, the fewer posts are taken for an offer."},
    "money": {"treasurers": "The roles that may collect money."},
    "personal_data": {
        "kinds": "Which data are meant.",
        "own": "Phone numbers and mailboxes that anybody may tell.",
        "organisations": "The tax numbers of organisations, too.",
    },
    "voice": {
        "seconds": "Recordings up to this length are allowed; 0: none is.",
        "round_video": "The round videos of messengers, too.",
    },
    "media_kind": {
        "allowed": "The kinds that may be sent.",
        "forbidden": "The kinds that may not.",
        "megabytes": "How large a file may be.",
        "programs": "Programs and documents that do something when opened are allowed.",
    },
    "repeated_picture": {
        "distance": "In how many of 128 bits the same pictures may differ.",
        "minutes": "Within so many minutes.",
        "others": "Pictures that somebody else has sent count, too.",
        "kilobytes": "Smaller pictures may be repeated.",
    },
    "photo_consent": {
        "kinds": "Photos, videos or both.",
        "parents": "What parents send.",
        "staff": "What staff send.",
    },
    "impersonation": {"offices": "Those who only claim an office, too."},
    "thanks": {
        "kinds": "Which small talk is meant.",
        "also": "Further words that count as such.",
    },
    "obscenity": {
        "coarse": "Rude words that are not swearing, too.",
        "also": "Further words that count, in any form.",
        "allowed": "Words that never count.",
    },
    "insult": {
        "also": "Further words that count, in any form.",
        "allowed": "Words that never count.",
    },
    "politics": {
        "also": "Further words that count, in any form.",
        "allowed": "Words that never count.",
    },
    "chain_letter": {"animals": "Appeals for animals, too."},
    "language": {
        "allowed": "Languages that may be used beside the community's, such as uz.",
        "words": "A sentence counts from so many words on.",
        "letters": "A sentence counts from so many letters on.",
    },
}
"""By rule, the keys under its ``with``."""
