// The open chat: what is in it, kept up to date, and what has been read.

import { bubbleRow, isMine, sameDay, ticks } from "/bubbles.js";
import { $, build, dress, toast } from "/building.js";
import { ask, chatPath, follow } from "/messenger.js";
import { who, whenChanged } from "/who.js";
import { day, say, sayMany } from "/words.js";

const PAGE = 60;
const chat = { id: null, messages: new Map(), names: {}, reads: {}, members: [], marker: null };
let following = new AbortController();
let openMenu = () => {};
let hideTyping;
let sticksToEnd = true;

export function startChat(menu) {
  openMenu = menu;
  $("scroll").addEventListener("scroll", scrolled, { passive: true });
  $("to-end").addEventListener("click", () => toEnd("smooth"));
  // Pictures grow when they have been loaded, and the composer with what is written.
  const stay = new ResizeObserver(() => sticksToEnd && toEnd("instant"));
  stay.observe($("messages"));
  stay.observe($("scroll"));
  document.addEventListener("visibilitychange", markRead);
  window.addEventListener("focus", markRead);
  whenChanged(() => chat.id && openChat(chat.id));
}

export function current() {
  return chat;
}

export async function openChat(id) {
  leaveChat();
  const signal = following.signal;
  Object.assign(chat, { id, messages: new Map(), names: {}, reads: {}, members: [], marker: null, hasAll: false });
  $("messages").replaceChildren();
  $("nothing").hidden = true;
  $("talk").hidden = false;
  let next = null;
  await follow(signal, async () => {
    if (next) return ask("GET", `${chatPath(id, "events")}?after=${next}&wait=25`, null, signal);
    const page = await ask("GET", `${chatPath(id, "messages")}?last=${PAGE}`, null, signal);
    const news = await ask("GET", `${chatPath(id, "events")}?after=${page.version}`, null, signal);
    return { ...news, messages: [...page.messages, ...news.messages], isFirst: true };
  }, (news) => {
    next = news.next;
    take(news);
  }, (is) => ($("offline").hidden = !is));
}

export function leaveChat() {
  following.abort();
  following = new AbortController();
  chat.id = null;
  $("talk").hidden = true;
  $("nothing").hidden = false;
}

function take(news) {
  const wasAtEnd = isAtEnd();
  Object.assign(chat, { names: news.names, reads: news.reads, members: news.members, title: news.title });
  if (news.isFirst) setMarker(news.messages);
  let hasNew = false;
  for (const message of news.messages) {
    if (isOlder(message)) continue;
    hasNew ||= !chat.messages.has(message.id);
    place(message);
  }
  showHead(news.typing);
  showTicks();
  const marker = $("messages").querySelector(".unread");
  if (news.isFirst && marker) bring(marker, "instant");
  else if (news.isFirst || (hasNew && (wasAtEnd || isMine([...chat.messages.values()].at(-1), who())))) toEnd("instant");
  scrolled();
}

// Changed (a reaction, say) but not loaded yet: it comes with the messages around it.
function isOlder(message) {
  return Number(message.id) < Number(chat.messages.keys().next().value ?? 0);
}

function setMarker(messages) {
  // Who never opened this chat has no "new" messages: all of them are.
  const read = Number(chat.reads[who().id] ?? 0);
  const isNew = (message) => Number(message.id) > read && !message.deleted && !isMine(message, who());
  chat.marker = read ? messages.find(isNew)?.id : null;
}

function place(message) {
  // Ids grow, so a message that is not known yet comes last.
  const known = $("messages").querySelector(`[data-id="${message.id}"]`);
  const previous = known ? before(message.id) : [...chat.messages.values()].at(-1);
  chat.messages.set(message.id, message);
  const row = bubbleRow(message, view(message.id === chat.marker ? undefined : previous));
  if (known) known.replaceWith(row);
  else $("messages").append(...dividers(message, previous), row);
}

function before(id) {
  let previous;
  for (const message of chat.messages.values()) {
    if (message.id === id) return previous;
    previous = message;
  }
  return previous;
}

