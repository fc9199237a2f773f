import { waitText } from "@/components/ui/wait-text";

/** How a sign-in ended; `message` is for the person. */
export type SignInOutcome = { ok: true } | { ok: false; message: string };

const wrong = "That email and password don't match. Check both and try again.";
const unreachable = "Latchkey could not be reached. Check your connection and try again.";
const broken = "Signing in failed on our side. Try again in a moment.";

/**
 * Reads next-auth's answer to a credentials sign-in. It is 200 with a `url` for success and for a stale form alike, 401
 * for wrong credentials and for anything thrown, and our gate's own envelope for a limit or an outage.
 */
export async function signInOutcome(response: Response | null): Promise<SignInOutcome> {
  if (!response) return { ok: false, message: unreachable };
  if (response.status === 429) return { ok: false, message: tooMany(response) };
  if (response.status >= 500) return { ok: false, message: broken };
  const answer: unknown = await response.json().catch(() => null);
  const target = errorOf(answer);
  if (response.ok && target === null) return { ok: true };
  if (target === "CredentialsSignin") return { ok: false, message: wrong };
  return { ok: false, message: signInErrorText(target ?? "") };
}

/** The sentence for an error code of next-auth, also in `/sign-in?error=`. */
export function signInErrorText(code: string): string {
  switch (code) {
    case "CredentialsSignin":
      return wrong;
    case "SessionRequired":
      return "Your session has ended. Sign in to go on.";
    case "AccessDenied":
      return "This account may not sign in here. Ask the operator of this deployment.";
    case "csrf":
      return "This page was open for too long. Reload it and sign in again.";
    default:
      return broken;
  }
}

/** The error that next-auth hides in the `url` it would redirect to; null when there is none. */
function errorOf(answer: unknown): string | null {
  const url = typeof answer === "object" && answer !== null && "url" in answer ? answer.url : null;
  if (typeof url !== "string" || !URL.canParse(url, "http://this-site.invalid")) return "";
  const { searchParams } = new URL(url, "http://this-site.invalid");
  return searchParams.has("csrf") ? "csrf" : searchParams.get("error");
}

function tooMany(response: Response): string {
  const seconds = Number(response.headers.get("retry-after"));
  const wait = seconds > 0 ? `in ${waitText(seconds)}` : "in a minute";
  return `Too many attempts from your network. Try again ${wait}.`;
}
