import "server-only";
import { z } from "zod";
import { CatalogueDocument } from "@/lib/access/catalogue-document";

/** Where the schema of `latchkey.yaml` is served; it changes with the version alone. */
export const documentSchemaPath = "/latchkey.schema.json";

/** The form of a catalogue's document as JSON Schema (2020-12), for editors. What has to hold together beyond it, a plan says. */
export function documentSchema(publicUrl: string): object {
  return {
    ...z.toJSONSchema(CatalogueDocument, { io: "input" }),
    $id: addressOf(publicUrl),
    title: "Catalogue",
    description: "Products, scopes, roles, plans and limits of a deployment, as latchkey.yaml says them.",
  };
}

/** The comment by which editors of YAML find the schema. */
export function schemaComment(publicUrl: string): string {
  return `# yaml-language-server: $schema=${addressOf(publicUrl)}`;
}

function addressOf(publicUrl: string): string {
  return new URL(documentSchemaPath, publicUrl).href;
}
