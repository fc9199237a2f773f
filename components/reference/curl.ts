import type { z } from "zod";
import type { Contract } from "@/lib/http/contract";
import { jsonSchemaOf } from "@/lib/http/json-schema";
import { exampleOf } from "@/lib/http/schema-example";

/** A curl command that calls the endpoint of a deployment at `origin`; the credential comes from the environment. */
export function curlOf(contract: Contract, origin: string): string {
  const { method, allow, body, form } = contract;
  const lines = [`curl ${method === "GET" ? "" : `-X ${method} `}"${origin}${examplePath(contract)}"`];
  if (allow.length > 1 || !allow.includes("anonymous")) {
    lines.push(`-H "Authorization: Bearer $${allow.includes("api-key") ? "API_KEY" : "TOKEN"}"`);
  }
  if (body) {
    const example = exampleOf(jsonSchemaOf(body, "input"), { minimal: true });
    // In a shell's single quotes nothing is special but the quote itself.
    const json = JSON.stringify(example, null, 2).replaceAll("'", "'\\''");
    lines.push('-H "Content-Type: application/json"', `-d '${json}'`);
  }
  if (form) for (const [name, value] of Object.entries(formExample(form))) lines.push(`-d "${name}=${value}"`);
  return lines.join(" \\\n  ");
}

/** The fields that must be there, and who is asking. */
function formExample(form: z.ZodType): Record<string, string> {
  const { required = [], properties = {} } = jsonSchemaOf(form, "input");
  const fields = required.map((name) => [name, properties[name]?.enum?.[0] ?? `$${name.toUpperCase()}`]);
  return { ...Object.fromEntries(fields), client_id: "$CLIENT_ID", client_secret: "$CLIENT_SECRET" };
}

/** The path with its parameters as shell variables, and with the query parameters that must be there. */
function examplePath({ path, query }: Contract): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`);
  const { required = [] } = query ? jsonSchemaOf(query, "input") : {};
  const search = required.map((name) => `${name}=$${name.toUpperCase()}`).join("&");
  return search ? `${filled}?${search}` : filled;
}
