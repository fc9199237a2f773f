import type { NewCatalogue } from "@/lib/features/catalogue/contract";
import { CallError } from "@/lib/http/call-error";

/** What an operator says of the catalogue. */
export type CatalogueDocument = NewCatalogue["document"];

/** A document as the editor shows it. */
export function textOf(document: object): string {
  return JSON.stringify(document, null, 2);
}

/** What the editor holds as JSON; null where it is none. The server alone checks what it says. */
export function documentOf(text: string): CatalogueDocument | null {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === "object" && read !== null && !Array.isArray(read) ? (read as CatalogueDocument) : null;
  } catch {
    return null;
  }
}

/** A refusal of a document with all its problems at the one field that it is typed into, each with its place. */
export function atTheEditor(error: unknown): unknown {
  if (!(error instanceof CallError) || error.problems.length === 0) return error;
  const message = error.problems.map(({ path, message: what }) => `${placeIn(path)}${what}.`).join(" ");
  return new CallError(error.message, error.status, error.code, [{ path: "document", message }]);
}

function placeIn(path: string): string {
  const place = path.replace(/^document\.?/, "");
  return place === "" ? "The document " : `${place}: `;
}
