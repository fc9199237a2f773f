import {
  type NewOAuthApp,
  NewOAuthApp as NewOAuthAppSchema,
  OAuthAppChange,
  type OAuthAppView,
} from "@/lib/features/oauth/contract";
import { CallError } from "@/lib/http/call";

export type GrantType = OAuthAppView["grant_types"][number];
export type AuthMethod = OAuthAppView["auth_method"];

/** What an app is, which decides whether it can keep a secret and how it comes by tokens. */
export type AppKind = "web" | "public" | "service";

/** What is being filled in. */
export type AppDraft = {
  kind: AppKind;
  name: string;
  description: string;
  homepage: string;
  /** One a line. */
  redirectUris: string;
  grantTypes: GrantType[];
  scopes: string[];
  /** Counts where the app has a secret. */
  secretIn: "client_secret_post" | "client_secret_basic";
  dpopBound: boolean;
};

export type AppField = "name" | "description" | "homepage_url" | "redirect_uris" | "grant_types" | "scopes";
export type AppProblems = Partial<Record<AppField | "form", string>>;

const grantTypesOf: Record<AppKind, GrantType[]> = {
  web: ["authorization_code", "refresh_token"],
  public: ["authorization_code", "refresh_token"],
  service: ["client_credentials"],
};

export const emptyAppDraft: AppDraft = {
  kind: "web",
  name: "",
  description: "",
  homepage: "",
  redirectUris: "",
  grantTypes: grantTypesOf.web,
  scopes: ["prompts:read"],
  secretIn: "client_secret_post",
  dpopBound: false,
};

/** The draft for another kind of app, with the ways to tokens that this kind uses. */
export function withKind(draft: AppDraft, kind: AppKind): AppDraft {
  return { ...draft, kind, grantTypes: grantTypesOf[kind] };
}

/** A registered app as a draft, to change it. */
export function draftOf(app: OAuthAppView): AppDraft {
  return {
    kind: kindOf(app),
    name: app.name,
    description: app.description,
    homepage: app.homepage_url ?? "",
    redirectUris: app.redirect_uris.join("\n"),
    grantTypes: app.grant_types,
    scopes: app.scopes,
    secretIn: app.auth_method === "client_secret_basic" ? "client_secret_basic" : "client_secret_post",
    dpopBound: app.dpop_bound,
  };
}

/** What a registered app is, by how it proves itself and comes by tokens. */
export function kindOf({ auth_method, grant_types }: Pick<OAuthAppView, "auth_method" | "grant_types">): AppKind {
  if (auth_method === "none") return "public";
  return grant_types.every((type) => type === "client_credentials") ? "service" : "web";
}

/** The addresses in a field that takes one a line, each once. */
export function redirectLines(text: string): string[] {
  const lines = text.split("\n").map((line) => line.trim());
  return [...new Set(lines.filter(Boolean))];
}

/** What is wrong with the first wrong address, naming it; null when all can be used. */
export function redirectProblem(text: string): string | null {
  const lines = redirectLines(text);
  const parsed = OAuthAppChange.safeParse({ redirect_uris: lines });
  return parsed.success ? null : (problemsIn(issuesOf(parsed.error), lines).redirect_uris ?? null);
}

type Checked<Body> = { body: Body; problems?: undefined } | { body?: undefined; problems: AppProblems };

/** The registration that a form stands for, or what is wrong with which field, by the contract's own rules. */
export function newAppOf(draft: AppDraft): Checked<NewOAuthApp> {
  const { dpop_bound, ...shared } = sharedBody(draft);
  const auth_method: AuthMethod = draft.kind === "public" ? "none" : draft.secretIn;
  const parsed = NewOAuthAppSchema.safeParse({ ...shared, dpop_bound, auth_method });
  if (parsed.success) return { body: parsed.data };
  return { problems: problemsIn(issuesOf(parsed.error), shared.redirect_uris) };
}

/** The change that a form stands for, or what is wrong with which field. */
export function changeOf(draft: AppDraft): Checked<OAuthAppChange> {
  const shared = sharedBody(draft);
  const parsed = OAuthAppChange.safeParse(shared);
  if (parsed.success) return { body: parsed.data };
  return { problems: problemsIn(issuesOf(parsed.error), shared.redirect_uris) };
}

/** What saving a change brings with it beyond the change, in sentences; empty for most. */
export function consequencesOf(app: OAuthAppView, draft: AppDraft): string[] {
  const { name, redirect_uris, scopes, grant_types } = sharedBody(draft);
  // What the app was given before must not outlive its permission to have it.
  const loses =
    app.scopes.some((id) => !scopes.includes(id)) || app.grant_types.some((type) => !grant_types.includes(type));
  const looksTheSame = name.trim() === app.name && redirect_uris.every((uri) => app.redirect_uris.includes(uri));
  return [
    ...(loses ? ["Saving ends every token and consent of the app."] : []),
    ...(app.verified && !looksTheSame ? ["With another name or a new address it is unverified again."] : []),
  ];
}

/** What the server refused, by field; null when it named none. */
export function refusedFields(error: unknown, draft: AppDraft): AppProblems | null {
  if (!(error instanceof CallError) || error.problems.length === 0) return null;
  return problemsIn(error.problems, redirectLines(draft.redirectUris));
}

function sharedBody(draft: AppDraft) {
  return {
    name: draft.name,
    description: draft.description,
    homepage_url: draft.homepage.trim() || null,
    redirect_uris: usesRedirects(draft) ? redirectLines(draft.redirectUris) : [],
    grant_types: draft.grantTypes,
    scopes: draft.scopes,
    dpop_bound: draft.dpopBound,
  };
}

/** Whether users are sent back to the app. */
export function usesRedirects({ grantTypes }: Pick<AppDraft, "grantTypes">): boolean {
  return grantTypes.includes("authorization_code");
}

type Issue = { path: string; message: string };

function issuesOf(error: { issues: readonly { path: PropertyKey[]; message: string }[] }): Issue[] {
  return error.issues.map(({ path, message }) => ({ path: path.map(String).join("."), message }));
}

/** Plainer than the contract's words, which speak to programs. */
const words: AppProblems = {
  name: "Give the app a name of 1 to 100 characters",
  description: "Use at most 500 characters",
  homepage_url: "Enter an https address, such as https://example.com",
  scopes: "Choose at least one permission",
};

/** The first problem of each field; of several addresses the wrong one is named. */
function problemsIn(issues: readonly Issue[], uris: readonly string[]): AppProblems {
  const problems: AppProblems = {};
  for (const { path, message } of issues) {
    const [field = "", index] = path.split(".");
    if (field === "redirect_uris") {
      const uri = index === undefined ? undefined : uris[Number(index)];
      problems.redirect_uris ??= uri
        ? `“${uri}” ${message}`
        : uris.length === 0
          ? "Enter at least one address that users are sent back to"
          : message;
    } else if (field === "grant_types") problems.grant_types ??= message;
    else if (field === "name" || field === "description" || field === "homepage_url" || field === "scopes") {
      problems[field] ??= words[field] ?? message;
    } else problems.form ??= message;
  }
  return problems;
}
