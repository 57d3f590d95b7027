// Makes a JSON Schema of every type that types.ts, answers.ts and events.ts export, from Slack's own TypeScript packages;
// those of the answers and the further events go into folders of their own, OUT/answers and OUT/events.
//
//   node generate.mjs OUT      (in a folder that holds these recipes and node_modules)
//
// It never skips the type check: a type that cannot be resolved would silently become `{}`, which accepts anything.
// For the same reason it refuses to write a schema with an empty definition.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SchemaGenerator, createFormatter, createParser, createProgram, DEFAULT_CONFIG } from 'ts-json-schema-generator';

const out = process.argv[2];
if (!out) throw new Error('usage: node generate.mjs OUT');

const config = {
  ...DEFAULT_CONFIG,
  path: '{types,answers,events}.ts',
  tsconfig: 'tsconfig.json',
  topRef: false,
  jsDoc: 'extended',
  fullDescription: true,
  skipTypeCheck: false,
};
const RECIPES = { 'types.ts': out, 'answers.ts': join(out, 'answers'), 'events.ts': join(out, 'events') };
const names = (recipe) => [...readFileSync(recipe, 'utf8').matchAll(/^export type (\w+)/gm)].map((match) => match[1]);
const wanted = Object.entries(RECIPES).flatMap(([recipe, folder]) => names(recipe).map((name) => [name, folder]));

// One program for all types: parsing and checking Slack's packages is what takes the time.
const program = createProgram(config);
const generator = new SchemaGenerator(program, createParser(program, config), createFormatter(config), config);

const KNOWN = '#/definitions/KnownBlock';
const GENERIC = '#/definitions/Block';

// The one field of what we read or write that Slack itself types as "any". Web API answers are full of such fields.
const ANYTHING_IN_SLACK = ['app_unfurl'];

/** Whether a schema says nothing, and so accepts anything. */
function isEmpty(schema) {
  return Object.keys(schema).every((key) => ['$schema', 'description', 'definitions'].includes(key));
}

/** The paths of all fields below a node whose schema says nothing. */
function emptyFields(node, path = '') {
  if (node === null || typeof node !== 'object') return [];
  const here = Object.entries(Array.isArray(node) ? {} : (node.properties ?? {}))
    .filter(([field, schema]) => isEmpty(schema) && !ANYTHING_IN_SLACK.includes(field))
    .map(([field]) => `${path}.${field}`);
  return here.concat(...Object.entries(node).map(([key, value]) => emptyFields(value, `${path}/${key}`)));
}

/** Drops "or any object with a type" wherever the blocks that Slack knows are the alternative to it. */
function narrowed(node) {
  if (Array.isArray(node)) return node.map(narrowed);
  if (node === null || typeof node !== 'object') return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, narrowed(value)]));
  const refs = (copy.anyOf ?? []).map((branch) => branch.$ref);
  if (refs.includes(KNOWN) && refs.includes(GENERIC)) {
    copy.anyOf = copy.anyOf.filter((branch) => branch.$ref !== GENERIC);
  }
  return copy;
}

for (const folder of Object.values(RECIPES)) mkdirSync(folder, { recursive: true });
for (const [name, folder] of wanted) {
  const schema = narrowed(generator.createSchema(name));
  const empty = Object.entries({ ...schema.definitions, [name]: schema })
    .filter(([, body]) => isEmpty(body))
    .map(([definition]) => definition)
    .concat(name.endsWith('Response') ? [] : emptyFields(schema));
  if (empty.length > 0) throw new Error(`${name}: would accept anything as ${empty.join(', ')}`);
  if (JSON.stringify(schema.definitions?.AnyBlock ?? {}).includes(`"${GENERIC}"`)) {
    throw new Error(`${name}: AnyBlock still accepts blocks that Slack does not know`);
  }
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(schema));
}
console.log(`${wanted.length} schemas`);
