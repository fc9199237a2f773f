/** What a parameter without a description of its own means, by its place and name. */
export function parameterText(place: "path" | "query", path: string, name: string): string | undefined {
  return place === "path" ? resourceText(path, name) : queryTexts[name];
}

/** What a path parameter names: the resource of the segment before it. */
function resourceText(path: string, name: string): string {
  const before =
    path
      .slice(0, path.indexOf(`{${name}}`))
      .split("/")
      .at(-2) ?? "";
  const noun = before
    .replace(/ies$/, "y")
    .replace(/s$/, "")
    .replaceAll("-", " ")
    .replace(/\b(api|oauth)\b/g, (word) => properNouns[word] ?? word);
  return name === "version" ? `The number of the ${noun}` : `The identifier of the ${noun}`;
}

const properNouns: Record<string, string> = { api: "API", oauth: "OAuth" };

/** Query parameters that mean the same wherever they stand. */
const queryTexts: Record<string, string> = {
  limit: "How many to answer at most",
  cursor: "The `next_cursor` of the page before; without it the newest come first",
  identifier: "Only what this identifier holds",
  resource: "What is touched, of the things that a scope tells apart; without it all are asked for",
  search: "Only what has this in its name",
  q: "Only what has this in its name",
  status: "Only what has this status",
  tag: "Only what has this tag",
  state: "Only what is in this state",
  kind: "Only what is of this kind",
  type: "Only what is of this type",
  product: "Only what belongs to this product",
  environment: "Only what belongs to this environment",
  plan: "Only what is on this plan",
  visibility: "Only what is visible so",
  tenantId: "The organization; where it is given it must be the credential's own",
  from: "Only what happened at or after this moment",
  to: "Only what happened before this moment",
  actor: "Only what this user did",
  target: "Only what was done to this, by its identifier, such as a key's",
  credential: "Only what was done with this key, token or app, by its identifier",
  address: "Only what came from this address",
  agent: "Only what came from this `User-Agent`, the whole of it",
  outcome: "Only what ended like this",
  link: "Only the event at this place of the chain, and those sealed next before and after it",
  failed: "Only what was refused or failed",
  admins: "Only users who administer the deployment, or only others",
  verified: "Only apps that are verified, or only others",
  suspended: "Only those who are suspended, or only others",
  keyId: "The identifier of the API key",
  days: "How many UTC days back, today included",
  descendants: "What happens to the keys that this key made",
  keys: "What happens to the keys that this member made",
  prompt_id: "Only those of this prompt",
  dataset_id: "Only those of this dataset",
  passed: "Only results that passed, or only those that did not",
  format: "The format of the file",
  review: "Only keys that want a look: they expire soon, or were not used for long",
  concern: "Of the keys that want a look, only those for this reason",
  grouped: "Whether replaced keys that still work stand below the key that took their place",
  sort: "What to sort by; a minus in front turns the order around",
  after: "The `next` of the answer before; without it the beginning",
  head: "A head of the chain that was kept elsewhere, as `<sequence>:<hash>`",
  customer_id: "Only keys of this customer",
  external_id: "Only what belongs to the customer whom the organization calls so",
  metadata: "A JSON object that the metadata of customers must hold; for a proxy, whether to be told the metadata",
  skip: "How many to pass over first",
  total: "Whether the first page tells how many there are in all",
  ids: "The identifiers, separated by commas",
  redirect_uri: "Where to go afterwards; an origin of REDIRECT_ORIGINS",
  callbackUrl: "The page of the dashboard to go to afterwards",
  scope: "Scopes that the credential must hold, separated by spaces",
  cost: "How many requests this one counts for",
  organization: "The organization that the credential must belong to",
  deny: "The status to answer instead of the refusal's own",
  uri: "The URI that the caller asked for",
  response_type: "What the app asks for; always a code",
  client_id: "The app's identifier",
  code_challenge_method: "How the code challenge was made",
  prompt: "Whether to ask the user again",
  window: "How long the spans are that the answer is told by, of UTC",
  group: "What to tell apart: `customer`, or a property that the meter is grouped by",
  externalId: "Only what belongs to the customer whom the organization calls so",
  endpointProperty:
    "The property in which events name the endpoint as usage does, for days of endpoints to be compared",
  period: "How long the periods are",
  before: "Only periods that began before this one of the same kind",
  owner: "Whose budget is asked for, of one that many have each for themselves",
};
