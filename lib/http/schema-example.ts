import { type JsonSchema, withoutNull } from "./json-schema";

const someTime = "2026-11-22T09:14:00Z";
const someId = "0b7c2f4e-5d1a-4c8e-9f36-2a4d8e61b7c0";

/** Example values for text, by the field's name; anything else is an ellipsis. */
const texts: Record<string, string> = {
  email: "ada@example.com",
  password: "a long passphrase",
  current_password: "a long passphrase",
  new_password: "another long passphrase",
  name: "Release notes",
  description: "Turns commits into release notes",
  content: "Summarise these commits.",
  scopes: "prompts:read",
  keyPrefix: "pr_test_4fG7kQ",
  key_prefix: "pr_test_4fG7kQ",
  hint: "pr_test_4fG7kQ…9f3d",
  plainKey: "pr_test_4fG7kQ…",
  key: "pr_test_4fG7kQ…",
  query: "release notes",
  search: "release",
  access_token: "eyJhbGciOiJIUzI1NiIs…",
  date: "2026-11-22",
  token_id: "tok_…",
  ip_allowlist: "203.0.113.0/24",
  tags: "ci",
  tag: "ci",
  allowed_origins: "https://app.example.com",
  allowedOrigins: "https://app.example.com",
  origin: "https://app.example.com",
  allowed_ranges: "203.0.113.0/24",
};

/** A value that fits the schema. With `minimal`, an object holds only what must be there, but never nothing. */
export function exampleOf(schema: JsonSchema, { name = "", minimal = false } = {}): unknown {
  const { schema: plain, nullable } = withoutNull(schema);
  // The contract's own example goes before one from its shape.
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  if (schema.default !== undefined) return schema.default;
  if (nullable) return null;
  if (plain.const !== undefined) return plain.const;
  if (plain.enum) return plain.enum[0];
  if (plain.anyOf?.[0]) return exampleOf(plain.anyOf[0], { name, minimal });
  switch (plain.type) {
    case "object":
      return exampleObject(plain, minimal);
    case "array":
      return [exampleOf(plain.items ?? {}, { name, minimal })];
    case "integer":
    case "number":
      return Math.max(1, plain.minimum ?? 1);
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return exampleText(plain, name);
  }
}

function exampleObject({ properties = {}, required = [] }: JsonSchema, minimal: boolean): Record<string, unknown> {
  const names = Object.keys(properties);
  const shownByContract = names.filter((name) => properties[name]?.examples !== undefined);
  const needed = required.length > 0 ? [...required, ...shownByContract] : names.slice(0, 1);
  const shown = minimal ? names.filter((name) => needed.includes(name)) : names;
  return Object.fromEntries(shown.map((name) => [name, exampleOf(properties[name] ?? {}, { name, minimal })]));
}

function exampleText({ format }: JsonSchema, name: string): string {
  if (format === "date-time") return someTime;
  if (format === "date") return someTime.slice(0, 10);
  if (/^id$|Id$|_id$/.test(name)) return texts[name] ?? someId;
  return texts[name] ?? "…";
}
