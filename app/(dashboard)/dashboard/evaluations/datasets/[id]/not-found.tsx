import { Table2 } from "lucide-react";
import Link from "next/link";
import { PageHeader } from "@/components/layout/page-header";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function DatasetNotFound() {
  return (
    <>
      <PageHeader title="Dataset" />
      <EmptyState
        icon={<Table2 />}
        title="There is no such dataset"
        body="The address may be mistyped, the dataset was deleted, or it belongs to another organization."
        action={
          <Link href="/dashboard/evaluations/datasets" className={buttonClass()}>
            Go to Datasets
          </Link>
        }
      />
    </>
  );
}
