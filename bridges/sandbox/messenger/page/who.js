// Who sits at this phone: remembered in this browser.

import { people as suggested } from "/words.js";

const listeners = [];
let own = recall("own", []).filter((person) => person?.id && person?.name);
let me = recall("me", null)?.id ?? suggested[0].id;

function recall(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function everybody() {
  return [...suggested, ...own];
}

export function who() {
  return everybody().find((person) => person.id === me) ?? suggested[0];
}

export function become(id) {
  me = id;
  localStorage.setItem("me", JSON.stringify({ id }));
  for (const listener of listeners) listener();
}

export function add(name) {
  const known = everybody().find((person) => person.name === name);
  const random = Array.from(crypto.getRandomValues(new Uint8Array(5)), (byte) => byte.toString(16).padStart(2, "0"));
  const person = known ?? { id: `parent-${random.join("")}`, name };
  if (!known) own = [...own, person].slice(-8);
  localStorage.setItem("own", JSON.stringify(own));
  become(person.id);
}

export function whenChanged(listener) {
  listeners.push(listener);
}
