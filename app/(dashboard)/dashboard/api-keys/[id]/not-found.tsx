import { KeyRound } from "lucide-react";
import Link from "next/link";
import { PageHeader } from "@/components/layout/page-header";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function ApiKeyNotFound() {
  return (
    <>
      <PageHeader title="API key" />
      <EmptyState
        icon={<KeyRound />}
        title="There is no such key"
        body="The address may be mistyped, or the key belongs to another organization."
        action={
          <Link href="/dashboard/api-keys" className={buttonClass()}>
            Go to API Keys
          </Link>
        }
      />
    </>
  );
}
