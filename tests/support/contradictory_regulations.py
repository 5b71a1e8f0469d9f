"""Contradictions that people write into a regulation, one a file."""

from dataclasses import dataclass

COMMUNITY = """\
community: {name: Детский сад № 24, slug: sad24}
staff:
  - {id: zav, name: Валентина, role: head}
  - {id: anna, name: Анна, roles: [educator, duty]}
  - {id: maria, name: Мария, role: educator}
  - {id: kazna, name: Пётр, role: treasurer}
rooms: {staff: , announcements: , duty: }
groups:
  - {key: ladybirds, name: Божьи коровки, staff: [anna, maria, kazna]}
  - {key: hedgehogs, name: Ёжики, staff: [maria]}
"""
WITHOUT_DUTY = COMMUNITY.replace(", duty: }", "}")


@dataclass(frozen=True)
class Planted:
    """A regulation with one contradiction: its kind, words of the telling, and the place that it
    names: the line, and what stands there.

    A clause is ``- {…}``; its number and words are filled in (line 2 is clause 1, and so on).
    """

    kind: str
    regulation: str
    place: tuple[int, str]
    words: str
    community: str = COMMUNITY

    @property
    def text(self) -> str:
        lines = ["clauses:"]
        number = 0
        for line in self.regulation.strip().splitlines():
            if line.startswith("- {"):
                number += 1
                line = line.replace("- {", f"- {{id: '{number}', text: Пункт, ", 1)
            lines.append(line)
        return "\n".join(lines) + "\n"


DAY = 'rule: hours, with: {from: "08:00", to: "20:00"}'

