import { z } from "zod";

/** How members are called that hold a secret. */
const secretName = /^(key|plainKey|token|access_token|secret|client_secret|recovery_codes|codes|text|link|reset_url)$/;

/** The members of a schema, at any depth, that bear such a name and hold text. */
export function secretMembers(schema: z.ZodType | undefined, name: RegExp = secretName): string[] {
  if (!schema) return [];
  const found: string[] = [];
  look(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }), name, found);
  return found;
}

function look(node: unknown, name: RegExp, found: string[]): void {
  if (typeof node !== "object" || node === null) return;
  const properties: unknown = Reflect.get(node, "properties");
  if (typeof properties === "object" && properties !== null) {
    found.push(...Object.keys(properties).filter((member) => name.test(member)));
  }
  for (const inner of Object.values(node)) look(inner, name, found);
}
