import type { SnippetPair, SnippetRequest, SnippetText } from "@/components/ui/snippet-request";
import type { KeyPlaces } from "@/lib/access/catalogue";
import { listIn, memberOf, type OpenapiOperation, textIn } from "@/lib/platform/openapi/openapi-document";
import { type DescribedBody, isJson } from "./openapi-body";

type Called = {
  /** Where callers put their key. */
  keysIn: KeyPlaces | undefined;
  needsKey: boolean;
  body: DescribedBody | null;
  answer: SnippetRequest["answer"];
};

/** A request that calls an endpoint of the company's own server, with a key where the product's keys come. */
export function openapiSnippet(
  described: OpenapiOperation,
  { keysIn, needsKey, body, answer }: Called,
): SnippetRequest {
  const { method, path, servers, parameters } = described;
  const [server = ""] = servers;
  const key = needsKey ? keyPair(keysIn) : null;
  const required = (place: string) =>
    parameters.filter((one) => textIn(one, "in") === place && memberOf(one, "required") === true).flatMap(pairOf);
  return {
    method,
    // Where the document names no host there is none to name.
    url: [...(server.startsWith("http") ? [] : [{ variable: "API_URL" }]), ...withVariables(server + path)],
    query: [...required("query"), ...(key?.place === "query" ? [key.pair] : [])],
    headers: [
      ...(key?.place === "header" ? [key.pair] : []),
      ...required("header"),
      // Each language says of a form itself that it is one.
      ...(body && !isForm(body.media) ? [{ name: "Content-Type", value: [body.media] }] : []),
    ],
    ...(body && isJson(body.media) ? { json: body.example } : {}),
    ...(body && isForm(body.media) ? { form: formPairs(body) } : {}),
    answer,
  };
}

/** A header before a bearer token: it was named for this product. */
function keyPair({
  bearer = true,
  header,
  basic,
  query,
}: KeyPlaces = {}): { place: "header" | "query"; pair: SnippetPair } | null {
  if (header) return { place: "header", pair: { name: header, value: [{ variable: "API_KEY" }] } };
  if (bearer) return { place: "header", pair: { name: "Authorization", value: ["Bearer ", { variable: "API_KEY" }] } };
  // The key on one side of the colon, in base64.
  if (basic) return { place: "header", pair: { name: "Authorization", value: ["Basic ", { variable: "BASIC_KEY" }] } };
  return query ? { place: "query", pair: { name: query, value: [{ variable: "API_KEY" }] } } : null;
}

function pairOf(parameter: object): SnippetPair[] {
  const name = textIn(parameter, "name");
  if (name === null) return [];
  const [choice] = listIn(memberOf(parameter, "schema"), "enum");
  return [{ name, value: [typeof choice === "string" ? choice : { variable: variableOf(name) }] }];
}

function isForm(media: string): boolean {
  return media.toLowerCase().startsWith("application/x-www-form-urlencoded");
}

function formPairs({ schema: { properties = {}, required = [] } }: DescribedBody): SnippetPair[] {
  return Object.keys(properties)
    .filter((name) => required.includes(name))
    .map((name) => ({ name, value: [{ variable: variableOf(name) }] }));
}

function withVariables(path: string): SnippetText {
  return path
    .split(/\{([^{}]+)\}/)
    .map((part, place) => (place % 2 === 0 ? part : { variable: variableOf(part) }))
    .filter((part) => part !== "");
}

/** Names that a shell goes by. */
const taken = /^(PATH|HOME|USER|SHELL|PWD|LANG|TERM|TMPDIR|IFS|ENV|UID|API_KEY|API_URL|BASIC_KEY)$/;

/** The variable of the environment that stands for a parameter: letters, digits and underscores. */
function variableOf(name: string): string {
  const plain = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
  return taken.test(plain) || !/^[A-Z]/.test(plain) ? `THE_${plain || "VALUE"}` : plain;
}
