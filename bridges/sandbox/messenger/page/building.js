// Building parts of the page. Data only ever becomes text nodes and properties, never markup.

export const $ = (id) => document.getElementById(id);

export function build(tag, options = {}, ...children) {
  const { class: className, on = {}, ...properties } = options;
  const element = document.createElement(tag);
  if (className) element.className = className;
  Object.assign(element, properties);
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

export function dress(avatar, id, name) {
  const words = name.split(/[\s,«»"]+/u).filter((word) => /\p{L}|\p{N}/u.test(word));
  avatar.textContent = words.slice(0, 2).map((word) => [...word][0]).join("").toUpperCase() || "?";
  avatar.style.setProperty("--hue", hue(id));
  return avatar;
}

export function hue(id) {
  let sum = 7;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 360;
  return sum;
}

export function avatar(id, name) {
  return dress(build("span", { class: "avatar", ariaHidden: "true" }), id, name);
}

let hiding;
export function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => ($("toast").hidden = true), 4000);
}

export function openSheet(...content) {
  const sheet = $("sheet");
  sheet.replaceChildren(...content);
  sheet.showModal();
}

export function closeSheet() {
  $("sheet").close();
}
