import type { ComponentProps } from "react";
import DashboardNotFound from "@/app/(dashboard)/dashboard/not-found";
import { NotFoundPage } from "@/components/layout/not-found-page";
import { accountPrincipal } from "@/lib/http/page-principal";

/** Tells administrators of a thing that is not there. All others are told of no page, so that they learn of no list. */
export async function AdminNotFound(props: ComponentProps<typeof NotFoundPage>) {
  return (await accountPrincipal())?.instanceAdmin ? <NotFoundPage {...props} /> : <DashboardNotFound />;
}
