import { PageHeader } from "@/components/layout/page-header";
import { Card } from "@/components/ui/card";
import { RowsSkeleton } from "@/components/ui/rows-skeleton";
import { Skeleton } from "@/components/ui/skeleton";

export default function SettingsLoading() {
  return (
    <>
      <PageHeader title="Settings" description="Your profile, your password and where you are signed in" />
      <div className="grid gap-6">
        <Card title="Profile" description="How you appear in this dashboard">
          <Skeleton className="h-72 max-w-xl" />
        </Card>
        <Card title="Sign-in methods" description="The ways into this account; one of them always has to remain">
          <Skeleton className="h-24" />
        </Card>
        <Card
          title="Two-step verification and passkeys"
          description="With one of them set up, your password or provider alone no longer signs anybody in"
        >
          <Skeleton className="h-32" />
        </Card>
        <Card title="Password">
          <Skeleton className="h-60 max-w-xl" />
        </Card>
        <Card title="Sessions" description="Browsers and programs that are signed in as you">
          <RowsSkeleton what="sessions" />
        </Card>
      </div>
    </>
  );
}
