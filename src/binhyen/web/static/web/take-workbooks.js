// Workbooks are sent one by one: each gets its row at once, and a lost link costs one file alone.
// Without script the same form sends them all.

const LARGEST = 10 * 1024 * 1024;
const LEAST_TO_TELL = 3; // seconds that remain; less is not worth a word

/** The time that remains, from what the files before took: `words` are those of minutes and seconds. */
export function remaining(done, total, milliseconds, words) {
  const seconds = Math.round((milliseconds / done) * (total - done) / 1000);
  if (!Number.isFinite(seconds) || seconds < LEAST_TO_TELL) return "";
  return seconds < 90 ? `${seconds} ${words.seconds}` : `${Math.round(seconds / 60)} ${words.minutes}`;
}

class Sender {
  constructor(form) {
    this.form = form;
    this.results = document.querySelector("[data-results]");
    this.rows = this.results.querySelector("[data-file-rows]");
    this.bar = this.results.querySelector("progress");
    this.words = form.dataset;
    this.files = form.querySelector("input[type=file]");
    this.button = form.querySelector("button");
    form.addEventListener("submit", (event) => this.onSubmit(event));
  }

  async onSubmit(event) {
    event.preventDefault();
    const files = [...this.files.files];
    if (files.length === 0) {
      this.files.focus();
      return;
    }
    this.button.disabled = true;
    this.results.hidden = false;
    const begun = performance.now();
    this.say(0, files.length, 0);
    for (const [at, file] of files.entries()) {
      await this.send(file);
      this.say(at + 1, files.length, performance.now() - begun);
    }
    history.replaceState(null, "", this.words.batchUrl);
    this.results.querySelector("[data-permalink]").hidden = false;
    this.files.value = "";
    this.files.dispatchEvent(new Event("change", { bubbles: true }));
    this.button.disabled = false;
  }

  async send(file) {
    if (file.size > LARGEST && !file.name.toLowerCase().endsWith(".zip")) {
      this.add(file.name, this.words.tooLargeWords);
      return;
    }
    const body = new FormData(this.form);
    body.delete("files");
    body.append("files", file);
    try {
      const answer = await fetch(this.form.action, { method: "POST", headers: { "X-Rows-Only": "1" }, body });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.rows.insertAdjacentHTML("beforeend", await answer.text());
    } catch {
      this.add(file.name, this.words.lostWords);
    }
  }

  /** A row for what never reached the server. */
  add(name, words) {
    const row = this.rows.insertRow();
    row.dataset.row = "";
    const heading = document.createElement("th");
    heading.scope = "row";
    heading.textContent = name;
    row.append(heading);
    for (const text of ["", "", words]) {
      const cell = row.insertCell();
      cell.textContent = text;
      cell.classList.toggle("nothing", text === "");
    }
  }

  say(done, total, milliseconds) {
    const over = done === total;
    const left = done > 0 && !over
      ? remaining(done, total, milliseconds, { minutes: this.words.minutesWords, seconds: this.words.secondsWords })
      : "";
    this.bar.max = total;
    this.bar.value = done;
    this.results.querySelector("[data-progress-label]").textContent = over
      ? this.words.doneWords
      : this.words.sendingWords;
    this.results.querySelector("[data-progress-words]").textContent = left
      ? `${done} / ${total} · ${this.words.remainingWords} ${left}`
      : `${done} / ${total}`;
  }
}

for (const form of document.querySelectorAll("[data-take-workbooks]")) new Sender(form);
