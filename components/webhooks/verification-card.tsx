"use client";
import { useState } from "react";
import { Card } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { Segmented } from "@/components/ui/segmented";
import { verificationSnippets } from "./verification-snippets";

const languages = [
  { value: "node", label: "Node" },
  { value: "python", label: "Python" },
];

/** How a receiver makes sure that a request is ours. */
export function VerificationCard() {
  const [language, setLanguage] = useState<keyof typeof verificationSnippets>("node");
  return (
    <Card
      title="Verify signatures"
      description="Requests follow Standard Webhooks: check the signature, then skip a webhook-id that you have seen before."
      actions={
        <Segmented
          label="Language of the example"
          value={language}
          onValueChange={(value) => setLanguage(value === "python" ? "python" : "node")}
          options={languages}
        />
      }
    >
      <CodeBlock title={language === "node" ? "receiver.mjs" : "receiver.py"} code={verificationSnippets[language]} />
    </Card>
  );
}
