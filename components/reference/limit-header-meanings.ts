/** What each header about limits says. */
export const limitHeaderMeanings: readonly (readonly [name: string, meaning: string])[] = [
  [
    "X-RateLimit-Limit",
    "How many requests your plan allows in the product's window: the minute, for memories the month.",
  ],
  ["X-RateLimit-Remaining", "How many are left in it; 0 on every 429."],
  ["X-RateLimit-Reset", "When it starts anew, on 429 when a request can pass again, in Unix seconds."],
  [
    "X-RateLimit-Policy",
    "Limit and window of these three in one word, such as 300/minute; 1000/month where the month is the window shown.",
  ],
  [
    "RateLimit-Policy, RateLimit",
    "Every window as the IETF draft writes them; on 429 the one that refused comes first.",
  ],
  ["Retry-After", "On 429 only: whole seconds until a retry can pass, never too early."],
];
