import type { Metadata } from "next";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { auditFilters, auditList } from "@/components/audit/audit-list";
import { AuditView } from "@/components/audit/audit-view";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { type AddressQuery, readAddress } from "@/components/ui/address";
import { listEvents } from "@/lib/features/audit/events";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Audit log" };

export default async function AuditLogPage({ searchParams }: { searchParams: Promise<AddressQuery> }) {
  const [principal, search] = await Promise.all([pagePrincipal(), searchParams]);
  if (!principal) return <ToSignIn />;
  return (
    <FirstPage list={auditList(readAddress(auditFilters, search))} read={(query) => listEvents(principal, query)}>
      <AuditView />
    </FirstPage>
  );
}
