// Writing: text, answers and changes, files, a voice, a place.

import { preview } from "/bubbles.js";
import { $, build, closeSheet, icon, openSheet, toast } from "/building.js";
import { current } from "/chat.js";
import { ask, chatPath } from "/messenger.js";
import { isRecording, record, stopRecording } from "/recording.js";
import { who } from "/who.js";
import { say } from "/words.js";

const LARGEST = 50 * 1024 * 1024;
const AGAIN = 3000;
let answering = null;
let changing = null;
let saidTyping = 0;
let chat = null;
const begun = new Map(); // by chat: a text that was not sent yet

export function startComposer() {
  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    if (isRecording()) stopRecording(true);
    else submit();
  });
  $("text").addEventListener("input", written);
  $("text").addEventListener("keydown", (event) => {
    const hasMouse = matchMedia("(pointer: fine)").matches;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && hasMouse) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape") setContext(null, null);
  });
  $("text").addEventListener("paste", (event) => {
    const file = event.clipboardData.files[0];
    if (file) sendFile(addressed(), file);
  });
  $("context-close").addEventListener("click", () => setContext(null, null));
  $("attach").addEventListener("click", offerAttachments);
  $("record").addEventListener("click", startRecording);
  $("record-cancel").addEventListener("click", () => stopRecording(false));
  for (const [input, kind] of [["pick-picture", null], ["pick-file", "file"], ["pick-voice", "voice"]]) {
    $(input).addEventListener("change", async (event) => {
      const to = addressed();
      const files = [...event.target.files];
      event.target.value = "";
      for (const file of files) await sendFile(to, file, kind); // in the order in which they were chosen
    });
  }
}

// From now on this chat is written in; what was begun in another one waits there.
export function writeIn(id) {
  setContext(null, null);
  begun.set(chat, $("text").value);
  chat = id;
  $("text").value = begun.get(id) ?? "";
  written(null);
}

// A text that only has to be sent.
export function prefill(text) {
  setContext(null, null);
  $("text").value = text;
  written(null);
  $("text").focus();
}

// What is being answered or changed; both null: neither.
export function setContext(toAnswer, toChange) {
  if (changing && !toChange) $("text").value = "";
  answering = toAnswer;
  changing = toChange;
  const about = answering ?? changing;
  $("context").hidden = !about;
  if (about) {
    $("context-title").textContent = answering ? say("reply to", { name: about.name }) : say("editing");
    $("context-text").textContent = preview(about);
    if (changing) $("text").value = changing.text;
    $("text").focus();
  }
  written(null);
}

function written(event) {
  const text = $("text");
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, 160)}px`;
  showButtons();
  if (event && current().id) sayTyping(text.value.trim() !== "");
}

function showButtons() {
  const hasText = $("text").value.trim() !== "";
  $("send").hidden = !(hasText || isRecording() || changing);
  $("record").hidden = !$("send").hidden;
  $("recording").hidden = !isRecording();
  $("text").hidden = isRecording();
  $("attach").hidden = isRecording();
}

function sayTyping(typing) {
  const now = Date.now();
  if (typing ? now - saidTyping < AGAIN : !saidTyping) return;
  saidTyping = typing ? now : 0;
  const me = who();
  ask("POST", chatPath(current().id, "typing"), { from: me.id, name: me.name, typing }).catch(() => {});
}

async function submit() {
  const text = $("text").value.trim();
  const me = who();
  const [to, replyTo, changed] = [chat, answering, changing];
  if (!text && !(changed && changed.media)) return;
  $("text").value = "";
  setContext(null, null);
  saidTyping = 0;
  try {
    if (changed) {
      await ask("PATCH", chatPath(current().id, "messages", changed.id), { from: me.id, text });
    } else {
      const reply = replyTo ? { reply_to: replyTo.id } : {};
      await ask("POST", chatPath(current().id, "messages"), { from: me.id, name: me.name, text, ...reply });
    }
  } catch (problem) {
    toast(problem.message);
    if (chat !== to) begun.set(to, text);
    else if (!$("text").value) {
      $("text").value = text;
      written(null);
    }
  }
}

// Where something goes, from whom and as an answer to what: what takes a while goes there, whatever
// is open by then.
function addressed() {
  const me = who();
  const reply = answering ? { reply_to: answering.id } : {};
  return { path: chatPath(current().id, "messages"), fields: { from: me.id, name: me.name, ...reply } };
}

async function sendFile(to, file, kind, more = {}) {
  if (file.size > LARGEST) return toast(say("too large"));
  const form = new FormData();
  const fields = { ...to.fields, ...(kind ? { kind } : {}), ...(await lengths(file)), ...more };
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file);
  if (answering && answering.id === to.fields.reply_to) setContext(null, null);
  delete to.fields.reply_to; // of several only the first is the answer
  const slow = setTimeout(() => toast(say("uploading")), 700);
  try {
    await ask("POST", to.path, form);
    $("toast").hidden = true;
  } catch (problem) {
    toast(problem.message);
  } finally {
    clearTimeout(slow);
  }
}

async function lengths(file) {
  if (!file.type.startsWith("image/")) return {};
  try {
    const picture = await createImageBitmap(file);
    const { width, height } = picture;
    picture.close();
    return { width, height };
  } catch {
    return {};
  }
}

function offerAttachments() {
  const offer = (name, words, act) =>
    build("button", { class: "action", on: { click: () => { closeSheet(); act(); } } }, icon(name), say(words));
  openSheet(
    offer("picture", "send picture", () => $("pick-picture").click()),
    offer("file", "send file", () => $("pick-file").click()),
    offer("microphone", "voice", () => $("pick-voice").click()),
    offer("place", "send place", sendPlace),
  );
}

function sendPlace() {
  const to = addressed();
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    const location = { latitude: coords.latitude, longitude: coords.longitude };
    ask("POST", to.path, { ...to.fields, text: "", location }).catch((problem) => toast(problem.message));
  }, () => toast(say("no place")));
}

async function startRecording() {
  const to = addressed();
  const seconds = (passed) => ($("recorded").textContent = `${Math.floor(passed / 60)}:${String(passed % 60).padStart(2, "0")}`);
  const ended = (file, length) => {
    showButtons();
    if (file) sendFile(to, file, "voice", { duration_ms: length });
  };
  if (await record(seconds, ended)) showButtons();
  else {
    toast(say("no microphone"));
    $("pick-voice").click();
  }
}
