// How is a value written in a cell? As the server reads it (reporting.rules.bulk, .gates): 1.234,5; x; or nothing.
// A value is kept as "1234.5", "x" or "".

const NUMBER = /^([+\-−]?)([1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]+))?$/;
const POINT = /^([0-9]+)\.([0-9]+)$/;
const IN_GROUPS = /^[1-9][0-9]{0,2}(?:\.[0-9]{3})+$/;
const LARGEST = 1e15;

/** A sentence with its places filled in: "%(number)s ô", "100%%". */
export function told(words, values = {}) {
  return words.replace(/%(?:\((\w+)\)s|%)/g, (whole, name) => (name ? String(values[name]) : "%"));
}

/** A kept number as people write it: "1234.5" is 1.234,5. */
export function shownNumber(kept) {
  const [, sign, whole, part] = /^(-?)([0-9]+)(?:\.([0-9]+))?$/.exec(kept);
  const grouped = whole.replace(/^0+(?=[0-9])/, "").replace(/\B(?=([0-9]{3})+$)/g, ".");
  return `${sign}${grouped}${part ? `,${part}` : ""}`;
}

/** What stands in a cell for a kept value; where fractions are possible 1.234 alone would be asked back. */
export function shownInCell(line, kept) {
  if (kept === "" || kept === "x") return kept;
  const shown = shownNumber(kept);
  return line.decimals > 0 && shown.includes(".") && !shown.includes(",") ? `${shown},0` : shown;
}

/** What a cell says: `kept`, with the `number` where it is one; or the `fault` that keeps it from being taken. */
export function readValue(line, text, words) {
  const written = text.normalize("NFC").trim();
  if (written === "" || written.toLowerCase() === "chưa có") return { kept: "" };
  if (written.toLowerCase() === "x" || written.toLowerCase() === "không áp dụng") return { kept: "x" };
  const point = POINT.exec(written);
  if (point && point[2].length === 3 && !(line.decimals === 0 && IN_GROUPS.test(written))) {
    return fault("ambiguous", { text: written, grouped: written.replace(".", "") }, words);
  }
  const asPrograms = point && point[2].length !== 3;
  const found = asPrograms ? [written, "", point[1], point[2]] : NUMBER.exec(written);
  if (!found) return fault("not-a-number", { text: written }, words);
  const sign = found[1] === "-" || found[1] === "−" ? "-" : "";
  const kept = `${sign}${found[2].replaceAll(".", "")}${found[3] ? `.${found[3]}` : ""}`;
  return faultOf(line, kept, words) ?? { kept: plain(kept), number: Number(kept) };
}

function faultOf(line, kept, words) {
  const judged = line.role === "carried" ? kept.replace("-", "") : kept; // a difference may lie on either side
  const value = Number(judged);
  const places = plain(judged).split(".")[1]?.length ?? 0;
  const told = { number: shownNumber(judged), unit: line.unit, most: line.decimals };
  if (value < 0) return fault("negative", told, words);
  if (value >= LARGEST) return fault("too-large", told, words);
  if (line.percent && value > 100) return fault("over-100", told, words);
  if (places > line.decimals) return fault(line.decimals === 0 ? "not-whole" : "too-many-decimals", told, words);
  return null;
}

function fault(code, values, words) {
  const [sentence, remedy] = words[code];
  return { fault: `${told(sentence, values)} ${told(remedy, values)}` };
}

/** One spelling a number: without needless zeros, and without a sign before zero. */
function plain(kept) {
  const bare = kept.replace(/^(-?)0+(?=[0-9])/, "$1");
  const text = bare.includes(".") ? bare.replace(/0+$/, "").replace(/\.$/, "") : bare;
  return text === "-0" ? "0" : text;
}
