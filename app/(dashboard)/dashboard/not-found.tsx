import { SearchX } from "lucide-react";
import { NotFoundPage } from "@/components/layout/not-found-page";

export const metadata = { title: "Not found" };

export default function DashboardNotFound() {
  return (
    <NotFoundPage
      title="Not found"
      noun="page"
      icon={<SearchX />}
      list={{ href: "/dashboard", label: "the overview" }}
    />
  );
}
