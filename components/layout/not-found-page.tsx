import Link from "next/link";
import type { ReactNode } from "react";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "./page-header";

/**
 * The page of something that is not there, or not theirs: it does not tell which. `noun` names it in a
 * sentence, and its list is the way on. It stands within the dashboard, so that the navigation leads on as well.
 */
export function NotFoundPage({
  title,
  noun,
  icon,
  list,
  ofDeployment = false,
}: {
  title: string;
  noun: string;
  icon: ReactNode;
  list: { href: string; label: string };
  /** It belongs to no organization, so that switching to another would not help. */
  ofDeployment?: boolean;
}) {
  return (
    <>
      <PageHeader title={title} />
      <EmptyState
        icon={icon}
        title={`There is no such ${noun}`}
        body={`The address may be mistyped, or the ${noun} was deleted.${ofDeployment ? "" : " If it belongs to another of your organizations, switch to that one and open the address again."}`}
        action={
          <Link href={list.href} className={buttonClass()}>
            Go to {list.label}
          </Link>
        }
      />
    </>
  );
}
