// The first screen: who one is, and the chats with what is new in them.

import { $, avatar, build, dress } from "/building.js";
import { follow, ask } from "/messenger.js";
import { add, become, everybody, who, whenChanged } from "/who.js";
import { clock, day, say } from "/words.js";
import { preview } from "/bubbles.js";

let chats = [];
let following = new AbortController();
let opened = null;
let open = () => {};

export function startLobby(openChat) {
  open = openChat;
  $("own-name").addEventListener("submit", (event) => {
    event.preventDefault();
    const name = $("own-name-text").value.trim();
    if (name) add(name);
    $("own-name-text").value = "";
  });
  whenChanged(showLobby);
  showLobby();
}

export function showOpened(chat) {
  opened = chat;
  showChats();
}

function showLobby() {
  showPeople();
  following.abort();
  following = new AbortController();
  let version = 0;
  const wait = () => (version ? 25 : 0);
  const request = (signal) =>
    ask("GET", `chats?from=${encodeURIComponent(who().id)}&after=${version}&wait=${wait()}`, null, signal);
  follow(following.signal, request, (answer) => {
    version = answer.version;
    chats = answer.chats;
    showChats();
    // An empty house answers at once: there is nothing yet to wait behind.
    if (!version) return new Promise((resolve) => setTimeout(resolve, 1500));
  }, () => {});
}

function showPeople() {
  $("people").replaceChildren(...everybody().map((person) => {
    const chosen = person.id === who().id;
    return build("button", {
      class: chosen ? "person chosen" : "person",
      role: "radio",
      ariaChecked: String(chosen),
      on: { click: () => become(person.id) },
    }, avatar(person.id, person.name), build("span", {}, person.name));
  }));
  const face = dress($("me"), who().id, who().name);
  face.title = who().name;
}

function showChats() {
  $("no-chats").hidden = chats.length > 0;
  $("chats").replaceChildren(...chats.map(chatRow));
  const unread = chats.reduce((sum, chat) => sum + chat.unread, 0);
  document.title = unread ? `(${unread}) Теремок` : "Теремок";
}

function chatRow(chat) {
  const last = chat.last;
  const time = last && new Date(last.sent_at);
  const isToday = time && time.toDateString() === new Date().toDateString();
  return build("li", {}, build("button", {
    class: chat.id === opened ? "chat-row chosen" : "chat-row",
    on: { click: () => open(chat.id) },
  },
  avatar(chat.id, chat.title),
  build("span", { class: "chat-words" },
    build("b", {}, chat.title),
    build("small", {}, last ? `${firstName(last.name)}: ${preview(last)}` : " ")),
  build("span", { class: "chat-side" },
    build("time", {}, time ? (isToday ? clock(time) : day(time)) : ""),
    chat.unread ? build("b", { class: "badge", ariaLabel: `${say("unread")}: ${chat.unread}` }, String(chat.unread)) : null)));
}

function firstName(name) {
  return name.split(",")[0];
}
