import { changedValues } from "@/components/ui/changed-values";
import { about, type FormWords, problemsByField, problemsOfIssues } from "@/components/ui/form-problems";
import { OAuthAppChange, type OAuthAppView } from "@/lib/features/oauth/app-contract";
import { inputWords } from "@/lib/http/input-words";

export type GrantType = OAuthAppView["grant_types"][number];
export type AuthMethod = OAuthAppView["auth_method"];

/** What an app is, which decides whether it can keep a secret and how it comes by tokens. */
export type AppKind = "web" | "public" | "service";

/** What is being filled in, by the names of the request. */
export type AppDraft = {
  kind: AppKind;
  name: string;
  description: string;
  homepage_url: string;
  /** One a line. */
  redirect_uris: string;
  grant_types: GrantType[];
  scopes: string[];
  /** Counts where the app has a secret. */
  secret_in: "client_secret_post" | "client_secret_basic";
  dpop_bound: boolean;
};

/** The ways to tokens that a kind of app uses. */
export const grantTypesOf: Record<AppKind, GrantType[]> = {
  web: ["authorization_code", "refresh_token"],
  public: ["authorization_code", "refresh_token"],
  service: ["client_credentials"],
};

export const emptyAppDraft: AppDraft = {
  kind: "web",
  name: "",
  description: "",
  homepage_url: "",
  redirect_uris: "",
  grant_types: grantTypesOf.web,
  scopes: ["prompts:read"],
  secret_in: "client_secret_post",
  dpop_bound: false,
};

/** A registered app as a draft, to change it. */
export function draftOf(app: OAuthAppView): AppDraft {
  return {
    kind: kindOf(app),
    name: app.name,
    description: app.description,
    homepage_url: app.homepage_url ?? "",
    redirect_uris: app.redirect_uris.join("\n"),
    grant_types: app.grant_types,
    scopes: app.scopes,
    secret_in: app.auth_method === "client_secret_basic" ? "client_secret_basic" : "client_secret_post",
    dpop_bound: app.dpop_bound,
  };
}

/** What a registered app is, by how it proves itself and comes by tokens. */
export function kindOf({ auth_method, grant_types }: Pick<OAuthAppView, "auth_method" | "grant_types">): AppKind {
  if (auth_method === "none") return "public";
  return grant_types.every((type) => type === "client_credentials") ? "service" : "web";
}

/** The addresses in a field that takes one a line, each once. */
function redirectLines(text: string): string[] {
  const lines = text.split("\n").map((line) => line.trim());
  return [...new Set(lines.filter(Boolean))];
}

/** What is wrong with the first wrong address, naming it; null when all can be used. */
export function redirectProblem(text: string): string | null {
  const body = { redirect_uris: redirectLines(text) };
  const parsed = OAuthAppChange.safeParse(body, { error: inputWords });
  if (parsed.success) return null;
  const about = { values: { redirect_uris: text }, body, from: "contract" as const };
  return problemsByField(problemsOfIssues(parsed.error), about).redirect_uris ?? null;
}

/** The registration that a form stands for. */
export function newAppBody(draft: AppDraft): object {
  const auth_method: AuthMethod = draft.kind === "public" ? "none" : draft.secret_in;
  return { ...appBody(draft), auth_method };
}

/** The registration that a form stands for, as far as it can be changed. */
export function appBody(draft: AppDraft) {
  const { name, description, homepage_url, grant_types, scopes, dpop_bound } = draft;
  return {
    name,
    description,
    homepage_url: homepage_url.trim() || null,
    redirect_uris: usesRedirects(draft) ? redirectLines(draft.redirect_uris) : [],
    grant_types,
    scopes,
    dpop_bound,
  };
}

/** The change that a form stands for, which began with an app. */
export function changeBody(draft: AppDraft, began: AppDraft): object {
  return changedValues(appBody(draft), appBody(began)) ?? {};
}

/** What saving a change brings with it beyond the change, in sentences; empty for most. */
export function consequencesOf(app: OAuthAppView, draft: AppDraft): string[] {
  const { name, redirect_uris, scopes, grant_types } = appBody(draft);
  // Grants that the app had before must not outlive its permission to have them.
  const loses =
    app.scopes.some((id) => !scopes.includes(id)) || app.grant_types.some((type) => !grant_types.includes(type));
  const looksTheSame = name.trim() === app.name && redirect_uris.every((uri) => app.redirect_uris.includes(uri));
  return [
    ...(loses ? ["Saving ends every token and consent of the app."] : []),
    ...(app.verified && !looksTheSame ? ["With another name or a new address it is unverified again."] : []),
  ];
}

/** What sets an app back to what it was before a change; null where the way there or back ends something for good. */
export function undoOf(before: OAuthAppView, after: OAuthAppView): OAuthAppChange | null {
  const [old, current] = [draftOf(before), draftOf(after)];
  if (consequencesOf(before, current).length + consequencesOf(after, old).length > 0) return null;
  const back = changedValues(appBody(old), appBody(current));
  return back && OAuthAppChange.parse(back);
}

/** Whether users are sent back to the app. */
export function usesRedirects({ grant_types }: Pick<AppDraft, "grant_types">): boolean {
  return grant_types.includes("authorization_code");
}

/** What the form says of a missing address; of a wrong one the contract's words are kept. */
export function missingRedirect(draft: AppDraft): Record<string, string> {
  const missing = usesRedirects(draft) && redirectLines(draft.redirect_uris).length === 0;
  return missing ? { redirect_uris: "Enter at least one address that users are sent back to" } : {};
}

/** Plainer than the contract's words, which speak to programs. */
export const appWords: FormWords = {
  name: about("The name"),
  description: about("The description"),
  homepage_url: "Enter an https address, such as https://example.com",
  scopes: "Choose at least one permission",
};
