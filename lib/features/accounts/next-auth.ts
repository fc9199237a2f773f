import "server-only";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { runtime } from "@/lib/access/runtime";
import { dashboardCookieName } from "@/lib/http/dashboard-cookie";
import { Login } from "./contract";
import { startDashboardSession } from "./login";
import type { Client } from "./session";
import { endSession } from "./sessions";

/** next-auth's configuration: its encrypted cookie names a session row of ours, and that row decides whether it still counts. */
export function nextAuthOptions(client: Client): NextAuthOptions {
  const { settings } = runtime();
  const secure = settings.publicUrl.startsWith("https://");
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
      CredentialsProvider({
        name: "Email",
        credentials: { email: { label: "Email", type: "email" }, password: { label: "Password", type: "password" } },
        async authorize(credentials) {
          const parsed = Login.safeParse({ email: credentials?.email, password: credentials?.password });
          if (!parsed.success) return null;
          const started = await startDashboardSession(parsed.data, client);
          if (!started) return null;
          const { user, sessionId } = started;
          return { id: user.id, email: user.email, name: user.name, sid: sessionId };
        },
      }),
    ],
    callbacks: {
      jwt({ token, user }) {
        return user && "sid" in user ? { ...token, sub: user.id, sid: user.sid } : token;
      },
    },
    events: {
      async signOut({ token }) {
        const { sid, sub } = token ?? {};
        if (typeof sid !== "string" || !sub) return;
        // Signing out twice is no error.
        await endSession({ userId: sub }, sid).catch(() => undefined);
      },
    },
  };
}
