import { CodeBlock } from "@/components/ui/code-block";
import { GuideSection } from "./guide-section";
import { limitHeaderMeanings } from "./limit-header-meanings";

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
        {limitHeaderMeanings.map(([name, meaning]) => (
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
