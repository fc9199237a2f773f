import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { adminThingTitle } from "@/app/(dashboard)/dashboard/admin/admin-title";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { MeterDetail } from "@/components/metering/meter-detail";
import { readMeter } from "@/lib/features/metering/meters";
import { pagePrincipal } from "@/lib/http/page-principal";

type Props = { params: Promise<{ key: string }> };

export function generateMetadata({ params }: Props): Promise<Metadata> {
  return adminThingTitle(
    params.then(({ key }) => decodeURIComponent(key)),
    async (principal, key) => ({ name: (await readMeter(principal, key)).data.key }),
    "Meters",
  );
}

export default async function MeterPage({ params }: Props) {
  const [principal, { key }] = await Promise.all([pagePrincipal(), params]);
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  if (!principal.instanceAdmin) notFound();
  return <MeterDetail meterKey={decodeURIComponent(key)} />;
}
