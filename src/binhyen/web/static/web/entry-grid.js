// Figures typed in a grid: arrows and Enter move, a copied column is pasted downwards, Ctrl-Z takes back,
// and what was typed is saved a moment later. Without script the same inputs are sent with the form.

const SAVE_AFTER = 800;
const TRY_AGAIN_AFTER = 5000;

/** Cells of a pasted text: lines by line breaks, columns by tabs, without the empty line Excel appends. */
export function pastedCells(text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
  return lines.map((line) => line.split("\t").map((cell) => cell.trim()));
}

class EntryGrid {
  constructor(grid) {
    this.grid = grid;
    this.mark = grid.querySelector("[data-saved-mark]");
    this.rows = [...grid.querySelectorAll("tbody tr")]
      .map((row) => [...row.querySelectorAll("[data-cell]")])
      .filter((cells) => cells.length > 0);
    this.before = new Map(this.cells().map((cell) => [cell, cell.value]));
    this.done = [];
    this.unsaved = new Set();
    grid.addEventListener("keydown", (event) => this.onKey(event));
    grid.addEventListener("paste", (event) => this.onPaste(event));
    grid.addEventListener("input", (event) => this.onInput(event));
    grid.addEventListener("focusin", (event) => event.target.matches("[data-cell]") && event.target.select());
  }

  cells() {
    return this.rows.flat();
  }

  placeOf(cell) {
    const row = this.rows.findIndex((cells) => cells.includes(cell));
    return { row, column: row === -1 ? -1 : this.rows[row].indexOf(cell) };
  }

  cellAt(row, column) {
    return this.rows[row]?.[column];
  }

  onKey(event) {
    const cell = event.target;
    if (!cell.matches?.("[data-cell]") || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z") {
      event.preventDefault();
      this.undo();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { row, column } = this.placeOf(cell);
    const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    const moves = {
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
      Enter: [event.shiftKey ? -1 : 1, 0],
      ArrowLeft: whole || cell.selectionEnd === 0 ? [0, -1] : null,
      ArrowRight: whole || cell.selectionStart === cell.value.length ? [0, 1] : null,
    };
    const move = moves[event.key];
    if (!move) return;
    const next = this.cellAt(row + move[0], column + move[1]);
    // Enter must not send the form from within a grid, not even from the last row.
    if (next || event.key === "Enter") event.preventDefault();
    next?.focus();
  }

  onPaste(event) {
    const cell = event.target;
    if (!cell.matches?.("[data-cell]")) return;
    const pasted = pastedCells(event.clipboardData.getData("text/plain"));
    if (pasted.length === 1 && pasted[0].length === 1) return;
    event.preventDefault();
    const { row, column } = this.placeOf(cell);
    const changes = [];
    pasted.forEach((line, down) => line.forEach((value, across) => {
      const target = this.cellAt(row + down, column + across);
      if (target) changes.push([target, value]);
    }));
    this.change(changes);
  }

  onInput(event) {
    const cell = event.target;
    if (!cell.matches?.("[data-cell]")) return;
    this.remember([[cell, this.before.get(cell)]]);
    this.changed([cell]);
  }

  change(changes) {
    this.remember(changes.map(([cell]) => [cell, cell.value]));
    for (const [cell, value] of changes) cell.value = value;
    this.changed(changes.map(([cell]) => cell));
  }

  remember(step) {
    const last = this.done.at(-1);
    // Letters typed one after another into one cell are taken back together.
    if (step.length === 1 && last?.length === 1 && last[0][0] === step[0][0] && this.typing === step[0][0]) return;
    this.typing = step.length === 1 ? step[0][0] : null;
    this.done.push(step);
  }

  undo() {
    const step = this.done.pop();
    if (!step) return;
    this.typing = null;
    for (const [cell, value] of step) cell.value = value;
    step[0][0].focus();
    this.changed(step.map(([cell]) => cell));
  }

  changed(cells) {
    for (const cell of cells) {
      this.before.set(cell, cell.value);
      this.unsaved.add(cell);
    }
    this.grid.dispatchEvent(new CustomEvent("entry-grid:changed", { bubbles: true, detail: { cells } }));
    if (this.grid.dataset.saveUrl) this.saveIn(SAVE_AFTER);
  }

  saveIn(milliseconds) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.save(), milliseconds);
  }

  async save() {
    const sent = [...this.unsaved].map((cell) => [cell, cell.value]);
    if (sent.length === 0) return;
    this.say(this.grid.dataset.savingWords);
    try {
      const answer = await fetch(this.grid.dataset.saveUrl, {
        method: "POST",
        headers: JSON.parse(document.body.getAttribute("hx-headers") ?? "{}"),
        body: new URLSearchParams(sent.map(([cell, value]) => [cell.name, value])),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const { saved_at: savedAt } = await answer.json();
      // A cell that changed while its value was on the way stays to be saved.
      for (const [cell, value] of sent) if (cell.value === value) this.unsaved.delete(cell);
      this.say(`${this.grid.dataset.savedWords} ${savedAt}`);
      if (this.unsaved.size > 0) this.saveIn(SAVE_AFTER);
    } catch {
      this.say(this.grid.dataset.unsavedWords, true);
      this.saveIn(TRY_AGAIN_AFTER);
    }
  }

  say(words, wrong = false) {
    if (!this.mark) return;
    this.mark.textContent = words;
    this.mark.classList.toggle("unsaved", wrong);
  }
}

export function startEntryGrids(page) {
  return [...page.querySelectorAll("[data-entry-grid]")].map((grid) => new EntryGrid(grid));
}
