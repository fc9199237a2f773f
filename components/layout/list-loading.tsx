import type { ReactNode } from "react";
import { BackLink } from "@/components/ui/back-link";
import { Skeleton } from "@/components/ui/skeleton";
import { PageHeader } from "./page-header";

/** The shape of a page with a list while it loads: its title at once, and below it the list's own skeleton. */
export function ListLoading({
  title,
  back,
  action = false,
  filters = false,
  children,
}: {
  title: string;
  /** The way back above the title. */
  back?: { href: string; label: string };
  /** The page has a button beside its title. */
  action?: boolean;
  /** The list has controls above it. */
  filters?: boolean;
  children: ReactNode;
}) {
  return (
    <>
      {back && <BackLink {...back} />}
      <PageHeader
        title={title}
        description={<Skeleton className="h-5 w-96 max-w-full" />}
        {...(action ? { actions: <Skeleton className="h-9 w-32" /> } : {})}
      />
      {filters && <Skeleton className="mb-4 h-11 w-full sm:h-9 sm:w-120" />}
      {children}
    </>
  );
}
