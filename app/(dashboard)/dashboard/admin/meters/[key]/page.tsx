import { notFound } from "next/navigation";
import { adminTitle } from "@/app/(dashboard)/dashboard/admin/admin-title";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { MeterDetail } from "@/components/metering/meter-detail";
import { pagePrincipal } from "@/lib/http/page-principal";

type Props = { params: Promise<{ key: string }> };

export const generateMetadata = adminTitle("Meter");

export default async function MeterPage({ params }: Props) {
  const [principal, { key }] = await Promise.all([pagePrincipal(), params]);
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  if (!principal.instanceAdmin) notFound();
  return <MeterDetail meterKey={decodeURIComponent(key)} />;
}
