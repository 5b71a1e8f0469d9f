// A message as it is shown.

import { avatar, build, hue, icon } from "/building.js";
import { formatted, plain } from "/formatting.js";
import { clock, day, say } from "/words.js";

const CLOSE = 5 * 60 * 1000;

export function preview(message) {
  if (message.deleted) return say("deleted");
  if (message.text) return message.text.replace(/\s+/g, " ");
  if (message.kind === "file") return message.media.filename;
  return say(message.kind === "text" ? "file" : message.kind);
}

// `view`: {me, previous, find(id), names, readers(message), react(message, emoji), menu(message), show(id)}
export function bubbleRow(message, view) {
  const mine = isMine(message, view.me);
  const time = new Date(message.sent_at);
  const goesOn = follows(message, view.previous);
  const row = build("li", { class: `row${mine ? " mine" : ""}${goesOn ? " goes-on" : ""}` });
  row.dataset.id = message.id;
  if (!mine) row.append(avatar(message.from, message.name));
  const words = build("div", { class: "bubble", on: { click: (event) => tapped(event, message, view) } });
  words.style.setProperty("--hue", hue(message.from));
  if (!mine && !goesOn) words.append(nameLine(message));
  if (message.deleted) words.append(build("p", { class: "gone" }, say("deleted")));
  else words.append(...content(message, view));
  words.append(build("span", { class: "meta" },
    message.edited && !message.deleted ? build("i", {}, say("edited")) : null,
    build("time", { dateTime: message.sent_at, title: `${day(time)}, ${clock(time)}` }, clock(time)),
    mine && !message.deleted ? ticks(message, view) : null));
  const reactions = Object.entries(message.reactions);
  if (reactions.length) {
    words.append(build("div", { class: "reactions" }, ...reactions.map(([emoji, people]) => reaction(message, emoji, people, view))));
  }
  row.append(words);
  if (!message.deleted) row.append(menuButton(message, view));
  return row;
}

// On a phone there is no hovering: the bubble itself is the button.
function tapped(event, message, view) {
  const isFree = !event.target.closest("a, button, audio, video") && getSelection().isCollapsed;
  if (isFree && !message.deleted && matchMedia("(hover: none)").matches) view.menu(message);
}

export function isMine(message, me) {
  return !message.relayed && message.from === me.id;
}

export function sameDay(message, previous) {
  return previous && new Date(previous.sent_at).toDateString() === new Date(message.sent_at).toDateString();
}

function follows(message, previous) {
  return Boolean(previous) && previous.from === message.from && previous.relayed === message.relayed &&
    sameDay(message, previous) && new Date(message.sent_at) - new Date(previous.sent_at) < CLOSE;
}

function nameLine(message) {
  return build("b", { class: "name" }, build("span", {}, message.name),
    message.relayed ? build("small", {}, say("staff")) : null);
}

function content(message, view) {
  const parts = [];
  if (message.reply_to) parts.push(quote(message.reply_to, view));
  if (message.media) parts.push(media(message));
  if (message.location) parts.push(place(message.location));
  if (message.text) {
    parts.push(build("div", { class: "words" }, message.html ? formatted(message.html) : plain(message.text)));
  }
  return parts;
}

function quote(id, view) {
  const answered = view.find(id);
  const box = build("button", { class: "quote", type: "button", on: { click: () => view.show(id) } },
    build("b", {}, answered ? answered.name : "…"),
    build("span", {}, answered ? preview(answered) : ""));
  if (answered) box.style.setProperty("--hue", hue(answered.from));
  return box;
}

function media(message) {
  const file = message.media;
  switch (message.kind) {
    case "photo": {
      const picture = build("img", { src: file.url, alt: file.filename, loading: "lazy", decoding: "async" });
      if (file.width && file.height) Object.assign(picture, { width: file.width, height: file.height });
      return build("a", { class: "photo", href: file.url, target: "_blank", rel: "noopener" }, picture);
    }
    case "video":
      return build("video", { class: "video", src: file.url, controls: true, preload: "metadata", playsInline: true });
    case "voice":
      return build("audio", { class: "voice", src: file.url, controls: true, preload: "metadata" });
    default:
      return build("a", { class: "file", href: file.url, download: file.filename },
        icon("file"), build("span", {}, build("b", {}, file.filename), build("small", {}, size(file.size))));
  }
}

function size(bytes) {
  const [amount, unit] = bytes < 1048576 ? [bytes / 1024, "kilobyte"] : [bytes / 1048576, "megabyte"];
  const style = { style: "unit", unit, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang, style).format(amount);
}

function place(location) {
  const point = `${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}`;
  const query = `mlat=${location.latitude}&mlon=${location.longitude}`;
  return build("a", { class: "file", href: `https://www.openstreetmap.org/?${query}`, target: "_blank", rel: "noopener noreferrer" },
    icon("place"), build("span", {}, build("b", {}, location.title || say("location")), build("small", {}, point)));
}

function reaction(message, emoji, people, view) {
  const names = people.map((person) => view.names()[person] ?? person).join(", ");
  const mine = people.includes(view.me.id);
  return build("button", { class: mine ? "chosen" : "", type: "button", title: names, on: { click: () => view.react(message, emoji) } },
    emoji, build("span", {}, String(people.length)));
}

export function ticks(message, view) {
  const readers = view.readers(message);
  const names = readers.map((person) => view.names()[person] ?? person).join(", ");
  const mark = build("span", { class: readers.length ? "ticks read" : "ticks", title: readers.length ? say("read by", { names }) : "" });
  mark.append(icon(readers.length ? "ticks" : "tick"));
  return mark;
}

function menuButton(message, view) {
  const open = () => view.menu(message);
  return build("button", { class: "round more", type: "button", title: say("more"), ariaLabel: say("more"), on: { click: open } }, icon("dots"));
}
