// Evaluates expressions by feelin: two lines in, an expression and a record; one line of JSON out.
//
//   node feelin.mjs FOLDER   (FOLDER/node_modules has feelin)
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2];
const found = createRequire(`${folder}/`).resolve('feelin');
const { evaluate } = await import(pathToFileURL(found));

function answer(expression, record) {
  try {
    const value = evaluate(expression, JSON.parse(record)).value;
    return { value: value === undefined ? null : value };
  } catch (error) {
    return { refused: error.message };
  }
}

let expression = null;
for await (const line of createInterface({ input: process.stdin })) {
  if (expression === null) {
    expression = line;
  } else {
    process.stdout.write(JSON.stringify(answer(expression, line)) + '\n');
    expression = null;
  }
}
