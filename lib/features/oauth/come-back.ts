/** An address that goes round by the sign-in page, and through its cookie where people sign in at a provider. */
const longestComeBack = 1_500;

/**
 * Where a stranger's authorization request comes back to once they have signed in. That is its own address: the server
 * keeps nothing of it until then. Null for what is too long for that, and for a pushed request, which would be over.
 */
export function comeBackOf(target: string): string | null {
  const { searchParams } = new URL(target, "http://this-server.invalid");
  return target.length > longestComeBack || searchParams.has("request_uri") ? null : target;
}

/**
 * The sign-in page that leads back to a request. One that wants a fresh sign-in gets it there, so that it does not ask for
 * another one when it comes back.
 */
export function signInFor(comeBack: string): string {
  const { pathname, searchParams: params } = new URL(comeBack, "http://this-server.invalid");
  const prompts = (params.get("prompt") ?? "").split(" ").filter(Boolean);
  const others = prompts.filter((prompt) => prompt !== "login");
  if (others.length > 0) params.set("prompt", others.join(" "));
  else params.delete("prompt");
  const again = prompts.length > others.length ? "again&" : "";
  return `/sign-in?${again}callbackUrl=${encodeURIComponent(`${pathname}?${params}`)}`;
}
