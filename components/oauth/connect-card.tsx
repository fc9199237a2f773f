"use client";
import { useState } from "react";
import { Card } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { Segmented } from "@/components/ui/segmented";
import type { OAuthAppView } from "@/lib/features/oauth/app-contract";
import { authorizeUrl, endpointsOf, tokenSnippets } from "./app-snippets";
import { CopyLine } from "./copy-line";

const languages = [
  { value: "curl", label: "curl" },
  { value: "javascript", label: "Node" },
];

/** The endpoints that the app calls, and its first requests with its own client id. */
export function ConnectCard({ app, issuer }: { app: OAuthAppView; issuer: string }) {
  const [language, setLanguage] = useState<"curl" | "javascript">("curl");
  const authorize = authorizeUrl(issuer, app);
  return (
    <Card
      title="Connect the app"
      description="Access tokens are signed (RS256) and hold for an hour; send them as a bearer token to the API."
      actions={
        <Segmented
          label="Language of the example"
          value={language}
          onValueChange={(value) => setLanguage(value === "javascript" ? "javascript" : "curl")}
          options={languages}
        />
      }
    >
      <div className="flex flex-col gap-4">
        {language === "curl" && authorize && <CodeBlock title="1. Send the user’s browser to" code={authorize} />}
        <CodeBlock
          title={language === "javascript" ? "oauth.mjs" : authorize ? "2. Redeem the code for tokens" : "Get a token"}
          code={tokenSnippets(issuer, app)[language]}
        />
        <dl className="divide-y border-t">
          {endpointsOf(issuer, app).map(({ label, url }) => (
            <CopyLine key={label} label={label} value={url} />
          ))}
        </dl>
      </div>
    </Card>
  );
}
