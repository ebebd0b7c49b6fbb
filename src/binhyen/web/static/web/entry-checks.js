// What stands beside the cells while figures are typed: faults, checks that do not hold, jumps, conflicts; totals and
// rates worked out; and where the next thing to look at is.

import { broken, withRates, withTotals } from "./checks.js";
import { shownNumber, told } from "./entry-numbers.js";

const NEWS_STAYS = 8000; // milliseconds for which a row says that somebody else wrote it

export class Judge {
  constructor(rows, form, page) {
    this.rows = rows;
    this.form = form;
    this.words = form.words;
    this.page = page;
    this.byCode = new Map(rows.map((row) => [row.code, row]));
    this.jumps = new Map();
  }

  /** Work everything out anew and show it. */
  refresh() {
    const values = Object.fromEntries(this.rows.map((row) => [row.code, row.value()]));
    const known = withRates(this.form.rates, withTotals(this.form.totals, values));
    for (const row of this.rows) {
      if (!row.isWorkedOut && row.line.role !== "carried") continue;
      const value = known[row.code];
      row.show(this.shownOf(row.line, value), typeof value !== "number");
    }
    const doubts = this.doubts(known);
    for (const row of this.rows) row.showMarks(this.marksOf(row, doubts.get(row.code) ?? []));
    this.say();
  }

  shownOf(line, value) {
    if (value === "x") return this.words.notApplicable;
    if (typeof value !== "number") return this.words.missing;
    if (line.role !== "rate") return shownNumber(plainNumber(value));
    const factor = 10 ** line.decimals; // halves away from zero, as the server writes rates
    const rounded = Math.round(value * factor * (1 + Number.EPSILON)) / factor;
    return shownNumber(rounded.toFixed(line.decimals));
  }

  doubts(known) {
    const found = new Map();
    const add = (code, doubt) => found.set(code, [...(found.get(code) ?? []), doubt]);
    for (const check of broken(this.form.checks, known)) {
      const lines = [...new Set([...check.left, ...check.right].map(([line]) => line))];
      const answered = lines.some((line) => this.byCode.get(line)?.hasNote);
      for (const line of lines) add(line, { sentence: check.sentence, answered });
    }
    for (const [code, { sentence, kept }] of this.jumps) {
      const row = this.byCode.get(code);
      if (row?.kept() === kept) add(code, { sentence, answered: row.hasNote });
    }
    return found;
  }

  /** What the server found far from the last period; it holds for the value that then stood there. */
  takeJumps(doubts) {
    this.jumps = new Map(
      doubts
        .filter(({ grave }) => !grave)
        .map(({ line, sentence }) => [line, { sentence, kept: this.byCode.get(line)?.kept() }]),
    );
  }

  marksOf(row, doubts) {
    const marks = [];
    for (const fault of [row.fault, row.refusedAs]) {
      if (fault) marks.push({ tone: "fault", icon: "wrong", sentence: fault });
    }
    if (row.difference && !row.hasNote) marks.push({ tone: "doubt", icon: "flag", sentence: this.words.difference });
    for (const { sentence, answered } of doubts) {
      marks.push(
        answered
          ? { tone: "answered", icon: "check", sentence: `${sentence} ${this.words.answered}` }
          : { tone: "doubt", icon: "flag", sentence },
      );
    }
    if (row.news) marks.push({ tone: "news", icon: "note", sentence: told(this.words.news, row.news) });
    return marks;
  }

  /** Somebody else wrote in this row: said for a moment. */
  tellNews(row, news) {
    row.news = news;
    row.element.classList.add("of-others");
    clearTimeout(row.newsOver);
    row.newsOver = setTimeout(() => {
      row.news = null;
      row.element.classList.remove("of-others");
      this.refresh();
    }, NEWS_STAYS);
  }

  problems() {
    return this.rows.filter((row) => row.isProblem && row.stops().length > 0);
  }

  /** The next row after `here` with something to look at, from the top again after the last. */
  nextProblem(here) {
    const problems = this.problems();
    const at = this.rows.indexOf(here);
    return problems.find((row) => this.rows.indexOf(row) > at) ?? problems[0];
  }

  say() {
    const inputs = this.rows.filter((row) => row.line.role === "input" && row.cell);
    const filled = inputs.filter((row) => row.cell.value.trim() !== "").length;
    const count = this.problems().length;
    const { filledMark, next, problemsMark } = this.page;
    if (filledMark) filledMark.textContent = told(this.words.filled, { filled, all: inputs.length });
    if (next) {
      problemsMark.textContent = count > 0 ? `(${count})` : "";
      next.hidden = count === 0;
    }
  }
}

/** A number without exponent and without the dust of binary fractions; no line has more than six places. */
function plainNumber(value) {
  const text = value.toFixed(6).replace(/\.?0+$/, "");
  return text === "-0" ? "0" : text;
}
