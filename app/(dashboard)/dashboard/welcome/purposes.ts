/** What one came for. */
export const purposes = [
  { value: "sample", label: "Call the sample API" },
  { value: "own-api", label: "Put my own API behind it" },
  { value: "sign-in", label: "Sign in my users" },
] as const;
export type Purpose = (typeof purposes)[number]["value"];

/** What a user said they came for, as their browser keeps it; the sample where they said nothing. */
export function purposeOf(kept: string | undefined, userId: string): (typeof purposes)[number] {
  return purposes.find(({ value }) => kept === `${userId}:${value}`) ?? purposes[0];
}

/** What to do after the first call, by what one came for. */
export const nextSteps: Record<Purpose, readonly { href: string; label: string; body: string }[]> = {
  sample: [
    {
      href: "/dashboard/prompts?create=1",
      label: "Write a prompt",
      body: "Your code fetches its newest version by API.",
    },
    { href: "/docs/prompts", label: "Read the reference", body: "Every endpoint with its parameters and errors." },
    {
      href: "/dashboard/api-keys?create=production",
      label: "Make a production key",
      body: "With just the scopes that it needs.",
    },
  ],
  "own-api": [
    {
      href: "/docs/tunnel",
      label: "Ask before each request",
      body: "Your proxy asks forward-auth, or your code asks keys/verify.",
    },
    {
      href: "/dashboard/api-keys?create=1",
      label: "Make keys for callers",
      body: "Each with its own scopes, limit and end.",
    },
    { href: "/dashboard/usage", label: "Watch the traffic", body: "Who called, how often, and what was refused." },
  ],
  "sign-in": [
    {
      href: "/dashboard/oauth-apps?create=1",
      label: "Register an app",
      body: "It gets a client ID and its redirect addresses.",
    },
    { href: "/docs/oauth", label: "Read how users sign in", body: "Authorization code with PKCE, and OpenID Connect." },
    {
      href: "/dashboard/authorized-apps",
      label: "See what users agreed to",
      body: "Everybody can withdraw it at any time.",
    },
  ],
};

/** What the deployment's administrator has to see to, in this order. */
export const administratorSteps = [
  {
    href: "/dashboard/admin/mail",
    label: "Mail",
    body: "Without a mail server, links wait in Administration to be handed over.",
  },
  { href: "/dashboard/settings#profile", label: "Your address", body: "Prove it: inviting people needs that." },
  {
    href: "/dashboard/admin",
    label: "Administration",
    body: "Users, organizations and plans. Who may register is the setting REGISTRATION.",
  },
] as const;
