import "server-only";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { runtime } from "@/lib/access/runtime";
import { readJwt } from "@/lib/access/session-jwt";
import { ApiError } from "@/lib/http/api-error";
import { dashboardCookieName } from "@/lib/http/dashboard-cookie";
import { isSecureSite } from "@/lib/http/own-cookie";
import type { Client } from "@/lib/http/route";
import { defaultExport } from "@/lib/platform/default-export";
import { errorFields } from "@/lib/platform/log-error.mjs";
import type { AccountUser } from "./account-user";
import type { SecondFactorDemand } from "./factors/demand-second-factor";
import { signInWithPassword } from "./login";
import { oauthProviders } from "./oauth-providers";
import { ProviderId } from "./provider-contract";
import type { ProviderProfile } from "./provider-profile";
import { secondFactorWord } from "./second-step-path";
import { endSession } from "./sessions";
import { Login, type SignInErrorCode } from "./sign-in-contract";

/** How a return from a provider ended; only `session` leaves this browser signed in to the dashboard. */
export type Arrival =
  | { kind: "session"; user: AccountUser; sessionId: string }
  | { kind: "token"; token: string }
  | { kind: "second-factor"; demand: SecondFactorDemand }
  | { kind: "connected"; provider: ProviderId }
  | { kind: "confirmed"; cookies: readonly string[] }
  | { kind: "failed"; code: SignInErrorCode };

/** What is told outside of next-auth, which has no place for it in its answers. */
type Listeners = {
  /**
   * Whom a provider vouches for, once next-auth has checked its answer, and when they last signed in there, in milliseconds
   * since the epoch; null where the provider does not say.
   */
  arrive?: (profile: ProviderProfile, signedInThereMs: number | null) => Promise<Arrival>;
  /** That a right password waits for the second factor. */
  demand?: (demand: SecondFactorDemand) => void;
  /** That the account's limits let nothing be looked at. */
  limit?: (error: ApiError) => void;
};

/**
 * next-auth's configuration: its encrypted cookie names a session row of ours, and that row decides whether it still
 * counts.
 */
export function nextAuthOptions(client: Client, { arrive, demand, limit }: Listeners = {}): NextAuthOptions {
  let arrival: Arrival | undefined;
  const { settings } = runtime();
  const secure = isSecureSite(settings);
  return {
    secret: settings.nextAuthSecret,
    session: { strategy: "jwt", maxAge: settings.sessionLifetimeSeconds },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    useSecureCookies: secure,
    cookies: {
      sessionToken: {
        name: dashboardCookieName(settings),
        options: { httpOnly: true, sameSite: "lax", path: "/", secure },
      },
    },
    providers: [
      defaultExport(CredentialsProvider)({
        name: "Email",
        credentials: { email: { label: "Email", type: "email" }, password: { label: "Password", type: "password" } },
        async authorize(credentials) {
          const parsed = Login.safeParse({ email: credentials?.email, password: credentials?.password });
          if (!parsed.success) return null;
          const admission = await signInWithPassword(parsed.data, "dashboard", client).catch((error: unknown) => {
            if (!(error instanceof ApiError) || error.kind !== "rate_limited") return hideFailure(error);
            limit?.(error);
            throw new Error(limitWord);
          });
          if (!admission) return null;
          // next-auth puts the message into the address that it answers with: the page reads a word of ours there.
          if ("refused" in admission) throw new Error(admission.refused);
          if ("secondFactor" in admission) {
            demand?.(admission.secondFactor);
            throw new Error(secondFactorWord);
          }
          const { user, session } = admission.started;
          return { id: user.id, email: user.email, name: user.name, sid: session.id };
        },
      }),
      ...oauthProviders(),
    ],
    callbacks: {
      async signIn({ user, account }) {
        if (account?.type !== "oauth") return true;
        const { id, email = null, name = null } = user;
        const provider = ProviderId.parse(account.provider);
        arrival = await arrive?.({ provider, subject: id, email, name }, signedInMs(account.id_token));
        // An address instead of a yes: next-auth then sets no session. Where to go is not its to say anyway.
        return arrival?.kind === "session" ? true : "/";
      },
      jwt({ token, user }) {
        if (arrival?.kind === "session") {
          const { id, email, name } = arrival.user;
          return { sub: id, email, name, sid: arrival.sessionId };
        }
        return user && "sid" in user ? { ...token, sub: user.id, sid: user.sid } : token;
      },
    },
    // Its own logger prints stacks over many lines.
    logger: { error: (code) => report("next_auth", code), warn: () => undefined, debug: () => undefined },
    events: {
      async signOut({ token }) {
        const { sid, sub } = token ?? {};
        if (typeof sid !== "string" || !sub) return;
        await endSession({ userId: sub }, sid, "signed_out", client).catch((error: unknown) => {
          // Signing out twice is no error.
          if (!(error instanceof ApiError && error.kind === "not_found")) report("sign_out_failed", error);
        });
      },
    },
  };
}

/** What a checked id_token says of when its user signed in there (`auth_time`). */
function signedInMs(idToken: string | undefined): number | null {
  const seconds = idToken === undefined ? null : readJwt(idToken)?.claims.auth_time;
  return typeof seconds === "number" && Number.isFinite(seconds) ? seconds * 1_000 : null;
}

const limitWord = "Limited";

/** next-auth puts an error's message into the address it leads to: only this word may come there. */
function hideFailure(error: unknown): never {
  report("sign_in_failed", error);
  throw new Error("Unavailable");
}

function report(event: string, error: unknown): void {
  runtime().log("error", event, { ...errorFields(error) });
}
