import type { Metadata } from "next";
import { cache } from "react";
import { adminThing, adminThingTitle } from "@/app/(dashboard)/dashboard/admin/admin-thing";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { MeterDetail } from "@/components/metering/meter-detail";
import type { UserPrincipal } from "@/lib/access/principal";
import { readMeter } from "@/lib/features/metering/meters";
import { orNull } from "@/lib/http/or-null";

type Props = { params: Promise<{ key: string }> };

/** Read once a view, for the title and for the page. */
const meterOf = cache((principal: UserPrincipal, key: string) => orNull(readMeter(principal, key)));
const idOf = ({ params }: Props) => params.then(({ key }) => decodeURIComponent(key));

export function generateMetadata(props: Props): Promise<Metadata> {
  return adminThingTitle(idOf(props), meterOf, ({ data }) => data.key, "Meters");
}

export default async function MeterPage(props: Props) {
  const found = await adminThing(idOf(props), meterOf);
  // The layout around this page sends them to sign in.
  if (!found) return <ToSignIn />;
  return <MeterDetail meterKey={found.id} />;
}
