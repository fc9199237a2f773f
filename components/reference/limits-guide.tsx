import { CodeBlock } from "@/components/ui/code-block";
import { GuideSection } from "./guide-section";

const headers = [
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

/** What the limit headers mean; `example` is a refused response as this deployment sends it. */
export function LimitsGuide({ example }: { example: string }) {
  return (
    <GuideSection id="limits" title="Limits">
      <p>
        Requests are counted per organization and product; the numbers of your plan are on{" "}
        <a href="/pricing" className="text-accent-text underline">
          the pricing page
        </a>
        . Every response of a limited product says where you stand, refused ones too. A refused request uses up nothing.
      </p>
      <dl className="grid gap-x-6 gap-y-2 text-sm sm:grid-cols-[auto_1fr]">
        {headers.map(([name, meaning]) => (
          <div key={name} className="contents">
            <dt>
              <code>{name}</code>
            </dt>
            <dd className="text-muted max-sm:mb-1">{meaning}</dd>
          </div>
        ))}
      </dl>
      <CodeBlock title="A refused request" code={example} />
    </GuideSection>
  );
}
