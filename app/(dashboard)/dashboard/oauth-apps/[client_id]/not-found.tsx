import { AppWindow } from "lucide-react";
import Link from "next/link";
import { PageHeader } from "@/components/layout/page-header";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function OAuthAppNotFound() {
  return (
    <>
      <PageHeader title="OAuth app" />
      <EmptyState
        icon={<AppWindow />}
        title="There is no such app"
        body="The address may be mistyped, or the app was deleted or belongs to another organization."
        action={
          <Link href="/dashboard/oauth-apps" className={buttonClass()}>
            Go to OAuth apps
          </Link>
        }
      />
    </>
  );
}
