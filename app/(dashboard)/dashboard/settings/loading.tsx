import { SessionsSkeleton } from "@/components/accounts/sessions-skeleton";
import { PageHeader } from "@/components/layout/page-header";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";

export default function SettingsLoading() {
  return (
    <>
      <PageHeader title="Settings" description="Your profile, your password and where you are signed in" />
      <div className="grid gap-6">
        <Card title="Profile" description="How you appear in this dashboard">
          <Skeleton className="h-72 max-w-xl" />
        </Card>
        <Card
          title="Password"
          description="Changing it ends every other session and all your personal access tokens. API keys keep working."
        >
          <Skeleton className="h-60 max-w-xl" />
        </Card>
        <Card title="Sessions" description="Browsers and programs that are signed in as you">
          <SessionsSkeleton />
        </Card>
      </div>
    </>
  );
}
