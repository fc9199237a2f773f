import { CodeBlock } from "@/components/ui/code-block";
import { GuideSection } from "./guide-section";

const headers = [
  ["X-RateLimit-Limit", "How many requests the window allows."],
  ["X-RateLimit-Remaining", "How many are left in it."],
  ["X-RateLimit-Reset", "When it starts anew, in Unix seconds."],
  ["X-RateLimit-Policy", "The window in words, such as 300/minute."],
  ["RateLimit-Policy, RateLimit", "Every window at once, as the IETF draft writes them."],
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
