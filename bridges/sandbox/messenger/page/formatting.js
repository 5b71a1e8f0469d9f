// Formatted text: what the messenger sends as HTML is read in a document in which nothing runs or
// loads, and only plain formatting is built anew from it, node by node.

import { build } from "/building.js";

const TAGS = new Set(
  ("B STRONG I EM U S DEL CODE PRE BLOCKQUOTE A BR P UL OL LI HR SPAN " +
   "H1 H2 H3 H4 H5 H6").split(" "),
);
const DROPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "MX-REPLY"]);
const SAFE_LINK = /^(https?|mailto):/i;
const LINK = /(https?:\/\/[^\s<>«»"]+[^\s<>«»".,;:!?)\]])/;

export function formatted(html) {
  const inert = new DOMParser().parseFromString(html, "text/html");
  return copy(inert.body, document.createDocumentFragment());
}

export function plain(text) {
  const fragment = document.createDocumentFragment();
  text.split(LINK).forEach((part, index) => {
    fragment.append(index % 2 ? link(part, part) : part);
  });
  return fragment;
}

function copy(source, target) {
  for (const node of source.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) target.append(node.data);
    else if (node.nodeType === Node.ELEMENT_NODE && !DROPPED.has(node.tagName.toUpperCase())) {
      target.append(copyElement(node));
    }
  }
  return target;
}

function copyElement(node) {
  if (!TAGS.has(node.tagName)) return copy(node, document.createDocumentFragment());
  const address = node.getAttribute("href") ?? "";
  if (node.tagName === "A" && SAFE_LINK.test(address)) return copy(node, link(address));
  return copy(node, document.createElement(node.tagName === "A" ? "SPAN" : node.tagName));
}

function link(address, ...content) {
  return build("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...content);
}
