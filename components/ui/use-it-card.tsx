import type { CodeLanguage } from "@/lib/http/code-language";
import { Card } from "./card";
import { CodeTabs } from "./code-tabs";

/** Code that uses a key or token whose secret was shown once, and so stands in an environment variable. */
export type UsingCode = {
  codes: Partial<Record<CodeLanguage, string>>;
  /** The language that was chosen last. */
  language: CodeLanguage;
  /** The environment variable of the secret. */
  variable: string;
};

/** Ready to copy: a first request with a key or token. */
export function UseItCard({ codes, language, variable }: UsingCode) {
  return (
    <Card
      title="Use it"
      description={
        <>
          The secret was shown once, when it was made. The code reads it from{" "}
          <span className="font-mono text-code">{variable}</span>.
        </>
      }
    >
      <CodeTabs codes={codes} language={language} />
    </Card>
  );
}
