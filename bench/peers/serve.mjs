// The conversation with query_bench, one line each way.
//   < ready SYSTEM          once, with its name and version
//   > NAME RUNS BUDGET_MS   ask question NAME up to RUNS times, until the time is used up
//   < MS MS ...             what each run took
// The first answer to a question goes to ANSWERS/NAME. The peer ends when its input does.
import { createInterface } from 'node:readline';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { questions } from './questions.mjs';
import { canonicalLines } from './answers.mjs';

// `system` is a name with a version; `ask(sql)` resolves to {ms, rows}, where rows() gives arrays of strings and nulls.
export async function serve(system, answersDirectory, ask) {
  const answered = new Set();
  console.log(`ready ${system}`);
  for await (const line of createInterface({ input: process.stdin })) {
    const [name, runs, budget] = line.split(' ');
    const question = questions[name];
    const times = [];
    let spent = 0;
    while (times.length < Number(runs) && (times.length < 2 || spent < Number(budget))) {
      const { ms, rows } = await ask(question.sql);
      times.push(ms.toFixed(4));
      spent += ms;
      if (answered.has(name)) continue;
      answered.add(name);
      const lines = canonicalLines(question, await rows());
      writeFileSync(join(answersDirectory, name), lines.map((text) => `${text}\n`).join(''));
    }
    console.log(times.join(' '));
  }
}
