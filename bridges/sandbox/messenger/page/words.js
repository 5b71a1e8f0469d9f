// The page's words: Russian, and English for a browser that prefers it.

const WORDS = {
  ru: {
    "subtitle": "учебный телефон родителя",
    "who": "Кто вы?",
    "own name": "Другое имя…",
    "add": "Добавить",
    "chats": "Чаты",
    "no chats": "Чатов пока нет. Они появятся, как только Теремок их откроет.",
    "choose": "Выберите чат, чтобы увидеть его глазами родителей",
    "back": "Назад",
    "offline": "Нет связи, пробую снова…",
    "to end": "К последним сообщениям",
    "cancel": "Отмена",
    "close": "Закрыть",
    "attach": "Прикрепить",
    "write": "Сообщение",
    "record": "Голосовое сообщение",
    "send": "Отправить",
    "stop": "Остановить и отправить",
    "unread": "Новые сообщения",
    "today": "Сегодня",
    "yesterday": "Вчера",
    "edited": "изменено",
    "deleted": "Сообщение удалено",
    "reply": "Ответить",
    "reply to": "Ответ: {name}",
    "edit": "Изменить",
    "editing": "Изменение сообщения",
    "copy": "Скопировать текст",
    "copied": "Скопировано",
    "delete": "Удалить у всех",
    "read by": "Прочитали: {names}",
    "more": "Что сделать с сообщением",
    "photo": "Фото",
    "voice": "Голосовое сообщение",
    "video": "Видео",
    "file": "Файл",
    "location": "Место на карте",
    "send picture": "Фото или видео",
    "send file": "Файл",
    "send place": "Моё место",
    "too large": "Файл слишком большой: можно до 50 МБ",
    "no place": "Браузер не показал, где вы",
    "no microphone": "Микрофон недоступен — можно приложить запись файлом",
    "failed": "Не получилось. Попробуйте ещё раз",
    "ready to start": "Личный код готов: выберите, кто вы, и нажмите «Отправить»",
    "members": "Участники",
    "you": "вы",
    "staff": "из комнаты",
    "leave": "Выйти из чата",
    "join": "Войти в чат",
    "typing one": "{name} печатает…",
    "typing many": "печатают: {names}",
    "uploading": "Отправляю файл…",
    "member": { one: "{count} участник", few: "{count} участника", many: "{count} участников", other: "{count} участника" },
    "people": [
      ["maria", "Мария, мама Пети"],
      ["ivan", "Иван, папа Кати"],
      ["olga", "Ольга Ивановна, бабушка Лёвы"],
      ["dmitry", "Дмитрий, папа Софии"],
    ],
  },
  en: {
    "subtitle": "a parent’s phone to practise with",
    "who": "Who are you?",
    "own name": "Another name…",
    "add": "Add",
    "chats": "Chats",
    "no chats": "No chats yet. They appear as soon as Teremok opens them.",
    "choose": "Choose a chat to see it as the parents do",
    "back": "Back",
    "offline": "No connection, trying again…",
    "to end": "To the latest messages",
    "cancel": "Cancel",
    "close": "Close",
    "attach": "Attach",
    "write": "Message",
    "record": "Voice message",
    "send": "Send",
    "stop": "Stop and send",
    "unread": "New messages",
    "today": "Today",
    "yesterday": "Yesterday",
    "edited": "edited",
    "deleted": "Message deleted",
    "reply": "Reply",
    "reply to": "Reply to {name}",
    "edit": "Edit",
    "editing": "Editing a message",
    "copy": "Copy text",
    "copied": "Copied",
    "delete": "Delete for everybody",
    "read by": "Read by {names}",
    "more": "What to do with the message",
    "photo": "Photo",
    "voice": "Voice message",
    "video": "Video",
    "file": "File",
    "location": "Place on the map",
    "send picture": "Photo or video",
    "send file": "File",
    "send place": "Where I am",
    "too large": "The file is too large: at most 50 MB",
    "no place": "The browser did not tell where you are",
    "no microphone": "No microphone: a recording can be attached as a file",
    "failed": "That did not work. Please try again",
    "ready to start": "Your personal code is ready: choose who you are and press “Send”",
    "members": "Members",
    "you": "you",
    "staff": "from the room",
    "leave": "Leave the chat",
    "join": "Join the chat",
    "typing one": "{name} is writing…",
    "typing many": "writing: {names}",
    "uploading": "Sending the file…",
    "member": { one: "{count} member", other: "{count} members" },
    "people": [
      ["maria", "Maria, Petya’s mum"],
      ["ivan", "Ivan, Katya’s dad"],
      ["olga", "Olga, Lyova’s grandmother"],
      ["dmitry", "Dmitry, Sofia’s dad"],
    ],
  },
};

const preferred = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in WORDS);
export const language = preferred ?? "ru";
const locale = navigator.languages.find((tag) => tag.startsWith(language)) ?? language;
export const people = WORDS[language].people.map(([id, name]) => ({ id, name }));
const plural = new Intl.PluralRules(language);

export function say(key, values = {}) {
  return fill(WORDS[language][key], values);
}

export function sayMany(key, count) {
  return fill(WORDS[language][key][plural.select(count)], { count });
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function translatePage() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-say]")) {
    element.textContent = say(element.dataset.say);
  }
  for (const element of document.querySelectorAll("[data-hint]")) {
    element.placeholder = say(element.dataset.hint);
    element.setAttribute("aria-label", say(element.dataset.hint));
  }
  for (const element of document.querySelectorAll("[data-title]")) {
    element.title = say(element.dataset.title);
    element.setAttribute("aria-label", say(element.dataset.title));
  }
}

export function clock(time) {
  return time.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
}

export function day(time) {
  const today = new Date();
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(time).setHours(0, 0, 0, 0)) / 86400000);
  if (days === 0) return say("today");
  if (days === 1) return say("yesterday");
  const year = time.getFullYear() === today.getFullYear() ? undefined : "numeric";
  return time.toLocaleDateString(locale, { day: "numeric", month: "long", year });
}
