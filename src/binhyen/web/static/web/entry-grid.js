// Figures typed in a grid: arrows and Enter move, a copied column is pasted downwards, Ctrl-Z takes back, F2 opens the
// note of a row, F8 goes to the next thing to look at. Without script the same inputs are sent with the form.

import { Judge } from "./entry-checks.js";
import { Keeping } from "./entry-keeping.js";
import { told } from "./entry-numbers.js";
import { Row } from "./entry-rows.js";

/** Cells of a pasted text: lines by line breaks, columns by tabs, without the empty line Excel appends. */
export function pastedCells(text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
  return lines.map((line) => line.split("\t").map((cell) => cell.trim()));
}

/** Of a block the column of values: the first one in which nothing but numbers, x and empty cells stands. */
export function valuesOf(block) {
  const width = Math.max(...block.map((line) => line.length));
  const column = (at) => block.map((line) => line[at] ?? "");
  const isOfValues = (cells) =>
    cells.some((cell) => /[0-9x]/i.test(cell)) && cells.every((cell) => /^[0-9.,+\-−]*$|^x$/i.test(cell));
  const found = [...Array(width).keys()].map(column).find(isOfValues);
  return found ?? column(0);
}

export class EntryGrid {
  constructor(grid) {
    this.grid = grid;
    this.form = JSON.parse(grid.querySelector('script[type="application/json"]').textContent);
    const find = (name) => grid.querySelector(`[data-${name}]`);
    this.page = {
      savedMark: find("saved-mark"),
      filledMark: find("filled"),
      editors: find("editors"),
      next: find("next-problem"),
      problemsMark: find("problems"),
      said: find("said"),
      refusal: document.querySelector("[data-refusal]"),
    };
    this.rows = [...grid.querySelectorAll("[data-line]")].map((element) => new Row(element, this.form));
    this.rowOf = new Map(this.rows.map((row) => [row.element, row]));
    this.cells = this.rows.filter((row) => row.line.role === "input" && row.cell).map((row) => row.cell);
    this.before = new Map(this.rows.filter((row) => row.cell).map(({ cell }) => [cell, cell.value]));
    this.done = [];
    this.undone = [];
    this.judge = new Judge(this.rows, this.form, this.page);
    this.keeping = new Keeping(grid, this.rows, this.judge, this.form.words, this.page);
    this.listen();
    this.keeping.start();
    for (const cell of this.before.keys()) this.before.set(cell, cell.value);
    this.judge.refresh();
  }

  listen() {
    const of = (name, listener) => this.grid.addEventListener(name, listener);
    of("keydown", (event) => this.onKey(event));
    of("paste", (event) => this.onPaste(event));
    of("input", (event) => this.onInput(event));
    of("focusin", (event) => this.onFocus(event));
    of("focusout", (event) => this.onLeave(event));
    for (const row of this.rows) {
      row.remark?.addEventListener("toggle", () => this.offerNotApplicable(row));
      this.offerNotApplicable(row);
    }
    this.page.next?.addEventListener("click", () => this.toNextProblem());
    document.addEventListener("keydown", (event) => this.onKeyAnywhere(event));
  }

  rowAt(element) {
    return this.rowOf.get(element.closest?.("[data-line]"));
  }

  // ---- moving ----

  onKeyAnywhere(event) {
    const isNext = (event.key === "F8" || (event.altKey && event.key.toLowerCase() === "j")) && !event.ctrlKey;
    if (!isNext || event.defaultPrevented) return;
    event.preventDefault();
    this.toNextProblem();
  }

  toNextProblem() {
    const row = this.judge.nextProblem(this.rowAt(document.activeElement));
    const stop = row?.stops()[0];
    stop?.focus();
    stop?.scrollIntoView({ block: "center" });
  }

