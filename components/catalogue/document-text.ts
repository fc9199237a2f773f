import type { NewCatalogue } from "@/lib/features/catalogue/contract";
import { CallError } from "@/lib/http/call-error";

/** What an operator says of the catalogue. */
export type CatalogueDocument = NewCatalogue["document"];

/** A problem of a text with the line that it stands on, from 1; null where it belongs to the whole. */
export type TextProblem = { line: number | null; message: string };

/** A text as a document; `lineOf` finds what a path such as `products.images.keys` names, or the nearest around it. */
export type ReadText =
  | { document: CatalogueDocument; lineOf: (path: string) => number | null }
  | { document: null; problem: TextProblem };

// It is needed once the page shows, and too heavy to come before that.
const loadYaml = () => import("yaml");

/** A document as the editor shows it: what `latchkey export` writes. */
export async function textOf(document: object): Promise<string> {
  const { stringify } = await loadYaml();
  return stringify(document);
}

/** A text read as YAML, of which JSON is a part; the server alone checks what it says. `begins` is how such a text begins. */
export async function readText(text: string, begins = "products: or plans:"): Promise<ReadText> {
  const { isMap, LineCounter, parseDocument } = await loadYaml();
  const lines = new LineCounter();
  const yaml = parseDocument(text, { uniqueKeys: true, prettyErrors: false, lineCounter: lines });
  const [broken] = yaml.errors;
  if (broken) return unread(lines.linePos(broken.pos[0]).line, `This is not YAML: ${broken.message}`);
  if (!isMap(yaml.contents)) return unread(null, `A document begins with names, such as ${begins}.`);
  return {
    // Its form is the server's to check.
    document: yaml.toJS() as CatalogueDocument,
    lineOf: (path) => {
      const place = placeOf(yaml.contents, path.split("."));
      return place === null ? null : lines.linePos(place).line;
    },
  };
}

function unread(line: number | null, message: string): ReadText {
  return { document: null, problem: { line, message } };
}

type Node = { range?: readonly number[] | null; value?: unknown; items?: readonly unknown[] };

/** Where the deepest of the steps that the text has begins, in characters. Names may hold dots, as `/v1.0/albums` does. */
function placeOf(root: unknown, steps: readonly string[]): number | null {
  let place: number | null = null;
  let node = root as Node | null;
  let left = steps;
  while (left.length > 0) {
    const [taken, found] = nextStep(node, left);
    if (!found) break;
    place = found.at.range?.[0] ?? place;
    node = found.node;
    left = left.slice(taken);
  }
  return place;
}

function nextStep(node: Node | null, steps: readonly string[]): [taken: number, found: Step | null] {
  for (let taken = 1; taken <= steps.length; taken += 1) {
    const found = stepInto(node, steps.slice(0, taken).join("."));
    if (found) return [taken, found];
  }
  return [0, null];
}

type Step = { at: Node; node: Node | null };

function stepInto(node: Node | null, step: string): Step | null {
  for (const [index, item] of (node?.items ?? []).entries()) {
    const { key, value } = item as { key?: Node; value?: unknown };
    if (key && String(key.value) === step) return { at: key, node: (value ?? null) as Node | null };
    if (!key && String(index) === step) return { at: item as Node, node: item as Node };
  }
  return null;
}

/** What a refusal says of a document, each problem with its place; none where it says nothing of it. */
export function problemsOf(error: unknown, lineOf: (path: string) => number | null): TextProblem[] {
  if (!(error instanceof CallError)) return [];
  return error.problems.map(({ path, message }) => {
    const place = path.replace(/^document\.?/, "");
    return place === ""
      ? { line: null, message: `The document ${message}.` }
      : { line: lineOf(place), message: `${place}: ${message}.` };
  });
}

/** All problems as the one text that stands under the editor. */
export function problemsText(problems: readonly TextProblem[]): string {
  return problems.map(({ line, message }) => (line === null ? message : `Line ${line}: ${message}`)).join(" ");
}
