// Puts the page together: the lobby, the open chat, and what can be done with a message or a chat.

import { isMine } from "/bubbles.js";
import { $, avatar, build, closeSheet, icon, openSheet, toast } from "/building.js";
import { current, leaveChat, openChat, react, readers, startChat } from "/chat.js";
import { prefill, setContext, startComposer, writeIn } from "/composer.js";
import { showOpened, startLobby } from "/lobby.js";
import { ask, chatPath, Refused } from "/messenger.js";
import { who } from "/who.js";
import { say, translatePage } from "/words.js";

const EMOJI = ["👍", "❤️", "😂", "😮", "😢", "🙏", "🎉"];

function action(name, words, act, kind = "") {
  const run = async () => {
    closeSheet();
    try {
      await act();
    } catch (problem) {
      toast(problem instanceof Refused ? problem.message : say("failed"));
    }
  };
  return build("button", { class: `action ${kind}`, on: { click: run } }, name && icon(name), words);
}

function openMessageMenu(message) {
  const me = who();
  const path = chatPath(current().id, "messages", message.id);
  const names = readers(message).map((person) => current().names[person] ?? person);
  const remove = () => ask("DELETE", `${path}?from=${encodeURIComponent(me.id)}`);
  const copy = async () => {
    await navigator.clipboard.writeText(message.text);
    toast(say("copied"));
  };
  openSheet(
    build("div", { class: "emoji" }, ...EMOJI.map((emoji) =>
      build("button", { class: message.reactions[emoji]?.includes(me.id) ? "chosen" : "", on: { click: () => { closeSheet(); react(message, emoji); } } }, emoji))),
    action(null, say("reply"), () => setContext(message, null)),
    message.text ? action(null, say("copy"), copy) : "",
    isMine(message, me) ? action(null, say("edit"), () => setContext(null, message)) : "",
    isMine(message, me) ? action(null, say("delete"), remove, "danger") : "",
    names.length ? build("p", { class: "note" }, say("read by", { names: names.join(", ") })) : "",
  );
}

function openMembers() {
  const { id, members } = current();
  const me = who();
  const isIn = members.some((member) => member.id === me.id);
  const change = () => isIn
    ? ask("DELETE", chatPath(id, "members", me.id))
    : ask("POST", chatPath(id, "members"), { id: me.id, name: me.name });
  openSheet(
    build("h2", {}, say("members")),
    build("ul", { class: "members" }, ...members.map((member) => build("li", {},
      avatar(member.id, member.name),
      build("span", {}, member.name),
      member.id === me.id ? build("small", {}, say("you")) : member.id.startsWith("@") ? build("small", {}, say("staff")) : null))),
    action(null, say(isIn ? "leave" : "join"), change, isIn ? "danger" : ""),
  );
}

function open(id) {
  const isAnother = current().id !== id;
  document.body.classList.add("in-chat");
  history.replaceState(null, "", `#${encodeURIComponent(id)}`);
  showOpened(id);
  if (isAnother) {
    writeIn(id);
    openChat(id).catch((problem) => {
      toast(problem.message);
      backToLobby();
    });
  }
}

function backToLobby() {
  document.body.classList.remove("in-chat");
  history.replaceState(null, "", location.pathname);
  leaveChat();
  showOpened(null);
}

// Behind the # stands the chat to open and, on the sheets for parents, a token to send there.
function followAddress() {
  const [, chat, token] = /^#([^?]+)(?:\?start=([\w-]{1,128}))?$/.exec(location.hash) ?? [];
  if (!chat) return;
  try {
    open(decodeURIComponent(chat));
  } catch {
    return;
  }
  if (!token) return;
  prefill(`/start ${token}`);
  toast(say("ready to start"));
}

translatePage();
startLobby(open);
startChat(openMessageMenu);
startComposer();
$("to-lobby").addEventListener("click", backToLobby);
$("me").addEventListener("click", backToLobby);
$("about").addEventListener("click", openMembers);
$("sheet").addEventListener("click", (event) => event.target === $("sheet") && closeSheet());
followAddress();
window.addEventListener("hashchange", followAddress);