function dividers(message, previous) {
  const found = [];
  if (!sameDay(message, previous)) found.push(build("li", { class: "day" }, build("span", {}, day(new Date(message.sent_at)))));
  if (message.id === chat.marker) found.push(build("li", { class: "unread" }, build("span", {}, say("unread"))));
  return found;
}

function view(previous) {
  return {
    me: who(),
    previous,
    find: (id) => chat.messages.get(id),
    names: () => chat.names,
    readers,
    react,
    menu: openMenu,
    show,
  };
}

export function readers(message) {
  return Object.keys(chat.reads).filter((person) => person !== message.from && Number(chat.reads[person]) >= Number(message.id));
}

export async function react(message, emoji) {
  const me = who();
  const path = chatPath(chat.id, "messages", message.id, "reactions");
  try {
    if (message.reactions[emoji]?.includes(me.id)) {
      await ask("DELETE", `${path}?from=${encodeURIComponent(me.id)}&emoji=${encodeURIComponent(emoji)}`);
    } else await ask("POST", path, { from: me.id, name: me.name, emoji });
  } catch (problem) {
    toast(problem.message);
  }
}

function show(id) {
  const row = $("messages").querySelector(`[data-id="${id}"]`);
  if (!row) return;
  bring(row, "smooth");
  row.classList.remove("found");
  requestAnimationFrame(() => row.classList.add("found"));
}

function showHead(typing) {
  const others = typing.filter((person) => person.id !== who().id).map((person) => person.name.split(",")[0]);
  dress($("chat-avatar"), chat.id, chat.title);
  $("chat-title").textContent = chat.title;
  $("chat-status").classList.toggle("typing", others.length > 0);
  clearTimeout(hideTyping);
  if (others.length) {
    $("chat-status").textContent = others.length === 1 ? say("typing one", { name: others[0] }) : say("typing many", { names: others.join(", ") });
    hideTyping = setTimeout(() => showHead([]), 6000);
  } else $("chat-status").textContent = sayMany("member", chat.members.length);
}

function showTicks() {
  for (const row of $("messages").querySelectorAll(".row.mine")) {
    const message = chat.messages.get(row.dataset.id);
    row.querySelector(".ticks")?.replaceWith(ticks(message, view()));
  }
}

function isAtEnd() {
  const scroll = $("scroll");
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
}

function toEnd(behavior) {
  $("scroll").scrollTo({ top: $("scroll").scrollHeight, behavior });
}

function bring(row, behavior) {
  $("scroll").scrollTo({ top: row.offsetTop - $("scroll").clientHeight / 2, behavior });
}

function scrolled() {
  sticksToEnd = isAtEnd();
  $("to-end").hidden = sticksToEnd;
  const read = Number(chat.reads[who().id] ?? 0);
  const waiting = [...chat.messages.values()].filter((message) => Number(message.id) > read && !isMine(message, who()) && !message.deleted).length;
  $("below").textContent = waiting || "";
  if ($("scroll").scrollTop < 200) loadOlder();
  markRead();
}

async function markRead() {
  const last = [...chat.messages.keys()].at(-1);
  const me = who();
  if (!chat.id || !last || document.hidden || !isAtEnd() || Number(chat.reads[me.id] ?? 0) >= Number(last)) return;
  chat.reads[me.id] = last;
  $("below").textContent = "";
  await ask("POST", chatPath(chat.id, "messages", last, "read"), { from: me.id, name: me.name }).catch(() => {});
}

async function loadOlder() {
  const first = chat.messages.keys().next().value;
  if (!first || chat.hasAll) return;
  chat.hasAll = true;
  const signal = following.signal;
  try {
    const page = await ask("GET", `${chatPath(chat.id, "messages")}?last=${PAGE}&before=${first}`, null, signal);
    if (signal.aborted) return;
    const newer = [...chat.messages.values()];
    const height = $("scroll").scrollHeight;
    chat.messages = new Map();
    $("messages").replaceChildren();
    for (const message of [...page.messages, ...newer]) place(message);
    $("scroll").scrollTop += $("scroll").scrollHeight - height;
    chat.hasAll = page.messages.length < PAGE;
  } catch {
    if (!signal.aborted) chat.hasAll = false; // else another chat is open
  }
}
