// Brings answers into the one form in which all systems are compared: a line for each row, values
// joined by tabs, null as nothing.

const cut = (length) => (value) => value.slice(0, length);

function timeText(value) {
  const [whole, fraction = ''] = value.split('.');
  return `${whole}.${fraction.padEnd(3, '0').slice(0, 3)}`;
}

// A sum of scores that is zero but for rounding must not show a sign.
function fixed(digits) {
  return (value) => Number(value).toFixed(digits).replace(/^-(0\.0*)$/, '$1');
}

const formats = {
  text: (value) => value,
  count: (value) => value,
  mean: fixed(8),
  year: cut(4),
  month: cut(7),
  day: cut(10),
  time: timeText,
  degrees: fixed(4),
  score: fixed(1),
};

// `rows` are arrays of strings and nulls; byte order, as C++ sorts.
export function canonicalLines(question, rows) {
  const lines = rows.map((row) =>
    row.map((value, i) => {
      if (value === null) return question.columns[i] === 'count' ? '0' : '';
      return formats[question.columns[i]](value);
    }).join('\t'));
  return question.ordered ? lines : lines.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
