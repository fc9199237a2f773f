import type { z } from "zod";
import type { SnippetPair, SnippetRequest, SnippetText } from "@/components/ui/snippet-request";
import type { Contract } from "@/lib/http/contract";
import { jsonSchemaOf } from "@/lib/http/json-schema";
import { exampleOf } from "@/lib/http/schema-example";

/** A request that calls the endpoint of a deployment at `origin`; credential and identifiers come from the environment. */
export function snippetOf(contract: Contract, origin: string): SnippetRequest {
  const { method, path, allow, query, body, form, success } = contract;
  const needsCredential = allow.some((caller) => caller !== "anonymous") && !form;
  const credential = allow.some((caller) => caller === "api-key" || caller === "user-key") ? "API_KEY" : "TOKEN";
  const headers: SnippetPair[] = [];
  if (needsCredential) headers.push({ name: "Authorization", value: ["Bearer ", { variable: credential }] });
  if (body) headers.push({ name: "Content-Type", value: ["application/json"] });
  return {
    method,
    url: withVariables(origin + path),
    query: query ? requiredPairs(query) : [],
    headers,
    ...(body ? { json: exampleOf(jsonSchemaOf(body, "input"), { minimal: true }) } : {}),
    ...(form ? { form: [...requiredPairs(form).filter(({ name }) => !isAppCredential(name)), ...appCredentials] } : {}),
    answer: success.body ? "json" : success.media ? "text" : "nothing",
  };
}

/** Who is asking, where an app asks. */
const appCredentials: readonly SnippetPair[] = [
  { name: "client_id", value: [{ variable: "CLIENT_ID" }] },
  { name: "client_secret", value: [{ variable: "CLIENT_SECRET" }] },
];

const isAppCredential = (name: string) => appCredentials.some((known) => known.name === name);

/** The members that must be there: the first choice where there are choices, otherwise a variable. */
function requiredPairs(schema: z.ZodType): SnippetPair[] {
  const { required = [], properties = {} } = jsonSchemaOf(schema, "input");
  return required.map((name) => {
    const choice = properties[name]?.enum?.[0] ?? properties[name]?.const;
    return { name, value: [choice === undefined ? { variable: name.toUpperCase() } : String(choice)] };
  });
}

/** A path with variables for its parameters. */
function withVariables(path: string): SnippetText {
  return path
    .split(/\{(\w+)\}/)
    .map((part, place) => (place % 2 === 0 ? part : { variable: part.toUpperCase() }))
    .filter((part) => part !== "");
}
