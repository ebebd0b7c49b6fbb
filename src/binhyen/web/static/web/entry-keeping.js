// What is typed is kept at the server a moment later. What could not be sent stays in this browser and is sent again;
// what somebody else wrote meanwhile is shown, and never overwritten unseen.

import { drawing } from "./entry-rows.js";
import { told } from "./entry-numbers.js";

const SEND_AFTER = 800;
const LOOK_EVERY = 8000;
const TRY_AGAIN_AFTER = [2000, 5000, 15000, 30000];
const PREFIX = "binhyen.entry";

export class Keeping {
  constructor(grid, rows, judge, words, page) {
    Object.assign(this, { grid, rows, judge, words, page });
    this.fields = rows.flatMap((row) => row.fields);
    this.byKey = new Map(this.fields.map((field) => [field.key, field]));
    this.byInput = new Map(this.fields.map((field) => [field.input, field]));
    this.revision = Number(grid.dataset.revision);
    this.tries = 0;
    this.stopped = false;
  }

  get url() {
    return this.grid.dataset.saveUrl; // nothing: a grid for show
  }

  start() {
    const found = this.takeUp();
    window.addEventListener("online", () => this.sendIn(0));
    window.addEventListener("beforeunload", (event) => this.unsent().length > 0 && this.url && event.preventDefault());
    document.addEventListener("visibilitychange", () => this.sendIn(0));
    this.grid.addEventListener("focusout", ({ target }) => this.takeWaiting(this.byInput.get(target)));
    setInterval(() => document.visibilityState === "visible" && !this.timer && this.send(), LOOK_EVERY);
    if (this.url) this.sendIn(found ? 0 : 300);
  }

  // ---- in this browser ----

  itemOf(field) {
    return `${PREFIX}.${this.grid.dataset.keeper}.${field.key}`;
  }

  /** Unsent text is kept, what the server has is not. */
  keep(field) {
    if (!this.grid.dataset.keeper) return;
    try {
      if (!field.isUnsent) localStorage.removeItem(this.itemOf(field));
      else localStorage.setItem(this.itemOf(field), JSON.stringify({ text: field.input.value, seen: [...field.seen] }));
      this.isFull = false;
    } catch {
      this.isFull = true;
    }
  }

  /** What was kept when the page was last left stands in its cell again. */
  takeUp() {
    let found = 0;
    for (const field of this.grid.dataset.keeper ? this.fields : []) {
      const kept = stored(this.itemOf(field));
      if (!kept) continue;
      field.input.value = kept.text;
      if (!field.isUnsent) {
        field.set(field.known);
      } else {
        // Only what that page had shown: what others wrote since must be decided on, not overwritten.
        field.seen = new Set(kept.seen);
        field.input.closest("details")?.setAttribute("open", "");
        found += 1;
      }
      this.keep(field);
    }
    return found;
  }

  // ---- to the server ----

  unsent() {
    return this.fields.filter((field) => field.isUnsent);
  }

  changed(input) {
    const field = this.byInput.get(input);
    if (!field) return;
    field.row.touched = true;
    if (this.isContested(field) && !field.isUnsent) {
      field.know(field.known); // theirs was typed
      this.settle(field);
    }
    if (field.said !== field.heldAt) field.row.refusedAs = null;
    this.keep(field);
    if (this.url) this.sendIn(SEND_AFTER);
  }