  onKey(event) {
    if (event.isComposing) return;
    const row = this.rowAt(event.target);
    if (event.key === "F2" || (event.altKey && event.key.toLowerCase() === "n")) {
      if (this.openNote(row)) event.preventDefault();
      return;
    }
    if (event.target.matches("[data-note]")) {
      if (event.key === "Escape") (row.cell ?? row.remark.querySelector("summary")).focus();
      return;
    }
    if (!event.target.matches("[data-cell]")) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey) {
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      if (key === "y" || event.shiftKey) this.redo();
      else this.undo();
      return;
    }
    if (event.altKey) return;
    if (event.key === "Escape") this.restore(event.target);
    else this.move(event);
  }

  move(event) {
    const cell = event.target;
    const down = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 }[event.key];
    if (!down) return;
    // Enter must not send the form from within a grid, not even from the last row.
    event.preventDefault();
    this.neighbour(cell, down)?.focus();
  }

  /** The next cell up or down; from a stated difference, that of the next row that is typed in. */
  neighbour(cell, down) {
    const at = this.cells.indexOf(cell);
    if (at !== -1) return this.cells[at + down];
    const isBeyond = (other) =>
      cell.compareDocumentPosition(other) & (down > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING);
    return down > 0 ? this.cells.find(isBeyond) : this.cells.findLast(isBeyond);
  }

  openNote(row) {
    if (!row?.remark) return false;
    row.remark.open = true;
    (row.line.role === "carried" ? row.cell : row.noteInput).focus();
    return true;
  }

  /** A telephone has no x on its pad of figures. */
  offerNotApplicable(row) {
    if (!row?.remark?.open || row.line.role !== "input" || row.remark.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.textContent = this.form.words.doesNotApply;
    button.addEventListener("click", () => {
      this.change([[row.cell, "x"]]);
      row.cell.focus();
    });
    row.remark.append(button);
  }

  onFocus({ target }) {
    if (!target.matches("[data-cell]")) return;
    this.atFocus = target.value;
    target.select();
  }

  onLeave({ target }) {
    if (!target.matches("[data-cell]")) return;
    const row = this.rowAt(target);
    row.tidy();
    this.before.set(target, target.value);
    if (this.page.said) this.page.said.textContent = row.fault ?? "";
  }

  restore(cell) {
    if (cell.value === this.atFocus) return;
    this.change([[cell, this.atFocus]]);
    cell.select();
  }

  // ---- changing, and taking back ----

  onPaste(event) {
    const cell = event.target;
    if (!cell.matches("[data-cell]")) return;
    const block = pastedCells(event.clipboardData.getData("text/plain"));
    if (block.length === 1 && block[0].length === 1) return;
    event.preventDefault();
    const changes = this.placesFor(cell, valuesOf(block));
    this.change(changes);
    if (this.page.said) this.page.said.textContent = told(this.form.words.pasted, { number: changes.length });
  }

  /**
   * Where each pasted value goes. The column of a form that has the same headings is laid beside the rows as they
   * stand: it is empty where a heading stands, and what falls on a line that is worked out is left out. Any other
   * column goes down the cells one after the other.
   */
  placesFor(cell, values) {
    const elements = [...this.grid.querySelectorAll("[data-line], [data-heading]")];
    const from = elements.indexOf(cell.closest("[data-line]"));
    const beside = elements.slice(from, from + values.length);
    const headings = beside.flatMap((element, at) => ("heading" in element.dataset ? [values[at]] : []));
    if (headings.length > 0 && headings.every((value) => value === "")) {
      return beside.flatMap((element, at) => {
        const row = this.rowOf.get(element);
        return this.cells.includes(row?.cell) ? [[row.cell, values[at]]] : [];
      });
    }
    const first = this.cells.indexOf(cell);
    if (first === -1) return [[cell, values[0]]];
    return this.cells.slice(first, first + values.length).map((each, at) => [each, values[at]]);
  }

  onInput({ target }) {
    if (target.matches("[data-cell]")) {
      this.remember([[target, this.before.get(target)]]);
      this.changed([target]);
    } else if (target.matches("[data-note]")) {
      this.keeping.changed(target);
      this.judge.refresh();
    }
  }

  change(changes) {
    this.remember(changes.map(([cell]) => [cell, cell.value]));
    this.write(changes);
  }

  write(changes) {
    for (const [cell, value] of changes) cell.value = value;
    this.changed(changes.map(([cell]) => cell));
  }

  remember(step) {
    this.undone = [];
    const last = this.done.at(-1);
    // Letters typed one after another into one cell are taken back together.
    if (step.length === 1 && last?.length === 1 && last[0][0] === step[0][0] && this.typing === step[0][0]) return;
    this.typing = step.length === 1 ? step[0][0] : null;
    this.done.push(step);
  }

  undo() {
    this.goBack(this.done, this.undone);
  }

  redo() {
    this.goBack(this.undone, this.done);
  }

  goBack(from, to) {
    const step = from.pop();
    if (!step) return;
    this.typing = null;
    to.push(step.map(([cell]) => [cell, cell.value]));
    this.write(step);
    step[0][0].focus();
  }

  changed(cells) {
    for (const cell of cells) {
      this.before.set(cell, cell.value);
      this.keeping.changed(cell);
    }
    this.judge.refresh();
  }
}

export function startEntryGrids(page) {
  return [...page.querySelectorAll("[data-entry-grid]")].map((grid) => new EntryGrid(grid));
}
