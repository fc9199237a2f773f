import "server-only";
import type { FirstStep } from "@/components/overview/first-steps";
import { productIds, productOf, roleReaches } from "@/lib/access/catalogue";
import { holdsScope, type UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { visitingUser } from "@/lib/features/accounts/account-user";
import { forwardAuthContract, verifyKeyContract } from "@/lib/features/data-plane/contract";
import { readFirstApp } from "@/lib/features/oauth/first-app";
import { hasCalled } from "@/lib/features/usage/has-called";
import { endpointOf } from "@/lib/http/contract";
import type { Purpose } from "./welcome/purposes";

type Known = { hasKey: boolean; hasCall: boolean };

/** Under what usage counts questions about keys: the endpoint of one's own API that a question names, else what was asked. */
const askingEndpoints = () => [
  ...[forwardAuthContract, verifyKeyContract].map(endpointOf),
  ...productIds().flatMap((product) => productOf(product).endpoints?.map(({ id }) => id) ?? []),
];

/**
 * The steps of a reader by what they came for and by their role, each with whether it is done: all of it is read from
 * what is there.
 */
export async function firstStepsOf(principal: UserPrincipal, purpose: Purpose, known: Known): Promise<FirstStep[]> {
  const { smtpUrl, registration } = runtime().settings;
  const [user, toPurpose] = await Promise.all([visitingUser(principal), stepsTo[purpose](principal, known)]);
  const invites = roleReaches(principal.role ?? "member", "admin");
  return [
    ...toPurpose,
    ...(invites || principal.instanceAdmin
      ? [
          {
            id: "address",
            title: "Verify your email address",
            body: "Inviting people needs it, and it brings you back in when you forget your password.",
            href: "/dashboard/settings#profile",
            done: user?.emailVerified ?? false,
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

const stepsTo: Record<Purpose, (principal: UserPrincipal, known: Known) => FirstStep[] | Promise<FirstStep[]>> = {
  sample: (_principal, { hasKey, hasCall }) => [
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
  ],
  "own-api": async (principal, { hasKey }) => [
    {
      id: "key",
      title: "Make a key for a caller",
      body: "With its own scopes, limit and end.",
      href: "/dashboard/api-keys?create=1",
      done: hasKey,
    },
    {
      id: "ask",
      title: "Have your API ask about it",
      body: "Your proxy asks forward-auth, or your code asks keys/verify, before it answers.",
      href: "/dashboard/welcome",
      done: await hasCalled(principal, askingEndpoints()),
    },
  ],
  "sign-in": async (principal) => {
    const { hasApp, hasUser } = await readFirstApp(principal);
    return [
      {
        id: "app",
        title: "Register an app",
        body: holdsScope(principal, "organization:admin")
          ? "It gets a client ID and its redirect addresses."
          : "Admins of the organization manage its OAuth apps: ask one of them.",
        href: "/dashboard/oauth-apps",
        done: hasApp,
      },
      {
        id: "user",
        title: "Sign a first user in",
        body: "Its page has the line that leads there, and what your code does with the answer.",
        href: "/dashboard/oauth-apps",
        done: hasUser,
      },
    ];
  },
};