  sendIn(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      this.send();
    }, milliseconds);
  }

  /** Send what is unsent, or ask what others wrote; one request at a time. */
  async send() {
    if (this.stopped || !this.url) return;
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    const going = this.fields.filter((field) => field.canBeSent).map((field) => [field, field.said]);
    if (going.length > 0) this.say(this.words.saving);
    try {
      const answer = await this.ask(going);
      if (answer) this.take(answer, going);
    } catch {
      this.lost(told(this.words.unsent, { number: this.unsent().length }), this.words.again);
    }
    this.busy = false;
    if (this.again && !this.stopped) this.sendIn(0);
    this.again = false;
  }

  async ask(going) {
    const edits = [];
    const notes = [];
    for (const [field, said] of going) {
      const seen = [...field.seen];
      field.seen.add(field.asSent(said));
      this.keep(field);
      if (field.name === "note") notes.push({ line: field.row.code, note: said, seen });
      else edits.push({ line: field.row.code, value: field.asSent(said), seen });
    }
    const response = going.length === 0
      ? await fetch(`${this.url}?since=${this.revision}`, { redirect: "manual", headers: { Accept: "application/json" } })
      : await fetch(this.url, {
        method: "POST",
        redirect: "manual",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify({ since: this.revision, edits, notes }),
      });
    if (response.ok) return response.json();
    if (response.status === 409) this.refuse(await response.json());
    else if (response.status === 404) this.refuse({ sentence: this.words.gone });
    else if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) {
      this.lost(this.words.signedOut);
    } else throw new Error(String(response.status));
    return null;
  }

  /** What came back: what was taken, what was not, and what others wrote. */
  take(answer, going) {
    this.tries = 0;
    this.revision = answer.revision;
    const contested = new Set([
      ...answer.conflicts.map((conflict) => this.contest("value", conflict)),
      ...answer.note_conflicts.map((conflict) => this.contest("note", conflict)),
    ]);
    const faults = new Map(answer.faults.map((fault) => [`${fault.note ? "note" : "value"}:${fault.line}`, fault]));
    for (const [field, said] of going) {
      const fault = faults.get(field.key);
      if (fault) {
        field.heldAt = said;
        field.row.refusedAs = `${fault.sentence} ${fault.remedy}`.trim();
      } else if (!contested.has(field)) {
        field.know(said);
        this.settle(field);
      }
      this.keep(field);
    }
    for (const cell of answer.cells) this.receive(this.byKey.get(`value:${cell.line}`), cell.value, cell);
    for (const note of answer.notes) this.receive(this.byKey.get(`note:${note.line}`), note.note, note);
    this.judge.takeJumps(answer.doubts);
    this.judge.refresh();
    this.showState(answer.state);
    this.page.editors.textContent = answer.editors.length > 0
      ? told(this.words.entering, { names: answer.editors.map(({ name }) => name).join(", ") })
      : "";
    this.sayHowItStands(going.length > 0 ? answer.saved_at : null);
  }

  sayHowItStands(savedAt) {
    const held = this.unsent().filter((field) => !field.canBeSent).length;
    if (savedAt) this.savedAt = savedAt;
    if (this.isFull) this.say(this.words.tooFull, true);
    else if (held > 0) this.say(told(this.words.held, { number: held }), true);
    else if (this.unsent().length > 0) this.sendIn(SEND_AFTER);
    else if (this.savedAt) this.say(told(this.words.saved, { at: this.savedAt }));
  }

  lost(...sentences) {
    this.sendIn(TRY_AGAIN_AFTER[Math.min(this.tries, TRY_AGAIN_AFTER.length - 1)]);
    this.tries += 1;
    if (this.unsent().length > 0) this.say(sentences.join(" "), true);
  }

  /** The report is shut by now: nothing more is sent, and what was typed stays where it stands. */
  refuse({ sentence, remedy }) {
    this.stopped = true;
    this.page.refusal.hidden = false;
    this.page.refusal.querySelector("[data-refusal-sentence]").textContent = sentence;
    this.page.refusal.querySelector("[data-refusal-remedy]").textContent = remedy ?? "";
    const unsent = this.unsent().length;
    this.say(unsent > 0 ? told(this.words.unsent, { number: unsent }) : "", true);
  }

  /** Send everything that can be sent; answers whether everything then stands at the server. */
  async settleAll() {
    clearTimeout(this.timer);
    this.timer = null;
    for (let tries = 0; tries < 3 && !this.stopped; tries += 1) {
      while (this.busy) await new Promise((resume) => setTimeout(resume, 50));
      if (!this.fields.some((field) => field.canBeSent)) break;
      await this.send();
    }
    return this.unsent().length === 0 && !this.stopped;
  }

  // ---- of others ----

  /** Somebody else's text came: shown, unless this cell is being edited. */
  receive(field, text, { by, at }) {
    const said = field?.asKept(text);
    if (!field || field.known === said) return;
    if (this.isContested(field)) {
      this.contest(field.name, { line: field.row.code, theirs: text, by, at });
    } else if (field.isUnsent) {
      this.hear(field, said);
    } else if (field.input === document.activeElement) {
      field.waiting = { said, by, at };
    } else {
      field.set(said);
      this.judge.tellNews(field.row, { by, at });
    }
  }

  /** Another text stands at the server while this one is unsent. It was not shown: sending tells of the conflict. */
  hear(field, said) {
    field.known = said;
    if (!field.isUnsent) field.know(said); // sent from here, and the answer was lost
    this.keep(field);
  }

  isContested(field) {
    return field.row.conflicts.some((each) => each.field === field);
  }

  takeWaiting(field) {
    if (!field?.waiting) return;
    const { said, by, at } = field.waiting;
    field.waiting = null;
    if (field.isUnsent) {
      this.hear(field, said);
      return;
    }
    field.set(said);
    this.judge.tellNews(field.row, { by, at });
    this.judge.refresh();
  }

  /** Two wrote in one cell: both texts stand in its row until somebody chooses. Theirs is what stands at the server,
   * and counts as seen only once somebody chose. Answers the cell. */
  contest(name, { line, theirs: text, by, at }) {
    const field = this.byKey.get(`${name}:${line}`);
    const theirs = field.asKept(text);
    field.waiting = null;
    field.known = theirs;
    if (!field.isUnsent) {
      field.know(theirs); // the same was typed meanwhile
      this.settle(field);
      return field;
    }
    const mine = field.said;
    field.heldAt = mine;
    const isNote = field.name === "note";
    const shown = (said) => (said === null ? field.input.value : field.shown(said) || this.words.missing);
    const choices = [
      [isNote ? this.words.keepNote : told(this.words.keep, { value: shown(theirs) }), () => field.set(field.known)],
      [isNote ? this.words.writeNote : told(this.words.write, { value: shown(mine) }), () => {
        field.seen.add(field.asSent(field.known));
        field.heldAt = null;
      }],
    ];
    const sentence = told(isNote ? this.words.noteConflict : this.words.conflict, { by, at, theirs: shown(theirs) });
    this.settle(field);
    field.row.conflicts.push({ field, text: sentence + mine, element: this.conflictElement(field, sentence, choices) });
    return field;
  }

  conflictElement(field, sentence, choices) {
    const element = document.createElement("div");
    element.dataset.conflict = "";
    const words = document.createElement("p");
    words.className = "fault";
    words.append(drawing("wrong"), sentence);
    const row = document.createElement("p");
    row.className = "row";
    for (const [label, choose] of choices) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = label;
      button.addEventListener("click", () => {
        choose();
        this.settle(field);
        this.keep(field);
        field.input.focus();
        this.judge.refresh();
        this.sendIn(0);
      });
      row.append(button);
    }
    element.append(words, row);
    return element;
  }

  settle(field) {
    field.row.conflicts = field.row.conflicts.filter((each) => each.field !== field);
  }

  // ---- said ----

  showState(state) {
    const tags = [...document.querySelectorAll("[data-state]")];
    if (!tags.some((tag) => tag.dataset.state === state)) return;
    for (const tag of tags) tag.hidden = tag.dataset.state !== state;
  }

  say(words, wrong = false) {
    if (this.page.savedMark.textContent !== words) this.page.savedMark.textContent = words;
    this.page.savedMark.classList.toggle("unsaved", wrong);
  }
}

function stored(item) {
  try {
    return JSON.parse(localStorage.getItem(item));
  } catch {
    return null;
  }
}

/** Whoever signed in again in another window has a new one: the cookie's is always the last. */
function csrfToken() {
  const cookie = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
  return cookie?.slice("csrftoken=".length) ?? JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
}
