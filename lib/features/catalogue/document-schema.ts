import "server-only";
import { z } from "zod";
import { CatalogueDocument, OpenapiEntry } from "@/lib/access/catalogue-document";

/** Where the schema of `latchkey.yaml` is served; it changes with the version alone. */
export const documentSchemaPath = "/latchkey.schema.json";

/** The form of a catalogue's document as JSON Schema (2020-12), for editors. What has to hold together beyond it, a plan says. */
export function documentSchema(publicUrl: string): object {
  return {
    ...z.toJSONSchema(CatalogueDocument, { io: "input", override: letFilesBeNamed }),
    $id: addressOf(publicUrl),
    title: "Catalogue",
    description: "Products, scopes, roles, plans and limits of a deployment, as latchkey.yaml says them.",
  };
}

/** A file names another one beside it, whose content the command line sends in its place. */
function letFilesBeNamed({ zodSchema, jsonSchema }: { zodSchema: unknown; jsonSchema: object }): void {
  if (zodSchema !== OpenapiEntry) return;
  const { examples: _of, ...whole } = jsonSchema as { examples?: unknown };
  for (const name of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, name);
  Object.assign(jsonSchema, { anyOf: [{ type: "string", description: "A file beside this one" }, whole] });
}

/** The comment by which editors of YAML find the schema. */
export function schemaComment(publicUrl: string): string {
  return `# yaml-language-server: $schema=${addressOf(publicUrl)}`;
}

function addressOf(publicUrl: string): string {
  return new URL(documentSchemaPath, publicUrl).href;
}