PLANTED = [
    # The same rule for the same people and rooms, otherwise.
    Planted(
        "repeated",
        "- {rule: links, rooms: [group], action: refuse}\n"
        "- {rule: links, rooms: [group], action: refuse}",
        (3, "{id: '2'"),
        "ещё раз пункт 1",
    ),
    Planted(
        "repeated",  # written otherwise, meaning the same
        "- {rule: shouting, rooms: [ladybirds], roles: [parent, head], action: flag}\n"
        "- {rule: shouting, with: {marks: 4}, rooms: [ladybirds], roles: [head, parent],"
        " action: flag}",
        (3, "{id: '2'"),
        "ещё раз пункт 1",
    ),
    Planted(
        "contrary",
        "- {rule: links, rooms: [group], action: flag}\n"
        "- {rule: links, rooms: [group], action: refuse}",
        (2, "flag"),
        "Пункт 2",
    ),
    Planted(
        "contrary",  # an exception that stands too late
        f"- {{{DAY}, rooms: [group], action: refuse}}\n"
        f"- {{{DAY}, rooms: [group], roles: [head], action: allow}}",
        (3, "allow"),
        "поставьте его перед",
    ),
    Planted(
        "contrary",
        "- {rule: links, action: refuse}\n"
        "- {rule: links, rooms: [ladybirds], roles: [parent], action: flag}",
        (3, "flag"),
        "Пункт 1",
    ),
    Planted(
        "overshadowed",
        "- {rule: length, with: {characters: 1000}, action: flag}\n"
        "- {rule: length, with: {characters: 500}, action: refuse}",
        (2, "{charact"),
        "Пункт 2",
    ),
    Planted(
        "overshadowed",
        "- {rule: length, with: {characters: 500}, rooms: [group], action: refuse}\n"
        "- {rule: length, with: {characters: 2000, lines: 20}, rooms: [group], action: refuse}\n"
        "- {rule: length, with: {lines: 10, characters: 400}, rooms: [staff], action: refuse}\n"
        "- {rule: length, with: {lines: 15}, rooms: [staff], action: refuse}",
        (5, "{lines: "),
        "Пункт 3",
    ),
    Planted(
        "overshadowed",  # a group cannot have longer hours than all groups have
        f"- {{{DAY}, rooms: [group], action: hold}}\n"
        '- {rule: hours, with: {from: "07:00", to: "21:00"}, rooms: [ladybirds], action: hold}',
        (3, '{from: "'),
        "Пункт 1",
    ),
    Planted(
        "overshadowed",
        '- {rule: hours, with: {from: "07:00", to: "21:00"}, rooms: [ladybirds], action: hold}\n'
        f"- {{{DAY}, rooms: [group], action: hold}}",
        (2, '{from: "'),
        "Пункт 2",
    ),
    Planted(
        "overshadowed",  # parents cannot write there at all
        "- {rule: rights, with: {who: [head, educator]}, rooms: [announcements], action: refuse}\n"
        "- {rule: shouting, rooms: [announcements], except: [head, educator], action: flag}",
        (3, "{id: '2'"),
        "Пункт 1",
    ),
    Planted(
        "rehearsed",
        "- {rule: links, rooms: [group], action: refuse}\n"
        "- {rule: links, rooms: [ladybirds], action: refuse, rehearsal: true}",
        (3, "true"),
        "Пункт 1 уже",
    ),
    Planted(
        "overshadowed",
        "- {rule: rights, with: {who: [head]}, rooms: [hedgehogs], action: refuse}\n"
        "- {rule: rights, with: {who: [head], reply_only: true}, rooms: [hedgehogs], action: ask}",
        (3, "{who: ["),
        "Пункт 1",
    ),
    Planted(
        "overshadowed",
        "- {rule: flood, with: {posts: 5, seconds: 120}, rooms: [group], action: refuse}\n"
        "- {rule: flood, with: {posts: 10, seconds: 60}, roles: [parent], rooms: [group],"
        " action: flag}",
        (3, "{posts"),
        "Пункт 1",
    ),
    # Clauses that are never read, or never fire.
    Planted(
        "unreachable",
        "- {rule: links, action: allow}\n"
        "- {rule: links, rooms: [group], roles: [parent], action: refuse}",
        (3, "{id: '2'"),
        "пункт 1",
    ),
    Planted(
        "unreachable",
        "- {rule: length, with: {characters: 100}, roles: [head, educator], action: allow}\n"
        "- {rule: length, with: {characters: 3000}, roles: [head], action: flag}",
        (3, "{id: '2'"),
        "пункт 1",
    ),
    Planted(
        "unreachable",  # whoever is the head is none of these
        "- {rule: rights, with: {who: [duty]}, roles: [head], except: [duty], action: allow}\n"
        "- {rule: links, roles: [head], except: [duty], action: flag}",
        (3, "{id: '2'"),
        "пункт 1",
    ),
    Planted(
        "idle",
        "- {rule: links, roles: [educator], except: [head, educator], action: flag}",
        (2, "[head"),
        "ни к кому",
    ),
    Planted(
        "idle",
        "- {rule: links, except: [head, deputy, educator, specialist, treasurer, duty, admin,"
        " parent], action: flag}",
        (2, "[head"),
        "ни к кому",
    ),
    Planted(
        "idle",
        "- {rule: rights, with: {who: [parent, educator]}, roles: [educator], action: refuse}",
        (2, "[parent"),
        "не сработает",
    ),
    Planted(
        "idle",
        f'- {{{DAY}, times: {{from: "09:00", to: "12:00"}}, action: hold}}',
        (2, '{from: "'),
        "не сработает",
    ),
    # Nobody may write, never.
    Planted(
        "silenced",
        "- {rule: rights, with: {who: [educator]}, rooms: [hedgehogs], action: refuse}\n"
        "- {rule: rights, with: {who: [head, parent]}, rooms: [hedgehogs], action: refuse}",
        (3, "[head"),
        "«hedgehogs»",
    ),
    Planted(
        "silenced",  # parents cannot write in announcements, whatever the regulation says
        "- {rule: rights, with: {who: [parent]}, rooms: [announcements], action: refuse}",
        (2, "[parent"),
        "«announcements»",
    ),
    Planted(
        "silenced",  # nobody is a specialist here
        "- {rule: rights, with: {who: [specialist]}, rooms: [staff], action: refuse}",
        (2, "[specialist"),
        "«staff»",
    ),
    Planted(
        "shut",
        '- {rule: hours, with: {from: "08:00", to: "12:00"}, rooms: [group], action: hold}\n'
        '- {rule: hours, with: {from: "14:00", to: "20:00"}, rooms: [ladybirds], action: hold}',
        (3, '{from: "'),
        "«ladybirds»",
    ),
    Planted(
        "shut",
        "- {rule: hours, with: {from: '08:00', to: '20:00', days: working}, action: hold}\n"
        "- {rule: hours, with: {from: '08:00', to: '20:00', days: free}, action: hold}",
        (3, "{from: '"),
        "пунктом 1",
    ),
    Planted(
        "shut",  # parents may write at night only, and nobody may then
        "- {rule: rights, with: {who: [head, educator]}, rooms: [hedgehogs],"
        ' times: {from: "08:00", to: "20:00"}, action: refuse}\n'
        f"- {{{DAY}, rooms: [group], action: hold}}",
        (3, "{from"),
        "Вместе с пунктом 1",
    ),
    Planted(
        "crossing_hours",
        '- {rule: hours, with: {from: "08:00", to: "14:00"}, rooms: [group], action: hold}\n'
        '- {rule: hours, with: {from: "12:00", to: "20:00"}, roles: [parent], action: hold}',
        (3, '{from: "'),
        "У пункта 1",
    ),
    Planted(
        "disjoint",
        "- {rule: media_kind, with: {allowed: [photo, video]}, rooms: [group], action: refuse}\n"
        "- {rule: media_kind, with: {forbidden: [photo, video]}, roles: [parent], action: refuse}",
        (3, "{forbidden"),
        "Пункт 1",
    ),
    Planted(
        "disjoint",
        "- {rule: language, with: {allowed: [uz]}, rooms: [group], action: refuse}\n"
        "- {rule: language, with: {allowed: [tg, ky]}, roles: [parent], action: refuse}",
        (3, "{allowed"),
        "Пункт 1",
    ),
    Planted(
        "disjoint",
        "- {rule: obscenity, with: {also: [редиска], allowed: [редиска]}, action: refuse}",
        (2, "редиска]"),
        "«редиска»",
    ),
    # Actions that cannot be taken.
    Planted("held_for_ever", "- {rule: links, action: hold}", (2, "hold"), "«hours»"),
    Planted(
        "asked_of_nobody",
        "- {rule: links, action: ask}",
        (2, "ask"),
        "«duty:»",
        WITHOUT_DUTY,
    ),
    Planted(
        "toothless",
        "- {rule: advertising, roles: [educator, head], action: refuse}",
        (2, "refuse"),
        "сотрудников",
    ),
    Planted(
        "settings_unused",
        "- {rule: links, action: refuse, within: 60}",
        (2, "60"),
        "«ask»",
    ),
    # Rooms and roles.
    Planted(
        "rooms_named",
        "- {rule: links, rooms: [group, ladybugs], action: flag}",
        (2, "ladybugs"),
        "«ladybirds»",
    ),
    Planted(
        "rooms_named",
        "- {rule: links, rooms: [qqq], action: flag}",
        (2, "qqq"),
        "«qqq» в community.yaml нет",
    ),
    Planted(
        "rooms_named",
        "- {rule: links, rooms: [lounge, library], action: flag}",
        (2, "[lounge"),
        "нет таких комнат: lounge, library",
    ),
    Planted(
        "rooms_named", "- {rule: links, rooms: [space], action: flag}", (2, "space"), "«space»"
    ),
    Planted(
        "rooms_named",
        "- {rule: links, rooms: [staff, group], action: flag}\nexempt: [staff]",
        (2, "staff"),
        "не судит",
    ),
    Planted(
        "rooms_named",
        "- {rule: links, rooms: [ladybirds], action: flag}\nexempt: [group]",
        (2, "ladybirds"),
        "не судит",
    ),
    Planted(
        "rooms_named",
        "- {rule: links, action: flag}\nexempt: [lounje]",
        (3, "lounje"),
        "«lounge»",
    ),
    Planted(
        "rooms_named",
        "- {rule: links, rooms: [group, hedgehogs], action: flag}",
        (2, "hedgehogs"),
        "одна из них",
    ),
    Planted(
        "rooms_named",
        "- {rule: links, rooms: [group, group], action: flag}",
        (2, "group"),
        "дважды",
    ),
    Planted(
        "nobody_meant", "- {rule: links, roles: [admin], action: flag}", (2, "[admin"), "admin"
    ),
    # Lists of words and domains.
    Planted(
        "emergency_words",
        "- {rule: links, action: refuse}\nemergency: [пожар]",
        (3, "[пожар"),
        "Ни один пункт",
    ),
    Planted(
        "emergency_words",
        f"- {{{DAY}, action: hold}}\nemergency: [пожар, '!!!']",
        (3, "'!!!'"),
        "«!!!»",
    ),
    Planted(
        "emergency_words",
        f"- {{{DAY}, action: hold}}\nemergency: [пожар, потоп, Пожар]",
        (3, "Пожар"),
        "«Пожар»",
    ),
    Planted(
        "link_list",
        "- {rule: links, with: {allow: [mos.ru, bit.ly]}, action: refuse}",
        (2, "bit.ly"),
        "«bit.ly»",
    ),
    Planted(
        "link_list",
        "- {rule: links, with: {allow: [mos.ru, co.uk]}, action: refuse}",
        (2, "co.uk"),
        "«co.uk»",
    ),
    Planted(
        "link_list",
        "- {rule: links, with: {allow: [t.me]}, action: refuse}",
        (2, "t.me"),
        "«t.me»",
    ),
    Planted(
        "link_list",
        "- {rule: links, with: {allow: [mos.ru, www.mos.ru]}, action: refuse}",
        (2, "www.mos.ru"),
        "«www.mos.ru»",
    ),
]
