// Talking to the messenger: /api, as docs/sandbox.md describes it.

import { language, say } from "/words.js";

export class Refused extends Error {
  constructor(words, status) {
    super(words);
    this.status = status;
  }
}

export async function ask(method, path, body, signal) {
  const options = { method, signal, headers: { "Accept-Language": language } };
  if (body instanceof FormData) options.body = body;
  else if (body) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  const response = await fetch(`/api/${path}`, options);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(answer.error ?? say("failed"), response.status);
  return answer;
}

export function chatPath(chat, ...steps) {
  return ["chats", chat, ...steps].map(encodeURIComponent).join("/");
}

// Asks again and again until the signal; `tell` hears of each answer, `offline` whether it works.
// What is not there is thrown: asking again would not bring it.
export async function follow(signal, request, tell, offline) {
  let pause = 500;
  while (!signal.aborted) {
    try {
      const answer = await request(signal);
      if (signal.aborted) return;
      offline(false);
      pause = 500;
      await tell(answer);
    } catch (problem) {
      if (signal.aborted) return;
      if (problem.status === 404) throw problem;
      console.warn("asking again", problem);
      offline(true);
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(pause * 2, 10000);
    }
  }
}
