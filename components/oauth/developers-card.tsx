import { Card } from "@/components/ui/card";
import { CopyLine } from "./copy-line";

/** What libraries are configured with. */
export function DevelopersCard({ issuer }: { issuer: string }) {
  return (
    <Card
      title="For developers"
      description="Most libraries need the issuer alone; they find the rest through its metadata."
    >
      <dl className="-my-2 divide-y">
        <CopyLine label="Issuer" value={issuer} />
        <CopyLine label="Metadata" value={`${issuer}/.well-known/oauth-authorization-server`} />
        <CopyLine label="Signing keys (JWKS)" value={`${issuer}/.well-known/jwks.json`} />
      </dl>
    </Card>
  );
}
