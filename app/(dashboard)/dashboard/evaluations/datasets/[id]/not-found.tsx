import { Table2 } from "lucide-react";
import { NotFoundPage } from "@/components/layout/not-found-page";

export default function DatasetNotFound() {
  return (
    <NotFoundPage
      title="Dataset"
      noun="dataset"
      icon={<Table2 />}
      list={{ href: "/dashboard/evaluations/datasets", label: "Datasets" }}
    />
  );
}
