import { waitText } from "@/components/ui/wait-text";
import { secondFactorWord } from "@/lib/features/accounts/second-step-path";
import type { SignInErrorCode } from "@/lib/features/accounts/sign-in-contract";

/** How a sign-in ended, or that it goes on with its second step; `message` is for the person. */
export type SignInOutcome = { ok: true; isHalfWay: boolean } | { ok: false; message: string };

const wrong = "That email and password don't match. Check both and try again.";
const unreachable = "The server could not be reached. Check your connection and try again.";
const broken = "Signing in failed on our side. Try again in a moment.";

/**
 * Reads next-auth's answer to a credentials sign-in. It is 200 with a `url` for success and for a stale form alike. It
 * is 401 for wrong credentials and for anything thrown, and our gate's own envelope for a limit or an outage.
 */
export async function signInOutcome(response: Response | null): Promise<SignInOutcome> {
  if (!response) return { ok: false, message: unreachable };
  if (response.status === 429) return { ok: false, message: await tooMany(response) };
  if (response.status >= 500) return { ok: false, message: broken };
  const answer: unknown = await response.json().catch(() => null);
  const target = errorOf(answer);
  if (response.ok && target === null) return { ok: true, isHalfWay: false };
  if (target === secondFactorWord) return { ok: true, isHalfWay: true };
  if (target === "CredentialsSignin") return { ok: false, message: wrong };
  return { ok: false, message: signInErrorText(target ?? "") };
}

/** The sentence for an error code of ours or of next-auth, in `/sign-in?error=` and on the settings page. */
export function signInErrorText(code: string): string {
  if (isOurs(code)) return providerSentences[code];
  switch (code) {
    case "CredentialsSignin":
      return wrong;
    case "SessionRequired":
      return "Your session has ended. Sign in to go on.";
    case "AccessDenied":
      return "This account may not sign in here. Ask the operator of this deployment.";
    case "OAuthSignin":
    case "OAuthCallback":
    case "OAuthCreateAccount":
    case "Callback":
      return providerSentences.provider_failed;
    case "OAuthAccountNotLinked":
      return providerSentences.account_exists;
    case "csrf":
      return "This page was open for too long. Reload it and sign in again.";
    default:
      return broken;
  }
}

/** What is no failure: the person took it back, or has only to go on. */
export function isCalmOutcome(code: string): boolean {
  return code === "access_denied" || code === "SessionRequired";
}

function isOurs(code: string): code is SignInErrorCode {
  return Object.hasOwn(providerSentences, code);
}

const providerSentences: Record<SignInErrorCode, string> = {
  access_denied: "You cancelled there, so nothing has changed here.",
  provider_failed: "The provider did not confirm who you are. Try again, or sign in another way.",
  provider_unavailable: "The provider cannot be reached right now. Try again in a moment, or sign in another way.",
  state_mismatch: "That was begun in another window, or took longer than 15 minutes. Start it again here.",
  email_unverified:
    "That provider does not vouch for your email address, or may not for its domain here. Verify it there, or sign in another way.",
  account_exists:
    "An account with that email address exists here, but its address is not proved yet. Sign in with the account's password, then connect the provider in Settings.",
  identity_taken: "That account is connected to another user here.",
  identity_unknown: "That account is not the one that is connected to you here.",
  not_asked_again: "The provider did not ask you to sign in again. Sign out there, then try once more.",
  identity_other: "Another account of that provider is connected to you already. Disconnect it first.",
  password_reset_required:
    "This account needs a new password, because you or an administrator asked for one. Use “Forgot your password?” to set it.",
  suspended: "This account is suspended. Ask an administrator of this deployment.",
  registration_closed: "You have no account here, and registration is closed: nobody can make one at present.",
  invitation_required: "You have no account here, and registration needs an invitation to the address of that account.",
  domain_not_allowed: "You have no account here, and addresses of that domain may not register.",
  email_proof_required: "Your address has to be confirmed first: open the link that was mailed to it.",
  provider_required:
    "Your organization has addresses of this domain sign in with its own provider. Use its button on this page.",
  session_ended: "Your session here has ended in the meantime. Sign in and connect again.",
  server_error: broken,
};

/** The error that next-auth hides in the `url` it would redirect to; null when there is none. */
function errorOf(answer: unknown): string | null {
  const url = typeof answer === "object" && answer !== null && "url" in answer ? answer.url : null;
  if (typeof url !== "string" || !URL.canParse(url, "http://this-site.invalid")) return "";
  const { searchParams } = new URL(url, "http://this-site.invalid");
  return searchParams.has("csrf") ? "csrf" : searchParams.get("error");
}

async function tooMany(response: Response): Promise<string> {
  const seconds = Number(response.headers.get("retry-after"));
  const wait = seconds > 0 ? `in ${waitText(seconds)}` : "in a minute";
  const answer: unknown = await response.json().catch(() => null);
  const isAccount = typeof answer === "object" && answer !== null && "limited_by" in answer;
  return isAccount
    ? `Too many failed sign-ins with this address. Try again ${wait}; nothing is locked.`
    : `Too many attempts from your network. Try again ${wait}.`;
}
