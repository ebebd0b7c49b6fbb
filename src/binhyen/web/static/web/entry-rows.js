// The rows of an entry grid: what stands in each, what is sent of it, and what is shown beside it.

import { readValue, shownInCell } from "./entry-numbers.js";

const SVG = "http://www.w3.org/2000/svg";

/** Something of a row that is typed and kept: its value, of a carried line the difference; or its note. */
class Field {
  constructor(row, name, input, known) {
    Object.assign(this, { row, name, input, known });
    this.seen = new Set([this.asSent(known)]); // every text that this page has shown here, or sent from here
    this.heldAt = null; // a text that the server did not take, until it is another one
    this.waiting = null; // somebody else's text, while the cell is being edited
  }

  get key() {
    return `${this.name}:${this.row.code}`;
  }

  /** What it says now, in the spelling in which it is kept; null where that cannot be read. */
  get said() {
    if (this.name === "note") return this.input.value.trim();
    return this.row.read().kept ?? null;
  }

  get isUnsent() {
    return this.said !== this.known;
  }

  get canBeSent() {
    return this.isUnsent && this.said !== null && this.said !== this.heldAt;
  }

  /** As people write it, with no points that could be read twice. */
  asSent(said) {
    return this.name === "note" ? said : said.replace(".", ",");
  }

  asKept(text) {
    return this.name === "note" ? text : text.replace(",", ".");
  }

  shown(said) {
    return this.name === "note" ? said : shownInCell(this.row.line, said);
  }

  /** Say what stands at the server. */
  set(said) {
    this.know(said);
    this.input.value = this.shown(said);
    if (said && this.input.closest("details")) this.input.closest("details").open = true;
  }

  know(said) {
    this.known = said;
    this.seen.add(this.asSent(said));
    this.heldAt = null;
  }
}

export class Row {
  constructor(element, form) {
    this.element = element;
    this.code = element.dataset.line;
    this.line = form.lines[this.code];
    this.words = form.words;
    this.cell = element.querySelector("[data-cell]");
    this.output = element.querySelector("output");
    this.remark = element.querySelector("[data-remark]");
    this.noteInput = element.querySelector("[data-note]");
    this.marks = element.querySelector("[data-marks]");
    this.returned = element.querySelector("[data-returned]") !== null;
    this.conflicts = [];
    this.value_ = this.cell && new Field(this, "value", this.cell, this.cell.dataset.kept);
    this.note_ = this.noteInput && new Field(this, "note", this.noteInput, this.noteInput.defaultValue.trim());
    this.shownMarks = null;
    if (this.remark && this.line.role === "input") this.remark.querySelector("summary").tabIndex = -1; // F2 opens it
  }

  get fields() {
    return [this.value_, this.note_].filter(Boolean);
  }

  get isWorkedOut() {
    return this.line.role === "total" || this.line.role === "rate";
  }

  get hasNote() {
    return Boolean(this.noteInput?.value.trim());
  }

  /** Why what stands in the cell cannot be taken, as far as the page itself can tell. */
  get fault() {
    return this.cell ? this.read().fault : undefined;
  }

  get difference() {
    return this.line.role === "carried" && Boolean(this.cell && this.read().number);
  }

  get isProblem() {
    return (
      this.conflicts.length > 0 ||
      Boolean(this.fault || this.refusedAs) ||
      this.element.querySelector("[data-marks] .doubt") !== null ||
      (this.returned && !this.touched)
    );
  }

  read() {
    if (this.readText !== this.cell.value) {
      this.readText = this.cell.value;
      this.readAs = readValue(this.line, this.cell.value, this.words.faults);
    }
    return this.readAs;
  }

  kept() {
    return this.cell ? this.read().kept : this.output.dataset.kept;
  }

  /** For checks: a number, "x", or null. What cannot be read counts as missing. */
  value() {
    const kept = this.line.role === "carried" ? this.carriedKept() : this.kept();
    if (kept === "x") return "x";
    return kept === undefined || kept === "" ? null : Number(kept);
  }

  carriedKept() {
    const base = this.element.dataset.base ?? this.output.dataset.kept;
    const difference = this.cell ? this.read().kept : "";
    if (!difference || difference === "x") return base;
    return String(Number(base === "x" ? 0 : base) + Number(difference));
  }

  show(text, isAbsent) {
    this.output.classList.toggle("absent", isAbsent);
    if (this.output.textContent !== text) this.output.textContent = text;
  }

  /** Write the number in the cell as numbers are written, once it is left. */
  tidy() {
    const { kept } = this.read();
    if (kept !== undefined) this.cell.value = shownInCell(this.line, kept);
  }

  /** What the keyboard can be sent to in this row: to a choice first. */
  stops() {
    const find = (selector) => [...this.element.querySelectorAll(selector)];
    const isInClosed = (element) => element.closest("details:not([open])") !== null;
    return [...find("[data-conflict] button"), ...find("[data-cell]").filter((cell) => !isInClosed(cell)), ...find("summary")];
  }

  showMarks(marks) {
    this.element.classList.toggle("faulty", marks.some(({ tone }) => tone === "fault"));
    if (this.cell) {
      if (this.fault || this.refusedAs) this.cell.setAttribute("aria-invalid", "true");
      else this.cell.removeAttribute("aria-invalid");
    }
    const now = JSON.stringify([marks, this.conflicts.map(({ text }) => text)]);
    if (now === this.shownMarks) return;
    const focused = this.marks.contains(document.activeElement);
    this.shownMarks = now;
    this.marks.replaceChildren(...this.conflicts.map((each) => each.element), ...marks.map(markElement));
    if (focused && !this.marks.contains(document.activeElement)) (this.cell ?? this.noteInput).focus();
  }
}

export function markElement({ tone, icon, sentence }) {
  const mark = document.createElement("p");
  mark.className = tone;
  const words = document.createElement("span");
  words.textContent = sentence;
  mark.append(drawing(icon), words);
  return mark;
}

export function drawing(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon small");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}
