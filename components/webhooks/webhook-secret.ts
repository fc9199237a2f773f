import { envFile } from "@/components/ui/request-snippets";
import type { RevealedSecret } from "@/components/ui/secret-reveal";
import type { WebhookWithSecret } from "@/lib/features/webhooks/webhook-contract";
import { verificationSnippets } from "./verification-snippets";

/** A signing secret as the reveal step shows it. */
export function revealedSecret({ secret, url }: Pick<WebhookWithSecret, "secret" | "url">): RevealedSecret {
  return {
    secret,
    label: "Signing secret",
    note: "This is the only time it is shown. It is stored encrypted, to sign with, and cannot be looked up.",
    envFile: {
      name: "webhook.env",
      text: envFile("LATCHKEY_WEBHOOK_SECRET", secret, [`Signs what is sent to ${url}`]),
    },
    snippets: { javascript: verificationSnippets.node, python: verificationSnippets.python },
  };
}
