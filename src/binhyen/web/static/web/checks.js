// Checks between the lines of a form, as the server judges them (indicators.rules.checking) and a workbook shows them.
// Values by line code: a number, "x" for not applicable, anything else for missing.

const PRECISION = 1e6; // no line has more than six places; binary fractions are rounded to them

const isValue = (value) => typeof value === "number" && Number.isFinite(value);

const sumOf = (terms, values) => terms.reduce((sum, [line, times]) => sum + times * values[line], 0);

/** The values with each total beside them; `totals` gives the codes of its parts by its own code. */
export function withTotals(totals, values) {
  const known = { ...values };
  for (const [code, parts] of Object.entries(totals)) {
    const numbers = parts.map((part) => values[part]).filter(isValue);
    const complete = parts.every((part) => isValue(values[part]) || values[part] === "x");
    if (!complete) known[code] = null;
    else known[code] = numbers.length === 0 ? "x" : numbers.reduce((sum, number) => sum + number, 0);
  }
  return known;
}

/** The checks that do not hold; one that names a line without a value is not judged. */
export function broken(checks, values) {
  return checks.filter(({ left, comparison, right }) => {
    if (![...left, ...right].every(([line]) => isValue(values[line]))) return false;
    const difference = Math.round((sumOf(left, values) - sumOf(right, values)) * PRECISION);
    if (comparison === "<=") return difference > 0;
    if (comparison === ">=") return difference < 0;
    return difference !== 0;
  });
}

/** The values with each rate beside them: numerator by denominator, times `per`; `x` where there is nothing to divide by. */
export function withRates(rates, values) {
  const known = { ...values };
  for (const [code, { parts, per }] of Object.entries(rates)) {
    const [above, below] = parts.map((part) => values[part]);
    if (isValue(above) && isValue(below)) known[code] = below === 0 ? "x" : (above / below) * per;
    else known[code] = [above, below].every((value) => isValue(value) || value === "x") ? "x" : null;
  }
  return known;
}
