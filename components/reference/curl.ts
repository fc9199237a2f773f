import type { Contract } from "@/lib/http/contract";
import { exampleOf } from "./example";
import { jsonSchemaOf } from "./json-schema";

/** A curl command that calls the endpoint of a deployment at `origin`; the credential comes from the environment. */
export function curlOf(contract: Contract, origin: string): string {
  const { method, allow, body } = contract;
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
  return lines.join(" \\\n  ");
}

/** The path with its parameters as shell variables, and with the query parameters that must be there. */
function examplePath({ path, query }: Contract): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`);
  const { required = [] } = query ? jsonSchemaOf(query, "input") : {};
  const search = required.map((name) => `${name}=$${name.toUpperCase()}`).join("&");
  return search ? `${filled}?${search}` : filled;
}
