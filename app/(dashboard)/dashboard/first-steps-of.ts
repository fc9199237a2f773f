import "server-only";
import type { FirstStep } from "@/components/overview/first-steps";
import { roleReaches } from "@/lib/access/catalogue";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { getAccountUser } from "@/lib/features/accounts/account-user";

type Known = { hasKey: boolean; hasCall: boolean };

/** The steps of a reader by their role, each with whether it is done: all of it is read from what is there. */
export async function firstStepsOf(principal: UserPrincipal, { hasKey, hasCall }: Known): Promise<FirstStep[]> {
  const { smtpUrl, registration } = runtime().settings;
  const { emailVerified } = await getAccountUser(principal);
  const invites = roleReaches(principal.role ?? "member", "admin");
  return [
    {
      id: "key",
      title: "Create a key",
      body: "A development key by one click, with a line to try it.",
      href: "/dashboard/welcome",
      done: hasKey,
    },
    {
      id: "call",
      title: "Make your first request",
      body: "Run the line and see it arrive.",
      href: "/dashboard/welcome",
      done: hasCall,
    },
    ...(invites || principal.instanceAdmin
      ? [
          {
            id: "address",
            title: "Verify your email address",
            body: "Inviting people needs it, and it brings you back in when you forget your password.",
            href: "/dashboard/settings#profile",
            done: emailVerified,
          },
        ]
      : []),
    ...(principal.instanceAdmin
      ? [
          {
            id: "mail",
            title: "Connect a mail server",
            body: "You administer this deployment. Until SMTP_URL is set, links wait in Administration to be handed over.",
            href: "/dashboard/admin/mail",
            done: smtpUrl !== null,
          },
          {
            id: "registration",
            title: "Decide who may register",
            body: "Now everybody who reaches this address may. The setting REGISTRATION changes that.",
            href: "/dashboard/admin/users",
            done: registration.mode !== "open",
          },
        ]
      : []),
  ];
}
