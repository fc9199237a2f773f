import { isShippedProduct } from "@/lib/access/catalogue-snapshot";
import { readText, type TextProblem } from "./document-text";

const loadYaml = () => import("yaml");
// It is needed for a document alone, and the page shows without it.
const loadCheck = () => import("@/lib/platform/openapi/openapi-problems");

/** An OpenAPI document as text, YAML or JSON: what it says, or what keeps it from being shown, with the lines. */
export async function readOpenapi(
  text: string,
): Promise<{ openapi: object; problems: [] } | { openapi: null; problems: readonly TextProblem[] }> {
  const read = await readText(text, "openapi: 3.1.0");
  if (read.document === null) return { openapi: null, problems: [read.problem] };
  const { openapiProblems } = await loadCheck();
  const problems = openapiProblems(read.document).map(({ at, message }) => {
    const path = at.join(".");
    return {
      line: path === "" ? null : read.lineOf(path),
      message: path === "" ? `It ${message}.` : `${path}: ${message}.`,
    };
  });
  return problems.length > 0 ? { openapi: null, problems } : { openapi: read.document, problems: [] };
}

/** The products of one's own that a catalogue's document as text names; none where it cannot be read. */
export async function ownProductsIn(text: string): Promise<{ id: string; label: string }[]> {
  const read = await readText(text);
  const products = Object.entries(read.document?.products ?? {});
  return products
    .filter(([id]) => !isShippedProduct(id))
    .map(([id, entry]) => ({ id, label: typeof entry?.label === "string" ? entry.label : id }));
}

/** The text with an OpenAPI document as its product's; all else of the text stays, comments too. */
export async function withOpenapi(text: string, product: string, openapi: object): Promise<string> {
  const { parseDocument } = await loadYaml();
  const yaml = parseDocument(text);
  yaml.setIn(["products", product, "openapi"], yaml.createNode(openapi));
  return yaml.toString();
}
