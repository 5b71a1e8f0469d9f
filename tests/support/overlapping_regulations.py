"""Further contradictions, one a file: clauses that meet in a part, and those that do nothing."""

from tests.support.contradictory_regulations import DAY, Planted

OVERLAPPING = [
    # The same rule for a part of the same rooms, people or times.
    Planted(
        "overlapping",
        "- {rule: links, rooms: [ladybirds, staff], action: withdraw}\n"
        "- {rule: links, rooms: [staff, hedgehogs], action: flag}",
        (3, "flag"),
        "пункт 1",
    ),
    Planted(
        "overlapping",
        "- {rule: links, rooms: [staff], roles: [head, educator], action: flag}\n"
        "- {rule: links, rooms: [staff], roles: [head, treasurer], action: withdraw}",
        (2, "flag"),
        "пункт 2",
    ),
    Planted(
        "overlapping",  # the head's posts are only noted, by the first of the two
        "- {rule: advertising, roles: [educator, head], action: flag}\n"
        "- {rule: advertising, roles: [head, parent], action: withdraw}",
        (3, "withdraw"),
        "пункт 1",
    ),
    Planted(
        "overlapping",
        "- {rule: advertising, roles: [head, parent], action: withdraw}\n"
        "- {rule: advertising, roles: [educator, head], action: flag}",
        (3, "flag"),
        "пункт 1",
    ),
    Planted(
        "overlapping",
        "- {rule: links, times: {from: '08:00', to: '14:00'}, action: refuse}\n"
        "- {rule: links, times: {from: '12:00', to: '20:00'}, action: flag}",
        (3, "flag"),
        "пункт 1",
    ),
    Planted(
        "overlapping",
        "- {rule: hours, with: {from: '08:00', to: '14:00'}, rooms: [group], action: refuse}\n"
        "- {rule: hours, with: {from: '12:00', to: '20:00'}, rooms: [group], action: flag}",
        (3, "flag"),
        "пункт 1",
    ),
    Planted(
        "overlapping",  # the milder one has the higher limit
        "- {rule: length, with: {characters: 900}, rooms: [staff, group], action: flag}\n"
        "- {rule: length, with: {characters: 500}, roles: [parent, head], action: refuse}",
        (2, "flag"),
        "пункт 2",
    ),
    Planted(
        "overlapping",
        f"- {{{DAY}, rooms: [group, staff], action: refuse}}\n"
        f"- {{{DAY}, roles: [head], action: allow}}",
        (3, "allow"),
        "поставьте его перед",
    ),
    Planted(
        "overlapping",
        "- {rule: rights, with: {who: [head]}, rooms: [ladybirds, staff], action: refuse}\n"
        "- {rule: rights, with: {who: [head]}, rooms: [staff, hedgehogs], action: flag}",
        (3, "flag"),
        "пункт 1",
    ),
    # Lists of what is allowed.
    Planted(
        "disjoint",
        "- {rule: rights, with: {who: [head, parent]}, rooms: [hedgehogs], action: refuse}\n"
        "- {rule: rights, with: {who: [head, educator]}, rooms: [hedgehogs], action: refuse}",
        (3, "{who"),
        "Пункт 1",
    ),
    Planted(
        "disjoint",
        "- {rule: links, with: {allow: [sad24.ru]}, action: ask}\n"
        "- {rule: links, with: {allow: [mos.ru]}, rooms: [group], action: ask}",
        (3, "{allow"),
        "Пункт 1",
    ),
    Planted(
        "disjoint",
        "- {rule: money, with: {treasurers: [treasurer]}, action: refuse}\n"
        "- {rule: money, with: {treasurers: [head]}, action: refuse}",
        (3, "{treasurers"),
        "Пункт 1",
    ),
    Planted(
        "disjoint",
        "- {rule: media_kind, with: {allowed: [photo, video]}, action: refuse}\n"
        "- {rule: media_kind, with: {allowed: [photo, file]}, action: flag}",
        (3, "{allowed"),
        "Пункт 1",
    ),
    Planted(
        "disjoint",
        "- {rule: media_kind, with: {allowed: [photo, file], forbidden: [file]}, action: refuse}",
        (2, "file]}"),
        "«file»",
    ),
    # Clauses that never fire, and what changes nothing.
    Planted(
        "idle",
        "- {rule: photo_consent, with: {parents: false, staff: false}, action: ask}",
        (2, "{parents"),
        "не сработает",
    ),
    Planted(
        "idle",
        "- {rule: photo_consent, with: {parents: false}, roles: [parent], action: ask}",
        (2, "{parents"),
        "не сработает",
    ),
    Planted(
        "idle",
        "- {rule: flood, roles: [educator, head], action: refuse}",
        (2, "[educator"),
        "«flood»",
    ),
    Planted(
        "idle",
        "- {rule: impersonation, roles: [head], action: flag}",
        (2, "[head"),
        "«impersonation»",
    ),
    Planted(
        "idle",
        "- {rule: money, with: {treasurers: [head, parent]}, roles: [head], action: flag}",
        (2, "[head, parent]"),
        "treasurers",
    ),
    Planted(
        "idle",
        "- {rule: links, action: refuse}\n"
        "exempt: [staff, ladybirds, hedgehogs, announcements, duty]",
        (2, "{id: '1'"),
        "все комнаты",
    ),
    Planted(
        "idle",
        "- {rule: links, roles: [parent], action: refuse}\n"
        "- {rule: shouting, roles: [head], action: allow}",
        (3, "allow"),
        "ничего не меняет",
    ),
    Planted(
        "roles_named",
        "- {rule: links, roles: [parent], except: [head], action: refuse}",
        (2, "head]"),
        "«head»",
    ),
    Planted(
        "roles_named",
        "- {rule: links, roles: [parent, head, parent], action: refuse}",
        (2, "parent]"),
        "дважды",
    ),
    Planted(
        "roles_named",
        "- {rule: rights, with: {who: [head, head]}, rooms: [staff], action: refuse}",
        (2, "head]}"),
        "дважды",
    ),
]
